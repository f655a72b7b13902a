package optimize

import (
	"errors"
	"slices"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// decideInExpression turns a Choice whose ways all lead to one place into an expression.
//
// Rule: a Choice whose rules and Default lead to the same state becomes a Pass with an Output
// of c1 ? o1 : c2 ? o2 : o, and an Assign likewise, which then folds into its neighbours. The
// same for a Choice all of whose ways are a Pass, or a Succeed, that ends the graph.
//
// Preconditions: it is of JSONata, or can be converted (level 3). It has a Default. Its
// conditions answer nothing but true or false. All ways assign the same variables, none where
// they end the graph.
//
// Why behaviour is kept: the operator ?: evaluates the conditions in the order of the rules
// and only the Output of the one that holds; what fails, fails at the same place under the
// same name.
func decideInExpression(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		for _, s := range slices.Clone(f.graph.States) {
			name := s.Base().Name
			c, ok := f.state[name].(*asl.Choice)
			if !ok || f.gone[name] {
				continue
			}
			pass, err := f.decide(c)
			if err != nil {
				u.keep(name, "%s", err)
				continue
			}
			if pass == nil {
				continue
			}
			old := targetNames(c)
			f.replace(pass)
			did++
			for _, name := range old {
				if f.state[name] != nil && f.drop(name) {
					did++
				}
			}
		}
		f.commit()
	}
	return did
}

// decide is the Pass that does a Choice's work; nil if its ways part.
func (f *flow) decide(c *asl.Choice) (*asl.Pass, error) {
	u := f.u
	if c.Default == "" {
		return nil, nil
	}
	same, ends := true, true
	for _, t := range asl.TargetsOf(c) {
		same = same && *t.Name == c.Default
		to := f.state[*t.Name]
		ends = ends && (to.Type() == asl.TypePass || to.Type() == asl.TypeSucceed) && asl.IsTerminal(to)
	}
	if !same && !ends || c.Default == c.Name {
		return nil, nil
	}
	first, err := f.jsonata(c)
	if err != nil {
		return nil, err
	}
	choice := first.state.(*asl.Choice)
	var ways []way
	for _, t := range asl.TargetsOf(choice) {
		w, err := f.way(choice, t, ends)
		if err != nil {
			return nil, err
		}
		ways = append(ways, w)
	}
	pass := &asl.Pass{Common: commonOf(choice)}
	if ends {
		pass.End = true
	} else {
		pass.Next = choice.Default
	}
	return pass, u.decided(pass, ways)
}

// way is one way out of a Choice: under which condition, nil for the Default, and what goes
// along it.
type way struct {
	condition jsonata.Node
	output    dataflow.Template
	names     []string
	vars      map[string]dataflow.Template
}

func (f *flow) way(choice *asl.Choice, t asl.Target, ends bool) (way, error) {
	u := f.u
	w := way{}
	var err error
	if t.Kind == asl.TargetChoice {
		if w.condition, err = u.condition(choice.Choices[t.Index]); err != nil {
			return w, err
		}
	}
	e := u.edgeOf(choice, t)
	output, assign := *e.output, *e.assign
	if ends {
		to, err := f.jsonata(f.state[*t.Name])
		if err != nil {
			return w, err
		}
		if output, assign, err = u.compose(e, to.state); err != nil {
			return w, err
		}
	}
	if w.output, err = u.parse(output); err != nil {
		return w, err
	}
	if w.output == nil {
		w.output = statesPath("input")
	}
	w.names, w.vars, err = u.variables(assign)
	slices.Sort(w.names)
	if err == nil && ends && len(w.names) > 0 {
		err = errors.New("a variable is assigned where the graph ends")
	}
	return w, err
}

// decided writes the ways into the Pass.
func (u *unit) decided(pass *asl.Pass, ways []way) error {
	names := ways[0].names
	for _, w := range ways {
		if !slices.Equal(w.names, names) {
			return errors.New("its ways assign different variables")
		}
	}
	decide := func(pick func(w *way) dataflow.Template) (dataflow.Template, error) {
		var n jsonata.Node
		for i := range slices.Backward(ways) {
			w := &ways[i]
			o, err := dataflow.Strict(pick(w))
			if err != nil {
				return nil, err
			}
			switch {
			case w.condition == nil:
				n = o
			case n.String() == o.String() && !dataflow.Judge(w.condition).Fails:
			default:
				n = &jsonata.Condition{If: w.condition, Then: o, Else: n}
			}
		}
		return &dataflow.Query{Node: dataflow.Simplify(n)}, nil
	}
	out, err := decide(func(w *way) dataflow.Template { return w.output })
	if err != nil {
		return err
	}
	all := map[string]dataflow.Template{}
	for _, name := range names {
		if all[name], err = decide(func(w *way) dataflow.Template { return w.vars[name] }); err != nil {
			return err
		}
	}
	if q := out.(*dataflow.Query); isStatesPath(q, "input") {
		pass.Output = value.Value{}
	} else if pass.Output, err = dataflow.Encode(out); err != nil {
		return err
	}
	pass.Assign, err = encodeAssign(names, all)
	return err
}

func isStatesPath(q *dataflow.Query, name string) bool {
	root, names, ok := dataflow.Chain(q.Node)
	return ok && root == "states" && len(names) == 1 && names[0] == name
}
