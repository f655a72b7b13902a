package sdk

import (
	"fmt"
	"reflect"
)

// operator is one function of the expression language: how each query language
// writes it and what may be said of its value. Every exported function that
// makes an expression names one of the operators below; nothing else knows them.
//
// In the forms, {0} stands for the first operand as the argument of a function,
// {<0} and {>0} for an operand at the left and right of an infix operator.
type operator struct {
	name       string // the Go function, for messages
	jsonata    string // form
	precedence int    // of an infix form in JSONata, 0 for a function call
	intrinsic  string // form in JSONPath mode, "" if intrinsic functions can't say it
	integers   bool   // the intrinsic function takes whole numbers only
	comparator string // how a Choice rule of JSONPath mode says it, without the type's name
	volatile   bool   // two evaluations may differ
	fallible   bool   // may fail on operands of the declared types
}

// The precedences of JSONata's infix operators.
const (
	precedenceCondition  = 20
	precedenceOr         = 25
	precedenceAnd        = 30
	precedenceComparison = 40
	precedenceAdditive   = 50
	precedenceFactor     = 60
	precedencePath       = 75
)

var (
	opEquals            = &operator{name: "Equals", jsonata: "{<0} = {>1}", precedence: precedenceComparison, comparator: "Equals"}
	opNotEquals         = &operator{name: "NotEquals", jsonata: "{<0} != {>1}", precedence: precedenceComparison, comparator: "NotEquals"}
	opLessThan          = &operator{name: "LessThan", jsonata: "{<0} < {>1}", precedence: precedenceComparison, comparator: "LessThan"}
	opLessThanEquals    = &operator{name: "LessThanEquals", jsonata: "{<0} <= {>1}", precedence: precedenceComparison, comparator: "LessThanEquals"}
	opGreaterThan       = &operator{name: "GreaterThan", jsonata: "{<0} > {>1}", precedence: precedenceComparison, comparator: "GreaterThan"}
	opGreaterThanEquals = &operator{name: "GreaterThanEquals", jsonata: "{<0} >= {>1}", precedence: precedenceComparison, comparator: "GreaterThanEquals"}
	opAnd               = &operator{name: "And", jsonata: "{<0} and {>1}", precedence: precedenceAnd, comparator: "And"}
	opOr                = &operator{name: "Or", jsonata: "{<0} or {>1}", precedence: precedenceOr, comparator: "Or"}
	opNot               = &operator{name: "Not", jsonata: "$not({0})", comparator: "Not"}
	opIsPresent         = &operator{name: "IsPresent", jsonata: "$exists({0})", comparator: "IsPresent"}
	opIsAbsent          = &operator{name: "IsAbsent", jsonata: "$not($exists({0}))", comparator: "IsAbsent"}
	opIsNull            = &operator{name: "IsNull", jsonata: "{<0} = null", precedence: precedenceComparison, comparator: "IsNull"}
	opIsString          = &operator{name: "IsString", jsonata: "$type({0}) = 'string'", precedence: precedenceComparison, comparator: "IsString"}
	opIsNumeric         = &operator{name: "IsNumeric", jsonata: "$type({0}) = 'number'", precedence: precedenceComparison, comparator: "IsNumeric"}
	opIsBoolean         = &operator{name: "IsBoolean", jsonata: "$type({0}) = 'boolean'", precedence: precedenceComparison, comparator: "IsBoolean"}
	opStringMatches     = &operator{name: "StringMatches", jsonata: "$contains({0}, {1})", comparator: "StringMatches"}
	opIf                = &operator{name: "If", jsonata: "{>0} ? {<1} : {<2}", precedence: precedenceCondition}
	opDefault           = &operator{name: "Default", jsonata: "$exists({0}) ? {<0} : {<1}", precedence: precedenceCondition}

	opAdd      = &operator{name: "Add", jsonata: "{<0} + {>1}", precedence: precedenceAdditive, intrinsic: "States.MathAdd({0}, {1})", integers: true}
	opSubtract = &operator{name: "Subtract", jsonata: "{<0} - {>1}", precedence: precedenceAdditive}
	opMultiply = &operator{name: "Multiply", jsonata: "{<0} * {>1}", precedence: precedenceFactor}
	opDivide   = &operator{name: "Divide", jsonata: "{<0} / {>1}", precedence: precedenceFactor, fallible: true}
	opModulo   = &operator{name: "Modulo", jsonata: "{<0} % {>1}", precedence: precedenceFactor, fallible: true}
	opAbs      = &operator{name: "Abs", jsonata: "$abs({0})"}
	opFloor    = &operator{name: "Floor", jsonata: "$floor({0})"}
	opCeil     = &operator{name: "Ceil", jsonata: "$ceil({0})"}
	opRound    = &operator{name: "Round", jsonata: "$round({0}, {1})"}
	opPower    = &operator{name: "Power", jsonata: "$power({0}, {1})", fallible: true}
	opSqrt     = &operator{name: "Sqrt", jsonata: "$sqrt({0})", fallible: true}
	opMin      = &operator{name: "Min", jsonata: "$min({0})", fallible: true}
	opMax      = &operator{name: "Max", jsonata: "$max({0})", fallible: true}
	opSum      = &operator{name: "Sum", jsonata: "$sum({0})"}
	opAverage  = &operator{name: "Average", jsonata: "$average({0})", fallible: true}

	opFormat     = &operator{name: "Format", precedence: precedenceAdditive}
	opConcat     = &operator{name: "Concat", jsonata: "{<0} & {>1}", precedence: precedenceAdditive, intrinsic: "States.Format('{}{}', {0}, {1})"}
	opLength     = &operator{name: "Length", jsonata: "$length({0})"}
	opSubstring  = &operator{name: "Substring", jsonata: "$substring({0}, {1}, {2})"}
	opUppercase  = &operator{name: "Uppercase", jsonata: "$uppercase({0})"}
	opLowercase  = &operator{name: "Lowercase", jsonata: "$lowercase({0})"}
	opTrim       = &operator{name: "Trim", jsonata: "$trim({0})"}
	opContains   = &operator{name: "Contains", jsonata: "$contains({0}, {1})"}
	opSplit      = &operator{name: "Split", jsonata: "[$split({0}, {1})]"}
	opJoin       = &operator{name: "Join", jsonata: "$join({0}, {1})"}
	opReplace    = &operator{name: "Replace", jsonata: "$replace({0}, {1}, {2})", fallible: true}
	opStartsWith = &operator{name: "StartsWith", jsonata: "$substring({0}, 0, $length({1})) = {>1}", precedence: precedenceComparison}

	opCount         = &operator{name: "Count", jsonata: "$count({0})", intrinsic: "States.ArrayLength({0})"}
	opElement       = &operator{name: "Element", jsonata: "{<0}[{1}]", precedence: precedencePath, intrinsic: "States.ArrayGetItem({0}, {1})", fallible: true}
	opLast          = &operator{name: "Last", jsonata: "{<0}[-1]", precedence: precedencePath, fallible: true}
	opAppend        = &operator{name: "Append", jsonata: "$append({0}, [{1}])"}
	opAppendAll     = &operator{name: "AppendAll", jsonata: "$append({0}, {1})"}
	opReverse       = &operator{name: "Reverse", jsonata: "$reverse({0})"}
	opSort          = &operator{name: "Sort", jsonata: "$sort({0})", fallible: true}
	opDistinct      = &operator{name: "Distinct", jsonata: "[$distinct({0})]", intrinsic: "States.ArrayUnique({0})"}
	opArrayContains = &operator{name: "ArrayContains", jsonata: "{<1} in {>0}", precedence: precedenceComparison, intrinsic: "States.ArrayContains({0}, {1})"}
	opRange         = &operator{name: "Range", jsonata: "[$range({0}, {1}, {2})]", intrinsic: "States.ArrayRange({0}, {1}, {2})", fallible: true}
	opPartition     = &operator{name: "Partition", jsonata: "[$partition({0}, {1})]", intrinsic: "States.ArrayPartition({0}, {1})", fallible: true}
	opFilter        = &operator{name: "Filter", jsonata: "[$filter({0}, {1})]"}
	opTransform     = &operator{name: "Transform", jsonata: "[$map({0}, {1})]"}

	// opWhole keeps an object one expression where it would be a template.
	opWhole = &operator{name: "Whole", jsonata: "{0}"}

	opMerge = &operator{name: "Merge", jsonata: "$merge([{0}, {1}])", intrinsic: "States.JsonMerge({0}, {1}, false)"}
	opKeys  = &operator{name: "Keys", jsonata: "[$keys({0})]"}

	opNow        = &operator{name: "Now", jsonata: "$now()", volatile: true}
	opMillis     = &operator{name: "Millis", jsonata: "$toMillis({0})", fallible: true}
	opFromMillis = &operator{name: "FromMillis", jsonata: "$fromMillis({0})", fallible: true}

	opToString     = &operator{name: "ToString", jsonata: "$string({0})", intrinsic: "States.Format('{}', {0})"}
	opToNumber     = &operator{name: "ToNumber", jsonata: "$number({0})", fallible: true}
	opToJSON       = &operator{name: "ToJSON", jsonata: "$string({0})", intrinsic: "States.JsonToString({0})"}
	opParseJSON    = &operator{name: "ParseJSON", jsonata: "$parse({0})", intrinsic: "States.StringToJson({0})", fallible: true}
	opBase64Encode = &operator{name: "Base64Encode", jsonata: "$base64encode({0})", intrinsic: "States.Base64Encode({0})"}
	opBase64Decode = &operator{name: "Base64Decode", jsonata: "$base64decode({0})", intrinsic: "States.Base64Decode({0})", fallible: true}
	opHash         = &operator{name: "Hash", jsonata: "$hash({0}, {1})", intrinsic: "States.Hash({0}, {1})"}
	opUUID         = &operator{name: "UUID", jsonata: "$uuid()", intrinsic: "States.UUID()", volatile: true}
	opRandom       = &operator{name: "Random", jsonata: "$random()", volatile: true}
)

