package server

import (
	"strings"

	"github.com/lockstep-go/lockstep/internal/jackson"
)

// jsonProblem is what AWS says to a text that should be JSON and is not; "" if it is JSON.
// AWS answers with the words of Jackson, the parser it reads inputs with, without the
// place. An empty text has an answer of its own.
func jsonProblem(text string) string {
	if strings.TrimSpace(text) == "" {
		return "Invalid execution input."
	}
	_, end, fault := jackson.Scan(text)
	if fault == nil {
		rest := strings.TrimLeft(text[end:], " \t\r\n")
		if rest == "" {
			return ""
		}
		fault = jackson.Unexpected(text, len(text)-len(rest), "expected end of input")
	}
	return fault.Message
}
