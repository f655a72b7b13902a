package jsonata

import "github.com/lockstep-go/lockstep/internal/value"

// Marks on a function's value.
const (
	// markWrapped is a function that was an argument of a call. The reference wraps it in
	// a closure that knows no context.
	markWrapped = 1 << iota
	// markTailCall stands for a call in tail position that is still to be made: state.tail.
	markTailCall
)

// function is what a value of kind Opaque holds: a built-in, a lambda with its variables,
// a regular expression, a transform or a partial application.
type function struct {
	name    string
	arity   int // so many arguments higher-order functions hand over
	formals int // so many arguments impl reads
	sig     *signature
	impl    func(st *state, args []value.Value) (value.Value, *Error)
	bare    bool   // the reference has a plain JavaScript function here
	regex   *regex // if it is one

	lambda *lambda // if impl is nil
	in     value.Value
	fr     *frame
}

func (f *function) value() value.Value { return value.OfOpaque(f) }

func asFunction(v value.Value) (*function, bool) {
	if v.Kind() != value.Opaque {
		return nil, false
	}
	f, ok := v.Opaque().(*function)
	return f, ok
}

// lambda is a compiled function definition.
type lambda struct {
	slots []int // of the parameters
	sig   *signature
	scope *scope
	body  evaler
	// reusable says that nothing in the body keeps the frame, so that the next call from
	// the same loop can have it.
	reusable bool
}

// callSite is a compiled call.
type callSite struct {
	proc evaler
	args []evaler
	name string // as errors name it
	at   int
	// builtin looks up a bare name as a variable, for the hint of T1005.
	builtin evaler
}

// tailCall is a call that a function body ended with, to be made once the body is left.
type tailCall struct {
	site *callSite
	in   value.Value
	fr   *frame
}

func (c compiler) site(p *plan) (*callSite, *Error) {
	s := &callSite{at: p.at}
	var err *Error
	if s.proc, err = c.compile(p.a); err != nil {
		return nil, err
	}
	if s.args, err = c.list(p.items); err != nil {
		return nil, err
	}
	switch p.a.kind {
	case kPath:
		s.name = p.a.steps[0].text
		s.builtin = c.lookup(s.name)
	case kVariable:
		s.name = p.a.text
	}
	return s, nil
}

func (c compiler) call(p *plan) (evaler, *Error) {
	s, err := c.site(p)
	if err != nil {
		return nil, err
	}
	if p.tail {
		marker := value.OfOpaque(&function{}).WithMark(markTailCall)
		return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
			if err := st.leaf(); err != nil {
				return in, err
			}
			st.tail = tailCall{s, in, fr}
			return marker, nil
		}, nil
	}
	keep := p.keepArray
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		if err := st.enter(); err != nil {
			return in, err
		}
		v, err := s.eval(st, in, fr, nil)
		st.depth--
		return collapse(v, keep), err
	}, nil
}

// eval makes the call. applied, if any, is the left side of ~> and becomes the first
// argument.
func (s *callSite) eval(st *state, in value.Value, fr *frame, applied *value.Value) (value.Value, *Error) {
	f, err := s.proc(st, in, fr)
	if err != nil {
		return f, err
	}
	if f.IsUndefined() && s.builtin != nil {
		if err := s.hint(st, in, fr, "T1005"); err != nil {
			return f, err
		}
	}
	base := len(st.stack)
	if applied != nil {
		st.stack = append(st.stack, *applied)
	}
	for _, a := range s.args {
		v, err := a(st, in, fr)
		if err != nil {
			return v, err
		}
		if v.Kind() == value.Opaque {
			v = v.WithMark(markWrapped)
		}
		st.stack = append(st.stack, v)
	}
	v, err := st.apply(f, st.stack[base:len(st.stack):len(st.stack)], in, fr)
	st.stack = st.stack[:base]
	if err != nil {
		return v, err.at(s.at).named(s.name)
	}
	return v, nil
}

// hint is the error for a bare name that would be a function with a $ before it.
func (s *callSite) hint(st *state, in value.Value, fr *frame, code string) *Error {
	v, err := s.builtin(st, in, fr)
	if err != nil {
		return err
	}
	if ok, _ := truth(v); ok {
		return fail(code, arg{"name", s.name}).at(s.at).named(s.name)
	}
	return nil
}

// apply calls a function and then whatever it ends with calling.
func (st *state) apply(f value.Value, args []value.Value, in value.Value, fr *frame) (value.Value, *Error) {
	v, err := st.invoke(f, args, in, fr)
	return st.finish(v, err, in, fr)
}

