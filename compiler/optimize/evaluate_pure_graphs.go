package optimize

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// evaluatePureGraphs lets an expression make what a Parallel or Map makes that calls nobody.
//
// Rule: a Parallel each of whose branches is one Pass or Succeed becomes a Pass that makes an
// array of what the branches make. An inline Map whose processor is one Pass or Succeed becomes
// a Pass with $map over the items. In JSONPath, a Parallel whose branches only select becomes a
// Pass with States.Array. Longer branches get there when other passes have made one state of
// them.
//
// Preconditions: all states are of JSONata, or can be converted (level 3), but for branches
// that only select. None assigns a variable. Where a Retry or Catch of the state sees failed
// expressions, nothing in it may fail. Nothing is drawn anew. What a branch reads of the
// context object belongs to the execution, or is the Map's item, which is put in. In a Map the
// processor makes no array and nothing that could be one: JSONata joins the arrays that a
// function answers; and a Map is no longer than MaxConcurrency says, which is a constant.
//
// Why behaviour is kept: the branches take no time and call nobody, so that nothing tells them
// from an expression; the items, and what the processor lacks, fail under the same name.
func evaluatePureGraphs(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		for _, s := range f.states() {
			var pass *asl.Pass
			var err error
			switch s := s.(type) {
			case *asl.Parallel:
				pass, err = f.pureBranches(s)
			case *asl.Map:
				pass, err = f.pureProcessor(s)
			default:
				continue
			}
			if err != nil {
				u.keep(s.Base().Name, "%s", err)
			}
			if pass != nil {
				f.replace(pass)
				did++
			}
		}
		f.commit()
	}
	return did
}

// states are the states of the graph as they are now; passes may change it while they go
// through them, so each is looked up again by name before it is used.
func (f *flow) states() []asl.State {
	out := make([]asl.State, len(f.graph.States))
	copy(out, f.graph.States)
	return out
}

// lone is the only state of a graph, if it makes data and ends.
func lone(g *asl.Graph) asl.State {
	if len(g.States) != 1 || len(g.Unreadable) > 0 || len(g.Extra) > 0 || g.StartAt != g.States[0].Base().Name {
		return nil
	}
	switch s := g.States[0].(type) {
	case *asl.Pass:
		if s.End {
			return s
		}
	case *asl.Succeed:
		return s
	default: // the others do more
	}
	return nil
}

var errDraws = errors.New("it draws something anew at each evaluation")

// graphTemplate is what the only state of the graph makes.
func (f *flow) graphTemplate(scope *asl.Scope) (dataflow.Template, error) {
	scope.Parent = f.scope
	inner := f.u.flow(scope)
	if inner == nil {
		return nil, errors.New("its graph is not understood")
	}
	c, err := inner.jsonata(lone(scope.Graph))
	if err != nil {
		return nil, err
	}
	data := asl.DataOf(c.state)
	if data.Assign.Len() > 0 {
		return nil, fmt.Errorf("`%s` assigns a variable", c.state.Base().Name)
	}
	made, err := f.u.parse(data.Output)
	if err != nil {
		return nil, err
	}
	if made == nil {
		made = statesPath("input")
	}
	facts := dataflow.JudgeTemplate(made)
	switch {
	case facts.Volatile:
		return nil, errDraws
	case facts.Relative:
		return nil, dataflow.ErrRelative
	case facts.State:
		return nil, errors.New("it reads of the context object what belongs to the state")
	}
	return made, nil
}

func (f *flow) pureBranches(s *asl.Parallel) (*asl.Pass, error) {
	u := f.u
	for _, b := range s.Branches {
		if lone(&b.Graph) == nil {
			return nil, nil
		}
	}
	if pass := f.selectingBranches(s); pass != nil {
		return pass, nil
	}
	c, err := f.jsonata(s)
	if err != nil {
		return nil, err
	}
	p := c.state.(*asl.Parallel)
	input := statesPath("input")
	var must []jsonata.Node
	if !p.Arguments.IsUndefined() {
		if input, err = u.parse(p.Arguments); err != nil {
			return nil, err
		}
		if dataflow.JudgeTemplate(input).Volatile {
			return nil, errDraws
		}
		must = dataflow.Obligations(input)
	}
	b := dataflow.Bindings{Input: input}
	all := &dataflow.Array{}
	for scope := range asl.ScopesOf(s, "") {
		t, err := f.graphTemplate(scope)
		if err != nil {
			return nil, err
		}
		if dataflow.JudgeTemplate(t).Item && f.scope.Owner == nil {
			return nil, errors.New("it reads the item of a Map")
		}
		if t, err = b.Apply(t); err != nil {
			return nil, err
		}
		all.Items = append(all.Items, t)
	}
	return u.evaluated(p, all, append(must, dataflow.Obligations(all)...))
}

