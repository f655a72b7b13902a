package sdk

import "fmt"

// The functions of this file name data by where the States Language keeps it: what
// the state an expression stands in is given and makes. They are for definitions that
// are written state by state, such as imported ones, where payloads go from state to
// state. Elsewhere use the Values that steps answer: those are checked.

// Input is the input of the state it stands in, or the part of it at a path:
// $states.input in JSONata, $ in JSONPath.
//
//	b.Choice("Large?").WhenNext(sdk.GreaterThan(sdk.Input("order.total"), 1000), "Review")
func Input(path ...string) Value[any] { return stateData("input", path) }

// StateResult is what the state it stands in has made, or the part of it at a path:
// the answer of a Task, the outputs of a Map or Parallel. It exists in Output, Assign
// and ResultSelector: $states.result in JSONata, $ in JSONPath.
func StateResult(path ...string) Value[any] { return stateData("result", path) }

// ErrorOutput is the error that the catcher it stands in has caught, or the part of it at
// a path, Error or Cause: $states.errorOutput in JSONata, $ in JSONPath.
func ErrorOutput(path ...string) Value[any] { return stateData("errorOutput", path) }

// Assigned is the variable that an Assign has given a value, or the part of it at a
// path that begins with the variable's name: sdk.Assigned("order.total") is
// $order.total. It is not checked; [Let] and [Var] make variables that are.
func Assigned(path string) Value[any] {
	v := stateData("", []string{path})
	if e := v.e; e.fault == nil {
		if e.path[0].isIndex {
			e.fault = &fault{code: codePathSyntax, text: path, message: fmt.Sprintf("the path `%s` begins with no variable's name", path)}
			return v
		}
		e.text, e.path = e.path[0].name, e.path[1:]
		return Value[any]{e: &expr{kind: exprVariable, typ: schemaAny, text: e.text, path: e.path, at: e.at}}
	}
	return v
}

func stateData(root string, path []string) Value[any] {
	e := &expr{kind: exprState, typ: schemaAny, text: root, at: here()}
	for _, text := range path {
		steps, err := parsePath(text)
		if err != nil {
			e.fault = &fault{code: codePathSyntax, text: text, message: fmt.Sprintf("the path `%s` can't be read: %v", text, err), help: "write member names and indexes: `a.b[0]`, `detail['instance-id']`"}
			return Value[any]{e: e}
		}
		e.path = append(e.path, steps...)
	}
	return Value[any]{e: e}
}
