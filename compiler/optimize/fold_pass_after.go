package optimize

import (
	"errors"
	"fmt"
	"slices"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// foldPassAfter lets a state make what the Pass behind it would make of its output.
//
// Rule: A → Pass → B becomes A → B, where A's Output is the Pass's with A's own put in for
// $states.input, and A's Assign is joined with the Pass's. A may be a Task, Map, Parallel,
// Pass or Wait; a rule or the Default of a Choice; a catcher. The Pass stays for whatever
// else leads to it, so each way in is folded on its own. A Succeed with an Output counts as a
// Pass that ends.
//
// Preconditions: both are of JSONata, or can be converted (level 3). A Pass that ends its
// graph needs an A that can. What the Pass reads of the context object does not belong to
// the state. If A has a retrier or catcher that sees failed expressions, the Pass's can't
// fail: a failure would run A's work again. Nothing volatile is evaluated twice. What A made
// and the Pass dropped still fails where it failed. No name is captured. The expressions
// stay small enough to read.
//
// Why behaviour is kept: A's Output is evaluated when its work is done, which is when the
// Pass would be entered, on the same values, and a failure ends or leaves the graph from the
// same place under the same name.
func foldPassAfter(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		for _, s := range slices.Clone(f.graph.States) {
			name := s.Base().Name
			if f.gone[name] || s.Type() != asl.TypePass && s.Type() != asl.TypeSucceed {
				continue
			}
			did += f.foldAfter(f.state[name])
		}
		f.commit()
	}
	return did
}

// foldAfter folds a Pass into each state that leads to it.
func (f *flow) foldAfter(s asl.State) int {
	u := f.u
	name := s.Base().Name
	if flow := asl.FlowOf(s); flow != nil && flow.Next == name {
		return 0
	}
	if len(f.in[name]) == 0 {
		return 0
	}
	second, err := f.jsonata(s)
	if err != nil {
		u.keep(name, "%s", err)
		return 0
	}
	did := 0
	for _, p := range f.predecessors(name) {
		n, err := f.foldInto(p, second.state)
		if err != nil {
			u.keep(name, "into `%s`: %s", p.Base().Name, err)
		}
		did += n
	}
	if did > 0 && f.drop(name) {
		did++
	}
	return did
}

// largeFold is the size from which a Pass is not copied to several places.
const largeFold = 1500

// foldInto folds a Pass into the edges by which p leads to it.
func (f *flow) foldInto(p, pass asl.State) (int, error) {
	u := f.u
	name := pass.Base().Name
	if p.Base().Name == name {
		return 0, errors.New("it leads to itself")
	}
	next, ends := "", true
	if fl := asl.FlowOf(pass); fl != nil {
		next, ends = fl.Next, fl.End
	}
	if f.entries(name) > 1 && len(asl.ValueOf(pass).String()) > largeFold {
		return 0, errors.New("it is too large to stand in several places")
	}
	first, err := f.jsonata(p)
	if err != nil {
		return 0, err
	}
	did := 0
	var firstErr error
	for _, t := range asl.TargetsOf(first.state) {
		if *t.Name != name {
			continue
		}
		if ends && t.Kind != asl.TargetNext {
			firstErr = errors.New("a Choice or a Catch can't end a graph")
			continue
		}
		e := u.edgeOf(first.state, t)
		output, assign, err := u.compose(e, pass)
		if errors.Is(err, errSeen) && u.shield(f.scope, p, first.state) {
			e.guarded = false
			output, assign, err = u.compose(e, pass)
		}
		if err != nil {
			firstErr = err
			continue
		}
		*e.output, *e.assign = output, assign
		if ends {
			*t.Name = ""
			asl.FlowOf(first.state).End = true
		} else {
			*t.Name = next
		}
		did++
	}
	if did > 0 {
		f.replace(first.state)
	}
	return did, firstErr
}

// edge is a way out of a JSONata state, and the fields that make what goes along it.
type edge struct {
	from           asl.State
	output, assign *value.Value
	made           []string // what it makes without an Output: names below $states
	guarded        bool     // a retrier or catcher of the state sees its failures
}

func (u *unit) edgeOf(s asl.State, t asl.Target) edge {
	e := edge{from: s, made: []string{"input"}}
	switch s := s.(type) {
	case *asl.Choice:
		e.output, e.assign = &s.Output, &s.Assign
		if t.Kind == asl.TargetChoice {
			e.output, e.assign = &s.Choices[t.Index].Output, &s.Choices[t.Index].Assign
		}
		return e
	case *asl.Task, *asl.Map, *asl.Parallel:
		e.made = []string{"result"}
		if t.Kind == asl.TargetCatch {
			c := asl.HandlersOf(s).Catch[t.Index]
			e.output, e.assign, e.made = &c.Output, &c.Assign, []string{"errorOutput"}
			return e
		}
	case *asl.Pass, *asl.Wait, *asl.Succeed, *asl.Fail:
	}
	_, e.guarded = u.seesQueryFailure(s)
	d := asl.DataOf(s)
	e.output, e.assign = &d.Output, &d.Assign
	return e
}

