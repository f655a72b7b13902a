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

// foldPassBefore lets a state read what the Pass before it makes straight from what the Pass
// reads.
//
// Rule: Pass → B becomes B, where the Pass's Output stands for $states.input in every field
// of B, and what the Pass assigns stands for the variables it assigns and is assigned by B
// as well, along each way out of it.
//
// Where something else leads to B too, and B is a Choice, the Pass becomes a copy of it.
//
// Preconditions: both are of JSONata, or can be converted (level 3). Nothing else leads to a
// B that is no Choice.
// What the Pass reads of the context object does not belong to the state. If B has a retrier
// or catcher that sees failed expressions, or does work, then whatever of the Pass may fail
// is evaluated before B's work as well, and no handler sees it. Nothing volatile is drawn
// twice, at another time, or again at a retry; for $millis() and $now() the time at which B is
// entered stands in then, which is the time at which the Pass was. A graph inside B does not read what the Pass
// assigns. No name is captured.
//
// Why behaviour is kept: the fields of B see the same values, what fails does so before B's
// work and under the same name, and what is assigned is assigned when B is left, before
// anything could read it.
func foldPassBefore(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		for _, s := range slices.Clone(f.graph.States) {
			pass, ok := s.(*asl.Pass)
			if !ok || f.gone[pass.Name] || pass.End || pass.Next == pass.Name {
				continue
			}
			if err := f.foldBefore(f.state[pass.Name].(*asl.Pass)); err != nil {
				u.keep(pass.Name, "into `%s`: %s", pass.Next, err)
				continue
			}
			did++
		}
		f.commit()
	}
	return did
}

func (f *flow) foldBefore(pass *asl.Pass) error {
	u := f.u
	next := f.state[pass.Next]
	shared := f.entries(pass.Next) != 1
	if shared && next.Type() != asl.TypeChoice {
		return errors.New("other states lead to it too")
	}
	first, err := f.jsonata(pass)
	if err != nil {
		return err
	}
	second, err := f.jsonata(next)
	if err != nil {
		return err
	}
	if shared {
		if err := u.copyable(second.state); err != nil {
			return err
		}
	}
	second, err = f.prepended(first.state.(*asl.Pass), next, second)
	if err != nil {
		return err
	}
	if shared {
		// The Pass becomes a copy of the Choice.
		if len(asl.ValueOf(second.state).String()) > maxChoice {
			return dataflow.ErrTooLarge
		}
		second.state.Base().Name = pass.Name
		f.replace(second.state)
		return nil
	}
	to := pass.Next
	f.bypass(pass.Name, to)
	f.remove(pass.Name)
	f.replace(second.state)
	return nil
}

// prepended is the JSONata form of next after what pass does. Where that fails by what handlers
// would see, they are shielded; where it fails by the time, the time of entering stands for it.
func (f *flow) prepended(pass *asl.Pass, next asl.State, form form) (form, error) {
	u := f.u
	shielded, atEntry := false, false
	for {
		err := u.prepend(pass, form.state, atEntry)
		switch {
		case errors.Is(err, errSeen) && !shielded:
			shielded = true
		case errors.Is(err, errDrawn) && !atEntry:
			atEntry = true
		default:
			return form, err
		}
		again, failed := f.jsonata(next)
		if failed != nil {
			return form, failed
		}
		if form = again; shielded {
			u.shield(f.scope, next, form.state)
		}
	}
}

// copyable says why a copy of a JSONata state under another name would be another state.
func (u *unit) copyable(s asl.State) error {
	for _, fd := range fieldsOf(s) {
		t, err := u.parse(*fd.value)
		if err != nil {
			return err
		}
		if t != nil && dataflow.JudgeTemplate(t).State {
			return fmt.Errorf("`%s` reads of the context object what belongs to the state", s.Base().Name)
		}
	}
	return nil
}

// errDrawn is a value that is drawn anew at each evaluation and would be drawn otherwise.
var errDrawn = errors.New("a value that is drawn anew at each evaluation")

// prepend makes s do what pass does before it. s is changed, and of no use after an error.
// With atEntry, the time that pass reads is the one at which s is entered.
func (u *unit) prepend(pass *asl.Pass, s asl.State, atEntry bool) error {
	made, err := u.parse(pass.Output)
	if err != nil {
		return err
	}
	if made == nil {
		made = statesPath("input")
	}
	names, vars, err := u.variables(pass.Assign)
	if err != nil {
		return err
	}
	if err := u.movable(made, vars); err != nil {
		return err
	}
	if atEntry {
		made, _ = dataflow.AtEntry(made)
		for n, t := range vars {
			vars[n], _ = dataflow.AtEntry(t)
		}
	}
	inner := innerReads(s)
	for _, n := range names {
		if inner[n] {
			return fmt.Errorf("a state inside it may read the variable `%s`", n)
		}
	}
	defaultInput(s)
	p := prefix{u: u, s: s, b: dataflow.Bindings{Input: made, Vars: vars}, names: names, vars: vars}
	return p.put(made)
}

// defaultInput writes out where a state takes its input as it is.
func defaultInput(s asl.State) {
	input := value.OfString("{% $states.input %}")
	set := func(v *value.Value) {
		if v.IsUndefined() {
			*v = input
		}
	}
	switch s := s.(type) {
	case *asl.Task:
		set(&s.Arguments)
	case *asl.Parallel:
		set(&s.Arguments)
	case *asl.Map:
		if s.ItemReader == nil {
			set(&s.Items)
		}
	case *asl.Choice:
		for _, r := range s.Choices {
			set(&r.Output)
		}
		if s.Default != "" {
			set(&s.Output)
		}
	case *asl.Wait:
		set(&s.Output)
	case *asl.Pass:
		set(&s.Output)
	case *asl.Succeed:
		set(&s.Output)
	case *asl.Fail:
	}
}

