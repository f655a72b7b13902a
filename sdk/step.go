package sdk

import (
	"fmt"
	"math"
	"reflect"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// stepKind tells the forms of step apart.
type stepKind uint8

const (
	stepNothing stepKind = iota
	stepTask
	stepPass
	stepWait
	stepChoice
	stepMap
	stepParallel
	stepSucceed
	stepFail
	stepTry
	stepWhile
	stepUntil
	stepReturn
	stepGoTo
	stepLet
	stepSet
	stepState
)

// hasState reports whether a step of this kind always has a state of its name.
func (k stepKind) hasState() bool {
	switch k {
	case stepTask, stepPass, stepWait, stepChoice, stepMap, stepParallel, stepSucceed, stepFail, stepWhile, stepUntil, stepState:
		return true
	}
	return false
}

// step is one recorded step, of any kind; a field that a kind has no use for is
// empty.
type step struct {
	kind    stepKind
	name    string
	ordinal int // in the order of the recording, from 1
	at      origin
	block   *blockRecord
	view    *Block  // the Block it was recorded through
	src     *source // what the step makes
	comment string
	lang    *language
	mutable bool // of stepLet: a Var
	target  string

	fields   []stepField // the state's own fields, in the order of the calls
	retriers []Retrier
	catchers []*catcher
	output   *expr // Output, or what Let, Set and Return take
	outputAt origin
	assign   []stepAssign

	rules     []*choiceRule
	otherwise *Block

	body     *Block // of Try, While, Until, Map
	branches []*Block
	over     *mapping

	resource    string
	pattern     pattern
	arguments   []stepField
	argument    *expr // Arguments as one expression
	argumentAt  origin
	required    []string // arguments that must be there
	attachToken func()   // puts the token somewhere if the author has not
	fails       []string // errors of its own, if its author says which
	batched     bool
	resultUsed  bool // of a Pass
	reader      *ItemReader
	writer      *ResultWriter

	raw        value.Value    // of stepState: the whole state
	rawFields  []value.Member // fields written as they stand
	preserved  bool
	idempotent bool
	noDefault  bool // of a Choice
	iterator   bool // a Map's processor goes under its old name
	config     bool // ProcessorConfig is written though it says the default

	explicitNext string
	explicitEnd  bool
	flowSet      bool
}

// stepField is a field of a state, or an argument of a task, with its value.
type stepField struct {
	name  string
	value *expr
	want  *schema // what an argument must be, nil if anything
	at    origin  // the call that put it
}

// stepAssign is one member of Assign the author wrote.
type stepAssign struct {
	name  string
	value *expr
	at    origin // the call that put it
}

// choiceRule is one rule of a Choice.
type choiceRule struct {
	condition *expr
	body      *Block
	output    *expr
	outputAt  origin
	next      string
	comment   string
	assign    []stepAssign
	at        origin
}

// set puts a field of the state, the last one of a name winning.
func (s *step) set(name string, v any) {
	e := operand(v)
	for i := range s.fields {
		if s.fields[i].name == name {
			s.fields[i].value, s.fields[i].at = e, here()
			return
		}
	}
	s.fields = append(s.fields, stepField{name: name, value: e, at: here()})
}

func (s *step) field(name string) *expr {
	for _, f := range s.fields {
		if f.name == name {
			return f.value
		}
	}
	return nil
}

// setArgument puts an argument of a task.
func (s *step) setArgument(name string, v any, want *schema) {
	e := operand(v)
	for i := range s.arguments {
		if s.arguments[i].name == name {
			s.arguments[i].value, s.arguments[i].at = e, here()
			return
		}
	}
	a := stepField{name: name, value: e, want: want}
	if want != nil || e.kind != exprLiteral || e.fault != nil {
		a.at = here() // else nothing can be wrong with it
	}
	s.arguments = append(s.arguments, a)
}

func (s *step) argumentNamed(name string) *expr {
	for _, a := range s.arguments {
		if a.name == name {
			return a.value
		}
	}
	return nil
}

// report notes a mistake in a setting of the step.
func (s *step) report(code, message, help string) {
	s.block.rec.report(fault{code: code, message: message, help: help}, here(), s.name)
}

// seconds makes a count of seconds of a time.Duration, a number or a Value.
func (s *step) seconds(setting string, d any, least int64) *expr {
	switch d := d.(type) {
	case time.Duration:
		whole := int64(math.Ceil(d.Seconds()))
		if d <= 0 && least > 0 || d < 0 {
			s.report(codeSetting, fmt.Sprintf("`%s` is %v and must be at least %d s", setting, d, least), "give a positive duration")
			whole = max(least, 1)
		} else if d != d.Truncate(time.Second) {
			s.report(codeSetting, fmt.Sprintf("`%s` is %v and Step Functions counts whole seconds", setting, d), fmt.Sprintf("write %v", time.Duration(whole)*time.Second))
		}
		return literal(value.OfInt(whole))
	case int:
		if int64(d) < least {
			s.report(codeSetting, fmt.Sprintf("`%s` is %d and must be at least %d", setting, d, least), "give a positive number of seconds")
		}
	}
	e := operand(d)
	if !e.typ.isNumeric() && e.typ.kind != kindAny {
		s.report(codeSetting, fmt.Sprintf("`%s` is %s and must be a time.Duration, a number of seconds or a Value of one", setting, article(e.typ.String())), "write `30 * time.Second`")
	}
	return e
}

// State has the methods of every step that is a state. S is the step itself, so
// that calls chain in any order.
type State[S any] struct {
	s    *step
	self S
}

func newState[S any](s *step, self S) State[S] { return State[S]{s: s, self: self} }

// Comment describes the state.
func (t State[S]) Comment(text string) S { t.s.comment = text; return t.self }

// Output is what the state gives to the next one instead of its result (JSONata;
// Succeed, Pass and others in JSONPath mode by Parameters or ResultSelector).
func (t State[S]) Output(v any) S {
	t.s.output, t.s.outputAt = operand(v), here()
	return t.self
}

// Assign gives the variable of that name a value when the state ends. Values of
// earlier steps need no Assign: using them is enough. It is for definitions that
// are written state by state.
func (t State[S]) Assign(name string, v any) S {
	t.s.assign = append(t.s.assign, stepAssign{name, operand(v), here()})
	return t.self
}

// InJSONata writes this state in JSONata, within a workflow in JSONPath too.
func (t State[S]) InJSONata() S { l := languageJSONata; t.s.lang = &l; return t.self }

// InJSONPath writes this state in JSONPath, which a workflow in JSONata does not
// allow, and says so in the definition.
func (t State[S]) InJSONPath() S { l := languageJSONPath; t.s.lang = &l; return t.self }

// Field is a field of the state as JSON, written as it stands: the door for what
// has no method. Names of states in it must be of the same scope.
func (t State[S]) Field(name, json string) S {
	v, err := value.DecodeString(json)
	if err != nil {
		t.s.report(codeConstant, fmt.Sprintf("the field `%s` is no JSON: %v", name, err), "correct it")
		return t.self
	}
	t.s.rawFields = append(t.s.rawFields, value.Member{Key: name, Value: v})
	return t.self
}

// Preserve keeps the state as it is, whatever the optimizer could save: an alarm,
// a mock or a person looks for its name.
func (t State[S]) Preserve() S { t.s.preserved = true; return t.self }

// Idempotent says that what the step calls may happen more than once. The
// optimizer then says what that could save.
func (t State[S]) Idempotent() S { t.s.idempotent = true; return t.self }

// InputPath is the part of its raw input that the state gets (JSONPath; States
// Language, "InputPath, OutputPath and ResultPath"): a path, or nil for an empty
// object. "$" is the default.
func (t State[S]) InputPath(path any) S { t.s.set("InputPath", path); return t.self }

// OutputPath is the part of what the state would give on that it does give on
// (JSONPath; States Language, "InputPath, OutputPath and ResultPath"): a path, or nil
// for an empty object. "$" is the default.
func (t State[S]) OutputPath(path any) S { t.s.set("OutputPath", path); return t.self }

// Next goes on at the step of that name instead of the one recorded next.
func (t State[S]) Next(name string) S {
	t.s.explicitNext, t.s.explicitEnd, t.s.flowSet = name, false, true
	return t.self
}

// End ends the workflow, the branch or the iteration after this state.
func (t State[S]) End() S {
	t.s.explicitNext, t.s.explicitEnd, t.s.flowSet = "", true, true
	return t.self
}

// Work has the methods of the steps that can fail: Task, Map and Parallel.
type Work[S any] struct{ State[S] }

// Retry adds retriers (States Language, "Retrying after error"). The first one that
// matches an error counts, so put the more special first. An error that none matches,
// or whose attempts are used up, goes to the catchers.
func (t Work[S]) Retry(retriers ...Retrier) S {
	for _, r := range retriers {
		t.s.addRetrier(r)
	}
	return t.self
}

// Catch goes on with handler if the step fails with the error of that name and is not
// retried any more (States Language, "Fallback states"). Catchers are tried in the
// order they are written. Where handler ends without Return or Fail, the workflow
// continues after the step; its result is then not there.
func (t Work[S]) Catch(errorName string, handler func(b *Block, e Caught)) S {
	return t.CatchAny([]string{errorName}, handler)
}

// CatchAll is [Work.Catch] of States.ALL: all errors that can be caught. It must be
// the last one; States.Runtime and States.DataLimitExceeded are not among them.
func (t Work[S]) CatchAll(handler func(b *Block, e Caught)) S {
	return t.CatchAny([]string{"States.ALL"}, handler)
}

// CatchAny is [Work.Catch] of several names.
func (t Work[S]) CatchAny(errorNames []string, handler func(b *Block, e Caught)) S {
	t.s.addCatcher(errorNames, handler)
	return t.self
}

// Catchers adds catchers made by [CatchTo] and [CatchDo].
func (t Work[S]) Catchers(catchers ...Catcher) S {
	for _, c := range catchers {
		switch {
		case c.c.handles && c.c.handler == nil:
			t.s.report(codeNilFunction, "the handler is nil", "pass the function that records what to do about the error")
			continue
		case c.c.handles:
			c.c.record(t.s, c.c.handler)
		}
		t.s.catchers = append(t.s.catchers, &c.c)
	}
	return t.self
}

// ResultPath is where in its input the state puts its result (JSONPath; States
// Language, "InputPath, OutputPath and ResultPath"): a path, or nil to drop the result
// and give the input on. Without it the result is the output.
func (t Work[S]) ResultPath(path any) S { t.s.set("ResultPath", path); return t.self }

// ResultSelector is what is taken of the result before ResultPath puts it into its
// place (JSONPath): JSON in which [StateResult] stands for the result and its parts.
func (t Work[S]) ResultSelector(template any) S { t.s.set("ResultSelector", template); return t.self }

// Parameters is the whole argument of the state (JSONPath): JSON in which a [Value] is
// what it stands for. For a Map it is the old name of ItemSelector.
func (t Work[S]) Parameters(template any) S { t.s.set("Parameters", template); return t.self }

// Resulter is a step with a result of type R.
type Resulter[R any] interface{ Result() Value[R] }

// Returns is the result of a step taken to be of type T: what a callback sends,
// or what an action answers whose type is not known.
func Returns[T any, R any](step Resulter[R]) Value[T] {
	e := *operand(step.Result())
	e.typ = schemaOf(reflect.TypeFor[T]())
	return Value[T]{e: &e}
}

// result is the value a step makes, at a path within its raw result.
func result[R any](s *step, path ...pathStep) Value[R] {
	typ := schemaOf(reflect.TypeFor[R]())
	src := &expr{kind: exprSource, src: s.src, typ: s.src.typ, at: here()}
	if len(path) == 0 {
		src.typ = typ
		return Value[R]{e: src}
	}
	if known, ok := src.typ.field(path[0].name); ok && typ.kind == kindAny {
		typ = known.schema // what a nested workflow returns
	}
	return Value[R]{e: src.get(path, typ, src.at)}
}
