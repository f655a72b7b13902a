package simulator

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxName is how many characters a name may have (API reference, CreateStateMachine, name).
const maxName = 80

// ValidName holds the rule for the characters in names of machines, executions and
// activities (API reference, CreateStateMachine, name). It says nothing of their number.
func ValidName(name string) bool {
	if !utf8.ValidString(name) {
		return false
	}
	for _, r := range name {
		if unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>{}[]?*\"#%\\^|~`$&,;:/", r) ||
			r >= 0xFFFE && r <= 0xFFFF || utf16.IsSurrogate(r) || r == utf8.RuneError {
			return false
		}
	}
	return true
}
