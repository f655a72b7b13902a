package cost

import (
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
)

// Scenario is what a machine does not say itself. The zero Scenario is one item a Map, half a
// second a Task, 64 MB, no retries, and each loop gone round once.
type Scenario struct {
	Items       int     // items of each Map; 0 is 1
	TaskSeconds float64 // duration of each Task; 0 is 0.5
	MemoryMB    float64 // of an Express execution; 0 is 64
	// Retries is how often each Task, Map and Parallel that has a retrier is retried on the
	// dearest way, as far as its retriers allow. A retry is billed as a transition.
	Retries int
	// Loops is how often the states of a loop are run on the dearest way; 0 is 1. Of loops in
	// loops each is gone round on its own: their rounds add up and don't multiply.
	Loops int
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
	s.Loops = max(s.Loops, 1)
	return s
}

// Estimate is what the ways through a machine cost.
type Estimate struct {
	Least, Most Way
	// Loops reports that a way may come back to where it was: Most goes round as the scenario
	// says.
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
		v := visit{walker: w, byName: byName, done: map[string]ways{}, open: map[string]bool{}, rounds: map[string]Way{}, failing: failing}
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
	path    []string       // the open states, in order
	rounds  map[string]Way // what going round from a state back to it costs at most
	failing bool           // Fail states count as ends
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
	v.path = append(v.path, name)
	defer func() {
		delete(v.open, name)
		v.path = v.path[:len(v.path)-1]
	}()
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
			v.round(*t.Name)
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
	least, most := v.ownWithRetries(s)
	r := ways{least: plus(least, after.least), most: plus(most, after.most), ok: after.ok}
	if round, ok := v.rounds[name]; ok {
		r.most = plus(r.most, round.times(v.scenario.Loops-1))
	}
	v.done[name] = r
	return r
}

// round notes a way from a state on the path back to it.
func (v *visit) round(head string) {
	var once Way
	for _, name := range v.path[slices.Index(v.path, head):] {
		_, most := v.ownWithRetries(v.byName[name])
		once = plus(once, most)
	}
	v.rounds[head] = longer(v.rounds[head], once)
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
	return Way{Transitions: a.Transitions + b.Transitions, Seconds: a.Seconds + b.Seconds, ChildTransitions: a.ChildTransitions + b.ChildTransitions, ChildrenUSD: a.ChildrenUSD + b.ChildrenUSD}
}

// times is a way gone n times.
func (w Way) times(n int) Way {
	return Way{Transitions: n * w.Transitions, Seconds: float64(n) * w.Seconds, ChildTransitions: n * w.ChildTransitions, ChildrenUSD: float64(n) * w.ChildrenUSD}
}

// ownWithRetries is what a state costs with its retries, each of which runs it again.
func (v *visit) ownWithRetries(s asl.State) (least, most Way) {
	least, most = v.own(s)
	h := asl.HandlersOf(s)
	if h == nil || len(h.Retry) == 0 || v.scenario.Retries <= 0 {
		return least, most
	}
	allowed, wait := 0, 0.0
	for _, r := range h.Retry {
		n := 3
		if i, ok := r.MaxAttempts.Int(); ok {
			n = int(i)
		}
		allowed = max(allowed, n)
		interval := 1.0
		if i, ok := r.IntervalSeconds.Int(); ok {
			interval = float64(i)
		}
		wait = max(wait, interval)
	}
	n := min(v.scenario.Retries, allowed)
	again := most.times(n)
	again.Seconds += float64(n) * wait
	return least, plus(most, again)
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
		out := Way{Transitions: 1, Seconds: w.Seconds, ChildTransitions: n * w.ChildTransitions, ChildrenUSD: float64(n) * w.ChildrenUSD}
		switch {
		case !s.Distributed():
			out.Transitions += n * w.Transitions
		case body.ProcessorConfig.ExecutionType == asl.ExecutionExpress:
			// Children are billed by request and duration, and their start as a transition.
			out.Transitions += n
			out.ChildrenUSD += expressUSD(million*float64(n), w.Seconds, v.scenario.MemoryMB)
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
