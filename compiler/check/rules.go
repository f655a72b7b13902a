package check

// CodeInternal is a rule that failed.
const CodeInternal = "ASL9001"

// rules is the registry. What one rule reports, a later one may leave out.
var rules = []*rule{
	ruleDocument,
	ruleStateType,
	ruleUnknownField,
	ruleValue,
	ruleRequired,
	ruleLanguage,
	ruleName,
	ruleTarget,
	ruleChoice,
	ruleError,
	ruleMap,
	ruleTask,
	ruleService,
	ruleExpress,
	rulePath,
	ruleJSONata,
}
