package jsonata

import (
	"slices"
	"sync"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// Expr is a compiled expression. It is immutable and safe for concurrent use.
type Expr struct {
	text     string
	ast      Node
	eval     evaler
	unit     *unit
	top      *scope
	bare     *frame   // the outermost frame if the expression binds nothing in it
	shortcut shortcut // nil if there is none
	dialect  *dialect
}

// Option changes what [Compile] makes.
type Option func(*Expr)

// AWS compiles for the dialect of AWS Step Functions: its additional functions and its
// differences from the reference, as listed in dialect.go.
func AWS() Option { return func(e *Expr) { e.dialect = &awsDialect } }

// Compile parses and compiles an expression. The error is an *[Error] with a code S…, a
// byte offset and the reference's text, which AWS's validator shows too.
func Compile(text string, opts ...Option) (*Expr, error) {
	e := &Expr{text: text, dialect: &reference}
	for _, o := range opts {
		o(e)
	}
	if err := e.compile(nil); err != nil {
		return nil, err
	}
	return e, nil
}

// compile builds the closures. outer is the scope of the frame the expression is evaluated
// in, nil except for $eval.
func (e *Expr) compile(outer *scope) *Error {
	ast, err := parse(e.text)
	if err != nil {
		return err
	}
	p, err := lower(ast)
	if err != nil {
		return err
	}
	e.ast = ast
	e.unit = &unit{dialect: e.dialect, labels: p.labels()}
	e.top = &scope{parent: outer, names: declared(p)}
	if len(e.top.names) == 0 {
		e.bare = &frame{scope: e.top}
	}
	e.shortcut = shortcutOf(p, e.dialect)
	c := compiler{unit: e.unit, scope: e.top}
	e.eval, err = c.compile(p)
	return err
}

// String is the expression's text as it was given.
func (e *Expr) String() string { return e.text }

// AST is the syntax tree. It must not be changed; see [Rewrite].
func (e *Expr) AST() Node { return e.ast }

// Env is what an evaluation takes from outside. The zero Env has no variables, the system's
// clock and randomness, default limits and no $eval.
type Env struct {
	// Bindings gives the value of a variable by its name without the $. A variable hides
	// the built-in function of the same name. It is asked few times per name and
	// evaluation and must give the same value each time.
	Bindings func(name string) (value.Value, bool)
	// Member gives a member of a variable that is an object, or answers false; then Bindings
	// is asked for the variable. It spares making an object of which one member is read.
	Member func(name, key string) (value.Value, bool)
	// Now is the clock of $now and $millis; it is read at most once per evaluation.
	Now func() time.Time
	// Random gives numbers from [0, 1) for $random and $shuffle.
	Random func() float64
	// UUID gives what $uuid answers.
	UUID func() string
	// Limits bound the evaluation.
	Limits Limits
	// Eval allows $eval; without it $eval is no function, as on AWS.
	Eval bool
}

// Eval evaluates the expression with input as $ and $$; input may be undefined. The result
// is undefined if the expression finds nothing. The error is an *[Error] with a code T… or
// D…, or without one when a bound of [Limits] was met or the result is or holds a function,
// which JSON cannot ([IsUnsupported] tells).
func (e *Expr) Eval(input value.Value, env *Env) (value.Value, error) {
	if env == nil {
		env = &noEnv
	}
	if v, ok := e.short(input, env); ok {
		return v, nil
	}
	st := states.Get().(*state)
	defer st.release()
	st.env, st.dialect, st.root = env, e.dialect, input
	st.limits = env.Limits.withDefaults()
	st.checkAt = min(checkEvery, st.limits.Steps)
	st.globals = slices.Grow(st.globals[:0], len(e.unit.globals))[:len(e.unit.globals)]
	in := input
	if input.Kind() == value.Array && !isSequence(input) {
		in = value.ArrayOf(input).WithMark(markSequence | markOuter)
	}
	top := e.bare
	if top == nil {
		top = newFrame(e.top, nil)
	}
	v, err := e.eval(st, in, top)
	if err != nil {
		return value.Value{}, err
	}
	return st.export(v)
}

var noEnv Env

// states keeps evaluations that are over, for their stacks.
var states = sync.Pool{New: func() any { return new(state) }}

// release gives st back. Nothing it referred to is held on to.
func (st *state) release() {
	clear(st.stack[:cap(st.stack)])
	clear(st.globals[:cap(st.globals)])
	*st = state{stack: st.stack[:0], globals: st.globals[:0]}
	if cap(st.stack) < 1024 {
		states.Put(st)
	}
}

// state is one evaluation.
type state struct {
	env     *Env
	dialect *dialect
	limits  Limits
	root    value.Value
	// globals are the values of variables that no scope of the expression sets, looked up
	// on first use. An entry is zero before, unset if there is no such variable.
	globals []value.Value

	depth     int
	steps     int
	checkAt   int
	looked    time.Time // when the clock was last looked at, zero before that
	lookedAt  int       // and after how many steps
	spent     time.Duration
	allocated int

	stack []value.Value // arguments of the calls under way
	tail  tailCall
	// callIn and callFrame are the context and variables at the call of a built-in.
	callIn    value.Value
	callFrame *frame
	now       time.Time
}

// clock is the time of this evaluation, the same for every use.
func (st *state) clock() time.Time {
	if st.now.IsZero() {
		if st.env.Now != nil {
			st.now = st.env.Now()
		} else {
			st.now = time.Now()
		}
	}
	return st.now
}
