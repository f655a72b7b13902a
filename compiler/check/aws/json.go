package aws

import (
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/internal/jackson"
	"github.com/lockstep-go/lockstep/internal/value"
)

var notObject = Diagnostic{Severity: Error, Code: "SCHEMA_VALIDATION_FAILED", Message: "Definition must be a valid JSON object"}

// unreadable is the diagnostic on a text that is no JSON object. The service reads JSON
// with the Java library Jackson, and passes its sentences on.
func unreadable(definition []byte) (Diagnostic, bool) {
	if len(definition) == 0 {
		return Diagnostic{Severity: Error, Code: "MISSING_DESCRIPTION", Message: "Received a null or empty workflow input."}, true
	}
	text := string(definition)
	if strings.TrimSpace(text) == "" {
		return notObject, true
	}
	v, err := value.DecodeString(text, value.WithDuplicates())
	if err == nil {
		return notObject, v.Kind() != value.Object
	}
	_, _, fault := jackson.Scan(text)
	if fault == nil || fault.TooDeep {
		return notObject, true // something that this Jackson does not mind
	}
	at := func(at int) string { return sourceAt(text, at) }
	return Diagnostic{Severity: Error, Code: "INVALID_JSON_DESCRIPTION", Message: fault.Text(at), Location: at(fault.At)}, true
}

// sourceAt is a place in the words of a Jackson that shows the beginning of the text.
func sourceAt(text string, at int) string {
	const most = 500
	shown := []rune(text)
	rest := len(shown) - most
	quoted := `"` + string(shown[:min(most, len(shown))]) + `"`
	if rest > 0 {
		quoted += fmt.Sprintf("[truncated %d chars]", rest)
	}
	if at < 0 {
		return "[Source: (String)" + quoted + "; line: 1]"
	}
	line, column := jackson.Place(text, at)
	return fmt.Sprintf("[Source: (String)%s; line: %d, column: %d]", quoted, line, column)
}
