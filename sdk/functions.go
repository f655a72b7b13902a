package sdk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// compare makes a comparison and reports operands that can never compare.
func compare(op *operator, a, b any) Value[bool] {
	e := call(op, schemaBool, a, b)
	x, y := e.args[0].typ, e.args[1].typ
	switch {
	case e.args[0].fault != nil || e.args[1].fault != nil, x.kind == kindAny, y.kind == kindAny:
	case x.isNumeric() && y.isNumeric():
	case x.kind == kindNull || y.kind == kindNull:
		if op != opEquals && op != opNotEquals {
			e.fault = &fault{code: codeOperandType, message: fmt.Sprintf("`%s` orders numbers, strings and timestamps, and null is none", op.name), help: "use `sdk.IsNull`"}
		}
	case x.kind != y.kind:
		e.fault = &fault{code: codeOperandType, message: fmt.Sprintf("`%s` compares %s with %s, which never match", op.name, article(x.String()), article(y.String())), help: "compare values of one type"}
	case op != opEquals && op != opNotEquals && x.kind != kindString:
		e.fault = &fault{code: codeOperandType, message: fmt.Sprintf("`%s` orders numbers, strings and timestamps, and this is %s", op.name, article(x.String()))}
	}
	if e.fault == nil {
		e.fault = enumFault(e.args[0], e.args[1])
	}
	if e.fault == nil {
		e.fault = enumFault(e.args[1], e.args[0])
	}
	return Value[bool]{e: e}
}

// enumFault reports a constant that is no value of the enumerated operand.
func enumFault(enumerated, constant *expr) *fault {
	if len(enumerated.typ.enum) == 0 || constant.kind != exprLiteral || constant.lit.Kind() != value.String || slices.Contains(enumerated.typ.enum, constant.lit.Str()) {
		return nil
	}
	return &fault{code: codeEnumValue, text: constant.lit.Str(), message: fmt.Sprintf("`%s` is no value of %s%s", constant.lit.Str(), enumerated.typ.goType, advise(constant.lit.Str(), enumerated.typ.enum))}
}

// Equals reports whether a and b are the same number, string, boolean or null.
// Operands whose types can never be the same are reported; a time.Time and a timestamp
// compare by time.
func Equals(a, b any) Value[bool] { return compare(opEquals, a, b) }

// NotEquals is the opposite of [Equals].
func NotEquals(a, b any) Value[bool] { return compare(opNotEquals, a, b) }

// LessThan compares numbers, strings (by code units) or timestamps (by time).
func LessThan(a, b any) Value[bool] { return compare(opLessThan, a, b) }

// LessThanEquals compares as [LessThan] does.
func LessThanEquals(a, b any) Value[bool] { return compare(opLessThanEquals, a, b) }

// GreaterThan compares as [LessThan] does.
func GreaterThan(a, b any) Value[bool] { return compare(opGreaterThan, a, b) }

// GreaterThanEquals compares as [LessThan] does.
func GreaterThanEquals(a, b any) Value[bool] { return compare(opGreaterThanEquals, a, b) }

// And is true if all conditions are; later ones are not evaluated after a false
// one.
func And(conditions ...any) Value[bool] { return logic(opAnd, true, conditions) }

// Or is true if one of the conditions is; later ones are not evaluated after a
// true one.
func Or(conditions ...any) Value[bool] { return logic(opOr, false, conditions) }

func logic(op *operator, empty bool, conditions []any) Value[bool] {
	if len(conditions) == 0 {
		return Const(empty)
	}
	e := operand(conditions[0])
	if len(conditions) == 1 {
		return Value[bool]{e: e}
	}
	for _, c := range conditions[1:] {
		e = call(op, schemaBool, Value[bool]{e: e}, c).demand(0, kindBool).demand(1, kindBool)
	}
	return Value[bool]{e: e}
}

// Not is the opposite of a condition: true becomes false.
func Not(condition any) Value[bool] {
	return Value[bool]{e: call(opNot, schemaBool, condition).demand(0, kindBool)}
}

