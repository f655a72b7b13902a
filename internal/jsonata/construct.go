package jsonata

import "github.com/lockstep-go/lockstep/internal/value"

// array is [ … ]: an array item stays one element, anything else that is a list is spread.
func (c compiler) array(p *plan) (evaler, *Error) {
	items, err := c.list(p.items)
	if err != nil {
		return nil, err
	}
	nested := make([]bool, len(items))
	for i, item := range p.items {
		nested[i] = item.kind == kArray || item.kind == kString && item.text == "["
	}
	mark := uint8(0)
	if p.consArray {
		mark = markCons
	}
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		if err := st.enter(); err != nil {
			return in, err
		}
		out := make([]value.Value, 0, len(items))
		for i, item := range items {
			v, err := item(st, in, fr)
			if err != nil {
				return v, err
			}
			switch {
			case v.IsUndefined():
			case v.Kind() != value.Array || nested[i]:
				out = append(out, v)
			case len(items) == 1:
				out = v.Elems() // shared: neither is changed any more
			default:
				out = append(out, v.Elems()...)
			}
		}
		if err := st.allocList(len(out)); err != nil {
			return in, err
		}
		st.depth--
		return value.OfArray(out).WithMark(mark), nil
	}, nil
}

// grouping is the pairs of { … }, of an object constructor or of a grouping.
type grouping struct {
	at     int
	keys   []evaler
	values []evaler
	// fixed are the keys if all of them are different string literals.
	fixed []string
}

func (c compiler) grouping(at int, pairs [][2]*plan) (*grouping, *Error) {
	g := &grouping{at: at, fixed: []string{}}
	seen := map[string]bool{}
	for _, pair := range pairs {
		k, err := c.compile(pair[0])
		if err != nil {
			return nil, err
		}
		v, err := c.compile(pair[1])
		if err != nil {
			return nil, err
		}
		g.keys = append(g.keys, k)
		g.values = append(g.values, v)
		if g.fixed != nil && pair[0].kind == kString && pair[0].predicate == nil && pair[0].group == nil && !seen[pair[0].text] {
			seen[pair[0].text] = true
			g.fixed = append(g.fixed, pair[0].text)
		} else {
			g.fixed = nil
		}
	}
	return g, nil
}

func (c compiler) object(p *plan) (evaler, *Error) {
	g, err := c.grouping(p.at, p.pairs)
	if err != nil {
		return nil, err
	}
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		if err := st.enter(); err != nil {
			return in, err
		}
		v, err := g.eval(st, in, fr)
		st.depth--
		return v, err
	}, nil
}

// groupEntry is a key of the result, the pair that gave it and the items that did.
type groupEntry struct {
	key  string
	pair int
	data merged
}

// merged is the items of a group: one item as it is, more of them as one list.
type merged struct {
	v    value.Value
	list []value.Value
}

func (m *merged) add(v value.Value) {
	switch {
	case v.IsUndefined():
		return
	case m.list != nil:
	case m.v.IsUndefined():
		m.v = v
		return
	default:
		m.list = appendItems(nil, m.v)
	}
	m.list = appendItems(m.list, v)
}

func (m *merged) value() value.Value {
	if m.list != nil {
		return value.OfArray(m.list)
	}
	return m.v
}

// appendItems appends v, or its elements if it is an array.
func appendItems(out []value.Value, v value.Value) []value.Value {
	if v.Kind() == value.Array {
		return append(out, v.Elems()...)
	}
	return append(out, v)
}

