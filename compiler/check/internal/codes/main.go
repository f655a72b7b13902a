// Command codes writes docs/codes.md from the records of the checker's rules.
package main

import (
	"fmt"
	"os"

	"github.com/lockstep-go/lockstep/compiler/check"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: codes FILE")
		os.Exit(2)
	}
	if err := os.WriteFile(os.Args[1], check.CodesDocument(), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
