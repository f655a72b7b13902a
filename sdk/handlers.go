package sdk

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Retrier says after which errors, when and how often to try again (States
// Language, "Errors and Retrying"). It is immutable: each method answers a
// changed copy, so that a team keeps its policies in variables.
type Retrier struct {
	errors      []string
	interval    *int
	attempts    *int
	rate        *float64
	maxDelay    *int
	jitter      string
	comment     string
	at          origin
	badDuration string
}

// Retry makes a retrier for errors of these names. Without settings it is Step
// Functions' default: 3 retries after 1, 2 and 4 seconds.
func Retry(errorNames ...string) Retrier { return Retrier{errors: errorNames, at: here()} }

// MaxAttempts is how many retries there are at most, 99,999,999 being the limit and 3
// the default; 0 means none.
func (r Retrier) MaxAttempts(n int) Retrier { r.attempts = &n; return r }

// Interval is the delay before the first retry, in whole seconds from 1 on; 1 second
// is the default.
func (r Retrier) Interval(d time.Duration) Retrier {
	r.interval, r.badDuration = wholeSeconds(d, "Interval", r.badDuration)
	return r
}

// BackoffRate multiplies the delay after each retry: at least 1, and 2 by default.
func (r Retrier) BackoffRate(rate float64) Retrier { r.rate = &rate; return r }

// MaxDelay bounds the delay, in whole seconds. It must be more than the Interval, and
// at most 31,622,400 seconds.
func (r Retrier) MaxDelay(d time.Duration) Retrier {
	r.maxDelay, r.badDuration = wholeSeconds(d, "MaxDelay", r.badDuration)
	return r
}

// FullJitter draws each delay at random between 0 and its full length.
func (r Retrier) FullJitter() Retrier { r.jitter = asl.JitterFull; return r }

// NoJitter says the default, full delays.
func (r Retrier) NoJitter() Retrier { r.jitter = asl.JitterNone; return r }

// Comment describes the retrier.
func (r Retrier) Comment(text string) Retrier { r.comment = text; return r }

func wholeSeconds(d time.Duration, name, before string) (*int, string) {
	n := int(math.Ceil(d.Seconds()))
	if d != d.Truncate(time.Second) && before == "" {
		before = fmt.Sprintf("`%s` is %v and Step Functions counts whole seconds", name, d)
	}
	return &n, before
}

func (s *step) addRetrier(r Retrier) {
	switch {
	case len(r.errors) == 0:
		s.report(codeSetting, "a retrier names no error", `name the errors: sdk.Retry("States.Timeout")`)
	case r.badDuration != "":
		s.report(codeSetting, r.badDuration, "give whole seconds")
	case r.attempts != nil && *r.attempts < 0:
		s.report(codeSetting, fmt.Sprintf("`MaxAttempts` is %d", *r.attempts), "0 means that the error is not retried")
	case r.rate != nil && !(*r.rate >= 1):
		s.report(codeSetting, fmt.Sprintf("`BackoffRate` is %v and must be at least 1", *r.rate), "1 keeps the delay as it is")
	case r.interval != nil && *r.interval < 1:
		s.report(codeSetting, "`Interval` must be at least 1 s", "give a positive duration")
	case r.maxDelay != nil && *r.maxDelay < 1:
		s.report(codeSetting, "`MaxDelay` must be at least 1 s", "give a positive duration")
	}
	s.retriers = append(s.retriers, r)
}

// model is the retrier in the model.
func (r Retrier) model() *asl.Retrier {
	m := &asl.Retrier{Comment: r.comment, ErrorEquals: r.errors, JitterStrategy: r.jitter}
	for _, f := range []struct {
		to   *value.Value
		from *int
	}{{&m.IntervalSeconds, r.interval}, {&m.MaxAttempts, r.attempts}, {&m.MaxDelaySeconds, r.maxDelay}} {
		if f.from != nil {
			*f.to = value.OfInt(int64(*f.from))
		}
	}
	if r.rate != nil {
		m.BackoffRate = value.OfFloat(*r.rate)
	}
	return m
}

// Caught is the error a handler was called for.
type Caught struct{ e *expr }

// Error is the error's name.
func (c Caught) Error() Value[string] {
	return Value[string]{e: c.e.get([]pathStep{{name: "Error"}}, schemaString, here())}
}

// Cause is the error's description. That of a Lambda function or a nested
// workflow is a JSON text; see [CauseOf].
func (c Caught) Cause() Value[string] {
	return Value[string]{e: c.e.get([]pathStep{{name: "Cause"}}, schemaString, here())}
}

func (c Caught) expression() *expr { return c.e }

// FunctionError is the Cause of a failed Lambda function, once parsed.
type FunctionError struct {
	ErrorMessage string `json:"errorMessage"`
	ErrorType    string `json:"errorType"`
}

// CauseOf is the Cause parsed from JSON: sdk.CauseOf[sdk.FunctionError](e). A
// Cause that is no JSON fails the step that reads it.
func CauseOf[T any](c Caught) Value[T] { return ParseJSON[T](c.Cause()) }

// caughtSchema is the type of the error output.
var caughtSchema = &schema{kind: kindObject, fields: []schemaField{{name: "Error", schema: schemaString}, {name: "Cause", schema: schemaString}}}

// catcher is one catcher of a step, with its recorded handler.
type catcher struct {
	handler func(b *Block, e Caught) // of CatchDo, recorded when the step gets it
	handles bool
	errors  []string
	body    *Block // nil if it goes to a named step
	next    string
	src     *source
	at      origin
	output  *expr

	comment    string
	resultPath *expr
	assign     []stepAssign
}

// Catcher says where to go on after errors, with every field of the States
// Language. It is immutable: methods answer a changed copy. [Work.Catch] takes a
// function instead.
type Catcher struct{ c catcher }

// CatchTo makes a catcher that goes on at the step of that name.
func CatchTo(next string, errorNames ...string) Catcher {
	return Catcher{catcher{errors: errorNames, next: next, at: here()}}
}

// CatchDo makes a catcher with a handler, as [Work.Catch] does; the methods of
// Catcher say what else it does to the data.
func CatchDo(handler func(b *Block, e Caught), errorNames ...string) Catcher {
	return Catcher{catcher{errors: errorNames, handler: handler, handles: true, at: here()}}
}

// Output is what the step gets instead of the error output (JSONata).
func (c Catcher) Output(v any) Catcher { c.c.output = operand(v); return c }

// ResultPath is where the error output goes in the state's input (JSONPath); nil
// drops it.
func (c Catcher) ResultPath(path any) Catcher { c.c.resultPath = operand(path); return c }

// Assign gives the variable of that name a value.
func (c Catcher) Assign(name string, v any) Catcher {
	c.c.assign = append(slices.Clip(c.c.assign), stepAssign{name, operand(v), here()})
	return c
}

// Comment describes the catcher.
func (c Catcher) Comment(text string) Catcher { c.c.comment = text; return c }

func (s *step) addCatcher(errorNames []string, handler func(b *Block, e Caught)) {
	c := &catcher{errors: errorNames, at: here()}
	if len(errorNames) == 0 {
		s.report(codeSetting, "a catcher names no error", `name the errors, or use CatchAll`)
	}
	if handler == nil {
		s.report(codeNilFunction, "the handler is nil", "pass the function that records what to do about the error")
		return
	}
	c.record(s, handler)
	s.catchers = append(s.catchers, c)
}

// record records a handler in a block beside the step's.
func (c *catcher) record(s *step, handler func(b *Block, e Caught)) {
	c.src = &source{kind: sourceCaught, typ: caughtSchema, name: s.name + " error", at: c.at, step: s}
	outer := &Block{record: s.block}
	c.body = outer.child(s.block.scope)
	c.body.prefix, c.body.defaults = s.view.prefix, s.view.defaults
	e := Caught{e: &expr{kind: exprSource, src: c.src, typ: caughtSchema, at: c.at}}
	c.body.record.run(func() { handler(c.body, e) })
}
