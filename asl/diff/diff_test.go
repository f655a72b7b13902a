package diff_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/asl/diff"
)

func decode(t testing.TB, text string) *asl.Machine {
	t.Helper()
	m, list := asl.DecodeJSON("m.json", []byte(text))
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMachines(t *testing.T) {
	base := `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"r","TimeoutSeconds":30,"Retry":[{"ErrorEquals":["X"],"MaxAttempts":2}],"Next":"M"},
		"M":{"Type":"Map","ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"End":true}}}`
	for _, c := range []struct {
		name, b string
		want    []string
	}{
		{"the same in another order and form", `{"States":{"M":{"End":true,"Type":"Map","ItemProcessor":{"States":{"I":{"End":true,"Type":"Pass"}},"StartAt":"I"}},
			"A":{"Type":"Task","Resource":"r","TimeoutSeconds":3e1,"Retry":[{"ErrorEquals":["X"],"MaxAttempts":2.0}],"Next":"M"}},"StartAt":"A"}`, nil},
		{"fields", `{"Comment":"c","StartAt":"A","States":{"A":{"Type":"Task","Resource":"r","Retry":[{"ErrorEquals":["X"],"MaxAttempts":5}],"Next":"M"},
			"M":{"Type":"Map","MaxConcurrency":3,"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"End":true}}}`, []string{
			`+ machine: Comment "c"`,
			`~ state "A": Retry[0].MaxAttempts 2 → 5`,
			`- state "A": TimeoutSeconds 30`,
			`+ state "M": MaxConcurrency 3`,
		}},
		{"states, also inside", `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"r","TimeoutSeconds":30,"Retry":[{"ErrorEquals":["X"],"MaxAttempts":2}],"Next":"M"},
			"M":{"Type":"Map","ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","Next":"J"},"J":{"Type":"Succeed"}}},"End":true}}}`, []string{
			`- state "I": End true`,
			`+ state "I": Next "J"`,
			`+ state "J" (Succeed)`,
		}},
		{"a renamed state", `{"StartAt":"B","States":{"B":{"Type":"Task","Resource":"r","TimeoutSeconds":30,"Retry":[{"ErrorEquals":["X"],"MaxAttempts":2}],"Next":"M"},
			"M":{"Type":"Map","ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"End":true}}}`, []string{
			`~ machine: StartAt "A" → "B"`,
			`~ state "A" is now "B"`,
		}},
		{"a state gone", `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"r","TimeoutSeconds":30,"Retry":[{"ErrorEquals":["X"],"MaxAttempts":2}],"End":true}}}`, []string{
			`- state "A": Next "M"`,
			`+ state "A": End true`,
			`- state "M" (Map)`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, change := range diff.Machines(decode(t, base), decode(t, c.b)) {
				got = append(got, change.String())
				if _, err := json.Marshal(change); err != nil {
					t.Error(err)
				}
			}
			sortless := func(s []string) map[string]int {
				m := map[string]int{}
				for _, x := range s {
					m[x]++
				}
				return m
			}
			if d := cmp.Diff(sortless(c.want), sortless(got)); d != "" {
				t.Error(d)
			}
		})
	}
}

func ExampleMachines() {
	a, _ := asl.DecodeJSON("a", []byte(`{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}`))
	b, _ := asl.DecodeJSON("b", []byte(`{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":2,"End":true}}}`))
	for _, c := range diff.Machines(a, b) {
		fmt.Println(c)
	}
	// Output: ~ state "W": Seconds 1 → 2
}
