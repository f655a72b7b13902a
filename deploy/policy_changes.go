package deploy

import (
	"encoding/json"
	"slices"
)

// policyChanges are the statements that come and go, each in one line of JSON.
func policyChanges(before string, after json.RawMessage) []Change {
	have, want := statementsOf([]byte(before)), statementsOf(after)
	var out []Change
	for _, s := range want {
		if !slices.Contains(have, s) {
			out = append(out, Change{Action: Create, Resource: "policy", Field: "statement", After: s})
		}
	}
	for _, s := range have {
		if !slices.Contains(want, s) {
			out = append(out, Change{Action: Delete, Resource: "policy", Field: "statement", Before: s})
		}
	}
	if len(out) == 0 {
		out = append(out, Change{Action: Update, Resource: "policy"})
	}
	return out
}

// statementsOf are a policy's statements as canonical JSON.
func statementsOf(doc []byte) []string {
	var p struct{ Statement []json.RawMessage }
	if json.Unmarshal(doc, &p) != nil {
		return nil
	}
	out := make([]string, len(p.Statement))
	for i, s := range p.Statement {
		out[i] = string(canonical(s))
	}
	return out
}