// IsPresent reports whether there is a value, null included. In the steps
// guarded by it (see [Choice.When]) an optional field counts as there.
func IsPresent(v Expression) Value[bool] { return Value[bool]{e: call(opIsPresent, schemaBool, v)} }

// IsAbsent reports whether there is no value; null is one.
func IsAbsent(v Expression) Value[bool] { return Value[bool]{e: call(opIsAbsent, schemaBool, v)} }

// IsNull reports whether v is JSON's null.
func IsNull(v Expression) Value[bool] { return Value[bool]{e: call(opIsNull, schemaBool, v)} }

// IsString reports whether v is a string.
func IsString(v Expression) Value[bool] { return Value[bool]{e: call(opIsString, schemaBool, v)} }

// IsNumeric reports whether v is a number.
func IsNumeric(v Expression) Value[bool] { return Value[bool]{e: call(opIsNumeric, schemaBool, v)} }

// IsBoolean reports whether v is true or false.
func IsBoolean(v Expression) Value[bool] { return Value[bool]{e: call(opIsBoolean, schemaBool, v)} }

// StringMatches reports whether a string fits a pattern in which * stands for
// any characters and \* for a star.
func StringMatches(v Expression, pattern string) Value[bool] {
	return Value[bool]{e: call(opStringMatches, schemaBool, v, pattern).demand(0, kindString)}
}

// If is then where the condition holds, else otherwise; only one of the two is
// evaluated. T is the type of both: sdk.If[string](late, "express", "standard").
func If[T any](condition Value[bool], then, otherwise any) Value[T] {
	e := call(opIf, schemaAny, condition, then, otherwise)
	e.typ = joinSchemas(e.args[1].typ, e.args[2].typ)
	return As[T](Value[any]{e: e})
}

// Default is v if it is there, else otherwise. It is how an optional field is
// given a value.
func Default[T any](v Value[T], otherwise any) Value[T] {
	e := call(opDefault, operand(v).typ, v, otherwise)
	if p, why := mismatch(e.args[0].typ, e.args[1].typ); why != "" && e.args[1].fault == nil {
		e.fault = &fault{code: codeTypeMismatch, message: "the default " + placeOf(p) + why, help: "give a default of the value's own type"}
	}
	return Value[T]{e: e}
}

func number(op *operator, args ...any) Value[float64] {
	e := call(op, schemaNumber, args...)
	whole := true
	for i, a := range e.args {
		e.demand(i, kindNumber)
		whole = whole && a.typ.kind == kindInteger
	}
	if whole && op != opDivide && op != opSqrt && op != opPower {
		e.typ = schemaInteger
	}
	return Value[float64]{e: e}
}

// Add is the sum of two numbers. In JSONPath both are whole numbers, as
// States.MathAdd has it.
func Add(a, b any) Value[float64] { return number(opAdd, a, b) }

// Subtract is a number less another one. In JSONPath b is a constant whole number.
func Subtract(a, b any) Value[float64] {
	// The intrinsic functions only add, so taking away a constant is adding its
	// opposite; JSONata readers see the minus they expect.
	return number(opSubtract, a, b)
}

// Multiply is the product of two numbers.
func Multiply(a, b any) Value[float64] { return number(opMultiply, a, b) }

// Divide is a number divided by another one. Dividing by zero gives no number, and a
// state that uses the result in arithmetic, or puts it out, fails.
func Divide(a, b any) Value[float64] { return number(opDivide, a, b) }

// Modulo is the remainder of a / b, with the sign of a.
func Modulo(a, b any) Value[float64] { return number(opModulo, a, b) }

// Abs is the distance of a from zero.
func Abs(a any) Value[float64] { return number(opAbs, a) }

// Floor is the greatest whole number not above a.
func Floor(a any) Value[float64] {
	v := number(opFloor, a)
	v.e.typ = schemaInteger
	return v
}

// Ceil is the least whole number not below a.
func Ceil(a any) Value[float64] {
	v := number(opCeil, a)
	v.e.typ = schemaInteger
	return v
}