// evaluated is a Pass that makes what s makes of a result it need not work for.
func (u *unit) evaluated(s asl.State, result dataflow.Template, must []jsonata.Node) (*asl.Pass, error) {
	data, flow := asl.DataOf(s), asl.FlowOf(s)
	out, err := u.parse(data.Output)
	if err != nil {
		return nil, err
	}
	b := dataflow.Bindings{Result: result}
	if out == nil {
		out = result
	} else if out, err = b.Apply(out); err != nil {
		return nil, err
	}
	names, vars, err := u.variables(data.Assign)
	if err != nil {
		return nil, err
	}
	by := []dataflow.Template{out}
	for _, n := range names {
		if vars[n], err = b.Apply(vars[n]); err != nil {
			return nil, err
		}
		by = append(by, vars[n])
	}
	if out, err = dataflow.Enforce(out, dataflow.Missing(must, by...)); err != nil {
		return nil, err
	}
	if handler, seen := u.seesQueryFailure(s); seen && len(obligationsOf(out, vars)) > 0 {
		return nil, fmt.Errorf("`%s` may find nothing, and its %s would see that", shorten(obligationsOf(out, vars)[0].String()), handler)
	}
	pass := &asl.Pass{Common: commonOf(s), Flow: *flow}
	if pass.Output, err = dataflow.Encode(out); err != nil {
		return nil, err
	}
	if isStatesInput(pass.Output) {
		pass.Output = value.Value{}
	}
	pass.Assign, err = encodeAssign(names, vars)
	return pass, err
}

// selectingBranches is the Pass for a Parallel of JSONPath whose branches hand their input on,
// or a member of it.
func (f *flow) selectingBranches(s *asl.Parallel) *asl.Pass {
	u := f.u
	if u.machine.Language(s) != asl.JSONPath || u.preserved(s.Name) || !understood(s) || !s.Assign.IsUndefined() || handles(s) {
		return nil
	}
	if !s.Parameters.IsUndefined() || !s.ResultSelector.IsUndefined() || !wholePath(s.InputPath) || s.OutputPath.IsNull() {
		return nil
	}
	pass := &asl.Pass{
		Common: commonOf(s), Data: asl.Data{OutputPath: s.OutputPath}, Flow: s.Flow,
	}
	var args []string
	for _, b := range s.Branches {
		arg := u.selected(lone(&b.Graph))
		if arg == "" {
			return nil
		}
		args = append(args, arg)
	}
	switch {
	case s.ResultPath.IsNull():
		for _, a := range args {
			if a != "$" {
				return nil
			}
		}
		return pass
	case !wholePath(s.ResultPath):
		return nil
	}
	within, ok := mustPath("$.all").Join(mustPath(orWhole(s.OutputPath).Str()))
	if !ok {
		return nil
	}
	pass.Parameters = value.ObjectOf(value.Member{Key: "all.$", Value: value.OfString("States.Array(" + strings.Join(args, ", ") + ")")})
	pass.OutputPath = value.OfString(within.String())
	return pass
}

// selected is the path by which a state of JSONPath selects what it makes; "" if it does more,
// or if the path would answer something else as an argument.
func (u *unit) selected(s asl.State) string {
	d := asl.DataOf(s)
	if u.machine.Language(s) != asl.JSONPath || u.preserved(s.Base().Name) || !understood(s) || !wholePath(d.OutputPath) || !d.Assign.IsUndefined() {
		return ""
	}
	if p, ok := s.(*asl.Pass); ok && (!p.Parameters.IsUndefined() || !p.Result.IsUndefined() || !wholePath(p.ResultPath)) {
		return ""
	}
	if d.InputPath.IsNull() || !readsInputOnly(orWhole(d.InputPath)) {
		return ""
	}
	path, err := jsonpath.Compile(orWhole(d.InputPath).Str())
	if err != nil || !path.Definite() {
		return ""
	}
	for _, seg := range path.Segments() {
		if seg.Kind != jsonpath.Name {
			return ""
		}
	}
	return path.String()
}

