package jsonata

import "github.com/lockstep-go/lockstep/internal/value"

func fnMap(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	c, err := st.caller(a[1])
	if err != nil {
		return a[0], err
	}
	elems := a[0].Elems()
	out := make([]value.Value, 0, len(elems))
	for i := range elems {
		v, err := c.item(elems[i], value.OfInt(int64(i)), a[0])
		if err != nil {
			return v, err
		}
		if !v.IsUndefined() {
			out = append(out, v)
		}
	}
	return sequenceOf(out), st.allocList(len(out))
}

func fnFilter(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	c, err := st.caller(a[1])
	if err != nil {
		return a[0], err
	}
	elems := a[0].Elems()
	var out []value.Value
	for i := range elems {
		v, err := c.item(elems[i], value.OfInt(int64(i)), a[0])
		if err != nil {
			return v, err
		}
		ok, err := truth(v)
		if err != nil {
			return v, err
		}
		if ok {
			out = append(out, elems[i])
		}
	}
	return sequenceOf(out), st.allocList(len(out))
}

func fnSingle(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	var c *caller
	if !a[1].IsUndefined() {
		var err *Error
		if c, err = st.caller(a[1]); err != nil {
			return a[0], err
		}
	}
	var result value.Value
	found := false
	for i, e := range a[0].Elems() {
		ok := true
		if c != nil {
			v, err := c.item(e, value.OfInt(int64(i)), a[0])
			if err != nil {
				return v, err
			}
			if ok, err = truth(v); err != nil {
				return v, err
			}
		}
		if !ok {
			continue
		}
		if found {
			return e, fail("D3138")
		}
		result, found = e, true
	}
	if !found {
		return result, fail("D3139")
	}
	return result, nil
}

func fnReduce(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	c, err := st.caller(a[1])
	if err != nil {
		return a[0], err
	}
	if c.f.arity < 2 {
		return a[0], fail("D3050")
	}
	elems := a[0].Elems()
	result, i := a[2], 0
	if result.IsUndefined() && len(elems) > 0 {
		result, i = elems[0], 1
	}
	for ; i < len(elems); i++ {
		c.args = [4]value.Value{result, elems[i], value.OfInt(int64(i)), a[0]}
		if result, err = c.call(min(c.f.arity, 4)); err != nil {
			return result, err
		}
	}
	return result, nil
}

func fnEach(st *state, a []value.Value) (value.Value, *Error) {
	c, err := st.caller(a[1])
	if err != nil {
		return a[0], err
	}
	var out []value.Value
	for _, m := range a[0].Members() {
		v, err := c.item(m.Value, value.OfString(m.Key), a[0])
		if err != nil {
			return v, err
		}
		if !v.IsUndefined() {
			out = append(out, v)
		}
	}
	return sequenceOf(out), st.allocList(len(out))
}

func fnSift(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].Len() == 0 {
		return value.Value{}, nil
	}
	c, err := st.caller(a[1])
	if err != nil {
		return a[0], err
	}
	var out []value.Member
	for _, m := range a[0].Members() {
		v, err := c.item(m.Value, value.OfString(m.Key), a[0])
		if err != nil {
			return v, err
		}
		ok, err := truth(v)
		if err != nil {
			return v, err
		}
		if ok {
			out = append(out, m)
		}
	}
	if len(out) == 0 {
		return value.Value{}, nil
	}
	return value.OfObject(out), nil
}
