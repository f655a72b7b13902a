package importgo

import (
	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/sdk"
)

// term is an expression twice: as Go code, and as what that code evaluates to. So
// the SDK itself says whether the code gives the text back that it was made of.
type term struct {
	code  string
	value any
	// boolean says that the code is an sdk.Value[bool], which sdk.If asks for.
	boolean bool
}

// scope is what $ stands for in a JSONPath expression, by the field that holds it.
type scope uint8

const (
	ofInput  scope = iota // the state's input
	ofResult              // what the state has made
	ofError               // the error that a catcher has caught
)

// function is the SDK's name of it, and make the same as a value.
func (s scope) function() (name string, make func(path ...string) sdk.Value[any]) {
	switch s {
	case ofResult:
		return "StateResult", sdk.StateResult
	case ofError:
		return "ErrorOutput", sdk.ErrorOutput
	}
	return "Input", sdk.Input
}

// data is a part of what the scope holds.
func (s scope) data(path string) term {
	name, of := s.function()
	if path == "" {
		return term{code: "sdk." + name + "()", value: of()}
	}
	return term{code: "sdk." + name + "(" + quote(path) + ")", value: of(path)}
}

func contextTerm(path string) term {
	if path == "Task.Token" {
		return term{code: "sdk.TaskToken()", value: sdk.TaskToken()}
	}
	return term{code: "sdk.Context(" + quote(path) + ")", value: sdk.Context(path)}
}

func assignedTerm(path string) term {
	return term{code: "sdk.Assigned(" + quote(path) + ")", value: sdk.Assigned(path)}
}

// constantTerm is JSON as it stands, false if Go has no literal for it.
func constantTerm(v value.Value) (term, bool) {
	code := constant(v)
	if v.Kind() == value.Array || v.Kind() == value.Object || isRaw(code) {
		return term{}, false
	}
	return term{code: code, value: v}, true
}

// gives reports whether an expression is written as want where a field takes it.
func gives(lang asl.QueryLanguage, x any, want value.Value) bool {
	if lang == asl.JSONata {
		s := built(func(b *sdk.Block) { b.Pass("p").Output(x) })
		return s != nil && value.Equal(asl.ValueOf(s).Get("Output"), want)
	}
	s := built(func(b *sdk.Block) { b.Pass("p").Parameters(sdk.Object{"v": x}) }, sdk.UseJSONPath())
	return s != nil && value.Equal(asl.ValueOf(s).Get("Parameters").Get("v.$"), want)
}

// givesTemplate is gives for a whole template of JSONPath mode.
func givesTemplate(x sdk.Object, want value.Value) bool {
	s := built(func(b *sdk.Block) { b.Pass("p").Parameters(x) }, sdk.UseJSONPath())
	return s != nil && value.Equal(asl.ValueOf(s).Get("Parameters"), want)
}

// givesRule reports whether a condition is written as that rule of a Choice.
func givesRule(lang asl.QueryLanguage, x sdk.Expression, want value.Value) bool {
	var options []sdk.Option
	if lang == asl.JSONPath {
		options = append(options, sdk.UseJSONPath())
	}
	s := built(func(b *sdk.Block) {
		b.Choice("p").WhenNext(x, "q").NoDefault()
		b.Succeed("q")
	}, options...)
	c, ok := s.(*asl.Choice)
	if !ok || len(c.Choices) != 1 {
		return false
	}
	var got []value.Member
	for _, m := range asl.ValueOf(c).Get("Choices").Elems()[0].Members() {
		if m.Key != "Next" {
			got = append(got, m)
		}
	}
	return value.Equal(value.OfObject(got), want)
}

// built is the first state of a workflow that define records, nil if there is a
// mistake in it.
func built(define func(b *sdk.Block), options ...sdk.Option) asl.State {
	m, _ := sdk.Untyped("w", func(b *sdk.Block, _ sdk.Value[any]) { define(b) }, options...).Build()
	if m == nil || len(m.States) == 0 {
		return nil
	}
	return m.States[0]
}
