package jsonata

import "github.com/lockstep-go/lockstep/internal/value"

// step is one step of a path without tuples.
type step struct {
	eval    evaler
	name    string // of a plain field step
	plain   bool   // a field without predicates
	filters []filter
	sort    *sorting
}

// flow is what passes between the steps of a path: one value (many false), or the elements
// of a list. It spares the common case of a single value the list around it.
type flow struct {
	v    value.Value
	many bool
}

func (c compiler) path(p *plan) (evaler, *Error) {
	for _, s := range p.steps {
		if s.tuple {
			return c.tuplePath(p)
		}
	}
	steps, err := c.steps(p.steps)
	if err != nil {
		return nil, err
	}
	var group *grouping
	if p.group != nil {
		if group, err = c.grouping(p.group.at, p.group.pairs); err != nil {
			return nil, err
		}
	}
	path := pathEval{
		steps:         steps,
		fromVariable:  p.steps[0].kind == kVariable,
		fromCons:      p.steps[0].consArray,
		keepSingleton: p.keepSingleton,
		keepArray:     p.keepArray,
		group:         group,
	}
	if group != nil || p.keepSingleton || p.keepArray || path.fromCons {
		return path.eval, nil
	}
	for i := range steps {
		if !steps[i].plain && (i > 0 || !path.fromVariable || len(steps[0].filters) > 0) {
			return path.evalSimple, nil
		}
	}
	if len(steps) == 1 && !path.fromVariable {
		return path.evalName(steps[0].name), nil
	}
	return path.evalNames, nil
}

// evalName is evalNames for a single name.
func (p *pathEval) evalName(name string) evaler {
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		if in.Kind() != value.Object || st.depth+2 > st.limits.Depth || st.steps+2 >= st.checkAt {
			return p.evalNames(st, in, fr)
		}
		st.steps += 2
		v := in.Get(name)
		if v.Kind() == value.Array {
			f := single(v, true)
			return collapse(f.v, false), nil
		}
		return v, nil
	}
}

func (c compiler) steps(plans []*plan) ([]step, *Error) {
	steps := make([]step, len(plans))
	for i, p := range plans {
		s := &steps[i]
		var err *Error
		for _, st := range p.stages {
			f, err := c.filter(st.filter)
			if err != nil {
				return nil, err
			}
			s.filters = append(s.filters, f)
		}
		if p.kind == kSort {
			if s.sort, err = c.sorting(p); err != nil {
				return nil, err
			}
			continue
		}
		s.plain = p.kind == kName && p.predicate == nil && p.group == nil && !p.keepArray && len(s.filters) == 0
		s.name = p.text
		if s.eval, err = c.compile(p); err != nil {
			return nil, err
		}
	}
	return steps, nil
}

type pathEval struct {
	steps         []step
	fromVariable  bool
	fromCons      bool
	keepSingleton bool
	keepArray     bool
	group         *grouping
}

// evalSimple is eval for paths that need none of the extras.
func (p *pathEval) evalSimple(st *state, in value.Value, fr *frame) (value.Value, *Error) {
	if err := st.enter(); err != nil {
		return in, err
	}
	f, err := p.run(st, 0, flow{in, in.Kind() == value.Array && !p.fromVariable}, fr)
	st.depth--
	if !f.many || err != nil {
		return f.v, err
	}
	return collapse(f.v, false), nil
}

func (p *pathEval) eval(st *state, in value.Value, fr *frame) (value.Value, *Error) {
	if err := st.enter(); err != nil {
		return in, err
	}
	f, err := p.run(st, 0, flow{in, in.Kind() == value.Array && !p.fromVariable}, fr)
	if err != nil {
		return f.v, err
	}
	v, err := f.result(st, p.keepSingleton, p.group, fr)
	st.depth--
	return collapse(v, p.keepArray), err
}

// result makes the value of a path of what came out of its last step, before the collapse.
func (f flow) result(st *state, keepSingleton bool, group *grouping, fr *frame) (value.Value, *Error) {
	v := f.v
	if !f.many && !v.IsUndefined() {
		v = sequenceOf([]value.Value{v})
	}
	if keepSingleton && v.Kind() == value.Array {
		if v.Mark()&markCons != 0 && !isSequence(v) {
			v = sequenceOf([]value.Value{v})
		}
		v = v.WithMark(v.Mark() | markKeep)
	}
	if group != nil {
		return group.eval(st, v, fr)
	}
	return v, nil
}

