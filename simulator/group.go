package simulator

import (
	"github.com/lockstep-go/lockstep/internal/value"
)

// group is the strands that a Parallel or an inline Map started and waits for.
type group struct {
	owner    *strand
	strands  []*strand
	results  []value.Value
	texts    []string // of results that keep a text, nil while none does
	next     int      // the next iteration to start
	running  int
	last     int64                                         // the event that the iteration started next points at
	lastDone int64                                         // the MapIterationSucceeded written last
	each     func(i int, st *strand) (*document, *failure) // the input of a strand
	isMap    bool
	over     bool // a strand failed: what is left runs only by a redrive
}

// succeeded takes the output of a strand, and starts the next iteration or ends the group.
func (g *group) succeeded(st *strand, out *document) {
	g.results[st.index] = out.v
	if out.text != "" {
		if g.texts == nil {
			g.texts = make([]string, len(g.results))
		}
		g.texts[st.index] = out.text
	}
	g.running--
	owner := g.owner
	if g.isMap {
		g.last = st.prev
		g.lastDone = owner.exec.add(st.prev, record{typ: MapIterationSucceeded, state: owner.state.base(), index: int32(st.index)})
	} else {
		g.last = st.prev
	}
	g.strands[st.slot] = nil
	if g.next < len(g.results) {
		g.start(st)
		return
	}
	if g.running == 0 {
		owner.goOn(phaseResume)
	}
}

// output is the array of the results. The service puts their texts together, so a text
// that came in with spaces keeps them.
func (g *group) output() *document {
	out := newDocument(value.OfArray(g.results))
	if g.texts == nil {
		return out
	}
	text := []byte{'['}
	for i, t := range g.texts {
		if i > 0 {
			text = append(text, ',')
		}
		if t != "" {
			text = append(text, t...)
		} else {
			text = g.results[i].AppendJSON(text)
		}
	}
	out.text = string(append(text, ']'))
	return out
}

// start starts the next strand: in the place of one that is over, if there is one, and in
// its memory, unless somebody may still hold on to that.
func (g *group) start(over *strand) bool {
	owner := g.owner
	i := g.next
	g.next++
	st, slot := over, len(g.strands)
	if over != nil {
		slot = over.slot
	}
	if over == nil || over.shared {
		st = new(strand)
	}
	*st = strand{exec: owner.exec, parent: g, index: i, slot: slot, own: variables{outer: owner.vars}, prev: g.last}
	st.vars = &st.own
	if g.isMap {
		st.prev = owner.exec.add(g.last, record{typ: MapIterationStarted, state: owner.state.base(), index: int32(i)})
	}
	in, f := g.each(i, st)
	if f != nil {
		g.next = i // a redrive starts it anew
		g.refused(st, f)
		return false
	}
	st.input = in
	g.running++
	st.scope = owner.state.(container).scopeOf(i)
	st.next = st.scope.start
	if over == nil {
		g.strands = append(g.strands, st)
	} else {
		g.strands[slot] = st
	}
	st.after(0)
	return true
}

// refused deals with an iteration whose input can't be made: it fails before it enters a
// state, by an expression of the Map's.
func (g *group) refused(st *strand, f *failure) {
	e := g.owner.exec
	if f.location != "" {
		st.prev = e.add(st.prev, record{typ: EvaluationFailed, state: g.owner.state.base(), more: failing(f, nil)})
	}
	if f.fatal {
		e.finish(Failed, f, nil, st.prev)
		return
	}
	g.failed(st, f)
}

// container is a state that starts strands.
type container interface {
	state
	scopeOf(i int) *scope
}

// failed ends the group: what still runs is aborted, in the order of its index, and the
// owner deals with the failure.
func (g *group) failed(st *strand, f *failure) {
	owner := g.owner
	e := owner.exec
	at := st.prev
	if g.isMap {
		e.add(at, record{typ: MapIterationFailed, state: owner.state.base(), index: int32(st.index)})
	}
	st.abortState(at)
	for _, s := range g.ordered() {
		if s == st {
			continue
		}
		if g.isMap {
			e.add(at, record{typ: MapIterationAborted, state: owner.state.base(), index: int32(s.index)})
		}
		s.abortBelow(at)
		s.release()
	}
	g.over = true
	owner.prev = at
	owner.raised = f
	owner.goOn(phaseRaised)
}

// ordered is what still runs, by index.
func (g *group) ordered() []*strand {
	if g.over {
		return nil
	}
	return g.unfinished()
}

func (g *group) unfinished() []*strand {
	var out []*strand
	for _, s := range g.strands {
		if s != nil {
			out = append(out, s)
		}
	}
	for i := 1; i < len(out); i++ {
		for j := i; j > 0 && out[j].index < out[j-1].index; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

func (g *group) release() {
	for _, s := range g.strands {
		s.release()
	}
}

// abortState writes that the state the strand is in was aborted, for the types that have
// such an event.
func (st *strand) abortState(at int64) {
	if st.state == nil || st.phase == phaseEnter {
		return
	}
	switch st.state.base().enteredEvent {
	case TaskStateEntered:
		st.exec.add(at, record{typ: TaskStateAborted})
	case WaitStateEntered:
		st.exec.add(at, record{typ: WaitStateAborted})
	}
}

// abortBelow writes the aborts of the strand's state and of all strands below it.
func (st *strand) abortBelow(at int64) {
	if g := st.group; g != nil && !g.over {
		for _, s := range g.ordered() {
			if g.isMap {
				st.exec.add(at, record{typ: MapIterationAborted, state: st.state.base(), index: int32(s.index)})
			}
			s.abortBelow(at)
		}
		typ := ParallelStateAborted
		if g.isMap {
			typ = MapStateAborted
		}
		st.exec.add(at, record{typ: typ})
		return
	}
	if r := st.mapRun; r != nil && r.status == Running {
		st.exec.add(at, record{typ: MapRunAborted})
		st.exec.add(at, record{typ: MapStateAborted})
		return
	}
	st.abortState(at)
}

// goOn makes the strand go on with phase p at this instant, after what is due already.
func (st *strand) goOn(p phase) {
	st.phase = p
	st.after(0)
}
