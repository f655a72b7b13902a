package jsonata

import (
	"slices"

	"github.com/lockstep-go/lockstep/internal/value"
)

// evaler evaluates one node: st is the evaluation, in the context ($), fr the variables.
// It does all that the reference's evaluate does for a node: counting, predicates,
// grouping, and the collapse of sequences.
type evaler func(st *state, in value.Value, fr *frame) (value.Value, *Error)

// unit is what all nodes of one expression share.
type unit struct {
	dialect *dialect
	labels  []string // names in every tuple
	globals []string // variables looked up outside all scopes
}

type compiler struct {
	unit  *unit
	scope *scope
}

// inside is a compiler for what is evaluated in a frame of its own.
func (c compiler) inside(names []string, certain int) compiler {
	c.scope = &scope{parent: c.scope, names: names, certain: certain}
	return c
}

func (c compiler) compile(p *plan) (evaler, *Error) {
	e, err := c.node(p)
	if err != nil {
		return nil, err
	}
	if p.predicate == nil && (p.group == nil || p.kind == kPath) {
		return e, nil
	}
	return c.suffixed(p, e)
}

// suffixed adds predicates and grouping to a node that is no path.
func (c compiler) suffixed(p *plan, e evaler) (evaler, *Error) {
	s := &suffixes{node: e, keepArray: p.keepArray}
	if p.tuple {
		inner := c.inTuple(p)
		s.tuples = &tuplePathEval{labels: len(c.unit.labels), scope: inner.scope}
		c = inner
	}
	for _, x := range p.predicate {
		f, err := c.filter(x)
		if err != nil {
			return nil, err
		}
		s.filters = append(s.filters, f)
	}
	if p.group != nil {
		var err *Error
		if s.group, err = c.grouping(p.group.at, p.group.pairs); err != nil {
			return nil, err
		}
	}
	return s.eval, nil
}

// suffixes are the predicates and the grouping of a node.
type suffixes struct {
	node      evaler
	filters   []filter
	group     *grouping
	keepArray bool
	tuples    *tuplePathEval // for what a block hands on as a stream of tuples
}

func (s *suffixes) eval(st *state, in value.Value, fr *frame) (value.Value, *Error) {
	v, err := s.node(st, in, fr)
	if err != nil {
		return v, err
	}
	// Predicates count as below the node.
	if err := st.enter(); err != nil {
		return v, err
	}
	if stream, ok := streamOf(v); ok && s.tuples != nil {
		v, err = s.stream(st, stream.tuples, fr)
	} else {
		if s.tuples != nil {
			fr = newFrame(s.tuples.scope, fr)
		}
		for i := range s.filters {
			if v, err = s.filters[i].apply(st, v, fr); err != nil {
				return v, err
			}
		}
		if s.group != nil {
			v, err = s.group.eval(st, v, fr)
		}
	}
	st.depth--
	return collapse(v, s.keepArray), err
}

func (s *suffixes) stream(st *state, tuples []tuple, fr *frame) (value.Value, *Error) {
	for i := range s.filters {
		var err *Error
		if tuples, err = s.tuples.filter(st, &s.filters[i], tuples, fr); err != nil {
			return value.Value{}, err
		}
	}
	if s.group != nil {
		return s.group.evalTuples(st, s.tuples, tuples, fr)
	}
	return value.OfOpaque(&tupleStream{tuples}), nil
}

func (c compiler) node(p *plan) (evaler, *Error) {
	switch p.kind {
	case kPath:
		return c.path(p)
	case kName:
		return c.name(p), nil
	case kString, kNumber, kLiteral:
		return literal(p.lit), nil
	case kRegex:
		return c.regex(p)
	case kVariable:
		return c.variable(p), nil
	case kWildcard:
		return unary(p.keepArray, wildcard), nil
	case kDescendant:
		return unary(p.keepArray, descendants), nil
	case kParent:
		return c.lookup(p.slot.label), nil
	case kPlaceholder:
		return literal(value.Value{}), nil
	case kNegate:
		return c.negate(p)
	case kBinary:
		return c.binary(p)
	case kArray:
		return c.array(p)
	case kObject:
		return c.object(p)
	case kBlock:
		return c.block(p)
	case kBind:
		return c.bind(p)
	case kCondition:
		return c.condition(p)
	case kCall:
		return c.call(p)
	case kPartial:
		return c.partial(p)
	case kLambda:
		return c.lambda(p)
	case kApply:
		return c.apply(p)
	case kTransform:
		return c.transform(p)
	}
	return nil, fail("S0206", withText("token", "?")).at(p.at)
}

