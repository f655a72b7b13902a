package check

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
	ruleLoop,
	ruleChoice,
	ruleError,
	ruleMap,
	ruleTask,
	ruleToken,
	ruleService,
	ruleExpress,
	rulePath,
	ruleJSONata,
	ruleVariable,
	ruleLimit,
	ruleInternal,
}
