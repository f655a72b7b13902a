package sdk

// Codes of the mistakes that recording a workflow finds. The checker of the
// compiler has the others of these ranges.
const (
	codeStateName     = "ASL1901"
	codeDuplicateName = "ASL1902"
	codeWrongBlock    = "ASL1903"
	codeNoSteps       = "ASL1904"
	codeUnreachable   = "ASL1905"
	codeGoTo          = "ASL1906"
	codeNilFunction   = "ASL1907"
	codeSetting       = "ASL1908"
	codeEndless       = "ASL1909"
	codeNotAssigned   = "ASL2901"
	codeOtherScope    = "ASL2902"
	codeOuterVariable = "ASL2903"
	codeOptional      = "ASL2904"
	codeVolatile      = "ASL2905"
	codeInexpressible = "ASL2906"
	codeZeroValue     = "ASL2907"
	codeMissingInput  = "ASL2908"
	codeUnused        = "ASL2909"
	codeIdleLoop      = "ASL2910"
	codeUnhandled     = "ASL3901"
	codeNeverThrown   = "ASL3902"
	codeNoSuchField   = "ASL4901"
	codePathSyntax    = "ASL4902"
	codeSelector      = "ASL4903"
	codeTypeMismatch  = "ASL4904"
	codeOperandType   = "ASL4905"
	codeEnumValue     = "ASL4906"
	codeConstant      = "ASL4907"
	codeFormat        = "ASL4908"
	codeParameter     = "ASL4909"
	codeTooLarge      = "ASL5901"
	codeGrowing       = "ASL5902"
)

// Code explains a mistake that recording a workflow finds, for `lockstep
// explain`.
type Code struct {
	Code  string
	Title string // what is wrong, on one line
	Why   string // what would happen, and what to do
}

// Codes are all of them, in order.
func Codes() []Code {
	return []Code{
		{codeStateName, "a step has no name, or one that is too long", "AWS takes state names of 1 to 80 characters, and mocks, diffs and redrives know a step by its name."},
		{codeDuplicateName, "two steps have the same name", "State names are unique in the whole machine, also across branches and iterations; use sdk.Prefix for a fragment that is used twice."},
		{codeWrongBlock, "a step is recorded on a Block of another function", "Each branch, handler and iteration records on the Block it is given; a step on an outer Block would stand elsewhere than it reads."},
		{codeNoSteps, "a workflow, branch or iteration has no steps", "AWS refuses a graph without states."},
		{codeUnreachable, "nothing leads to a step", "It follows a Fail, a Return or a GoTo; remove it, or make something go on to it."},
		{codeGoTo, "a GoTo names a step that isn't there", "A transition never leaves its graph: name a step of the same block or of one around it in the same scope."},
		{codeNilFunction, "a function is nil", "Branches, handlers and iterations are functions that record steps."},
		{codeSetting, "a setting has a value that can't be", "AWS's ranges hold for the fluent methods as they do for the fields of the same name."},
		{codeEndless, "a workflow records steps without end", "A fragment that calls itself, or a Go loop without an end, records the same steps for ever. A loop of the workflow is a While or an Until."},
		{codeNotAssigned, "a value is used where it may not be assigned", "It is made on another branch, or after an error that a catcher handles; give it a default, or use it where it is sure."},
		{codeOtherScope, "a value is used outside of its Map or Parallel", "What an iteration or branch makes ends with it; return it from the function and use the result of the Map or Parallel."},
		{codeOuterVariable, "a variable of an enclosing scope is set", "Inner scopes read outer variables and cannot assign them."},
		{codeOptional, "an optional field is used without a guard", "The field may be absent, and an expression that finds nothing fails the execution; guard it by IsPresent, or give it a Default."},
		{codeVolatile, "one UUID or time is used in two places", "Each use would draw another one; keep it in a variable by Let."},
		{codeInexpressible, "the query language can't say an expression", "JSONPath has intrinsic functions for little; use JSONata, the default."},
		{codeZeroValue, "a Value is the zero Value", "It was declared and never set; assign it from a step's result."},
		{codeMissingInput, "a task has no argument", "The handler's parameter would be empty; say what it gets, by Payload or Input."},
		{codeUnused, "a value is made and nobody uses it", "A variable that is never read, an answer that is never looked at, or results of a Map that go nowhere: something is missing, or too much."},
		{codeIdleLoop, "nothing changes what a loop's condition reads", "The condition is tried with the same values again and again, so that the loop ends at once or never: set a Var in its body, or test what a step in it answers."},
		{codeUnhandled, "an outcome of a step ends the execution", "A condition that does not hold, or an answer that does not come, is part of the process more often than an accident; where nothing catches it, the execution fails."},
		{codeNeverThrown, "a handler names an error that nothing here fails with", "The handler never runs: the name is another service's, or misspelt."},
		{codeNoSuchField, "a path leads to a field that isn't there", "The type of the value has no such field, so the expression would find nothing and the execution would fail."},
		{codePathSyntax, "a path can't be read", "Paths are names, dots and indexes, as in `items[0].sku`."},
		{codeSelector, "a Field selector names no field", "A selector answers the address of a field of its argument: func(o *Order) *float64 { return &o.Total }."},
		{codeTypeMismatch, "a value has another type than is wanted", "The handler or action would be given what it can't read."},
		{codeOperandType, "an operand has the wrong type", "The comparison or calculation would fail, or be false, whatever the input is."},
		{codeEnumValue, "a constant is no value of its enumeration", "The type lists its values; this is none of them."},
		{codeConstant, "a Go constant has no JSON", "Channels, functions and numbers that are not finite can't be written into a definition."},
		{codeFormat, "a Format template does not fit its arguments", "Each {} takes one argument, a string, number, boolean or null."},
		{codeParameter, "a parameter of an action gets a value of another type", "The service's API has another type there, and the task would fail when it runs, or send a text of the value."},
		{codeTooLarge, "data is larger than a state takes", "A state's input and output, and a variable, hold 256 KiB of JSON; more fails the execution with States.DataLimitExceeded."},
		{codeGrowing, "a variable grows with each round of a loop", "Nothing bounds how often the loop runs, and a variable holds 256 KiB: the execution fails when it is full."},
	}
}
