package optimize

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// A shield keeps failed expressions from the handlers of a state.
//
// A path of JSONPath that finds nothing ends the execution by States.Runtime, which no handler
// sees. Once it is an expression of JSONata it raises States.QueryEvaluationError, which
// States.ALL matches. A shield puts a retrier with no attempts and a catcher for that error
// before all others; the catcher leads to a Fail that raises the error again. Only the first
// retrier and the first catcher that match count, so those behind never see it.

// queryFailure is the error that a failed expression raises.
const queryFailure = "States.QueryEvaluationError"

// seesQueryFailure reports whether handlers of s would see a failed expression, and which.
func (u *unit) seesQueryFailure(s asl.State) (string, bool) {
	h := asl.HandlersOf(s)
	if h == nil {
		return "", false
	}
	if i := slices.IndexFunc(h.Retry, func(r *asl.Retrier) bool { return matchesQueryFailure(r.ErrorEquals) }); i >= 0 && !neverRetries(h.Retry[i]) {
		return "Retry", true
	}
	if i := slices.IndexFunc(h.Catch, func(c *asl.Catcher) bool { return matchesQueryFailure(c.ErrorEquals) }); i >= 0 && !u.raisesAgain(h.Catch[i]) {
		return "Catch", true
	}
	return "", false
}

func matchesQueryFailure(names []string) bool {
	return slices.Contains(names, "States.ALL") || slices.Contains(names, queryFailure) || slices.ContainsFunc(names, asl.HasSubstitution)
}

func neverRetries(r *asl.Retrier) bool {
	n, ok := r.MaxAttempts.Int()
	return ok && n == 0
}

// retries reports whether anything is ever retried by s.
func retries(s asl.State) bool {
	h := asl.HandlersOf(s)
	return h != nil && slices.ContainsFunc(h.Retry, func(r *asl.Retrier) bool { return !neverRetries(r) })
}

// raisesAgain reports whether a catcher does nothing but end the graph by the error it caught.
func (u *unit) raisesAgain(c *asl.Catcher) bool {
	return u.raising[c.Next] && wholePath(c.ResultPath) && c.Output.IsUndefined() && c.Assign.IsUndefined()
}

// isRaising reports whether a state fails by the Error and Cause it is given.
func (u *unit) isRaising(s asl.State) bool {
	f, ok := s.(*asl.Fail)
	if !ok {
		return false
	}
	if u.machine.Language(f) == asl.JSONata {
		e, _ := queryText(f.Error)
		c, _ := queryText(f.Cause)
		return e == "$states.input.Error" && c == "$states.input.Cause"
	}
	return f.ErrorPath == "$.Error" && f.CausePath == "$.Cause"
}

// findRaising notes the states that fail by the error they are given.
func (u *unit) findRaising() {
	u.raising = map[string]bool{}
	for scope := range asl.Scopes(u.machine) {
		for _, s := range scope.Graph.States {
			if u.isRaising(s) {
				u.raising[s.Base().Name] = true
			}
		}
	}
	for _, name := range u.planned {
		u.raising[name] = true
	}
}

// shieldable says why the handlers of s must go on to see failed expressions; nil if they see
// none now. s may have been converted; original is what it was before.
func (u *unit) shieldable(original asl.State) error {
	if u.preserved(original.Base().Name) || !understood(original) {
		return errors.New("it is preserved, or has fields that are not known")
	}
	if u.machine.Language(original) == asl.JSONata {
		if why := u.mayFail(original); why != "" {
			return fmt.Errorf("%s may fail already, and its handlers see that", why)
		}
	}
	for scope := range asl.ScopesOf(original, "") {
		if err := u.graphRaises(scope.Graph); err != nil {
			return err
		}
	}
	return nil
}

// graphRaises says which state of a graph may raise a failed expression; nil if none does.
func (u *unit) graphRaises(g *asl.Graph) error {
	if len(g.Unreadable) > 0 {
		return errors.New("a state inside it is not understood")
	}
	for _, s := range g.States {
		if fail, ok := s.(*asl.Fail); ok && !u.isShield(g, fail) {
			if name := fail.Error.Str(); fail.ErrorPath != "" || isQuery(fail.Error) || name == queryFailure {
				return fmt.Errorf("`%s` inside it raises an error that may be called like a failed expression", fail.Name)
			}
			continue
		}
		if s.Type() == asl.TypeFail {
			continue
		}
		if u.machine.Language(s) == asl.JSONata && u.mayFail(s) != "" {
			return fmt.Errorf("%s of `%s` inside it may fail already, and its handlers see that", u.mayFail(s), s.Base().Name)
		}
		for scope := range asl.ScopesOf(s, "") {
			if err := u.graphRaises(scope.Graph); err != nil {
				return err
			}
		}
	}
	return nil
}

