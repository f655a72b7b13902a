package sdk

import (
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// Value is a handle on something of type T that exists when the workflow runs:
// the input, a step's result, an expression of these. It holds no data; it can't
// be compared or branched on in Go. The zero Value stands for nothing and is
// reported when used.
type Value[T any] struct {
	e *expr
	_ [0]func() // a Go == between Values would compare handles, so it doesn't compile
}

func (v Value[T]) expression() *expr { return v.e }

// formatted is what package fmt makes of a Value. A Value has no text while the
// workflow is recorded; a name or constant that holds this one is reported.
const formatted = "%!(sdk.Value)"

// Format implements [fmt.Formatter] for text that is to be reported: what a Value
// holds is only known when the workflow runs. [Format] makes text of it then.
func (v Value[T]) Format(s fmt.State, _ rune) { io.WriteString(s, formatted) }

// unformatted is the mistake in a constant that package fmt made of a Value.
func unformatted(text string) *fault {
	if !strings.Contains(text, formatted) {
		return nil
	}
	return &fault{code: codeConstant, message: "this text was made of a Value while the workflow is recorded, when it holds nothing yet",
		help: "write `sdk.Format(\"… {}\", v)` where `fmt.Sprintf` stands"}
}

// At is the part of v at a path of member names and indexes, such as "a.b[0]"
// or "items[2].sku". A member whose name is no identifier is quoted:
// "detail['instance-id']". The path is checked against T.
func (v Value[T]) At(path string) Value[any] {
	return Value[any]{e: at(operand(v), path)}
}

// At is [Value.At] with the type of the part given: sdk.At[string](order, "id").
// Asking for a type the part doesn't have is reported.
func At[T any](v Expression, path string) Value[T] {
	return As[T](Value[any]{e: at(operand(v), path)})
}

// As is v taken to be of type T. It is reported if what is known of v says
// otherwise.
func As[T any](v Expression) Value[T] {
	e := operand(v)
	want := schemaOf(reflect.TypeFor[T]())
	if e.typ.kind == kindAny || e.fault != nil {
		return Value[T]{e: e.retyped(want, here())}
	}
	if p, why := mismatch(want, e.typ); why != "" {
		e = e.retyped(want, here())
		e.fault = &fault{code: codeTypeMismatch, message: "the value " + placeOf(p) + why, help: "use the type the value has"}
		return Value[T]{e: e}
	}
	return Value[T]{e: e}
}

// Const is a constant as a Value.
func Const[T any](v T) Value[T] { return Value[T]{e: operand(v)} }

// placeOf names a part of a value in a message, with a space behind it.
func placeOf(path string) string {
	if path == "" {
		return ""
	}
	return "at `" + path + "` "
}

// retyped is e taken to be of another type at a place of the author's code.
func (e *expr) retyped(t *schema, at origin) *expr {
	c := *e
	c.typ, c.at = t, at
	return &c
}

// at checks path against what is known of e.
func at(e *expr, path string) *expr {
	steps, err := parsePath(path)
	if err != nil {
		bad := e.retyped(schemaAny, here())
		bad.fault = &fault{code: codePathSyntax, text: path, message: fmt.Sprintf("the path `%s` can't be read: %v", path, err), help: "write member names and indexes: `a.b[0]`, `detail['instance-id']`"}
		return bad
	}
	typ := e.typ
	for i, s := range steps {
		next, why := typ.step(s)
		if why != "" {
			bad := e.get(steps, schemaAny, here())
			if bad.fault == nil {
				bad.fault = &fault{code: codeNoSuchField, text: path, message: "`" + pathText(steps[:i+1]) + "` " + why}
			}
			return bad
		}
		typ = next
	}
	return e.get(steps, typ, here())
}

// step is the type of one part of a value of type s; why says that there can
// be none.
func (s *schema) step(p pathStep) (next *schema, why string) {
	switch {
	case s == nil || s.kind == kindAny:
		return schemaAny, ""
	case p.isIndex:
		if s.kind != kindArray {
			return nil, "indexes " + article(s.String()) + ", which is no array"
		}
		return s.elem, ""
	case s.kind == kindMap:
		return s.elem, ""
	case s.kind == kindObject:
		f, ok := s.field(p.name)
		if !ok {
			if s.open {
				return schemaAny, ""
			}
			return nil, "is not a field of " + article(s.String()) + advise(p.name, s.names())
		}
		return f.schema, ""
	}
	return nil, "asks for a member of " + article(s.String()) + ", which has none"
}

// parsePath reads "a.b[0]['c d']".
func parsePath(text string) ([]pathStep, error) {
	var steps []pathStep
	rest := text
	for first := true; rest != ""; first = false {
		switch {
		case rest[0] == '[':
			end := strings.IndexByte(rest, ']')
			if len(rest) > 1 && (rest[1] == '\'' || rest[1] == '"') {
				end = strings.Index(rest[2:], string(rest[1])+"]")
				if end < 0 {
					return nil, fmt.Errorf("a quoted name is not closed")
				}
				steps = append(steps, pathStep{name: rest[2 : 2+end]})
				rest = rest[2+end+2:]
				continue
			}
			if end < 0 {
				return nil, fmt.Errorf("`[` is not closed")
			}
			n, err := strconv.Atoi(rest[1:end])
			if err != nil {
				return nil, fmt.Errorf("`%s` is no index", rest[1:end])
			}
			if n < 0 {
				return nil, fmt.Errorf("the index %d is negative; use sdk.Last for the last element", n)
			}
			steps = append(steps, pathStep{index: n, isIndex: true})
			rest = rest[end+1:]
		default:
			if !first {
				if rest[0] != '.' {
					return nil, fmt.Errorf("a `.` is missing before `%s`", rest)
				}
				rest = rest[1:]
			}
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			if end == 0 {
				return nil, fmt.Errorf("a member name is missing")
			}
			steps = append(steps, pathStep{name: rest[:end]})
			rest = rest[end:]
		}
	}
	if len(steps) == 0 {
		return nil, fmt.Errorf("it is empty")
	}
	return steps, nil
}
