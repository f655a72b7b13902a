package jsonata

import "github.com/lockstep-go/lockstep/internal/value"

// A path in which a step has @, # or feeds a % is evaluated as a stream of tuples: each
// holds the context value and what the names were bound to on the way to it.
type tuple struct {
	at     value.Value   // the context, "@" in the reference
	labels []value.Value // by unit.labels; unset if not bound
}

// tupleStream is the result of a nested path or block whose tuples go on to the path around
// it. It is handed over as an opaque value.
type tupleStream struct{ tuples []tuple }

func streamOf(v value.Value) (*tupleStream, bool) {
	s, ok := v.Opaque().(*tupleStream)
	return s, ok
}

type tupleStep struct {
	kind     kind
	eval     evaler
	inFrame  bool // eval was compiled for a tuple's frame
	stages   []tupleStage
	plain    []filter // the stages, for steps before the stream begins
	sort     *sorting
	cons     bool
	tuple    bool
	focus    int // slot of the label bound, -1 for none
	index    int
	ancestor int
	hasFocus bool
}

type tupleStage struct {
	filter filter
	index  int // slot to bind the position to, if filter has no eval and is no literal
	binds  bool
}

type tuplePathEval struct {
	steps         []tupleStep
	labels        int
	scope         *scope
	fromVariable  bool
	keepSingleton bool
	keepArray     bool
	handOn        bool // the path's own tuples are its result
	group         *grouping
}

// inTuple is a compiler for what is evaluated in the frame of a tuple.
func (c compiler) inTuple(plans ...*plan) compiler {
	names := append([]string(nil), c.unit.labels...)
	return c.inside(append(names, declared(plans...)...), 0)
}

func (c compiler) label(name string, has bool) int {
	if !has {
		return -1
	}
	for i, l := range c.unit.labels {
		if l == name {
			return i
		}
	}
	return -1
}

func (c compiler) tuplePath(p *plan) (evaler, *Error) {
	t := &tuplePathEval{
		labels:        len(c.unit.labels),
		fromVariable:  p.steps[0].kind == kVariable,
		keepSingleton: p.keepSingleton,
		keepArray:     p.keepArray,
		handOn:        p.tuple,
	}
	inner := c.inTuple(p)
	t.scope = inner.scope
	streaming := false
	for i, s := range p.steps {
		streaming = streaming || s.tuple
		ts := tupleStep{
			kind: s.kind, tuple: s.tuple, inFrame: streaming,
			cons:     i == 0 && s.consArray,
			focus:    c.label(s.focus, s.hasFocus),
			index:    c.label(s.index, s.hasIndex),
			hasFocus: s.hasFocus,
			ancestor: -1,
		}
		if s.ancestor != nil {
			ts.ancestor = c.label(s.ancestor.label, true)
		}
		sc := c
		if streaming {
			sc = inner
		}
		var err *Error
		if s.kind == kSort {
			ts.sort, err = sc.sorting(s)
		} else {
			ts.eval, err = sc.compile(s)
		}
		if err != nil {
			return nil, err
		}
		for _, stg := range s.stages {
			out := tupleStage{binds: stg.filter == nil}
			if stg.filter == nil {
				out.index = c.label(stg.index, true)
			} else if out.filter, err = sc.filter(stg.filter); err != nil {
				return nil, err
			}
			ts.stages = append(ts.stages, out)
			ts.plain = append(ts.plain, out.filter)
		}
		t.steps = append(t.steps, ts)
	}
	if p.group != nil {
		var err *Error
		if t.group, err = inner.grouping(p.group.at, p.group.pairs); err != nil {
			return nil, err
		}
	}
	return t.eval, nil
}

func (t *tuplePathEval) eval(st *state, in value.Value, fr *frame) (value.Value, *Error) {
	if err := st.enter(); err != nil {
		return in, err
	}
	f := flow{in, in.Kind() == value.Array && !t.fromVariable}
	var tuples []tuple
	streaming := false
	for i := range t.steps {
		s := &t.steps[i]
		last := i == len(t.steps)-1
		var err *Error
		switch {
		case s.cons:
			if !f.many {
				f.v = sequenceOf([]value.Value{f.v})
			}
			f.v, err = s.eval(st, f.v, t.frameFor(s, fr))
			f = elements(f.v)
			streaming = streaming || s.tuple
		case streaming || s.tuple:
			if !streaming {
				tuples = nil
			}
			tuples, err = t.step(st, s, f, tuples, streaming && tuples != nil, fr)
			if tuples == nil {
				tuples = []tuple{}
			}
			streaming = true
		case s.sort != nil:
			ps := step{sort: s.sort, filters: s.plain}
			f, err = ps.sorted(st, f, fr)
		default:
			ps := step{eval: s.eval, filters: s.plain}
			f, err = ps.each(st, f, fr, last)
		}
		if err != nil {
			return in, err
		}
		if !streaming && (f.many && f.v.Len() == 0 || !f.many && f.v.IsUndefined()) {
			v, err := f.result(st, t.keepSingleton, t.group, newFrame(t.scope, fr))
			st.depth--
			return collapse(v, t.keepArray), err
		}
	}
	return t.result(st, tuples, fr)
}

func (t *tuplePathEval) frameFor(s *tupleStep, fr *frame) *frame {
	if s.inFrame {
		return newFrame(t.scope, fr)
	}
	return fr
}

