package equivalence

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Cases that are drawn blindly end at the first path that finds nothing. So what each state
// asks of its input is followed backwards through the machine: through ResultPath and
// templates, into the results of tasks and the input of the execution. What comes out are
// shapes: of the input, and of the answer of every task.

// demands is what one machine asks of the documents that flow through it.
type demands struct {
	all     *shapes
	machine *asl.Machine
	in      map[asl.State]*shape // of the states' inputs
	ends    map[*asl.Graph]*shape
	answers map[asl.State]*shape // of tasks
	vars    map[string]*shape
	root    *shape // of the execution's input
	named   map[*asl.Graph]map[string]asl.State
	budget  int
}

// rounds bounds how often a machine's states are gone through. Going backwards, most of what
// is asked for arrives in the first.
const rounds = 6

// demandBudget bounds the places that are visited for one machine, so that a large machine
// with large documents costs no more than its cases.
const demandBudget = 300_000

func (all *shapes) follow(m *asl.Machine) {
	d := &demands{
		all: all, machine: m, in: map[asl.State]*shape{}, ends: map[*asl.Graph]*shape{}, answers: map[asl.State]*shape{},
		vars: map[string]*shape{}, root: all.document, named: map[*asl.Graph]map[string]asl.State{}, budget: demandBudget,
	}
	for scope := range asl.Scopes(m) {
		names := make(map[string]asl.State, len(scope.Graph.States))
		d.named[scope.Graph] = names
		around := aroundOf(scope)
		for _, s := range scope.Graph.States {
			names[s.Base().Name], d.in[s] = s, &shape{}
			if t, ok := s.(*asl.Task); ok {
				d.answers[t] = all.answerOf(m, t, around)
			}
		}
	}
	for range rounds {
		before := d.budget
		d.graph(&m.Graph)
		if d.budget <= 0 || before == d.budget {
			break
		}
	}
	if s := d.named[&m.Graph][m.StartAt]; s != nil {
		all.document.merge(d.in[s], 0, nil)
	}
}

func (d *demands) end(g *asl.Graph) *shape {
	s := d.ends[g]
	if s == nil {
		s = &shape{}
		d.ends[g] = s
	}
	return s
}

func (d *demands) variable(name string) *shape {
	s := d.vars[name]
	if s == nil {
		s = &shape{}
		d.vars[name] = s
	}
	return s
}

// give merges what is asked of one place into another.
func (d *demands) give(to, from *shape) {
	if to != nil && from != nil {
		to.merge(from, 0, &d.budget)
	}
}

func (d *demands) graph(g *asl.Graph) {
	for _, s := range slices.Backward(g.States) {
		d.state(g, s)
	}
}

// out is what is asked of what a state hands on.
func (d *demands) out(g *asl.Graph, next string) *shape {
	if next == "" {
		return d.end(g)
	}
	if s := d.named[g][next]; s != nil {
		return d.in[s]
	}
	return &shape{}
}

func (d *demands) state(g *asl.Graph, s asl.State) {
	queries := d.machine.Language(s) == asl.JSONata
	switch s := s.(type) {
	case *asl.Parallel:
		for _, b := range s.Branches {
			d.graph(&b.Graph)
		}
	case *asl.Map:
		if body := s.Body(); body != nil {
			d.graph(&body.Graph)
		}
	default: // the others hold no graphs
	}
	if queries {
		d.queryState(g, s)
	} else {
		d.pathState(g, s)
	}
}

// shapes is all that is known of the documents of two machines.
type shapes struct {
	document *shape    // of the execution's input
	items    *shape    // of what item readers find
	answers  []*answer // of tasks
	alike    map[string]*answer
	known    map[string]*answer // what fits one call, by the places in answers
}

// answer is what is known of the answers of tasks that look alike: of one Resource, with one
// set of constant arguments.
type answer struct {
	resource string
	constant []constant
	shape    *shape
	errors   []string // that handlers of the tasks, or around them, look for
	states   []string // the tasks, and the Maps and Parallels around them
}

// constant is a text that is the same in the arguments of every call.
type constant struct {
	at   []string
	text string
}

