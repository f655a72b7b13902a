package simulator

import (
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// mapState is a Map state, inline or distributed.
type mapState struct {
	common
	itemsPath   *path // nil: "$"
	items       field // JSONata
	selector    field // ItemSelector or the old Parameters; nil: the item
	concurrency number
	processor   *scope
	distributed *distributed // nil: inline
}

func (s *mapState) scopeOf(int) *scope { return s.processor }

func (s *mapState) work(st *strand) bool {
	in := st.input
	if s.inputPath != nil {
		var f *failure
		if in, f = st.follow(s.inputPath, in); f != nil {
			return st.fail(f)
		}
	}
	st.effective = in
	if t := st.exec.test; t != nil && t.mock != nil {
		if !s.jsonata {
			t.saw(&t.data.AfterInputPath, in)
		}
		return t.mapped(st, s)
	}
	if s.distributed != nil {
		return s.distribute(st)
	}
	items, f := s.itemsOf(st, in)
	if f != nil {
		return st.fail(f)
	}
	most, f := s.concurrency.eval(&view{st: st, input: in})
	if f != nil {
		return st.fail(f)
	}
	elems := items.Elems()
	id := st.add(record{typ: MapStateStarted, index: int32(len(elems))})
	g := &group{owner: st, isMap: true, results: make([]value.Value, len(elems)), last: id, lastDone: id}
	st.group = g
	if len(elems) == 0 {
		return s.resume(st)
	}
	g.each = func(i int, it *strand) (*document, *failure) { return s.itemInput(st, it, elems[i], i) }
	limit := st.exec.sim.limits.InlineParallel
	if limit == 0 {
		limit = len(elems)
	}
	if most > 0 && most < float64(limit) {
		limit = int(most)
	}
	for range min(limit, len(elems)) {
		if !g.start(nil) {
			return false
		}
		g.last = id
	}
	return false
}

// itemsOf finds the array to map over.
func (s *mapState) itemsOf(st *strand, in *document) (value.Value, *failure) {
	v := &view{st: st, input: in}
	switch {
	case s.items != nil:
		x, f := s.items.eval(v)
		if f != nil {
			return value.Value{}, f
		}
		if x.Kind() == value.Array || x.Kind() == value.Object && s.distributed != nil {
			return x, nil
		}
		if q, ok := s.items.(*query); ok {
			return value.Value{}, q.unexpected(v, "array", x)
		}
		return value.Value{}, st.queryFailure("Items", "Map state input must be an array but was: %s", x)
	case s.itemsPath != nil:
		x, f := s.itemsPath.get(v)
		if f != nil {
			return value.Value{}, f
		}
		if x.Kind() == value.Array || x.Kind() == value.Object && s.distributed != nil {
			return x, nil
		}
		return value.Value{}, st.runtime("Reference path \"%s\" must point to array.", strings.Replace(s.itemsPath.text, "$$", "$", 1))
	}
	x := in.v
	if x.Kind() == value.Array || x.Kind() == value.Object && s.distributed != nil {
		return x, nil
	}
	if s.jsonata {
		return value.Value{}, st.queryFailure("Items", "Map state input must be an array but was: %s", x)
	}
	return value.Value{}, st.runtime("Reference path \"$\" must point to array.")
}

// itemInput is what an iteration gets. The selector is evaluated in the Map's state, with
// Map.Item of the iteration in the context object.
func (s *mapState) itemInput(st, it *strand, item value.Value, i int) (*document, *failure) {
	it.iteration = mapItem{index: i, value: item}
	it.item = &it.iteration
	if s.selector == nil {
		return newDocument(item), nil
	}
	outer := st.item
	st.item = it.item
	x, f := s.selector.eval(st.view(st.effective))
	st.item = outer
	if f != nil {
		return nil, f
	}
	return newDocument(x), nil
}

func (s *mapState) resume(st *strand) bool {
	if s.distributed != nil {
		return s.gathered(st)
	}
	g := st.group
	st.group = nil
	st.prev = g.lastDone
	id := st.note(record{typ: MapStateSucceeded})
	return st.concludeGroup(g.output(), id)
}

func (s *mapState) failed(st *strand) { st.add(record{typ: MapStateFailed}) }