// finish makes the calls in tail position that v stands for.
func (st *state) finish(v value.Value, err *Error, in value.Value, fr *frame) (value.Value, *Error) {
	for err == nil && v.Kind() == value.Opaque && v.Mark()&markTailCall != 0 {
		t := st.tail
		st.tail = tailCall{}
		var f value.Value
		if f, err = t.site.proc(st, t.in, t.fr); err != nil {
			return f, err
		}
		base := len(st.stack)
		for _, a := range t.site.args {
			if v, err = a(st, t.in, t.fr); err != nil {
				return v, err
			}
			st.stack = append(st.stack, v)
		}
		v, err = st.invoke(f, st.stack[base:len(st.stack):len(st.stack)], in, fr)
		st.stack = st.stack[:base]
		if err != nil {
			return v, err.at(t.site.at).named(t.site.name)
		}
	}
	return v, err
}

// invoke calls a function once; what it returns may be a call to be made.
func (st *state) invoke(fv value.Value, args []value.Value, in value.Value, fr *frame) (value.Value, *Error) {
	f, ok := asFunction(fv)
	if !ok {
		return fv, fail("T1006")
	}
	if fv.Mark()&markWrapped != 0 {
		in = value.NullValue
	}
	if f.sig != nil {
		var err *Error
		if args, err = f.sig.bind(args, in); err != nil {
			return fv, err
		}
	}
	if f.impl != nil {
		for len(args) < f.formals {
			args = append(args, value.Value{})
		}
		st.callIn, st.callFrame = in, fr
		return f.impl(st, args)
	}
	return f.run(st, newFrame(f.lambda.scope, f.fr), args)
}

// run evaluates the body of a lambda in the given frame.
func (f *function) run(st *state, fr *frame, args []value.Value) (value.Value, *Error) {
	for i, slot := range f.lambda.slots {
		var v value.Value
		if i < len(args) {
			v = args[i]
		}
		fr.slots[slot] = v
	}
	return f.lambda.body(st, f.in, fr)
}

// caller calls one function again and again, as $map does.
type caller struct {
	st   *state
	fv   value.Value
	f    *function
	fr   *frame // the frame all calls share, if they can
	args [4]value.Value
}

func (st *state) caller(fv value.Value) (*caller, *Error) {
	f, ok := asFunction(fv)
	if !ok {
		return nil, fail("T1006")
	}
	return &caller{st: st, fv: fv, f: f}, nil
}

// call hands over the first n of c.args.
func (c *caller) call(n int) (value.Value, *Error) {
	if err := c.st.work(1); err != nil {
		return value.Value{}, err
	}
	l := c.f.lambda
	if l == nil || c.f.sig != nil || !l.reusable || c.st.env.Eval {
		v, err := c.st.apply(c.fv, c.args[:n:n], value.NullValue, c.f.fr)
		if err != nil && c.f.name != "" {
			return v, err.named(c.f.name)
		}
		return v, err
	}
	if c.fr == nil {
		c.fr = newFrame(l.scope, c.f.fr)
	} else {
		for i := l.scope.certain; i < len(c.fr.slots); i++ {
			c.fr.slots[i] = unset
		}
	}
	v, err := c.f.run(c.st, c.fr, c.args[:n])
	return c.st.finish(v, err, value.NullValue, c.f.fr)
}

// item calls the function as most higher-order functions do: with the item, its key or
// position and the whole, as many of them as it takes.
func (c *caller) item(v, key, whole value.Value) (value.Value, *Error) {
	c.args[0], c.args[1], c.args[2] = v, key, whole
	return c.call(max(1, min(c.f.arity, 3)))
}

func (c compiler) lambda(p *plan) (evaler, *Error) {
	l := &lambda{sig: p.sig, reusable: !keepsFrame(p.b)}
	var names []string
	for _, name := range p.params {
		slot := -1
		for i, n := range names {
			if n == name {
				slot = i
			}
		}
		if slot < 0 {
			slot = len(names)
			names = append(names, name)
		}
		l.slots = append(l.slots, slot)
	}
	certain := len(names)
	for _, name := range declared(p.b) {
		known := false
		for _, n := range names {
			known = known || n == name
		}
		if !known {
			names = append(names, name)
		}
	}
	inner := c.inside(names, certain)
	l.scope = inner.scope
	var err *Error
	if l.body, err = inner.compile(p.b); err != nil {
		return nil, err
	}
	arity := len(p.params)
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		if err := st.leaf(); err != nil {
			return in, err
		}
		f := &function{arity: arity, sig: l.sig, lambda: l, in: in, fr: fr}
		return f.value(), nil
	}, nil
}

