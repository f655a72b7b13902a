package diag_test

import (
	"errors"
	"fmt"
	"os"

	"github.com/lockstep-go/lockstep/diag"
)

// A List is an error, and is written for people, for programs and for code hosts.
func ExampleWriteText() {
	source := []byte("{\n  \"StartAt\": \"Wat\"\n}\n")
	var err error = diag.List{{
		Code:     "ASL1030",
		Severity: diag.Error,
		Path:     "/StartAt",
		Origin:   diag.Origin{File: "order.asl.json", Line: 2, Column: 14},
		Message:  "there is no state `Wat`",
		Help:     "did you mean `Wait`?",
	}}
	if list, ok := errors.AsType[diag.List](err); ok {
		if err := diag.WriteText(os.Stdout, list, diag.TextOptions{Source: func(string) []byte { return source }}); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// order.asl.json:2:14: error ASL1030: there is no state `Wat`
	//     2 |   "StartAt": "Wat"
	//       |              ^~~~~
	//     at /StartAt
	//     help: did you mean `Wait`?
	// 1 error
}