// evalNames is eval for the commonest paths: names only, perhaps after a variable. As long
// as it walks through objects there is nothing to collect.
func (p *pathEval) evalNames(st *state, in value.Value, fr *frame) (value.Value, *Error) {
	if err := st.enter(); err != nil {
		return in, err
	}
	v, i := in, 0
	if p.fromVariable {
		var err *Error
		if v, err = p.steps[0].eval(st, in, fr); err != nil {
			return v, err
		}
		i = 1
	}
	if left := len(p.steps) - i; left > 0 && v.Kind() == value.Object && st.depth < st.limits.Depth && st.steps+left < st.checkAt {
		for {
			v = v.Get(p.steps[i].name)
			i++
			if v.Kind() != value.Object || i == len(p.steps) {
				break
			}
		}
		st.steps += left // more than were made, if the way ended early
		if k := v.Kind(); k != value.Array && (i == len(p.steps) || k != value.Object) {
			st.depth--
			if i < len(p.steps) {
				return value.Value{}, nil
			}
			return v, nil
		}
	}
	f := flow{in, in.Kind() == value.Array}
	if i > 0 {
		f = single(v, i == len(p.steps))
	}
	for ; i < len(p.steps) && !f.many && f.v.Kind() == value.Object; i++ {
		if err := st.leaf(); err != nil {
			return in, err
		}
		f = single(f.v.Get(p.steps[i].name), i == len(p.steps)-1)
	}
	var err *Error
	if i < len(p.steps) && !f.v.IsUndefined() {
		f, err = p.run(st, i, f, fr)
	}
	st.depth--
	if !f.many || err != nil {
		return f.v, err
	}
	return collapse(f.v, false), nil
}

// run takes the flow through the steps from one on. Nothing found is the undefined single
// value.
func (p *pathEval) run(st *state, from int, f flow, fr *frame) (flow, *Error) {
	for i := from; i < len(p.steps); i++ {
		s := &p.steps[i]
		last := i == len(p.steps)-1
		var err *Error
		switch {
		case i == 0 && p.fromCons:
			if !f.many {
				f.v = sequenceOf([]value.Value{f.v})
			}
			if f.v, err = s.eval(st, f.v, fr); f.v.Kind() == value.String && f.v.Str() == "" {
				return flow{v: f.v}, err // nothing to go on with, and yet no array
			}
			if f.v.Kind() != value.Array {
				// What is no array passes through sorting untouched.
				for i+1 < len(p.steps) && p.steps[i+1].sort != nil && len(p.steps[i+1].filters) == 0 {
					i++
				}
				if i == len(p.steps)-1 {
					return flow{v: f.v}, err
				}
			}
			f = elements(f.v)
		case s.plain && !f.many && f.v.Kind() == value.Object:
			// The hot case: a field of an object.
			if err = st.leaf(); err == nil {
				f = single(f.v.Get(s.name), last)
			}
		case s.sort != nil:
			f, err = s.sorted(st, f, fr)
		default:
			f, err = s.each(st, f, fr, last)
		}
		if err != nil {
			return f, err
		}
		if f.many && f.v.Len() == 0 {
			if !isSequence(f.v) {
				return f, nil // an empty array of the document, or one just made
			}
			return flow{}, nil
		}
		if !f.many && f.v.IsUndefined() {
			return flow{}, nil
		}
	}
	return f, nil
}

// elements is the flow after an array constructor with a predicate, which may have left no
// array: the reference goes on with what it can count, the code units of a string.
func elements(v value.Value) flow {
	switch v.Kind() {
	case value.Array:
		return flow{v, true}
	case value.String:
		parts := splitText(v.Str(), "")
		out := make([]value.Value, len(parts))
		for i, p := range parts {
			out[i] = value.OfString(p)
		}
		return flow{sequenceOf(out), true}
	}
	return flow{}
}

// single makes the flow after a step that was made for one item and gave v. An array is
// spread, except that the last step hands on a plain one as it is.
func single(v value.Value, last bool) flow {
	if v.Kind() != value.Array {
		return flow{v: v}
	}
	if last && !isSequence(v) {
		return flow{v, true}
	}
	if v.Mark()&markCons != 0 {
		return flow{v: v}
	}
	return flow{sequenceOf(v.Elems()), true}
}

