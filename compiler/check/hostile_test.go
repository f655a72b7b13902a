package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/diag"
)

// hostile are definitions of n parts that are wrong, or odd, in every part. Each must be
// checked in time that grows with n alone; the test would not end otherwise.
func hostile(n int) map[string]string {
	each := func(format string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = strings.ReplaceAll(format, "#", fmt.Sprint(i))
		}
		return strings.Join(parts, ",")
	}
	machine := func(states string) string { return `{"StartAt": "S0", "States": {` + states + `}}` }
	next := func(format string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = strings.NewReplacer("#", fmt.Sprint(i), "@", fmt.Sprint((i+1)%n)).Replace(format)
		}
		return strings.Join(parts, ",")
	}
	return map[string]string{
		"missing targets":       machine(each(`"S#": {"Type": "Pass", "Next": "T#"}`)),
		"unknown fields":        machine(each(`"S#": {"Type": "Pass", "End": true, "Resultpth": 1}`)),
		"no states":             machine(each(`"S#": {"Type": "Pas"}`)),
		"one name":              `{"StartAt": "A", "States": {"A": {"Type": "Parallel", "End": true, "Branches": [` + each(`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`) + `]}}}`,
		"a loop of variables":   machine(next(`"S#": {"Type": "Pass", "Assign": {"v#": 1, "w.$": "$v@"}, "Next": "S@"}`)),
		"members of one object": machine(`"S0": {"Type": "Pass", "End": true, "Parameters": {` + each(`"k#.$": "$.["`) + `}}`),
		"elements of one array": machine(`"S0": {"Type": "Pass", "End": true, "Parameters": {"a": [` + each(`{"k.$": 1}`) + `]}}`),
		"rules":                 machine(`"S0": {"Type": "Choice", "Choices": [` + each(`{"Variable": "$.a", "Next": "T#"}`) + `]}`),
		"errors":                machine(`"S0": {"Type": "Task", "Resource": "r", "End": true, "Retry": [{"ErrorEquals": [` + each(`"States.x#"`) + `]}]}`),
		"repeated keys":         machine(each(`"S0": {"Type": "Pass", "End": true}`)),
		"one long expression":   `{"QueryLanguage": "JSONata", "StartAt": "S0", "States": {"S0": {"Type": "Pass", "End": true, "Output": "{% [` + each(`$a#`) + `] %}"}}}`,
		"names in a call":       machine(`"S0": {"Type": "Pass", "End": true, "Parameters": {"a.$": "States.Array(` + each(`$.a#`) + `)"}}`),
	}
}

func TestHostile(t *testing.T) {
	for name, text := range hostile(10_000) {
		t.Run(name, func(t *testing.T) {
			_, list := check.Definition("hostile.json", []byte(text))
			if len(list) > diag.Limit {
				t.Errorf("%d findings", len(list))
			}
			for _, d := range list {
				if d.Code == check.CodeInternal {
					t.Error(d)
				}
			}
		})
	}
}