func shapesOf(machines ...*asl.Machine) *shapes {
	all := &shapes{document: &shape{}, items: &shape{}, alike: map[string]*answer{}, known: map[string]*answer{}}
	for _, m := range machines {
		all.follow(m)
	}
	return all
}

// answerOf finds, or makes, what is known of a task's answers.
func (all *shapes) answerOf(m *asl.Machine, t *asl.Task, around []asl.State) *shape {
	arguments := t.Parameters
	if m.Language(t) == asl.JSONata {
		arguments = t.Arguments
	}
	var list []constant
	constants(arguments, nil, &list)
	key := t.Resource
	for _, c := range list {
		key += fmt.Sprintf("%q%q", c.at, c.text)
	}
	a := all.alike[key]
	if a == nil {
		a = &answer{resource: t.Resource, constant: list, shape: &shape{}}
		all.alike[key] = a
		all.answers = append(all.answers, a)
	}
	a.states = append(a.states, t.Name)
	a.note(errorsOf(t))
	for _, owner := range around {
		a.states = append(a.states, owner.Base().Name)
		a.note(errorsOf(owner))
	}
	a.note([]string{"Custom.Error", "States.TaskFailed"})
	return a.shape
}

// constants are the texts of arguments that are the same in every call.
func constants(v value.Value, at []string, out *[]constant) {
	switch v.Kind() {
	case value.Object:
		for _, m := range v.Members() {
			if !strings.HasSuffix(m.Key, ".$") {
				constants(m.Value, append(slices.Clip(at), m.Key), out)
			}
		}
	case value.String:
		if len(*out) < 20 && !strings.HasPrefix(v.Str(), "{%") {
			*out = append(*out, constant{at, v.Str()})
		}
	default: // numbers and arrays tell tasks apart less often
	}
}

// answersTo is what is known of the answers to a call: that of all tasks that may have made it.
func (all *shapes) answersTo(resource string, arguments value.Value) *answer {
	var fit []*answer
	key := ""
	for i, a := range all.answers {
		if a.resource == resource && a.fits(arguments) {
			fit = append(fit, a)
			key += fmt.Sprintf("%d ", i)
		}
	}
	if len(fit) == 1 {
		return fit[0]
	}
	if all.known[key] == nil {
		joined := &answer{resource: resource, shape: &shape{}}
		for _, a := range fit {
			joined.shape.merge(a.shape, 0, nil)
			joined.note(a.errors)
			joined.states = append(joined.states, a.states...)
		}
		if len(fit) == 0 {
			joined.note([]string{"Custom.Error"})
		}
		all.known[key] = joined
	}
	return all.known[key]
}

func (a *answer) fits(arguments value.Value) bool {
	for _, c := range a.constant {
		v := arguments
		for _, name := range c.at {
			if v = v.Get(name); v.IsUndefined() {
				break
			}
		}
		if v.Kind() != value.String || v.Str() != c.text {
			return false
		}
	}
	return true
}

// unseen are error names that can't come from a task.
var unseen = []string{"States.ALL", "States.Runtime", "States.DataLimitExceeded", "States.QueryEvaluationError", "States.ExceedToleratedFailureThreshold", "States.ItemReaderFailed", "States.ResultWriterFailed", "States.NoChoiceMatched"}

func (a *answer) note(names []string) {
	for _, name := range names {
		if !slices.Contains(a.errors, name) && !slices.Contains(unseen, name) {
			a.errors = append(a.errors, name)
		}
	}
}

// errorsOf are the errors that the handlers of a state look for.
func errorsOf(s asl.State) []string {
	var out []string
	if h := asl.HandlersOf(s); h != nil {
		for _, r := range h.Retry {
			out = append(out, r.ErrorEquals...)
		}
		for _, c := range h.Catch {
			out = append(out, c.ErrorEquals...)
		}
	}
	return out
}

// aroundOf are the Maps and Parallels around a graph.
func aroundOf(scope *asl.Scope) []asl.State {
	var out []asl.State
	for ; scope != nil && scope.Owner != nil; scope = scope.Parent {
		out = append(out, scope.Owner)
	}
	return out
}