// eval makes the object for the items of v.
func (g *grouping) eval(st *state, v value.Value, fr *frame) (value.Value, *Error) {
	if v.Kind() != value.Array && g.fixed != nil {
		return g.evalFixed(st, v, fr)
	}
	items := v.Elems()
	if v.Kind() != value.Array || len(items) == 0 {
		item := v
		if v.Kind() == value.Array {
			item = value.Value{}
		}
		items = []value.Value{item}
	}
	var entries []groupEntry
	index := map[string]int{}
	for i := range items {
		for pair, key := range g.keys {
			k, err := key(st, items[i], fr)
			if err != nil {
				return k, err
			}
			at, err := g.enter(&entries, index, k, pair)
			if err != nil {
				return k, err
			}
			if at >= 0 {
				entries[at].data.add(items[i])
			}
		}
	}
	out := make([]value.Member, 0, len(entries))
	for i := range entries {
		e := &entries[i]
		v, err := g.values[e.pair](st, e.data.value(), fr)
		if err != nil {
			return v, err
		}
		if !v.IsUndefined() {
			out = append(out, value.Member{Key: e.key, Value: v})
		}
	}
	return st.object(out), st.alloc(len(out) * bytesPerMember)
}

// enter finds the entry of key k, or makes it; at is -1 for an undefined key.
func (g *grouping) enter(entries *[]groupEntry, index map[string]int, k value.Value, pair int) (int, *Error) {
	if k.IsUndefined() {
		return -1, nil
	}
	if k.Kind() != value.String {
		return 0, failValue("T1003", k).at(g.at)
	}
	at, found := index[k.Str()]
	if !found {
		at = len(*entries)
		index[k.Str()] = at
		*entries = append(*entries, groupEntry{key: k.Str(), pair: pair})
	} else if (*entries)[at].pair != pair {
		return 0, failValue("D1009", k).at(g.at)
	}
	return at, nil
}

func (g *grouping) evalFixed(st *state, v value.Value, fr *frame) (value.Value, *Error) {
	if err := st.leaf(); err != nil { // the keys
		return v, err
	}
	out := make([]value.Member, 0, len(g.fixed))
	for i, key := range g.fixed {
		m, err := g.values[i](st, v, fr)
		if err != nil {
			return m, err
		}
		if !m.IsUndefined() {
			out = append(out, value.Member{Key: key, Value: m})
		}
	}
	return st.object(out), st.alloc(len(out) * bytesPerMember)
}

// evalTuples groups a stream of tuples: what a group's tuples bind is put together in
// arrays.
func (g *grouping) evalTuples(st *state, t *tuplePathEval, tuples []tuple, fr *frame) (value.Value, *Error) {
	tuples = append([]tuple(nil), tuples...)
	var entries []groupEntry
	index := map[string]int{}
	members := map[int][]int{} // tuples by entry
	for i := range tuples {
		for pair, key := range g.keys {
			k, err := key(st, tuples[i].at, t.frame(&tuples[i], fr))
			if err != nil {
				return k, err
			}
			at, err := g.enter(&entries, index, k, pair)
			if err != nil {
				return k, err
			}
			if at >= 0 {
				members[at] = append(members[at], i)
			}
		}
	}
	var out []value.Member
	for at, e := range entries {
		all := t.reduce(tuples, members[at])
		if len(members[at]) == 1 {
			// The reference takes the context out of the tuple itself here, so a later
			// key of the same tuple has none.
			tuples[members[at][0]].at = value.Value{}
		}
		v, err := g.values[e.pair](st, all.at, t.frame(&all, fr))
		if err != nil {
			return v, err
		}
		if !v.IsUndefined() {
			out = append(out, value.Member{Key: e.key, Value: v})
		}
	}
	return st.object(out), st.alloc(len(out) * bytesPerMember)
}

// reduce makes one tuple of several: what they bind is merged as the items of a group are.
func (t *tuplePathEval) reduce(tuples []tuple, which []int) tuple {
	if len(which) == 1 {
		return tuples[which[0]].clone()
	}
	all := t.fresh(value.Value{})
	data := make([]merged, t.labels+1)
	for _, i := range which {
		data[t.labels].add(tuples[i].at)
		for j, v := range tuples[i].labels {
			if !isUnset(v) {
				data[j].add(v)
				all.labels[j] = value.Value{}
			}
		}
	}
	all.at = data[t.labels].value()
	for j := range all.labels {
		if !isUnset(all.labels[j]) {
			all.labels[j] = data[j].value()
		}
	}
	return all
}
