// Command gen writes asl.schema.json and asl-fields.md from the table of fields.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/lockstep-go/lockstep/asl/schema"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen FOLDER")
		os.Exit(2)
	}
	for name, text := range map[string][]byte{"asl.schema.json": schema.JSON(), "asl-fields.md": schema.Reference()} {
		if err := os.WriteFile(filepath.Join(os.Args[1], name), text, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
