package deploy

import (
	"encoding/json"
	"slices"

	"github.com/lockstep-go/lockstep/policy"
)

// policyChanges are the statements that come and go, each in one line of JSON, with the
// reason of those that come.
func policyChanges(before string, want *Desired) []Change {
	have, after := statementsOf([]byte(before)), statementsOf(want.Role.Policy)
	reasons := want.reasons()
	var out []Change
	for _, s := range after {
		if !slices.Contains(have, s) {
			out = append(out, Change{Action: Create, Resource: "policy", Field: "statement", After: s, Reason: reasons[s]})
		}
	}
	for _, s := range have {
		if !slices.Contains(after, s) {
			out = append(out, Change{Action: Delete, Resource: "policy", Field: "statement", Before: s})
		}
	}
	return out
}

// reasons are why the derived policy has its statements, by the statement's JSON. A policy
// that was not derived has none.
func (d *Desired) reasons() map[string]string {
	m := d.machine()
	if m == nil {
		return nil
	}
	out := map[string]string{}
	for _, s := range policy.Generate(m, d.policyEnv()).Statement {
		if data, err := json.Marshal(s); err == nil { // texts only
			out[string(canonical(data))] = s.Reason
		}
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
