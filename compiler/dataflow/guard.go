package dataflow

import "github.com/lockstep-go/lockstep/internal/jsonata"

// Checked are the expressions that a condition made by [Guard] checks: the arguments of
// $exists(a) and $exists(b) before anything that raises an error otherwise.
func Checked(c *jsonata.Condition) ([]jsonata.Node, bool) {
	if c.Else == nil || !isCall(c.Else, "error") {
		return nil, false
	}
	var out []jsonata.Node
	var visit func(n jsonata.Node) bool
	visit = func(n jsonata.Node) bool {
		switch n := unblock(n).(type) {
		case *jsonata.Call:
			if isCall(n, "exists") && len(n.Args) == 1 {
				out = append(out, unblock(n.Args[0]))
				return true
			}
		case *jsonata.Binary:
			return n.Op == "and" && visit(n.Left) && visit(n.Right)
		}
		return false
	}
	return out, visit(c.If)
}
