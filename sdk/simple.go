package sdk

import (
	"time"
)

// Pass is a step that makes data (States Language, "Pass State"). Values need
// none: an expression is written where it is used.
type Pass struct{ State[*Pass] }

// Pass records a Pass state. Data needs none, see [Let]; it is for a state that a
// picture or an alarm should show, and for definitions that are written state by
// state.
func (b *Block) Pass(name string) *Pass {
	p := &Pass{}
	p.State = newState(b.add(stepPass, name), p)
	return p
}

// Parameters is what the Pass puts out in place of its input (JSONPath): JSON in which
// a [Value] is what it stands for.
func (p *Pass) Parameters(template any) *Pass { p.s.set("Parameters", template); return p }

// ResultPath is where in its input the Pass puts its result (JSONPath; States
// Language, "InputPath, OutputPath and ResultPath"): a path, or nil to drop it.
// Without it the result is the output.
func (p *Pass) ResultPath(path any) *Pass { p.s.set("ResultPath", path); return p }

// ResultValue is the field Result (JSONPath): JSON that is taken as it stands.
func (p *Pass) ResultValue(v any) *Pass { p.s.set("Result", v); return p }

// Result is what the Pass puts out.
func (p *Pass) Result() Value[any] {
	p.s.resultUsed = true
	if p.s.output != nil {
		p.s.src.typ = p.s.output.typ
	}
	v := result[any](p.s)
	v.e.typ = p.s.src.typ
	return v
}

// Wait is a step that lets time pass (States Language, "Wait State").
type Wait struct{ State[*Wait] }

// Wait records a Wait state; one of its methods says how long.
//
//	b.Wait("Cool off").For(14 * 24 * time.Hour)
func (b *Block) Wait(name string) *Wait {
	w := &Wait{}
	w.State = newState(b.add(stepWait, name), w)
	return w
}

// Seconds waits so many seconds: a number or a Value of one.
func (w *Wait) Seconds(n any) *Wait {
	w.s.set("Seconds", Value[any]{e: w.s.seconds("Seconds", n, 0)})
	return w
}

// For waits for a duration in whole seconds.
func (w *Wait) For(d time.Duration) *Wait { return w.Seconds(any(d)) }

// Timestamp waits until a time: a time.Time, an RFC 3339 text or a Value of one.
func (w *Wait) Timestamp(t any) *Wait {
	if at, ok := t.(time.Time); ok {
		t = at.UTC().Format(time.RFC3339)
	}
	e := operand(t)
	if e.fault == nil && e.typ.kind != kindString && e.typ.kind != kindAny {
		w.s.report(codeSetting, "`Timestamp` is "+article(e.typ.String()), "give a time.Time, an RFC 3339 text or a Value of one")
	}
	w.s.set("Timestamp", Value[any]{e: e})
	return w
}

// SecondsPath is the path of a number of seconds in the state's input (JSONPath).
func (w *Wait) SecondsPath(path string) *Wait { w.s.set("SecondsPath", path); return w }

// TimestampPath is the path of an RFC 3339 timestamp in the state's input (JSONPath).
func (w *Wait) TimestampPath(path string) *Wait { w.s.set("TimestampPath", path); return w }

// Succeed is a step that ends its workflow, branch or iteration well (States
// Language, "Succeed State"). [Block.Return] does the same and mostly without a
// state.
type Succeed struct{ State[*Succeed] }

// Succeed records a Succeed state, for what must have one of its own; mostly
// [Block.Return] says the same.
func (b *Block) Succeed(name string) *Succeed {
	s := &Succeed{}
	s.State = newState(b.add(stepSucceed, name), s)
	return s
}

// Fail is a step that fails the execution, or the branch or iteration it is in
// (States Language, "Fail State").
type Fail struct{ State[*Fail] }

// Fail records a Fail state: the execution ends with its Error and Cause. In a branch
// or an iteration it fails the Parallel or Map, which may catch it.
func (b *Block) Fail(name string) *Fail {
	f := &Fail{}
	f.State = newState(b.add(stepFail, name), f)
	return f
}

// Error is the error's name, at most 256 characters: a text or a Value of one.
// Handlers and callers of the workflow go by it.
func (f *Fail) Error(v any) *Fail { return f.text("Error", v) }

// Cause is the error's description for people, at most 32,768 characters: a text or a
// Value of one.
func (f *Fail) Cause(v any) *Fail { return f.text("Cause", v) }

func (f *Fail) text(name string, v any) *Fail {
	e := operand(v)
	if e.fault == nil && e.typ.kind != kindString && e.typ.kind != kindAny {
		f.s.report(codeOperandType, "`"+name+"` is "+article(e.typ.String())+" and must be a string", "use `sdk.Format` or `sdk.ToJSON`")
	}
	f.s.set(name, Value[any]{e: e})
	return f
}

// ErrorPath is the path, or the intrinsic function, that gives the error's name
// (JSONPath).
func (f *Fail) ErrorPath(path string) *Fail { f.s.set("ErrorPath", path); return f }

// CausePath is the path, or the intrinsic function, that gives the error's description
// (JSONPath).
func (f *Fail) CausePath(path string) *Fail { f.s.set("CausePath", path); return f }