func statesPath(names ...string) dataflow.Template {
	var n jsonata.Node = &jsonata.Variable{Value: "states"}
	for _, name := range names {
		n = &jsonata.Dot{Left: n, Right: &jsonata.Name{Value: name}}
	}
	return &dataflow.Query{Node: n}
}

// compose is Output and Assign of an edge with a Pass behind it.
func (u *unit) compose(e edge, pass asl.State) (output, assign value.Value, err error) {
	fail := func(err error) (value.Value, value.Value, error) { return value.Value{}, value.Value{}, err }
	made, err := u.parse(*e.output)
	if err != nil {
		return fail(err)
	}
	if made == nil {
		made = statesPath(e.made...)
	}
	names, vars, err := u.variables(*e.assign)
	if err != nil {
		return fail(err)
	}
	data := asl.DataOf(pass)
	then, err := u.parse(data.Output)
	if err != nil {
		return fail(err)
	}
	thenNames, thenVars, err := u.variables(data.Assign)
	if err != nil {
		return fail(err)
	}
	if err := u.movable(then, thenVars); err != nil {
		return fail(err)
	}
	b := dataflow.Bindings{Input: made, Vars: vars}
	out := made
	if then != nil {
		if out, err = b.Apply(then); err != nil {
			return fail(err)
		}
	}
	all := map[string]dataflow.Template{}
	for _, n := range names {
		all[n] = vars[n]
	}
	for _, n := range thenNames {
		t, err := b.Apply(thenVars[n])
		if err != nil {
			return fail(err)
		}
		if _, again := all[n]; !again {
			names = append(names, n)
		}
		all[n] = t
	}
	if b.VolatileReads > 1 || b.VolatileReads == 1 && u.assignsVolatile(names, vars, all) {
		return fail(errors.New("a value that is drawn anew at each evaluation would be drawn twice"))
	}
	old := obligationsOf(made, vars)
	if e.guarded {
		for _, o := range obligationsOf(out, all) {
			if !slices.ContainsFunc(old, func(p jsonata.Node) bool { return p.String() == o.String() }) {
				return fail(fmt.Errorf("`%s` may find nothing, and %w: those of `%s`", shorten(o.String()), errSeen, e.from.Base().Name))
			}
		}
	}
	by := []dataflow.Template{out}
	for _, t := range all {
		by = append(by, t)
	}
	if out, err = dataflow.Enforce(out, dataflow.Missing(old, by...)); err != nil {
		return fail(err)
	}
	return encodeEdge(e, out, names, all)
}

// errSeen is a failure that handlers would see and did not see before.
var errSeen = errors.New("retriers or catchers would see that")

func shorten(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}

// assignsVolatile reports whether a volatile variable is both kept and read.
func (u *unit) assignsVolatile(names []string, before, after map[string]dataflow.Template) bool {
	for _, n := range names {
		if t := before[n]; t != nil && dataflow.JudgeTemplate(t).Volatile && after[n] == t {
			return true
		}
	}
	return false
}

// movable reports whether the expressions of a Pass mean the same in another state.
func (u *unit) movable(output dataflow.Template, vars map[string]dataflow.Template) error {
	check := func(t dataflow.Template) error {
		f := dataflow.JudgeTemplate(t)
		switch {
		case f.State:
			return errors.New("it reads of the context object what belongs to the state")
		case f.Relative:
			return dataflow.ErrRelative
		}
		return nil
	}
	if output != nil {
		if err := check(output); err != nil {
			return err
		}
	}
	for _, t := range vars {
		if err := check(t); err != nil {
			return err
		}
	}
	return nil
}

func obligationsOf(t dataflow.Template, vars map[string]dataflow.Template) []jsonata.Node {
	var out []jsonata.Node
	if t != nil {
		out = dataflow.Obligations(t)
	}
	for _, name := range sortedNames(vars) {
		out = append(out, dataflow.Obligations(vars[name])...)
	}
	return out
}

func sortedNames(vars map[string]dataflow.Template) []string {
	names := make([]string, 0, len(vars))
	for n := range vars {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// maxFields bounds Output and Assign of a state that others were folded into.
const maxFields = 24 << 10

func encodeEdge(e edge, out dataflow.Template, names []string, all map[string]dataflow.Template) (output, assign value.Value, err error) {
	if q, ok := out.(*dataflow.Query); !ok || q.Node.String() != statesPath(e.made...).(*dataflow.Query).Node.String() {
		if output, err = dataflow.Encode(out); err != nil {
			return output, assign, err
		}
	}
	if assign, err = encodeAssign(names, all); err != nil {
		return output, assign, err
	}
	if len(output.String())+len(assign.String()) > maxFields {
		return output, assign, dataflow.ErrTooLarge
	}
	return output, assign, nil
}

func encodeAssign(names []string, all map[string]dataflow.Template) (value.Value, error) {
	if len(names) == 0 {
		return value.Value{}, nil
	}
	b := value.NewBuilder(len(names))
	for _, n := range names {
		v, err := dataflow.Encode(all[n])
		if err != nil {
			return value.Value{}, err
		}
		b.Set(n, v)
	}
	return b.Value(), nil
}
