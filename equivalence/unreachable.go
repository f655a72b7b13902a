package equivalence

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Proof says why no case can reach a state or a transition.
type Proof struct {
	What string // the state's name, or "from→to"
	Why  string
}

// proofs is what of a machine no run can reach, told from its text alone: by states that always
// fail, handlers that others stand before, and rules that others decide.
type proofs struct {
	states map[string]string
	edges  map[visit]string
}

func proofsOf(m *asl.Machine) *proofs {
	p := &proofs{states: map[string]string{}, edges: map[visit]string{}}
	p.graph(m, &m.Graph, "")
	return p
}

// graph goes through a graph from its start along what is not proven dead. dead says why the
// graph itself is not reached; "" if it may be.
func (p *proofs) graph(m *asl.Machine, g *asl.Graph, dead string) {
	named := make(map[string]asl.State, len(g.States))
	for _, s := range g.States {
		named[s.Base().Name] = s
	}
	live := map[string]bool{}
	queue := []string{g.StartAt}
	if dead != "" {
		queue = nil
	}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		s := named[name]
		if s == nil || live[name] {
			continue
		}
		live[name] = true
		whys := deadTargets(m, s)
		for i, t := range asl.TargetsOf(s) {
			if whys[i] == "" {
				queue = append(queue, *t.Name)
			}
		}
	}
	for _, s := range g.States {
		name := s.Base().Name
		why := dead
		switch {
		case live[name]:
			p.edgesOf(m, s)
		case why == "":
			why = "nothing that can happen leads to it"
		}
		if !live[name] {
			p.states[name] = why
		}
		inner := ""
		if !live[name] {
			inner = fmt.Sprintf("`%s` around it is not reached", name)
		}
		switch s := s.(type) {
		case *asl.Parallel:
			for _, b := range s.Branches {
				p.graph(m, &b.Graph, inner)
			}
		case *asl.Map:
			if body := s.Body(); body != nil {
				p.graph(m, &body.Graph, inner)
			}
		default: // the others hold no graphs
		}
	}
}

// edgesOf notes the transitions out of a state that can't happen: those all of whose targets
// can't.
func (p *proofs) edgesOf(m *asl.Machine, s asl.State) {
	whys := deadTargets(m, s)
	alive := map[string]bool{}
	targets := asl.TargetsOf(s)
	for i, t := range targets {
		alive[*t.Name] = alive[*t.Name] || whys[i] == ""
	}
	for i, t := range targets {
		if !alive[*t.Name] {
			p.edges[visit{s.Base().Name, *t.Name}] = whys[i]
		}
	}
}

// deadTargets says for each target of a state why no run takes it; "" if one may.
func deadTargets(m *asl.Machine, s asl.State) []string {
	targets := asl.TargetsOf(s)
	whys := make([]string, len(targets))
	fails := alwaysFails(m, s)
	for i, t := range targets {
		switch {
		case t.Kind == asl.TargetNext:
			whys[i] = fails
		case t.Kind == asl.TargetCatch:
			whys[i] = deadCatcher(asl.HandlersOf(s).Catch, t.Index)
		case t.Kind == asl.TargetChoice || t.Kind == asl.TargetDefault:
			whys[i] = deadRule(s.(*asl.Choice), t)
		}
	}
	return whys
}

// alwaysFails says why a state can't succeed: it reads a task token where there is none.
func alwaysFails(m *asl.Machine, s asl.State) string {
	task, ok := s.(*asl.Task)
	if !ok || strings.Contains(task.Resource, ".waitForTaskToken") || strings.Contains(task.Resource, ":activity:") || strings.Contains(task.Resource, "${") {
		return ""
	}
	token := false
	if m.Language(s) == asl.JSONata {
		eachText(task.Arguments, func(text string) {
			token = token || strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, "{%"), "%}")) == "$states.context.Task.Token"
		})
	} else {
		eachText(task.Parameters, func(text string) { token = token || text == "$$.Task.Token" })
	}
	if token {
		return fmt.Sprintf("`%s` always fails: it reads a task token, and its Resource has no .waitForTaskToken", task.Name)
	}
	return ""
}

func eachText(v value.Value, f func(text string)) {
	switch v.Kind() {
	case value.String:
		f(v.Str())
	case value.Object:
		for _, m := range v.Members() {
			eachText(m.Value, f)
		}
	case value.Array:
		for _, e := range v.Elems() {
			eachText(e, f)
		}
	default: // the others hold no texts
	}
}

// deadCatcher says why the i-th catcher never counts: others match all its names before.
func deadCatcher(list []*asl.Catcher, i int) string {
	names := slices.Clone(list[i].ErrorEquals)
	names = slices.DeleteFunc(names, func(name string) bool { return name == "States.Runtime" })
	if len(names) == 0 {
		return "no catcher sees States.Runtime"
	}
	for _, before := range list[:i] {
		all := slices.Contains(before.ErrorEquals, "States.ALL")
		names = slices.DeleteFunc(names, func(name string) bool { return all || slices.Contains(before.ErrorEquals, name) })
	}
	if len(names) == 0 {
		return "catchers before it match all that it names"
	}
	return ""
}

// deadRule says why a rule of a Choice, or its Default, is never taken.
func deadRule(c *asl.Choice, t asl.Target) string {
	last := len(c.Choices)
	if t.Kind == asl.TargetChoice {
		last = t.Index
		if constant, known := constantRule(c.Choices[t.Index]); known && !constant {
			return "its condition is never true"
		}
		for _, before := range c.Choices[:last] {
			if sameRule(before, c.Choices[t.Index]) {
				return "a rule before it has the same condition"
			}
		}
	}
	for _, before := range c.Choices[:last] {
		if constant, known := constantRule(before); known && constant {
			return "a rule before it is always true"
		}
	}
	return ""
}

// sameRule reports whether two rules have one condition.
func sameRule(a, b *asl.ChoiceRule) bool {
	plain := func(r *asl.ChoiceRule) value.Value {
		c := *r
		c.Next, c.Comment, c.Output, c.Assign = "", "", value.Value{}, value.Value{}
		c.Node = asl.Node{}
		return asl.ValueOf(&c)
	}
	return value.Equal(plain(a), plain(b)) && !strings.Contains(plain(a).String(), "$random") && !strings.Contains(plain(a).String(), "$uuid")
}

// constantRule is what a condition answers, if that is the same in every run.
func constantRule(r *asl.ChoiceRule) (answer, known bool) {
	if r.Condition.Kind() == value.Bool {
		return r.Condition.Bool(), true
	}
	text := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(r.Condition.Str(), "{%"), "%}"))
	return text == "true", text == "true" || text == "false"
}