// each makes a step for every item of the flow.
func (s *step) each(st *state, f flow, fr *frame, last bool) (flow, *Error) {
	if !f.many {
		v, err := s.one(st, f.v, fr)
		return single(v, last), err
	}
	if s.plain {
		return s.eachName(st, f.v.Elems(), last)
	}
	var g gathered
	items := f.v.Elems()
	for i := range items {
		v, err := s.one(st, items[i], fr)
		if err != nil {
			return f, err
		}
		if !v.IsUndefined() {
			g.add(v, len(items))
		}
	}
	f = g.flow(last)
	if f.many {
		return f, st.allocList(f.v.Len())
	}
	return f, nil
}

// eachName is each for a plain field. Items of one list tend to have their fields in the
// same order, so the place where the last one had it is tried first.
func (s *step) eachName(st *state, items []value.Value, last bool) (flow, *Error) {
	if st.depth >= st.limits.Depth {
		return flow{}, stackOverflow()
	}
	if err := st.work(len(items)); err != nil {
		return flow{}, err
	}
	out := make([]value.Value, 0, len(items))
	var found value.Value
	n, place := 0, 0
	for i := range items {
		var v value.Value
		switch items[i].Kind() {
		case value.Object:
			members := items[i].Members()
			if place < len(members) && members[place].Key == s.name {
				v = members[place].Value
			} else {
				v, place = member(&items[i], s.name)
			}
		case value.Array:
			var err *Error
			if v, err = st.field(items[i], s.name); err != nil {
				return flow{}, err
			}
		}
		switch v.Kind() {
		case value.Undefined:
			continue
		case value.Array:
			if v = collapse(v, false); v.IsUndefined() {
				continue
			}
			out = spread(out, v)
		default:
			out = append(out, v)
		}
		n++
		found = v
	}
	switch n {
	case 0:
		return flow{}, nil
	case 1:
		return single(found, last), nil
	}
	return flow{sequenceOf(out), true}, st.allocList(len(out))
}

// member is a field of an object and its place.
func member(o *value.Value, name string) (value.Value, int) {
	const few = 16 // above, objects look fields up by a hash
	members := o.Members()
	if len(members) > few {
		return o.Get(name), len(members)
	}
	for i := range members {
		if members[i].Key == name {
			return members[i].Value, i
		}
	}
	return value.Value{}, len(members)
}

func (s *step) one(st *state, item value.Value, fr *frame) (value.Value, *Error) {
	v, err := s.eval(st, item, fr)
	for i := range s.filters {
		if err != nil {
			return v, err
		}
		v, err = s.filters[i].apply(st, v, fr)
	}
	return v, err
}

func (s *step) sorted(st *state, f flow, fr *frame) (flow, *Error) {
	list := f.v
	if !f.many {
		list = sequenceOf([]value.Value{f.v})
	}
	v, err := s.sort.eval(st, list, fr)
	for i := range s.filters {
		if err != nil {
			return f, err
		}
		v, err = s.filters[i].apply(st, v, fr)
	}
	return flow{v, v.Kind() == value.Array}, err
}

// gathered collects what a step gave for the items of a list. Arrays are spread, but the
// reference looks at the results first: a single one may be handed on whole.
type gathered struct {
	first value.Value
	n     int
	out   []value.Value
}

func (g *gathered) add(v value.Value, hint int) {
	g.n++
	switch g.n {
	case 1:
		g.first = v
		return
	case 2:
		g.out = make([]value.Value, 0, hint)
		g.out = spread(g.out, g.first)
	}
	g.out = spread(g.out, v)
}

func (g *gathered) flow(last bool) flow {
	switch g.n {
	case 0:
		return flow{}
	case 1:
		return single(g.first, last)
	}
	return flow{sequenceOf(g.out), true}
}

// spread appends v, or its elements if it is an array that paths flatten.
func spread(out []value.Value, v value.Value) []value.Value {
	if v.Kind() != value.Array || v.Mark()&markCons != 0 {
		return append(out, v)
	}
	return append(out, v.Elems()...)
}