// unusedName is name, or what begins with it and none of the templates reads or binds.
func unusedName(name string, by ...dataflow.Template) string {
	for {
		free := true
		for _, t := range by {
			if t == nil {
				continue
			}
			facts := dataflow.JudgeTemplate(t)
			free = free && !slices.Contains(facts.Vars, name) && !slices.Contains(facts.Binds, name)
		}
		if free {
			return name
		}
		name += "_"
	}
}

func (f *flow) pureProcessor(s *asl.Map) (*asl.Pass, error) {
	u := f.u
	body := s.Body()
	if body == nil || s.Distributed() || lone(&body.Graph) == nil || s.ItemReader != nil || s.ItemBatcher != nil || s.ResultWriter != nil || tolerates(s) {
		return nil, nil
	}
	if s.MaxConcurrencyPath != "" || isQuery(s.MaxConcurrency) {
		return nil, errors.New("its MaxConcurrency is not constant")
	}
	c, err := f.jsonata(s)
	if err != nil {
		return nil, err
	}
	m := c.state.(*asl.Map)
	items, err := u.parse(m.Items)
	if err != nil {
		return nil, err
	}
	if items == nil {
		items = statesPath("input")
	}
	item, err := u.parse(m.ItemSelector)
	if err != nil {
		return nil, err
	}
	var made dataflow.Template
	for scope := range asl.ScopesOf(m, "") {
		if made, err = f.graphTemplate(scope); err != nil {
			return nil, err
		}
	}
	// The arguments of the function that stands for the processor.
	args := []string{unusedName("item", item, made), unusedName("index", item, made)}
	b := dataflow.Bindings{Item: variable(args[0]), Index: variable(args[1])}
	if item == nil {
		item = b.Item
	} else {
		if facts := dataflow.JudgeTemplate(item); facts.Volatile || facts.State || facts.Relative {
			return nil, errors.New("its ItemSelector draws something anew, or reads of the context object what belongs to the state")
		}
		if item, err = b.Apply(item); err != nil {
			return nil, err
		}
	}
	must := dataflow.Obligations(item)
	b.Input = item
	if made, err = b.Apply(made); err != nil {
		return nil, err
	}
	if made, err = dataflow.Enforce(made, dataflow.Missing(must, made)); err != nil {
		return nil, err
	}
	return u.mapped(m, items, made, args)
}

func variable(name string) dataflow.Template {
	return &dataflow.Query{Node: &jsonata.Variable{Value: name}}
}

// mapped is a Pass that maps items by an expression, a function of args.
func (u *unit) mapped(m *asl.Map, items, made dataflow.Template, args []string) (*asl.Pass, error) {
	one, err := dataflow.Strict(made)
	if err != nil {
		return nil, err
	}
	if dataflow.Judge(one).Kinds&(dataflow.List|dataflow.Undefined|dataflow.Function) != 0 {
		return nil, errors.New("its processor may make an array or nothing, and JSONata joins the arrays that a function answers")
	}
	list, err := dataflow.Strict(items)
	if err != nil {
		return nil, err
	}
	if facts := dataflow.Judge(list); facts.Volatile || facts.State || facts.Relative {
		return nil, errors.New("its Items draw something anew, or read of the context object what belongs to the state")
	}
	lambda := &jsonata.Lambda{Params: args, Body: one}
	var all jsonata.Node = &jsonata.Array{Items: []jsonata.Node{call("map", list, lambda)}}
	if facts := dataflow.Judge(list); facts.Kinds != dataflow.List {
		isArray := &jsonata.Binary{Op: "=", Left: call("type", list), Right: &jsonata.String{Value: "array"}}
		all = &jsonata.Condition{If: isArray, Then: all, Else: call("error", &jsonata.String{Value: "the items are no array"})}
	}
	return u.evaluated(m, &dataflow.Query{Node: all}, []jsonata.Node{all})
}

func call(name string, args ...jsonata.Node) *jsonata.Call {
	return &jsonata.Call{Proc: &jsonata.Variable{Value: name}, Args: args}
}

func isQuery(v value.Value) bool { _, ok := queryText(v); return ok }