// call makes an expression of op.
func call(op *operator, typ *schema, args ...any) *expr {
	e := &expr{kind: exprCall, op: op, typ: typ, at: here()}
	for _, a := range args {
		e.args = append(e.args, operand(a))
	}
	return e
}

// demand reports operand i if what is known of it is none of the kinds.
func (e *expr) demand(i int, kinds ...kind) *expr {
	a := e.args[i]
	if e.fault != nil || a.fault != nil || a.typ.kind == kindAny {
		return e
	}
	for _, k := range kinds {
		if a.typ.kind == k || (k == kindNumber && a.typ.kind == kindInteger) || (k == kindObject && a.typ.kind == kindMap) {
			return e
		}
	}
	e.fault = &fault{code: codeOperandType, message: fmt.Sprintf("`%s` takes %s, and this is %s", e.op.name, article(kinds[0].String()), article(a.typ.String()))}
	return e
}

// demandElements reports operand i if it is an array of something else than that.
func (e *expr) demandElements(i int, kinds ...kind) *expr {
	a := e.args[i]
	if e.fault != nil || a.fault != nil || a.typ.kind != kindArray || a.typ.elem == nil || a.typ.elem.kind == kindAny {
		return e
	}
	for _, k := range kinds {
		if a.typ.elem.kind == k || k == kindNumber && a.typ.elem.kind == kindInteger {
			return e
		}
	}
	e.fault = &fault{code: codeOperandType, message: fmt.Sprintf("`%s` takes an array of %s, and this is %s", e.op.name, kinds[0], article(a.typ.String())),
		help: "make it one by `sdk.Transform`"}
	return e
}

// function is a Go function over Values made an expression with a parameter.
func function[T, R any](elem *schema, f func(Value[T]) Value[R]) *expr {
	p := &parameter{typ: elem}
	item := Value[T]{e: &expr{kind: exprParam, param: p, typ: elem, at: here()}}
	body := operand(f(item))
	return &expr{kind: exprLambda, param: p, args: []*expr{body}, typ: body.typ, at: here()}
}

// elemOf is the schema of the elements of an array of T.
func elemOf[T any](e *expr) *schema {
	if e.typ.kind == kindArray && e.typ.elem != nil && e.typ.elem.kind != kindAny {
		return e.typ.elem
	}
	return schemaOf(reflect.TypeFor[T]())
}