// keepsFrame reports whether evaluating p may make something that holds on to the frame.
func keepsFrame(p *plan) bool {
	if p.kind == kLambda || p.kind == kTransform || p.kind == kPartial {
		return true
	}
	keeps := false
	p.each(func(c *plan) { keeps = keeps || keepsFrame(c) })
	return keeps
}

func (c compiler) partial(p *plan) (evaler, *Error) {
	s, err := c.site(p)
	if err != nil {
		return nil, err
	}
	holes := make([]bool, len(p.items))
	for i, a := range p.items {
		holes[i] = a.kind == kPlaceholder
	}
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		if err := st.enter(); err != nil {
			return in, err
		}
		bound := make([]value.Value, len(holes))
		for i, a := range s.args {
			if holes[i] {
				continue
			}
			var err *Error
			if bound[i], err = a(st, in, fr); err != nil {
				return in, err
			}
		}
		fv, err := s.proc(st, in, fr)
		if err != nil {
			return in, err
		}
		if fv.IsUndefined() && s.builtin != nil {
			if err := s.hint(st, in, fr, "T1007"); err != nil {
				return in, err
			}
		}
		f, ok := asFunction(fv)
		if !ok {
			return in, fail("T1008").at(s.at).named(s.name)
		}
		st.depth--
		return f.partially(bound, holes).value(), nil
	}, nil
}

// partially is f with some arguments bound; holes says which are still to come. As in the
// reference the signature is checked no more.
func (f *function) partially(bound []value.Value, holes []bool) *function {
	total := f.formals
	if f.lambda != nil {
		total = len(f.lambda.slots)
	}
	arity := 0
	for i := range min(total, len(holes)) {
		if holes[i] {
			arity++
		}
	}
	return &function{name: f.name, arity: arity, formals: arity, impl: func(st *state, args []value.Value) (value.Value, *Error) {
		all := make([]value.Value, total)
		next := 0
		for i := range min(total, len(holes)) {
			if !holes[i] {
				all[i] = bound[i]
			} else if next < len(args) {
				all[i] = args[next]
				next++
			}
		}
		if f.lambda == nil {
			return f.impl(st, all)
		}
		return f.run(st, newFrame(f.lambda.scope, f.fr), all)
	}}
}

func (c compiler) apply(p *plan) (evaler, *Error) {
	left, err := c.compile(p.a)
	if err != nil {
		return nil, err
	}
	keep, at := p.keepArray, p.at
	if p.b.kind == kCall {
		s, err := c.site(p.b)
		if err != nil {
			return nil, err
		}
		return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
			if err := st.enter(); err != nil {
				return in, err
			}
			v, err := left(st, in, fr)
			if err != nil {
				return v, err
			}
			v, err = s.eval(st, in, fr, &v)
			st.depth--
			return collapse(v, keep), err
		}, nil
	}
	right, err := c.compile(p.b)
	if err != nil {
		return nil, err
	}
	return func(st *state, in value.Value, fr *frame) (value.Value, *Error) {
		if err := st.enter(); err != nil {
			return in, err
		}
		v, err := left(st, in, fr)
		if err != nil {
			return v, err
		}
		fv, err := right(st, in, fr)
		if err != nil {
			return v, err
		}
		g, ok := asFunction(fv)
		if !ok {
			return v, failValue("T2006", fv).at(at)
		}
		if _, ok := asFunction(v); ok {
			st.depth--
			return chain(v, fv, fr).value(), nil
		}
		base := len(st.stack)
		st.stack = append(st.stack, v)
		v, err = st.apply(fv, st.stack[base:base+1:base+1], value.NullValue, fr)
		st.stack = st.stack[:base]
		if err != nil {
			return v, err.at(at).named(g.name)
		}
		st.depth--
		return collapse(v, keep), nil
	}, nil
}

// chain is f ~> g of two functions: first f, then g.
func chain(f, g value.Value, fr *frame) *function {
	return &function{arity: 1, formals: 1, impl: func(st *state, args []value.Value) (value.Value, *Error) {
		if err := st.enter(); err != nil {
			return value.Value{}, err
		}
		v, err := st.apply(f, args[:1:1], value.NullValue, fr)
		if err != nil {
			return v, err
		}
		v, err = st.apply(g, []value.Value{collapse(v, false)}, value.NullValue, fr)
		st.depth--
		return v, err
	}}
}
