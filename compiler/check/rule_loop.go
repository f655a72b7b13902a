package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
)

// CodeEndlessLoop is a loop that nothing can end.
const CodeEndlessLoop = "ASL1035"

var ruleLoop = &rule{
	name: "find-endless-loops",
	records: []Record{{
		Code: CodeEndlessLoop, Title: "a loop never ends", Since: "0.1.0",
		Why:  "Either no transition leads out, or the loop has no Task, Map, Parallel or Wait and changes no data, so that its Choice decides the same each time. A Standard execution then fails at its 25,000th event.",
		Bad:  states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.done", "BooleanEquals": true, "Next": "C"}], "Default": "B"}, "B": {"Type": "Pass", "Next": "A"}, "C": {"Type": "Succeed"}`),
		Good: states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.done", "BooleanEquals": true, "Next": "C"}], "Default": "B"}, "B": {"Type": "Pass", "Result": {"done": true}, "Next": "A"}, "C": {"Type": "Succeed"}`),
	}},
	check: func(p *pass) {
		for _, g := range p.allGraphs() {
			for _, loop := range g.loops() {
				p.checkLoop(g.scope, loop)
			}
		}
	},
}

func (p *pass) checkLoop(scope *asl.Scope, loop []asl.State) {
	inside := make(map[string]bool, len(loop))
	for _, s := range loop {
		inside[s.Base().Name] = true
	}
	leaves, waits, changes := false, false, false
	for _, s := range loop {
		for _, t := range asl.TargetsOf(s) {
			leaves = leaves || !inside[*t.Name]
		}
		leaves = leaves || asl.IsTerminal(s)
		waits = waits || isWork(s)
		changes = changes || changesData(s)
	}
	if waits || leaves && changes {
		return
	}
	first := loop[0]
	at := site{object: first, state: first, scope: scope}
	var names []string
	for _, s := range loop[:min(len(loop), 5)] {
		names = append(names, s.Base().Name)
	}
	why := "no transition leads out of it"
	if leaves {
		why = "nothing in it changes what it decides by"
	}
	p.report(at, CodeEndlessLoop, fmt.Sprintf("the loop over %s never ends: %s", list(names, "and"), why)).
		help("add a way out, or a Task or Wait that lets something change").as(diag.Warning)
}

// isWork reports whether time passes or something outside happens in a state.
func isWork(s asl.State) bool {
	switch s.(type) {
	case *asl.Task, *asl.Map, *asl.Parallel, *asl.Wait:
		return true
	default:
		return false
	}
}

// changesData reports whether a state may hand on other data than it got, or decides by
// something that changes by itself.
func changesData(s asl.State) bool {
	if d := asl.DataOf(s); d != nil {
		if !d.InputPath.IsUndefined() || !d.OutputPath.IsUndefined() || !d.Output.IsUndefined() || !d.Assign.IsUndefined() {
			return true
		}
	}
	switch s := s.(type) {
	case *asl.Pass:
		return !s.Result.IsUndefined() || !s.Parameters.IsUndefined() || !s.ResultPath.IsUndefined()
	case *asl.Choice:
		for _, r := range s.Choices {
			if !r.Assign.IsUndefined() || !r.Output.IsUndefined() {
				return true
			}
			text := asl.ValueOf(r).String()
			for _, moving := range []string{"$$.", "$now", "$millis", "$random", "$uuid", "$states.context"} {
				if strings.Contains(text, moving) {
					return true
				}
			}
		}
		return false
	default:
		return false
	}
}

// loops are the strongly connected components of a graph that have a transition inside,
// each in document order (Tarjan, with a stack of its own so that depth is no matter).
func (g *graph) loops() [][]asl.State {
	if g.forward() {
		return nil
	}
	n := g.size()
	var loops [][]asl.State
	number, low, on := make([]int, n), make([]int, n), make([]bool, n)
	var stack []int
	count := 0
	type frame struct{ state, edge int }
	for root := range n {
		if number[root] != 0 {
			continue
		}
		frames := []frame{{root, 0}}
		for len(frames) > 0 {
			f := &frames[len(frames)-1]
			v := f.state
			if f.edge == 0 && number[v] == 0 {
				count++
				number[v], low[v], on[v] = count, count, true
				stack = append(stack, v)
			}
			if out := g.out(int32(v)); f.edge < len(out) {
				e := &out[f.edge]
				f.edge++
				if e.odd || e.to == nowhere {
					continue
				}
				w := int(e.to)
				if number[w] == 0 {
					frames = append(frames, frame{w, 0})
				} else if on[w] {
					low[v] = min(low[v], number[w])
				}
				continue
			}
			frames = frames[:len(frames)-1]
			if len(frames) > 0 {
				parent := frames[len(frames)-1].state
				low[parent] = min(low[parent], low[v])
			}
			if low[v] != number[v] {
				continue
			}
			var member []int
			for {
				w := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				on[w] = false
				member = append(member, w)
				if w == v {
					break
				}
			}
			if len(member) == 1 && !g.leadsTo(v, v) {
				continue
			}
			slices.Sort(member)
			loop := make([]asl.State, len(member))
			for i, w := range member {
				loop[i] = g.states[w]
			}
			loops = append(loops, loop)
		}
	}
	return loops
}

// leadsTo reports whether a transition leads from one state to another.
func (g *graph) leadsTo(from, to int) bool {
	return slices.ContainsFunc(g.out(int32(from)), func(e edge) bool { return int(e.to) == to && !e.odd })
}
