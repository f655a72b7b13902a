package check

import "github.com/lockstep-go/lockstep/asl"

// Codes of what is found before there is a machine; package asl reports them.
var ruleDocument = &rule{
	name: "read-document",
	records: []Record{
		{
			Code: asl.CodeSyntax, AWS: awsJSON, Title: "the text is neither JSON nor YAML", Since: "0.1.0",
			Why:  "A definition is JSON (RFC 8259). Nothing behind the place named could be read.",
			Bad:  `{"StartAt": "A", "States": {"A": {"Type": "Succeed"},}}`,
			Good: `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`,
		},
		{
			Code: asl.CodeTooLarge, AWS: awsJSON, Title: "the document is too large to be read", Since: "0.1.0",
			Why: "Step Functions takes definitions of at most 1 MB. A document of more than 16 MB, or one whose YAML aliases grow past a million nodes, is not read at all.",
			Bad: "a0: &a0 [x, x, x, x, x, x, x, x]\na1: &a1 [*a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0]\n…\n", Long: bomb,
			Good: "StartAt: A\nStates:\n  A:\n    Type: Pass\n    Result: {first: &one [1, 2], second: *one}\n    End: true\n", YAML: true,
		},
		{
			Code: asl.CodeTooDeep, AWS: awsJSON, Title: "the document nests too deep", Since: "0.1.0",
			Why: "More than 1000 levels of objects and arrays are a mistake or an attack.",
			Bad: `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true, "Result": [[[[…]]]]}}}`, Long: func() string { return deep(2000) },
			Good: deep(20),
		},
		{
			Code: asl.CodeRepeatedKey, AWS: awsSchema, Title: "a key stands twice in one object", Since: "0.1.0",
			Why:  "Of two members with the same name the last silently replaces the first: a state or a field is lost.",
			Bad:  `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "A": {"Type": "Fail"}}}`,
			Good: `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Fail"}}}`,
		},
		{
			Code: asl.CodeNotObject, AWS: awsJSON, Title: "the document is no object", Since: "0.1.0",
			Why:  "A definition is an object with StartAt and States.",
			Bad:  `[{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}]`,
			Good: `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`,
		},
		{
			Code: asl.CodeEncoding, AWS: awsJSON, Title: "the text is not UTF-8", Since: "0.1.0",
			Why:  "JSON that is exchanged between systems is UTF-8 (RFC 8259, section 8.1). Files saved in Latin-1 or UTF-16 are not.",
			Bad:  "{\"Comment\": \"caf\xe9\", \"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Succeed\"}}}",
			Good: `{"Comment": "café", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`,
		},
	},
}

// bomb is a YAML text whose aliases stand for more nodes than memory has room for.
func bomb() string {
	text := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := range 8 {
		n, m := string(rune('0'+i)), string(rune('1'+i))
		text += "a" + m + ": &a" + m + " [*a" + n + ", *a" + n + ", *a" + n + ", *a" + n + ", *a" + n + ", *a" + n + ", *a" + n + ", *a" + n + "]\n"
	}
	return text
}

// deep is a definition with a value of n nested arrays.
func deep(n int) string {
	text := `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true, "Result": `
	for range n {
		text += "["
	}
	for range n {
		text += "]"
	}
	return text + "}}}"
}
