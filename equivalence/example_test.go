package equivalence_test

import (
	"context"
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/equivalence"
)

// threshold is a machine that tells large amounts from small ones.
func threshold(comparator string) *asl.Machine {
	m, problems := asl.DecodeJSON("threshold.asl.json", fmt.Appendf(nil, `{
		"StartAt": "Large?",
		"States": {
			"Large?": {"Type": "Choice", "Choices": [{"Variable": "$.amount", %q: 1000, "Next": "Stop"}], "Default": "Go"},
			"Stop": {"Type": "Fail", "Error": "Large"},
			"Go": {"Type": "Succeed"}
		}
	}`, comparator))
	if problems.HasErrors() {
		log.Fatal(problems)
	}
	return m
}

// Compare looks for a case in which two machines differ, and shows the smallest.
func ExampleCompare() {
	result, err := equivalence.Compare(context.Background(),
		threshold("NumericGreaterThan"), threshold("NumericGreaterThanEquals"), equivalence.Options{Cases: 200})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Equivalent)
	fmt.Println(result.Counterexample.Case.Input)
	fmt.Println(result.Counterexample.Difference)
	// Output:
	// false
	// {"amount":1000}
	// the status is SUCCEEDED {"amount":1000} in the first and FAILED Large in the second
}
