package check

// CodeInternal is a rule that failed.
const CodeInternal = "ASL9001"

// ruleInternal documents what [pass.run] reports; there is no definition known that gives
// it.
var ruleInternal = &rule{
	name: "recover",
	records: []Record{{
		Code: CodeInternal, Title: "a rule of the checker failed", Since: "0.1.0",
		Why: "This is a fault of lockstep, not of the definition. The other rules have run. Please report it with the definition.",
	}},
}
