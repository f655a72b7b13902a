package graph_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/graph"
)

// Mermaid draws a machine for a README or a pull request. Marks show an execution,
// or the coverage of a test.
func ExampleMermaid() {
	m, problems := asl.DecodeJSON("order.asl.json", []byte(`{
		"StartAt": "Charge card",
		"States": {
			"Charge card": {
				"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
				"Catch": [{"ErrorEquals": ["Declined"], "Next": "Sorry"}]
			},
			"Sorry": {"Type": "Fail"}
		}
	}`))
	if problems.HasErrors() {
		log.Fatal(problems)
	}
	fmt.Print(graph.Mermaid(m, graph.Options{Marks: map[string]graph.Mark{"Charge card": graph.Failed}}))
	// Output:
	// flowchart TD
	//   s1((" "))
	//   s2["Charge card · lambda:invoke"]
	//   class s2 failed
	//   s3(["Sorry"])
	//   s4((" "))
	//   s1 --> s2
	//   s2 -.->|"Declined"| s3
	//   s2 --> s4
	//   s3 --> s4
	//   classDef failed fill:#f9d0cc
}
