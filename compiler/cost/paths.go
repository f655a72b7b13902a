package cost

import (
	"strings"

	"github.com/lockstep-go/lockstep/asl"
)

// Scenario is what a machine does not say itself. The zero Scenario is one item a Map, half a
// second a Task, 64 MB.
type Scenario struct {
	Items       int     // items of each Map; 0 is 1
	TaskSeconds float64 // duration of each Task; 0 is 0.5
	MemoryMB    float64 // of an Express execution; 0 is 64
}

func (s Scenario) withDefaults() Scenario {
	if s.Items == 0 {
		s.Items = 1
	}
	if s.TaskSeconds == 0 {
		s.TaskSeconds = 0.5
	}
	if s.MemoryMB == 0 {
		s.MemoryMB = 64
	}
	return s
}

// Estimate is what the ways through a machine cost.
type Estimate struct {
	Least, Most Way
	// Loops reports that a way may come back to where it was: Most goes round once.
	Loops bool
	// NoExpress says why the machine can't be an Express workflow; "" if it can.
	NoExpress string
}

// Of estimates the cheapest and the dearest way through a machine that ends well; where
// none does, the ways to its Fail states.
func Of(m *asl.Machine, s Scenario) Estimate {
	s = s.withDefaults()
	w := walker{scenario: s}
	least, most := w.graph(&m.Graph)
	e := Estimate{Least: least, Most: most, Loops: w.loops, NoExpress: noExpress(m)}
	e.Least.MemoryMB, e.Most.MemoryMB = s.MemoryMB, s.MemoryMB
	return e
}

type walker struct {
	scenario Scenario
	loops    bool
}

// ways are the extremes from a state on; ok is false where none ends well.
type ways struct {
	least, most Way
	ok          bool
}

func (w *walker) graph(g *asl.Graph) (least, most Way) {
	byName := map[string]asl.State{}
	for _, s := range g.States {
		byName[s.Base().Name] = s
	}
	for _, failing := range []bool{false, true} {
		v := visit{walker: w, byName: byName, done: map[string]ways{}, open: map[string]bool{}, failing: failing}
		if r := v.from(g.StartAt); r.ok {
			return r.least, r.most
		}
	}
	return Way{}, Way{}
}

// visit goes through one graph.
type visit struct {
	*walker
	byName  map[string]asl.State
	done    map[string]ways
	open    map[string]bool
	failing bool // Fail states count as ends
}

// from works out the ways from a state on. An edge back to a state on the way is a loop, and
// is not followed.
func (v *visit) from(name string) ways {
	if r, ok := v.done[name]; ok {
		return r
	}
	s := v.byName[name]
	if s == nil {
		return ways{}
	}
	v.open[name] = true
	defer delete(v.open, name)
	var after ways
	if s.Type() == asl.TypeFail {
		after.ok = v.failing
	} else if asl.IsTerminal(s) {
		after.ok = true
	}
	for _, t := range asl.TargetsOf(s) {
		if t.Kind == asl.TargetCatch && !v.failing {
			continue
		}
		if v.open[*t.Name] {
			v.loops = true
			continue
		}
		r := v.from(*t.Name)
		switch {
		case !r.ok:
		case !after.ok:
			after = r
		default:
			after.least = shorter(after.least, r.least)
			after.most = longer(after.most, r.most)
		}
	}
	least, most := v.own(s)
	r := ways{least: plus(least, after.least), most: plus(most, after.most), ok: after.ok}
	v.done[name] = r
	return r
}

func shorter(a, b Way) Way {
	if b.Transitions+b.ChildTransitions < a.Transitions+a.ChildTransitions {
		return b
	}
	return a
}

func longer(a, b Way) Way {
	if b.Transitions+b.ChildTransitions > a.Transitions+a.ChildTransitions {
		return b
	}
	return a
}

func plus(a, b Way) Way {
	return Way{Transitions: a.Transitions + b.Transitions, Seconds: a.Seconds + b.Seconds, ChildTransitions: a.ChildTransitions + b.ChildTransitions}
}

// own is what a state itself costs, with the graphs inside it.
func (v *visit) own(s asl.State) (least, most Way) {
	one := Way{Transitions: 1}
	switch s := s.(type) {
	case *asl.Task:
		one.Seconds = v.scenario.TaskSeconds
	case *asl.Wait:
		if n, ok := s.Seconds.Int(); ok {
			one.Seconds = float64(n)
		}
	case *asl.Parallel:
		least, most = one, one
		longest := [2]float64{}
		for _, b := range s.Branches {
			l, m := v.graph(&b.Graph)
			longest[0], longest[1] = max(longest[0], l.Seconds), max(longest[1], m.Seconds)
			l.Seconds, m.Seconds = 0, 0
			least, most = plus(least, l), plus(most, m)
		}
		least.Seconds += longest[0]
		most.Seconds += longest[1]
		return least, most
	case *asl.Map:
		return v.mapped(s)
	case *asl.Choice, *asl.Pass, *asl.Succeed, *asl.Fail:
	}
	return one, one
}

func (v *visit) mapped(s *asl.Map) (least, most Way) {
	body := s.Body()
	if body == nil {
		return Way{Transitions: 1}, Way{Transitions: 1}
	}
	l, m := v.graph(&body.Graph)
	times := func(w Way) Way {
		n := v.scenario.Items
		out := Way{Transitions: 1, Seconds: w.Seconds, ChildTransitions: n * w.ChildTransitions}
		switch {
		case !s.Distributed():
			out.Transitions += n * w.Transitions
		case body.ProcessorConfig.ExecutionType == asl.ExecutionExpress:
			// Children are billed by request and duration, and their start as a transition.
			out.Transitions += n
		default:
			out.Transitions += n
			out.ChildTransitions += n * w.Transitions
		}
		return out
	}
	return times(l), times(m)
}

// noExpress says why a machine can't run as Express.
func noExpress(m *asl.Machine) string {
	for _, s := range asl.Walk(m) {
		switch s := s.(type) {
		case *asl.Task:
			switch {
			case strings.Contains(s.Resource, ".sync"):
				return "`" + s.Name + "` waits for a job (.sync)"
			case strings.HasSuffix(s.Resource, ".waitForTaskToken"):
				return "`" + s.Name + "` waits for a task token"
			case strings.Contains(s.Resource, ":activity:"):
				return "`" + s.Name + "` is an activity"
			}
		case *asl.Wait:
			if n, ok := s.Seconds.Int(); ok && n > 240 {
				return "`" + s.Name + "` waits longer than an Express workflow may run"
			}
		case *asl.Map:
			if s.Distributed() {
				return "`" + s.Name + "` is a distributed Map"
			}
		default: // Express takes the others
		}
	}
	return ""
}
