package intrinsic

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/google/uuid"

	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Expr is a compiled call. It is immutable.
type Expr struct {
	text  string
	call  *Call
	calls []Call           // the tree, flat, in the order of the text
	paths []*jsonpath.Path // every argument that is a path
}

// Call is one call of an expression.
type Call struct {
	Function    *Function
	Args        []Arg
	Offset, End int // the bytes of the text that it takes
}

// Arg is an argument: a nested call, a path, or else a literal.
type Arg struct {
	Call        *Call
	Path        *jsonpath.Path
	Literal     value.Value // of a text, its value with escapes resolved
	Offset, End int

	template string // of a text, with escapes as they were written
}

// Env is what an expression is evaluated in. One evaluation at a time may use it.
type Env struct {
	Input    value.Value // what $ stands for
	Context  value.Value // what $$ stands for
	Variable func(name string) (value.Value, bool)
	UUID     func() string  // for States.UUID; nil draws a random one
	Random   func() float64 // for States.MathRandom without a seed, in [0,1); nil draws one

	args []value.Value // of the calls under way, those of inner ones above those of outer ones
}

// SyntaxError says where a text stops being a call and what is expected there.
type SyntaxError struct {
	Text    string // the whole expression as it was given
	Offset  int    // in bytes, from 0
	Message string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s at offset %d of %s", e.Message, e.Offset, e.Text)
}

// Error is a call that failed. Step Functions reports States.Runtime with the text of Cause.
type Error struct {
	Cause       string
	Function    string // the function that failed, "" if a path was not found
	Offset, End int    // the failing call or path in the expression's text
}

func (e *Error) Error() string { return e.Cause }

// IsCall reports whether text, the value of a member whose key ends in ".$", is meant as a
// call rather than as a path.
func IsCall(text string) bool {
	return strings.HasPrefix(strings.TrimSpace(text), "States.")
}

// String is the expression's text as it was compiled.
func (e *Expr) String() string { return e.text }

// Call is the outermost call, the root of the tree.
func (e *Expr) Call() *Call { return e.call }

// Functions are all calls of the expression, in the order of the text.
func (e *Expr) Functions() []Call { return e.calls }

// Paths are all paths of the expression, in the order of the text.
func (e *Expr) Paths() []*jsonpath.Path { return e.paths }

// Volatile reports whether two evaluations in the same environment may differ.
func (e *Expr) Volatile() bool {
	for _, c := range e.calls {
		if c.Function.volatile(len(c.Args)) {
			return true
		}
	}
	return false
}

// Eval computes the expression. The error is an *[Error].
func (e *Expr) Eval(env *Env) (value.Value, error) {
	ev := evaluation{Expr: e, Env: env}
	env.args = env.args[:0]
	return ev.eval(e.call)
}

type evaluation struct {
	*Expr
	*Env
}

func (ev *evaluation) eval(c *Call) (value.Value, error) {
	from := len(ev.args)
	for i := range c.Args {
		a := &c.Args[i]
		v := a.Literal
		var err error
		switch {
		case a.Call != nil:
			v, err = ev.eval(a.Call)
		case a.Path != nil:
			v, err = ev.read(a)
		}
		if err != nil {
			return value.Value{}, err
		}
		ev.args = append(ev.args, v)
	}
	args := ev.args[from:]
	ev.args = ev.args[:from]
	var result value.Value
	var problem string
	if n := len(args); n >= c.Function.MinArgs && (n <= c.Function.MaxArgs || c.Function.MaxArgs < 0) {
		result, problem = c.Function.apply(ev.Env, c, args)
	} else {
		problem = invalidArguments(c.Function.Name)
	}
	if problem != "" {
		return value.Value{}, &Error{
			Cause:    "There was an error while evaluating the intrinsic function: " + strings.TrimSpace(ev.text) + ". " + problem,
			Function: c.Function.Name, Offset: c.Offset, End: c.End,
		}
	}
	return result, nil
}

// read follows a path. Unlike a path that stands alone in a template, one that runs past the
// end of an array finds nothing here.
func (ev *evaluation) read(a *Arg) (value.Value, error) {
	root, name := a.Path.Root()
	document := ev.Input
	switch root {
	case jsonpath.RootContext:
		document = ev.Context
	case jsonpath.RootVariable:
		document = value.Value{}
		if ev.Variable != nil {
			document, _ = ev.Variable(name)
		}
	}
	if !document.IsUndefined() {
		v, err := a.Path.Get(document)
		if err == nil {
			return v, nil
		}
		if !jsonpath.IsNotFound(err) {
			return value.Value{}, ev.pathError(a, err.Error())
		}
	} else {
		document = ev.Input
	}
	return value.Value{}, ev.pathError(a, "The JsonPath argument for the field '"+strings.TrimSpace(a.Path.String())+
		"' could not be found in the input '"+document.String()+"'")
}

func (ev *evaluation) pathError(a *Arg, problem string) error {
	return &Error{
		Cause:  "The function '" + strings.TrimSpace(ev.text) + "' had the following error: " + problem,
		Offset: a.Offset, End: a.End,
	}
}

func (env *Env) uuid() string {
	if env.UUID != nil {
		return env.UUID()
	}
	return uuid.NewString()
}

func (env *Env) random() float64 {
	if env.Random != nil {
		return env.Random()
	}
	return rand.Float64()
}