func (t *tuplePathEval) result(st *state, tuples []tuple, fr *frame) (value.Value, *Error) {
	var v value.Value
	var err *Error
	switch {
	case t.group != nil:
		v, err = t.group.evalTuples(st, t, tuples, fr)
	case t.handOn:
		st.depth--
		return value.OfOpaque(&tupleStream{tuples}), nil
	default:
		out := make([]value.Value, len(tuples))
		for i := range tuples {
			out[i] = tuples[i].at
		}
		v = sequenceOf(out)
		if t.keepSingleton {
			v = v.WithMark(markSequence | markKeep)
		}
		err = st.allocList(len(out))
	}
	st.depth--
	return collapse(v, t.keepArray), err
}

// frame is the frame a tuple's bindings are seen in.
func (t *tuplePathEval) frame(tp *tuple, parent *frame) *frame {
	if len(t.scope.names) == t.labels {
		return &frame{parent: parent, scope: t.scope, slots: tp.labels}
	}
	f := newFrame(t.scope, parent)
	copy(f.slots, tp.labels)
	return f
}

func (t *tuplePathEval) fresh(at value.Value) tuple {
	tp := tuple{at: at, labels: make([]value.Value, t.labels)}
	for i := range tp.labels {
		tp.labels[i] = unset
	}
	return tp
}

func (tp *tuple) clone() tuple {
	return tuple{at: tp.at, labels: append([]value.Value(nil), tp.labels...)}
}

// overlay sets in tp what other has set.
func (tp *tuple) overlay(other *tuple) {
	tp.at = other.at
	for i, v := range other.labels {
		if i < len(tp.labels) && !isUnset(v) {
			tp.labels[i] = v
		}
	}
}

func (t *tuplePathEval) step(st *state, s *tupleStep, f flow, tuples []tuple, begun bool, fr *frame) ([]tuple, *Error) {
	if !begun {
		items := f.v.Elems()
		if !f.many {
			items = []value.Value{f.v}
		}
		if s.sort != nil {
			return t.sortItems(st, s, items, fr)
		}
		tuples = make([]tuple, len(items))
		for i := range items {
			tuples[i] = t.fresh(items[i])
		}
	}
	if s.sort != nil {
		sorted, err := s.sort.evalTuples(st, t, tuples, fr)
		if err != nil {
			return nil, err
		}
		return t.stages(st, s, sorted, fr)
	}
	out := []tuple{}
	for i := range tuples {
		tp := &tuples[i]
		v, err := s.eval(st, tp.at, t.frame(tp, fr))
		if err != nil {
			return nil, err
		}
		if stream, ok := streamOf(v); ok {
			for j := range stream.tuples {
				c := tp.clone()
				c.overlay(&stream.tuples[j])
				out = append(out, c)
			}
			continue
		}
		if v.IsUndefined() {
			continue
		}
		items := v.Elems()
		if v.Kind() != value.Array {
			items = []value.Value{v}
		}
		if err := st.alloc(len(items) * (t.labels + 1) * bytesPerSlot); err != nil {
			return nil, err
		}
		for j := range items {
			c := tp.clone()
			if s.hasFocus {
				c.labels[s.focus] = items[j]
			} else {
				c.at = items[j]
			}
			if s.index >= 0 {
				c.labels[s.index] = value.OfInt(int64(j))
			}
			if s.ancestor >= 0 {
				c.labels[s.ancestor] = tp.at
			}
			out = append(out, c)
		}
	}
	return t.stages(st, s, out, fr)
}

// sortItems begins a stream with a sort: the positions after sorting are bound.
func (t *tuplePathEval) sortItems(st *state, s *tupleStep, items []value.Value, fr *frame) ([]tuple, *Error) {
	sorted, err := s.sort.eval(st, value.OfArray(items), newFrame(t.scope, fr))
	if err != nil {
		return nil, err
	}
	var out []tuple
	for i, e := range sorted.Elems() {
		tp := t.fresh(e)
		if s.index >= 0 {
			tp.labels[s.index] = value.OfInt(int64(i))
		}
		out = append(out, tp)
	}
	return t.stages(st, s, out, fr)
}

func (t *tuplePathEval) stages(st *state, s *tupleStep, tuples []tuple, fr *frame) ([]tuple, *Error) {
	for i := range s.stages {
		stage := &s.stages[i]
		if stage.binds {
			for j := range tuples {
				tuples[j] = tuples[j].clone()
				tuples[j].labels[stage.index] = value.OfInt(int64(j))
			}
			continue
		}
		var err *Error
		if tuples, err = t.filter(st, &stage.filter, tuples, fr); err != nil {
			return nil, err
		}
	}
	return tuples, nil
}

func (t *tuplePathEval) filter(st *state, f *filter, tuples []tuple, fr *frame) ([]tuple, *Error) {
	if f.literal {
		i := f.at
		if i < 0 {
			i += float64(len(tuples))
		}
		if i < 0 || i >= float64(len(tuples)) {
			return nil, nil
		}
		return tuples[int(i) : int(i)+1], nil
	}
	var out []tuple
	for i := range tuples {
		r, err := f.eval(st, tuples[i].at, t.frame(&tuples[i], fr))
		if err != nil {
			return nil, err
		}
		n, err := selects(r, i, len(tuples))
		if err != nil {
			return nil, err
		}
		for range n {
			out = append(out, tuples[i])
		}
	}
	return out, nil
}
