package sdk

// Codes of the mistakes that recording a workflow finds. The checker of the
// compiler has the others of these ranges; docs/codes.md lists all.
const (
	codeStateName     = "ASL1901" // a step without a name, or with one that is too long
	codeDuplicateName = "ASL1902" // two steps of one name
	codeWrongBlock    = "ASL1903" // a step on a Block that is not the function's own
	codeNoSteps       = "ASL1904" // a workflow, branch or iteration without steps
	codeUnreachable   = "ASL1905" // a step that nothing leads to
	codeGoTo          = "ASL1906" // a GoTo to a step that isn't there
	codeNilFunction   = "ASL1907" // a nil function
	codeSetting       = "ASL1908" // a setting whose value can't be
	codeNotAssigned   = "ASL2901" // a value used where it may not be assigned
	codeOtherScope    = "ASL2902" // a value used outside of its Map or Parallel
	codeOuterVariable = "ASL2903" // a variable of an enclosing scope is set
	codeOptional      = "ASL2904" // an optional field used without a guard
	codeVolatile      = "ASL2905" // one UUID or time used in two places
	codeInexpressible = "ASL2906" // what the query language can't say
	codeZeroValue     = "ASL2907" // a zero Value
	codeMissingInput  = "ASL2908" // a task whose argument is missing
	codeNoSuchField   = "ASL4901" // a path to a field that isn't there
	codePathSyntax    = "ASL4902" // a path that can't be read
	codeSelector      = "ASL4903" // a Field selector that names no field
	codeTypeMismatch  = "ASL4904" // a value of another type than wanted
	codeOperandType   = "ASL4905" // an operand of the wrong type
	codeEnumValue     = "ASL4906" // a constant that is no value of its enumeration
	codeConstant      = "ASL4907" // a Go constant without JSON
	codeFormat        = "ASL4908" // a Format template and its arguments
)
