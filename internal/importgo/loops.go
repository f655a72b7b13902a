package importgo

import (
	"slices"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// This file finds loops that are plainly ones: a Choice of one rule that is entered
// again by a block that only it leads to (While), or by whose Default a block begins
// again that it ends (Until). What leaves a loop elsewhere keeps it a graph.

// trial is the condition and the ways of a Choice that has one rule and nothing else.
func trial(s asl.State) (condition []value.Member, then, otherwise string, ok bool) {
	c, isChoice := s.(*asl.Choice)
	if !isChoice || c.Default == "" || len(c.Choices) != 1 {
		return nil, "", "", false
	}
	for _, m := range asl.ValueOf(c).Members() {
		switch m.Key {
		case "Type", "Choices", "Default":
		default:
			return nil, "", "", false
		}
	}
	rule := asl.ValueOf(c).Get("Choices").Elems()[0]
	for _, m := range rule.Members() {
		switch m.Key {
		case "Next":
			then = m.Value.Str()
		case "Comment", "Assign", "Output":
			return nil, "", "", false
		default:
			condition = append(condition, m)
		}
	}
	return condition, then, c.Default, then != ""
}

// while writes a Choice as a loop before whose rounds it is tried; following is the
// state after it.
func (w *writer) while(i int, following string) bool {
	s := w.structure
	condition, then, otherwise, ok := trial(s.states[i])
	if !ok || otherwise != following || following == "" {
		return false
	}
	body, ok := s.block(then)
	if !ok || !s.leadsBack(body, i) {
		return false
	}
	before := w.mark()
	c := &chain{w: w, lang: w.machine.Language(s.states[i])}
	w.count.States++
	if c.lang == asl.JSONata && len(condition) != 1 || c.lang != w.language() {
		w.reset(before)
		return false
	}
	code := c.condition(condition)
	steps, ok := w.function(then, s.states[i].Base().Name)
	if !ok {
		w.reset(before)
		return false
	}
	w.line("b.While(%s, %s, func(b *sdk.Block) {\n%s})", quote(s.states[i].Base().Name), code, steps)
	return true
}

// language is the one that the workflow is in.
func (w *writer) language() asl.QueryLanguage {
	if w.machine.QueryLanguage == string(asl.JSONata) {
		return asl.JSONata
	}
	return asl.JSONPath
}

// leadsBack reports whether a state of the block at entry leads to state i.
func (s *structure) leadsBack(entry, i int) bool {
	for j, st := range s.states {
		if s.within(entry, j) && slices.Contains(s.targets(st), i) {
			return true
		}
	}
	return false
}

func (s *structure) targets(st asl.State) []int {
	var all []int
	for _, t := range asl.TargetsOf(st) {
		all = append(all, s.index[*t.Name])
	}
	return all
}

// reached lists the states that can be reached from i without passing the stops.
func (s *structure) reached(i int, stops ...int) []bool {
	seen := make([]bool, len(s.states))
	for stack := []int{i}; len(stack) > 0; {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[at] || slices.Contains(stops, at) {
			continue
		}
		seen[at] = true
		stack = append(stack, s.targets(s.states[at])...)
	}
	return seen
}

// until writes the loop that begins at state i and is tried after each round. It
// answers the state after it, and whether there is such a loop.
func (w *writer) until(entry, i int, after string) (next int, ok bool) {
	s := w.structure
	if w.nesting >= deepest {
		return -1, false
	}
	for c, st := range s.states {
		condition, then, otherwise, plain := trial(st)
		if !plain || otherwise != s.states[i].Base().Name || c == i || !s.within(i, c) || !s.free(c) {
			continue
		}
		next = s.index[then]
		body, rest := s.reached(i, c), s.reached(next, i, c)
		for j := range body {
			if body[j] && (rest[j] || !s.within(i, j) || j != i && !s.free(j)) {
				return -1, false
			}
		}
		if then != after && (!s.free(next) || !s.within(entry, next)) || next == i || body[next] {
			return -1, false
		}
		if !w.untilLoop(i, c, body, condition) {
			return -1, false
		}
		if then == after {
			next = -1
		}
		return next, true
	}
	return -1, false
}

// untilLoop writes the loop of the states of body, tried by the Choice c.
func (w *writer) untilLoop(i, c int, body []bool, condition []value.Member) bool {
	s := w.structure
	before, held, written := w.mark(), slices.Clone(s.held), slices.Clone(s.written)
	trial := &chain{w: w, lang: w.machine.Language(s.states[c])}
	if trial.lang == asl.JSONata && len(condition) != 1 || trial.lang != w.language() {
		return false
	}
	w.count.States++
	s.written[c] = true
	for j := range s.states {
		s.held[j] = s.held[j] || !body[j] && j != i
	}
	name := s.states[c].Base().Name
	w.line("b.Until(%s, func(b *sdk.Block) sdk.Value[bool] {", quote(name))
	w.nesting++
	s.inLoop = append(s.inLoop, i)
	ok := w.block(i, i, name)
	s.inLoop = s.inLoop[:len(s.inLoop)-1]
	ok = ok && slices.Contains(s.targets(s.states[w.last]), c) // else nothing falls to the trial
	w.nesting--
	for j := range body {
		ok = ok && (!body[j] || s.written[j])
	}
	if !ok {
		w.reset(before)
		copy(s.written, written)
		copy(s.held, held)
		return false
	}
	copy(s.held, held)
	code, boolean := trial.conditionOf(condition)
	if !boolean {
		code = "sdk.As[bool](" + code + ")"
	}
	w.line("\nreturn %s\n})", code)
	w.tried = name
	return true
}