// Round is a with that many decimal places; halves go to the even neighbour.
func Round(a any, places int) Value[float64] { return number(opRound, a, places) }

// Power is base to the exponent.
func Power(base, exponent any) Value[float64] { return number(opPower, base, exponent) }

// Sqrt is the square root of a.
func Sqrt(a any) Value[float64] { return number(opSqrt, a) }

func aggregate(op *operator, items Expression) Value[float64] {
	return Value[float64]{e: call(op, schemaNumber, items).demand(0, kindArray).demandElements(0, kindNumber)}
}

// Min is the least number of an array, which must not be empty.
func Min(items Expression) Value[float64] { return aggregate(opMin, items) }

// Max is the greatest number of an array, which must not be empty.
func Max(items Expression) Value[float64] { return aggregate(opMax, items) }

// Sum is the sum of an array of numbers, 0 of an empty one.
func Sum(items Expression) Value[float64] { return aggregate(opSum, items) }

// Average is the mean of an array of numbers, which must not be empty.
func Average(items Expression) Value[float64] { return aggregate(opAverage, items) }

// Format is template with each {} replaced by the next argument. Arguments are
// strings, numbers, booleans or null; \{ and \} stand for braces.
func Format(template string, args ...any) Value[string] {
	e := call(opFormat, schemaString, append([]any{template}, args...)...)
	pieces, err := formatPieces(template)
	switch {
	case err != "":
		e.fault = &fault{code: codeFormat, text: template, message: "the template `" + template + "` " + err, help: `write \{ and \} for braces that are text`}
	case len(pieces)-1 != len(args):
		e.fault = &fault{code: codeFormat, text: template, message: fmt.Sprintf("the template has %d {} and there are %d arguments", len(pieces)-1, len(args)), help: "give each {} one argument"}
	}
	for _, a := range e.args[1:] {
		if k := a.typ.kind; e.fault == nil && a.fault == nil && (k == kindObject || k == kindMap || k == kindArray) {
			e.fault = &fault{code: codeOperandType, message: "`Format` takes strings, numbers and booleans, and this is " + article(a.typ.String()), help: "use `sdk.ToJSON` for the JSON text of it"}
		}
	}
	return Value[string]{e: e}
}

// formatPieces splits a template at its {}; escapes are undone.
func formatPieces(template string) (pieces []string, err string) {
	var b strings.Builder
	for i := 0; i < len(template); i++ {
		switch c := template[i]; {
		case c == '\\' && i+1 < len(template) && strings.IndexByte(`{}\'`, template[i+1]) >= 0:
			i++
			b.WriteByte(template[i])
		case c == '{' && i+1 < len(template) && template[i+1] == '}':
			i++
			pieces = append(pieces, b.String())
			b.Reset()
		case c == '{' || c == '}':
			return nil, "has a lone `" + string(c) + "`"
		default:
			b.WriteByte(c)
		}
	}
	return append(pieces, b.String()), ""
}

func text(op *operator, args ...any) Value[string] {
	return Value[string]{e: call(op, schemaString, args...)}
}

// Concat is the text of a followed by that of b: strings, numbers or booleans. For
// more than two parts see [Format].
func Concat(a, b any) Value[string] { return text(opConcat, a, b) }

// Length is the number of characters of a string.
func Length(s any) Value[float64] {
	return Value[float64]{e: call(opLength, schemaInteger, s).demand(0, kindString)}
}

// Substring is length characters of s from start on, counted from 0; a negative
// start counts from the end.
func Substring(s, start, length any) Value[string] {
	v := text(opSubstring, s, start, length)
	v.e.demand(0, kindString).demand(1, kindNumber).demand(2, kindNumber)
	return v
}

// Uppercase is s in upper case.
func Uppercase(s any) Value[string] {
	return Value[string]{e: call(opUppercase, schemaString, s).demand(0, kindString)}
}

// Lowercase is s in lower case.
func Lowercase(s any) Value[string] {
	return Value[string]{e: call(opLowercase, schemaString, s).demand(0, kindString)}
}