func (c compiler) list(plans []*plan) ([]evaler, *Error) {
	out := make([]evaler, len(plans))
	for i, p := range plans {
		var err *Error
		if out[i], err = c.compile(p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func literal(v value.Value) evaler {
	return func(st *state, _ value.Value, _ *frame) (value.Value, *Error) {
		if err := st.leaf(); err != nil {
			return v, err
		}
		return v, nil
	}
}

// unary is a node that depends on the context alone.
func unary(keep bool, f func(st *state, in value.Value) (value.Value, *Error)) evaler {
	return func(st *state, in value.Value, _ *frame) (value.Value, *Error) {
		if err := st.leaf(); err != nil {
			return in, err
		}
		v, err := f(st, in)
		return collapse(v, keep), err
	}
}

func (c compiler) name(p *plan) evaler {
	name, keep := p.text, p.keepArray
	return func(st *state, in value.Value, _ *frame) (value.Value, *Error) {
		if err := st.leaf(); err != nil {
			return in, err
		}
		v, err := st.field(in, name)
		return collapse(v, keep), err
	}
}

func (c compiler) variable(p *plan) evaler {
	if p.text == "" {
		keep := p.keepArray
		return func(st *state, in value.Value, _ *frame) (value.Value, *Error) {
			if err := st.leaf(); err != nil {
				return in, err
			}
			if in.Mark()&markOuter != 0 {
				in = in.At(0)
			}
			return collapse(in, keep), nil
		}
	}
	get := c.lookup(p.text)
	if !p.keepArray {
		return get
	}
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		v, err := get(st, in, fr)
		return collapse(v, true), err
	}
}

// lookup reads a variable: from the frames that may hold it, else from outside.
func (c compiler) lookup(name string) evaler {
	at, certain := c.scope.locate(name)
	if certain && len(at) == 1 && at[0].hops == 0 {
		slot := at[0].slot
		return func(st *state, _ value.Value, fr *frame) (value.Value, *Error) {
			v := fr.slots[slot]
			if err := st.leaf(); err != nil {
				return v, err
			}
			return collapse(v, false), nil
		}
	}
	global := -1
	if !certain {
		global = c.global(name)
	}
	return func(st *state, _ value.Value, fr *frame) (value.Value, *Error) {
		if err := st.leaf(); err != nil {
			return value.Value{}, err
		}
		for _, l := range at {
			if v := *fr.at(l); !isUnset(v) {
				return collapse(v, false), nil
			}
		}
		if global < 0 {
			return value.Value{}, nil
		}
		return collapse(st.global(global, name), false), nil
	}
}

// global is the index of a variable that is looked up outside all scopes.
func (c compiler) global(name string) int {
	if i := slices.Index(c.unit.globals, name); i >= 0 {
		return i
	}
	c.unit.globals = append(c.unit.globals, name)
	return len(c.unit.globals) - 1
}

// global is the value of a variable from outside, or the built-in function of that name.
func (st *state) global(i int, name string) value.Value {
	v := st.globals[i]
	if v.IsUndefined() && !isUnset(v) {
		v = st.outside(name)
		if v.IsUndefined() {
			v = unset
		}
		st.globals[i] = v
	}
	if v.IsUndefined() {
		return value.Value{}
	}
	return v
}

func (st *state) outside(name string) value.Value {
	if name == "$" {
		return st.root
	}
	if st.env.Bindings != nil {
		if v, ok := st.env.Bindings(name); ok {
			if v.IsUndefined() {
				return v
			}
			return v.WithMark(0)
		}
	}
	if name == "eval" && !st.env.Eval {
		return value.Value{}
	}
	return st.dialect.function(name)
}

func (c compiler) block(p *plan) (evaler, *Error) {
	names := declared(p.items...)
	inner := c
	if len(names) > 0 {
		inner = c.inside(names, 0)
	}
	exprs, err := inner.list(p.items)
	if err != nil {
		return nil, err
	}
	keep := p.keepArray
	sc := inner.scope
	return func(st *state, in value.Value, fr *frame) (v value.Value, err *Error) {
		if err := st.enter(); err != nil {
			return v, err
		}
		if len(names) > 0 {
			fr = newFrame(sc, fr)
		}
		for _, e := range exprs {
			if v, err = e(st, in, fr); err != nil {
				return v, err
			}
		}
		st.depth--
		return collapse(v, keep), nil
	}, nil
}

func (c compiler) bind(p *plan) (evaler, *Error) {
	x, err := c.compile(p.b)
	if err != nil {
		return nil, err
	}
	slot, keep := c.scope.slot(p.text), p.keepArray
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		if err := st.enter(); err != nil {
			return value.Value{}, err
		}
		v, err := x(st, in, fr)
		if err != nil {
			return v, err
		}
		fr.slots[slot] = v
		st.depth--
		return collapse(v, keep), nil
	}, nil
}

func (c compiler) condition(p *plan) (evaler, *Error) {
	cond, err := c.compile(p.a)
	if err != nil {
		return nil, err
	}
	then, err := c.compile(p.b)
	if err != nil {
		return nil, err
	}
	otherwise := evaler(func(*state, value.Value, *frame) (value.Value, *Error) { return value.Value{}, nil })
	if p.c != nil {
		if otherwise, err = c.compile(p.c); err != nil {
			return nil, err
		}
	}
	keep := p.keepArray
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		if err := st.enter(); err != nil {
			return value.Value{}, err
		}
		v, err := cond(st, in, fr)
		if err != nil {
			return v, err
		}
		ok, err := truth(v)
		if err != nil {
			return v, err
		}
		next := otherwise
		if ok {
			next = then
		}
		v, err = next(st, in, fr)
		st.depth--
		return collapse(v, keep), err
	}, nil
}
