package sdk

import "regexp"

// Operator is a function that makes expressions and what the query languages have for it;
// "" is nothing.
type Operator struct{ Name, JSONata, Intrinsic, Comparator string }

// operand is one operand in an operator's form.
var operandForm = regexp.MustCompile(`\{[<>]?(\d)\}`)

// Operators are all of them, with letters as operands.
func Operators() []Operator {
	var all []Operator
	letters := func(form string) string {
		return operandForm.ReplaceAllStringFunc(form, func(s string) string { return string('a' + s[len(s)-2] - '0') })
	}
	for _, op := range operators() {
		all = append(all, Operator{op.name, letters(op.jsonata), letters(op.intrinsic), op.comparator})
	}
	return all
}

// OperatorNames are the names of the functions that make expressions.
func OperatorNames() []string {
	var names []string
	for _, op := range operators() {
		if op != opNot {
			names = append(names, op.name)
		}
	}
	return names
}

func operators() []*operator {
	return []*operator{
		opEquals, opNotEquals, opLessThan, opLessThanEquals, opGreaterThan, opGreaterThanEquals, opAnd, opOr, opNot, opIsPresent, opIsAbsent, opIsNull, opIsString, opIsNumeric, opIsBoolean, opStringMatches, opIf, opDefault,
		opAdd, opSubtract, opMultiply, opDivide, opModulo, opAbs, opFloor, opCeil, opRound, opPower, opSqrt, opMin, opMax, opSum, opAverage,
		opFormat, opConcat, opLength, opSubstring, opUppercase, opLowercase, opTrim, opContains, opSplit, opJoin, opReplace, opStartsWith,
		opCount, opElement, opLast, opAppend, opAppendAll, opReverse, opSort, opDistinct, opArrayContains, opRange, opPartition, opFilter, opTransform, opMerge, opKeys,
		opNow, opMillis, opFromMillis, opToString, opToNumber, opToJSON, opParseJSON, opBase64Encode, opBase64Decode, opHash, opUUID, opRandom,
	}
}
