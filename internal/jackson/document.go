package jackson

import "strings"

// Document says what is wrong with a text that should be one JSON document, as Step
// Functions words it where it takes inputs and outputs: without any place. It is "" for JSON.
func Document(text string) string {
	if strings.TrimSpace(text) == "" {
		return "Invalid execution input."
	}
	_, end, fault := Scan(text)
	if fault == nil {
		rest := strings.TrimLeft(text[end:], " \t\r\n")
		if rest == "" {
			return ""
		}
		fault = Unexpected(text, len(text)-len(rest), "expected end of input")
	}
	return fault.Message
}