// Trim is s without space at its ends, and with single spaces within.
func Trim(s any) Value[string] {
	return Value[string]{e: call(opTrim, schemaString, s).demand(0, kindString)}
}

// Contains reports whether part occurs in s.
func Contains(s, part any) Value[bool] {
	return Value[bool]{e: call(opContains, schemaBool, s, part).demand(0, kindString).demand(1, kindString)}
}

// StartsWith reports whether s begins with prefix.
func StartsWith(s, prefix any) Value[bool] {
	return Value[bool]{e: call(opStartsWith, schemaBool, s, prefix).demand(0, kindString).demand(1, kindString)}
}

// Split cuts s at each separator.
func Split(s, separator any) Value[[]string] {
	return Value[[]string]{e: call(opSplit, &schema{kind: kindArray, elem: schemaString}, s, separator).demand(0, kindString).demand(1, kindString)}
}

// Join is the strings of an array with the separator between them.
func Join(items Expression, separator any) Value[string] {
	return Value[string]{e: call(opJoin, schemaString, items, separator).demand(0, kindArray).demandElements(0, kindString).demand(1, kindString)}
}

// Replace is s with every occurrence of old replaced.
func Replace(s, old, replacement any) Value[string] {
	return Value[string]{e: call(opReplace, schemaString, s, old, replacement).demand(0, kindString).demand(1, kindString).demand(2, kindString)}
}

// Count is the number of elements of an array, 0 of an empty one.
func Count(items Expression) Value[float64] {
	return Value[float64]{e: call(opCount, schemaInteger, items).demand(0, kindArray)}
}

// Element is the element of an array at an index that is itself a value. For a
// constant index use [Value.At].
func Element[T any](items Value[[]T], index any) Value[T] {
	e := call(opElement, elemOf[T](operand(items)), items, index).demand(1, kindNumber)
	return Value[T]{e: e}
}

// Last is the last element of an array.
func Last[T any](items Value[[]T]) Value[T] {
	return Value[T]{e: call(opLast, elemOf[T](operand(items)), items)}
}

// Append is the array with one more element.
func Append[T any](items Value[[]T], item any) Value[[]T] {
	e := call(opAppend, operand(items).typ, items, item)
	if p, why := mismatch(elemOf[T](e.args[0]), e.args[1].typ); why != "" && e.args[1].fault == nil {
		e.fault = &fault{code: codeTypeMismatch, message: "the element " + placeOf(p) + why}
	}
	return Value[[]T]{e: e}
}

// AppendAll is the array with the elements of another behind its own.
func AppendAll[T any](items, more Value[[]T]) Value[[]T] { return sameArray(opAppendAll, items, more) }

func sameArray[T any](op *operator, items Value[[]T], more ...any) Value[[]T] {
	return Value[[]T]{e: call(op, operand(items).typ, append([]any{items}, more...)...).demand(0, kindArray)}
}

// Reverse is the array from its end to its beginning.
func Reverse[T any](items Value[[]T]) Value[[]T] { return sameArray(opReverse, items) }

// Sort is the array of numbers or strings in ascending order.
func Sort[T any](items Value[[]T]) Value[[]T] {
	sorted := sameArray(opSort, items)
	sorted.e.demandElements(0, kindNumber, kindString)
	return sorted
}

// Distinct is the array without repetitions.
func Distinct[T any](items Value[[]T]) Value[[]T] { return sameArray(opDistinct, items) }

// ArrayContains reports whether an array has an element equal to item.
func ArrayContains(items Expression, item any) Value[bool] {
	return Value[bool]{e: call(opArrayContains, schemaBool, items, item).demand(0, kindArray)}
}

// Range is the whole numbers from first to last, both included, by step.
func Range(first, last, step any) Value[[]int] {
	return Value[[]int]{e: call(opRange, &schema{kind: kindArray, elem: schemaInteger}, first, last, step).demand(0, kindNumber).demand(1, kindNumber).demand(2, kindNumber)}
}

