package jsonata

import "github.com/lockstep-go/lockstep/internal/value"

// sorting is an order-by step, X^(terms).
type sorting struct {
	at    int
	terms []sortTerm
}

type sortTerm struct {
	descending bool
	eval       evaler
}

func (c compiler) sorting(p *plan) (*sorting, *Error) {
	s := &sorting{at: p.at}
	for _, t := range p.terms {
		e, err := c.compile(t.x)
		if err != nil {
			return nil, err
		}
		s.terms = append(s.terms, sortTerm{t.descending, e})
	}
	return s, nil
}

// eval sorts a list of items.
func (s *sorting) eval(st *state, list value.Value, fr *frame) (value.Value, *Error) {
	items := list.Elems()
	if len(items) <= 1 {
		return list, nil
	}
	order, err := s.order(st, len(items), func(i int, e evaler) (value.Value, *Error) {
		return e(st, items[i], fr)
	})
	if err != nil {
		return list, err
	}
	out := make([]value.Value, len(items))
	for i, j := range order {
		out[i] = items[j]
	}
	return value.OfArray(out), st.allocList(len(out))
}

// evalTuples sorts a stream of tuples.
func (s *sorting) evalTuples(st *state, t *tuplePathEval, tuples []tuple, fr *frame) ([]tuple, *Error) {
	if len(tuples) <= 1 {
		return tuples, nil
	}
	order, err := s.order(st, len(tuples), func(i int, e evaler) (value.Value, *Error) {
		return e(st, tuples[i].at, t.frame(&tuples[i], fr))
	})
	if err != nil {
		return nil, err
	}
	out := make([]tuple, len(tuples))
	for i, j := range order {
		out[i] = tuples[j]
	}
	return out, nil
}

// order gives the positions of n items in sorted order. key evaluates a term for an item;
// each is evaluated at most once per item, and later terms only where earlier ones tie.
func (s *sorting) order(st *state, n int, key func(i int, e evaler) (value.Value, *Error)) ([]int, *Error) {
	keys := make([]value.Value, n*len(s.terms))
	for i := range keys {
		keys[i] = unset
	}
	get := func(i, term int) (value.Value, *Error) {
		k := &keys[i*len(s.terms)+term]
		if isUnset(*k) {
			v, err := key(i, s.terms[term].eval)
			if err != nil {
				return v, err
			}
			if v.Kind() == value.Number { // not to read its text at each comparison
				v = value.OfFloat(v.Float())
			}
			*k = v
		}
		return *k, nil
	}
	return mergeSort(st, n, func(i, j int) (bool, *Error) {
		for term := range s.terms {
			a, err := get(i, term)
			if err != nil {
				return false, err
			}
			b, err := get(j, term)
			if err != nil {
				return false, err
			}
			c, err := s.compare(a, b)
			if err != nil {
				return false, err
			}
			if c == 0 {
				continue
			}
			if s.terms[term].descending && !a.IsUndefined() && !b.IsUndefined() {
				c = -c
			}
			return c > 0, nil
		}
		return false, nil
	})
}

// compare orders two keys; undefined comes last whatever the direction.
func (s *sorting) compare(a, b value.Value) (int, *Error) {
	ka, kb := a.Kind(), b.Kind()
	switch {
	case ka == value.Undefined && kb == value.Undefined:
		return 0, nil
	case ka == value.Undefined:
		return 1, nil
	case kb == value.Undefined:
		return -1, nil
	case ka != value.String && ka != value.Number:
		return 0, failValue("T2008", a).at(s.at)
	case kb != value.String && kb != value.Number:
		return 0, failValue("T2008", b).at(s.at)
	case ka != kb:
		return 0, failValue("T2007", a, withValue2(b)).at(s.at)
	case ka == value.String:
		return compareStrings(a.Str(), b.Str()), nil
	}
	x, y := a.Float(), b.Float()
	switch {
	case x == y:
		return 0, nil
	case x < y:
		return -1, nil
	}
	return 1, nil
}

// mergeSort gives the order of n items, stable; after reports whether item i must come
// after item j. It splits and compares as the reference does, so a comparator that fails
// or answers inconsistently has the same effect.
func mergeSort(st *state, n int, after func(i, j int) (bool, *Error)) ([]int, *Error) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	spare := make([]int, n)
	var sort func(from, to int) *Error
	sort = func(from, to int) *Error {
		if to-from <= 1 {
			return nil
		}
		middle := from + (to-from)/2
		if err := sort(from, middle); err != nil {
			return err
		}
		if err := sort(middle, to); err != nil {
			return err
		}
		if err := st.work(to - from); err != nil {
			return err
		}
		i, j, k := from, middle, from
		for i < middle && j < to {
			later, err := after(order[i], order[j])
			if err != nil {
				return err
			}
			if later {
				spare[k] = order[j]
				j++
			} else {
				spare[k] = order[i]
				i++
			}
			k++
		}
		k += copy(spare[k:], order[i:middle])
		copy(spare[k:], order[j:to])
		copy(order[from:to], spare[from:to])
		return nil
	}
	err := sort(0, n)
	return order, err
}
