package sdk

// OperatorNames are the names of the functions that make expressions.
func OperatorNames() []string {
	var names []string
	for _, op := range []*operator{
		opEquals, opNotEquals, opLessThan, opLessThanEquals, opGreaterThan, opGreaterThanEquals, opAnd, opOr, opNot, opIsPresent, opIsAbsent, opIsNull, opIsString, opIsNumeric, opIsBoolean, opStringMatches, opIf, opDefault,
		opAdd, opSubtract, opMultiply, opDivide, opModulo, opAbs, opFloor, opCeil, opRound, opPower, opSqrt, opMin, opMax, opSum, opAverage,
		opFormat, opConcat, opLength, opSubstring, opUppercase, opLowercase, opTrim, opContains, opSplit, opJoin, opReplace, opStartsWith,
		opCount, opElement, opLast, opAppend, opAppendAll, opReverse, opSort, opDistinct, opArrayContains, opRange, opPartition, opFilter, opTransform, opMerge, opKeys,
		opNow, opMillis, opFromMillis, opToString, opToNumber, opToJSON, opParseJSON, opBase64Encode, opBase64Decode, opHash, opUUID, opRandom,
	} {
		if op != opNot {
			names = append(names, op.name)
		}
	}
	return names
}
