package simulator

import (
	"fmt"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// state is a state as the interpreter runs it: every path, template and expression is
// compiled, and the names of other states are pointers.
type state interface {
	base() *common
	// work does what the state is for; it is called again for every retry. Like resume it
	// reports whether the strand can go on at once.
	work(st *strand) bool
	// resume goes on after the wait that work or resume began.
	resume(st *strand) bool
	// failed writes the events by which a state ends that fails and is not caught.
	failed(st *strand)
}

// common is what all states have in common.
type common struct {
	name         string
	enteredEvent EventType
	exitedEvent  EventType
	jsonata      bool
	next         state // nil at the end
	assign       *assignment
	output       field // JSONata: Output; nil: the result, or the input
	retriers     int
	shapes       bool // the type has ResultPath and, but for Map, Parameters
	retry        []retrier
	catch        []catcher

	// JSONPath. A nil path is "$".
	inputPath, outputPath, resultPath *path
	parameters                        field // JSONata: Arguments
	resultSelector                    field
}

func (b *common) base() *common              { return b }
func (b *common) resume(*strand) bool        { return false }
func (b *common) failed(*strand)             {}
func formatPrefix(n string, id int64) string { return fmt.Sprintf(causePrefix, n, id) }

// scope is the States of a machine, of a branch or of an item processor.
type scope struct {
	start  state
	states []state
}

// Program is a machine that was compiled for running. It is immutable, so any number of
// executions of any number of simulators may share it.
type Program struct {
	root    *scope
	timeout time.Duration // 0: none
}

// effectiveInput is what the state works on: InputPath, then Parameters or Arguments.
func (st *strand) effectiveInput() (*document, *failure) {
	b := st.state.base()
	in := st.input
	if b.inputPath != nil {
		var f *failure
		if in, f = st.follow(b.inputPath, in); f != nil {
			return nil, f
		}
	}
	st.effective = in
	t := st.exec.test
	if t != nil && !b.jsonata {
		t.saw(&t.data.AfterInputPath, in)
	}
	if b.parameters != nil {
		v, f := b.parameters.eval(st.view(in))
		if f != nil {
			return nil, f
		}
		in = newDocument(v)
	}
	switch {
	case t == nil:
	case b.jsonata && b.parameters != nil:
		t.saw(&t.data.AfterArguments, in)
	case !b.jsonata && b.shapes:
		t.saw(&t.data.AfterParameters, in)
	}
	return in, nil
}

// follow applies a path such as InputPath or OutputPath to a document.
func (st *strand) follow(p *path, in *document) (*document, *failure) {
	if p.null {
		return newDocument(value.OfObject(nil)), nil
	}
	if p.whole() {
		return in, nil
	}
	v, f := p.get(st.view(in))
	if f != nil {
		return nil, f
	}
	return newDocument(v), nil
}

// conclude turns a result into the state's output: ResultSelector, ResultPath, OutputPath
// and Assign, or Output and Assign. Then the strand leaves the state.
func (st *strand) conclude(result *document) bool {
	b := st.state.base()
	out, assigned, f := st.outcome(b, result, b.output, b.assign)
	if f != nil {
		return st.fail(f)
	}
	return st.leave(out, assigned, b.next)
}

// concludeGroup is conclude for Parallel and Map. Their Succeeded event, done, is passed
// over by the Exited event, and pointed at by what comes of a failure here.
func (st *strand) concludeGroup(result *document, done int64) bool {
	b := st.state.base()
	out, assigned, f := st.outcome(b, result, b.output, b.assign)
	if f != nil {
		st.prev = done
		return st.fail(f)
	}
	return st.leave(out, assigned, b.next)
}

// outcome is a state's output and what it assigns.
func (st *strand) outcome(b *common, result *document, output field, assign *assignment) (*document, []variable, *failure) {
	if b.jsonata && assign == nil && output == nil {
		return result, nil, nil
	}
	if b.jsonata {
		v := st.view(st.input)
		v.result = result
		assigned, f := assign.eval(v)
		if f != nil {
			return nil, nil, f
		}
		if output == nil {
			return result, assigned, nil
		}
		out, f := output.eval(v)
		if f != nil {
			return nil, nil, f
		}
		return newDocument(out), assigned, nil
	}
	var assigned []variable
	if assign != nil {
		var f *failure
		if assigned, f = assign.eval(st.view(result)); f != nil {
			return nil, nil, f
		}
	}
	out, f := st.selected(b, result)
	return out, assigned, f
}

// selected applies ResultSelector, ResultPath and OutputPath.
func (st *strand) selected(b *common, result *document) (*document, *failure) {
	if b.resultSelector != nil {
		v, f := b.resultSelector.eval(st.view(result))
		if f != nil {
			return nil, f
		}
		result = newDocument(v)
	}
	out, f := st.place(b.resultPath, result)
	if f != nil {
		return nil, f
	}
	if t := st.exec.test; t != nil && b.shapes {
		t.saw(&t.data.AfterResultSelector, result)
		t.saw(&t.data.AfterResultPath, out)
	}
	if b.outputPath != nil {
		return st.follow(b.outputPath, out)
	}
	return out, nil
}

// place puts a result into the raw input where ResultPath says.
func (st *strand) place(p *path, result *document) (*document, *failure) {
	switch {
	case p == nil || p.whole():
		return result, nil
	case p.null:
		return st.input, nil
	}
	v, err := p.reference.Set(st.input.v, result.v)
	if err != nil {
		return nil, st.runtime("Unable to apply ReferencePath %s to input %s", p.text, st.input.v)
	}
	return newDocument(v), nil
}

// runtime is a States.Runtime failure of the state's own work.
func (st *strand) runtime(format string, args ...any) *failure {
	return fail(errRuntime, st.causePrefix()+fmt.Sprintf(format, args...))
}
