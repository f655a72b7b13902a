package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/cost"
)

// examples are ten definitions whose transitions were estimated by hand: on the longest way
// that succeeds, with one item a Map and one poll a loop, as they are, with rewrites within
// their language, and with conversion to JSONata.
var examples = []struct {
	name              string // part of the file's name
	raw, within, best int
}{
	{"apigw-sfn__", 8, 5, 5},
	{"s3-glacier-multi-file-restore-sam__", 9, 5, 5},
	{"s3-bucket-nested-distributed-map__", 8, 5, 5},
	{"explicit-failure-with-parallel-states__", 6, 5, 5},
	{"distributed-data-stream-aggregator__statemachine__statemachine", 13, 10, 10},
	{"idempotent-workflow__", 10, 9, 5},
	{"web-contact-form-processor-tf__", 6, 5, 4},
	{"sfn-continous-running-glue-workflow-tf__", 8, 6, 6},
	{"execute_athena_query", 10, 9, 6},
	{"aws-etl-orchestrator/cloudformation__step-functions-resources-2", 10, 9, 6},
}

// writeExamples prints what was reached of the estimates, by the same count.
func writeExamples(w io.Writer, files []file, within, best *measurement) (reached, found int) {
	fmt.Fprintf(w, "\n%-64s %9s %17s %17s\n", "ten worked examples, transitions of the longest way", "as it is", "level 2/estimate", "level 3/estimate")
	for _, x := range examples {
		for i, f := range files {
			if !strings.Contains(f.name, x.name) {
				continue
			}
			two, three := longest(within.rows[i].optimized), longest(best.rows[i].optimized)
			mark := "missed"
			// Starts of children count here and not in the estimates, so what is saved is compared.
			if raw := longest(f.machine); raw-two >= x.raw-x.within && raw-three >= x.raw-x.best {
				mark = "reached"
				reached++
			}
			found++
			fmt.Fprintf(w, "%-64.64s %4d/%4d %9d/%7d %9d/%7d  %s\n", x.name, longest(f.machine), x.raw, two, x.within, three, x.best, mark)
			break
		}
	}
	fmt.Fprintf(w, "%d of %d reached or beaten\n", reached, found)
	return reached, found
}

func longest(m *asl.Machine) int {
	most := cost.Of(m, cost.Scenario{}).Most
	return most.Transitions + most.ChildTransitions
}