// Partition cuts an array into arrays of size elements; the last one may have less. It
// is what a Map over batches takes.
func Partition[T any](items Value[[]T], size any) Value[[][]T] {
	return Value[[][]T]{e: call(opPartition, &schema{kind: kindArray, elem: operand(items).typ}, items, size).demand(1, kindNumber)}
}

// Filter is the elements for which keep answers true, in their order. keep is called
// once, to record the condition.
func Filter[T any](items Value[[]T], keep func(item Value[T]) Value[bool]) Value[[]T] {
	e := operand(items)
	f := call(opFilter, e.typ, items, Value[any]{e: function(elemOf[T](e), keep)}).demand(0, kindArray)
	return Value[[]T]{e: flat(f, elemOf[T](e))}
}

// Transform is what f makes of each element, in their order. f is called once, to
// record the expression; for work on elements that needs steps use [Map].
func Transform[T, R any](items Value[[]T], f func(item Value[T]) Value[R]) Value[[]R] {
	e := operand(items)
	body := function(elemOf[T](e), f)
	t := call(opTransform, &schema{kind: kindArray, elem: body.typ}, items, Value[any]{e: body}).demand(0, kindArray)
	return Value[[]R]{e: flat(t, body.typ)}
}

// flat reports an array of arrays, which JSONata's sequences would flatten.
func flat(e *expr, elem *schema) *expr {
	if elem.kind == kindArray && e.fault == nil {
		e.fault = &fault{code: codeOperandType, message: fmt.Sprintf("`%s` can't give an array of arrays: JSONata would join them", e.op.name), help: "put each inner array into an object"}
	}
	return e
}

// Merge is an object with the members of both; where both have one, b's wins. It is
// not deep.
func Merge(a, b any) Value[any] {
	e := call(opMerge, schemaAny, a, b).demand(0, kindObject).demand(1, kindObject)
	x, y := e.args[0].typ, e.args[1].typ
	if x.kind == kindObject && y.kind == kindObject {
		m := &schema{kind: kindObject, open: x.open || y.open}
		for _, f := range x.fields {
			if _, ok := y.field(f.name); !ok {
				m.fields = append(m.fields, f)
			}
		}
		m.fields = append(m.fields, y.fields...)
		e.typ = m
	}
	return Value[any]{e: e}
}

// Keys is the names of an object's members, in their order.
func Keys(object Expression) Value[[]string] {
	return Value[[]string]{e: call(opKeys, &schema{kind: kindArray, elem: schemaString}, object).demand(0, kindObject)}
}

// Now is the time of evaluation as an ISO 8601 string in UTC. Every use is a
// time of its own; [Let] keeps one.
func Now() Value[string] { return Value[string]{e: call(opNow, schemaTimestamp)} }

// Millis is a timestamp as milliseconds since 1970.
func Millis(timestamp any) Value[float64] {
	return Value[float64]{e: call(opMillis, schemaInteger, timestamp).demand(0, kindString)}
}

// FromMillis is milliseconds since 1970 as a timestamp.
func FromMillis(millis any) Value[string] {
	return Value[string]{e: call(opFromMillis, schemaTimestamp, millis).demand(0, kindNumber)}
}

// ToString is the text of a string, number or boolean.
func ToString(v any) Value[string] { return text(opToString, v) }

// ToNumber is the number a text says; a text that says none fails the step.
func ToNumber(v any) Value[float64] { return Value[float64]{e: call(opToNumber, schemaNumber, v)} }

// ToJSON is the compact JSON text of v.
func ToJSON(v any) Value[string] { return text(opToJSON, v) }

// ParseJSON is the value of a JSON text, taken to be of type T. Text that is no
// JSON fails the step.
func ParseJSON[T any](text any) Value[T] {
	return As[T](Value[any]{e: call(opParseJSON, schemaAny, text).demand(0, kindString)})
}

// Base64Encode is the base64 of a string's UTF-8.
func Base64Encode(s any) Value[string] { return text(opBase64Encode, s) }