// prefix is a Pass on its way into the state behind it.
type prefix struct {
	u     *unit
	s     asl.State
	b     dataflow.Bindings
	names []string
	vars  map[string]dataflow.Template
	first []dataflow.Template // what is always evaluated before the state's work
}

func (p *prefix) put(made dataflow.Template) error {
	u := p.u
	_, guarded := u.seesQueryFailure(p.s)
	retried := retries(p.s)
	old := obligationsOf(made, p.vars)
	if guarded && len(old) > 0 {
		return fmt.Errorf("`%s` may find nothing, and its %w", shorten(old[0].String()), errSeen)
	}
	fields := fieldsOf(p.s)
	volatile := dataflow.JudgeTemplate(made).Volatile
	for _, t := range p.vars {
		volatile = volatile || dataflow.JudgeTemplate(t).Volatile
	}
	var host *field
	var hostTemplate dataflow.Template
	for i := range fields {
		fd := &fields[i]
		if isAssign(fd.name) {
			if err := p.assign(fd); err != nil {
				return err
			}
			continue
		}
		t, err := u.parse(*fd.value)
		if err != nil {
			return err
		}
		if t == nil {
			continue
		}
		reads := p.b.VolatileReads
		if t, err = p.b.Apply(t); err != nil {
			return fmt.Errorf("%s: %w", fd.name, err)
		}
		if p.b.VolatileReads > reads && (fd.stage != stageBefore || retried) {
			return fmt.Errorf("%w would be drawn at another time, or again", errDrawn)
		}
		if fd.stage == stageBefore {
			p.first = append(p.first, t)
			if host == nil {
				host, hostTemplate = fd, t
			}
		}
		if *fd.value, err = encodeField(fd, t); err != nil {
			return fmt.Errorf("%s: %w", fd.name, err)
		}
	}
	if p.b.VolatileReads > 1 || volatile && p.b.VolatileReads == 1 && len(p.names) > 0 {
		return fmt.Errorf("%w would be drawn twice", errDrawn)
	}
	missing := dataflow.Missing(old, p.first...)
	if len(missing) > 0 {
		if err := p.enforce(host, hostTemplate, missing); err != nil {
			return err
		}
	}
	if len(asl.ValueOf(shallowState(p.s)).String()) > maxFields {
		return dataflow.ErrTooLarge
	}
	return nil
}

func (p *prefix) enforce(host *field, t dataflow.Template, missing []jsonata.Node) error {
	if host == nil {
		return fmt.Errorf("`%s` may find nothing, and nothing in it would fail by that", shorten(missing[0].String()))
	}
	t, err := dataflow.Enforce(t, missing)
	if err != nil {
		return err
	}
	*host.value, err = encodeField(host, t)
	return err
}

// encodeField writes a field; a condition stays an expression, and an input that is handed
// on as it is needs no Output.
func encodeField(fd *field, t dataflow.Template) (value.Value, error) {
	v, err := dataflow.Encode(t)
	if err == nil && v.Kind() == value.Bool && len(fd.name) > 9 && fd.name[len(fd.name)-9:] == "Condition" {
		return value.OfString(fmt.Sprintf("{%% %v %%}", v.Bool())), nil
	}
	if err == nil && isStatesInput(v) {
		switch {
		case fd.name == "Arguments", fd.name == "Items":
			return value.Value{}, nil
		case isOutput(fd.name) && (fd.stage == stageBefore || fd.stage == stageMaybe):
			return value.Value{}, nil
		}
	}
	return v, err
}

func isAssign(name string) bool {
	return name == "Assign" || len(name) > 7 && name[len(name)-7:] == ".Assign"
}

func isOutput(name string) bool {
	return name == "Output" || len(name) > 7 && name[len(name)-7:] == ".Output"
}

// assign joins an Assign of the state with what the Pass assigns.
func (p *prefix) assign(fd *field) error {
	names, vars, err := p.u.variables(*fd.value)
	if err != nil {
		return err
	}
	all := map[string]dataflow.Template{}
	order := slices.Clone(p.names)
	for n, t := range p.vars {
		all[n] = t
	}
	for _, n := range names {
		t, err := p.b.Apply(vars[n])
		if err != nil {
			return fmt.Errorf("%s: %w", fd.name, err)
		}
		if _, again := all[n]; !again {
			order = append(order, n)
		}
		all[n] = t
	}
	if fd.stage == stageBefore {
		for _, t := range all {
			p.first = append(p.first, t)
		}
	} else if len(p.names) > 0 {
		for _, t := range p.vars {
			if dataflow.JudgeTemplate(t).Volatile {
				return fmt.Errorf("a variable of %w would be drawn at another time", errDrawn)
			}
		}
	}
	*fd.value, err = encodeAssign(order, all)
	return err
}

// shallowState is a state without the graphs inside it.
func shallowState(s asl.State) asl.State {
	switch s := s.(type) {
	case *asl.Parallel:
		c := *s
		c.Branches = nil
		return &c
	case *asl.Map:
		c := *s
		c.ItemProcessor, c.Iterator = nil, nil
		return &c
	default: // the others hold no graphs
	}
	return s
}
