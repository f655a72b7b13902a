package asl

import (
	"regexp"
	"strings"
)

// Substitution is what CloudFormation, SAM and Terraform fill in before a definition is
// deployed: ${Name} (DefinitionSubstitutions). Until then the text is not known.
var Substitution = regexp.MustCompile(`\$\{[^{}]*\}`)

// HasSubstitution reports whether something will be filled in in text.
func HasSubstitution(text string) bool {
	return strings.Contains(text, "${") && Substitution.MatchString(text)
}