// isShield reports whether a Fail state raises again what shields lead to it, and nothing else.
func (u *unit) isShield(g *asl.Graph, fail *asl.Fail) bool {
	if !u.isRaising(fail) || g.StartAt == fail.Name {
		return false
	}
	for _, s := range g.States {
		for _, t := range asl.TargetsOf(s) {
			if *t.Name != fail.Name {
				continue
			}
			if t.Kind != asl.TargetCatch || !slices.Equal(asl.HandlersOf(s).Catch[t.Index].ErrorEquals, []string{queryFailure}) {
				return false
			}
		}
	}
	return true
}

// shield puts a shield before the handlers of s, a form of original in the graph of scope, and
// reports whether it could: at level 3, if they saw no failed expression so far.
func (u *unit) shield(scope *asl.Scope, original, s asl.State) bool {
	if u.opts.Level < LevelConvert || asl.HandlersOf(s) == nil || u.shieldable(original) != nil {
		return false
	}
	u.addShield(scope, s)
	return true
}

// addShield puts a shield before the handlers of s, which stands in the graph of scope.
func (u *unit) addShield(scope *asl.Scope, s asl.State) {
	h := asl.HandlersOf(s)
	if i := slices.IndexFunc(h.Retry, func(r *asl.Retrier) bool { return matchesQueryFailure(r.ErrorEquals) }); i >= 0 && !neverRetries(h.Retry[i]) {
		h.Retry = slices.Insert(h.Retry, 0, &asl.Retrier{
			Comment: "data that is missing stays missing", ErrorEquals: []string{queryFailure}, MaxAttempts: value.OfInt(0),
		})
	}
	if i := slices.IndexFunc(h.Catch, func(c *asl.Catcher) bool { return matchesQueryFailure(c.ErrorEquals) }); i >= 0 && !u.raisesAgain(h.Catch[i]) {
		h.Catch = slices.Insert(h.Catch, 0, &asl.Catcher{
			Comment: "nobody handles missing data", ErrorEquals: []string{queryFailure}, Next: u.raisingState(scope),
		})
	}
}

// raisingState is the name of the state of a graph that fails by the error it is given. It is
// made by [unit.addRaising] when a state leads to it.
func (u *unit) raisingState(scope *asl.Scope) string {
	for _, s := range scope.Graph.States {
		if u.isRaising(s) {
			return s.Base().Name
		}
	}
	if name, ok := u.planned[scope.Graph]; ok {
		return name
	}
	taken := map[string]bool{}
	for _, s := range asl.Walk(u.machine) {
		taken[s.Base().Name] = true
	}
	for _, name := range u.planned {
		taken[name] = true
	}
	name := "Evaluation failed"
	for i := 2; taken[name]; i++ {
		name = "Evaluation failed " + strconv.Itoa(i)
	}
	u.planned[scope.Graph] = name
	u.raising[name] = true
	return name
}

// addRaising adds the planned Fail state to a graph; nil if it is there already.
func (u *unit) addRaising(g *asl.Graph) asl.State {
	name, ok := u.planned[g]
	if !ok || g.State(name) != nil {
		return nil
	}
	f := &asl.Fail{Common: asl.Common{Name: name, Comment: "data was missing; nobody handles that"}}
	if u.machine.Language(f) == asl.JSONata {
		f.Error, f.Cause = value.OfString("{% $states.input.Error %}"), value.OfString("{% $states.input.Cause %}")
	} else {
		f.ErrorPath, f.CausePath = "$.Error", "$.Cause"
	}
	g.States = append(slices.Clip(g.States), f)
	return f
}

// outerHandlers says why handlers around the graph must see failed expressions; nil if none
// does, or all of them can be shielded.
func (u *unit) outerHandlers(scope *asl.Scope) error {
	for ; scope != nil && scope.Owner != nil; scope = scope.Parent {
		owner := scope.Parent.Graph.State(scope.Owner.Base().Name)
		if m, ok := owner.(*asl.Map); ok {
			if tolerates(m) {
				return fmt.Errorf("`%s` around it tolerates failures and lists them", m.Name)
			}
			if m.Distributed() {
				return nil // its failure has a name of its own
			}
		}
		if kind, seen := u.seesQueryFailure(owner); seen {
			if err := u.shieldable(owner); err != nil {
				return fmt.Errorf("the %s of `%s` around it would see that: %w", kind, owner.Base().Name, err)
			}
		}
	}
	return nil
}

// shieldOuter shields the handlers around the graph of f, if s brings in failed expressions that
// they did not see before: then nothing in them may fail yet.
func (f *flow) shieldOuter(s asl.State) {
	u := f.u
	if u.opts.Level < LevelConvert || u.machine.Language(s) != asl.JSONata || u.mayFail(s) == "" || u.outerHandlers(f.scope) != nil {
		return
	}
	for scope := f.scope; scope != nil && scope.Owner != nil; scope = scope.Parent {
		graph := scope.Parent.Graph
		owner := graph.State(scope.Owner.Base().Name)
		if m, ok := owner.(*asl.Map); ok && m.Distributed() {
			return
		}
		if _, seen := u.seesQueryFailure(owner); seen {
			delete(u.converted, owner)
			u.addShield(scope.Parent, owner)
			u.addRaising(graph)
			u.stale = true
		}
	}
}