// Base64Decode is the string whose base64 is given.
func Base64Decode(s any) Value[string] { return text(opBase64Decode, s) }

// HashAlgorithm is an algorithm [Hash] knows.
type HashAlgorithm string

// The algorithms of [Hash].
const (
	MD5    HashAlgorithm = "MD5"
	SHA1   HashAlgorithm = "SHA-1"
	SHA256 HashAlgorithm = "SHA-256"
	SHA384 HashAlgorithm = "SHA-384"
	SHA512 HashAlgorithm = "SHA-512"
)

// Hash is the hexadecimal digest of a string's UTF-8, in lower case.
func Hash(s any, algorithm HashAlgorithm) Value[string] {
	return text(opHash, s, string(algorithm))
}

// UUID is a random version 4 UUID. Every use draws its own; [Let] keeps one.
func UUID() Value[string] { return text(opUUID) }

// Random is a number from 0 to less than 1. Every use draws its own; [Let]
// keeps one.
func Random() Value[float64] { return Value[float64]{e: call(opRandom, schemaNumber)} }

// Context is a value of the Step Functions context object: sdk.Context("Execution.Id").
func Context(path string) Value[any] {
	steps, err := parsePath(path)
	e := &expr{kind: exprContext, typ: schemaAny, path: steps, at: here()}
	if err != nil {
		e.fault = &fault{code: codePathSyntax, message: fmt.Sprintf("the path `%s` can't be read: %v", path, err)}
	}
	return Value[any]{e: e}
}

// TaskToken is the token that a step with WaitForTaskToken hands out; whoever
// gets it completes the step through SendTaskSuccess or SendTaskFailure.
func TaskToken() Value[string] {
	v := Context("Task.Token")
	v.e.typ = schemaString
	return Value[string]{e: v.e}
}

// JSONata is an expression in JSONata as it stands, without {% and %}. Values that
// it reads are given by the names of the variables it knows them by:
//
//	sdk.JSONata("$sales{region: $sum(amount)}", sdk.Object{"sales": sales})
//
// Nothing is checked but its syntax, and its value is taken to be of any type; see
// [As].
func JSONata(text string, values ...Object) Value[any] {
	e := &expr{kind: exprRaw, typ: schemaAny, text: text, lang: languageJSONata, at: here(), fault: unformatted(text)}
	for _, o := range values {
		for _, name := range slices.Sorted(maps.Keys(o)) {
			if e.fault == nil {
				e.fault = unbindable(name)
			}
			e.keys = append(e.keys, name)
			e.args = append(e.args, operand(o[name]))
		}
	}
	return Value[any]{e: e}
}

// unbindable is what is wrong with a name for a variable of a raw expression.
func unbindable(name string) *fault {
	switch {
	case !plainName(name) || strings.Contains(name, "-"):
		return &fault{code: codeSetting, text: name, message: fmt.Sprintf("`%s` can't be the name of a variable", name),
			help: "take letters, digits and underscores, the first of them no digit"}
	case reservedName(name):
		return &fault{code: codeSetting, text: name, message: fmt.Sprintf("a variable `%s` hides what JSONata means by `$%s`", name, name),
			help: "take another name, here and in the expression"}
	}
	return nil
}

// JSONPath is a path, a context path, a variable or an intrinsic function of
// JSONPath mode, as it stands.
func JSONPath(text string) Value[any] {
	return Value[any]{e: &expr{kind: exprRaw, typ: schemaAny, text: text, lang: languageJSONPath, at: here(), fault: unformatted(text)}}
}

// Verbatim is JSON that goes into the definition as it stands, whatever its
// strings look like: a payload template or an expression written elsewhere.
func Verbatim(json string) Value[any] {
	v, err := value.DecodeString(json)
	if err != nil {
		return Value[any]{e: faulty(codeConstant, fmt.Sprintf("the verbatim text is no JSON: %v", err), "correct it")}
	}
	return Value[any]{e: &expr{kind: exprVerbatim, typ: schemaAny, lit: v, at: here()}}
}
