package importgo

import (
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// policies are retriers that several states share, each a variable: its text is the
// call that makes it.
type policies []declaration

// text is the lines that declare them.
func (p policies) text() string {
	var b strings.Builder
	for _, d := range p {
		b.WriteString("\t" + d.name + " = " + d.text + "\n")
	}
	return b.String()
}

// repeatedRetriers counts how often each retrier stands in a machine.
func repeatedRetriers(m *asl.Machine) map[string]int {
	count := map[string]int{}
	for _, s := range asl.Walk(m) {
		for _, r := range asl.ValueOf(s).Get("Retry").Elems() {
			if code, ok := retrier(r); ok {
				count[code]++
			}
		}
	}
	return count
}

// policy is a retrier where it is used: a variable if others use it too.
func (w *writer) policy(code string, r value.Value) string {
	if w.repeated[code] < 2 {
		return code
	}
	names, _ := errorNames(r)
	name := "retry"
	switch service, _, _ := strings.Cut(names[0], "."); {
	case names[0] == "States.ALL":
		name += "Anything"
	case service == "States" || service == names[0]:
		name += upperFirst(camel(strings.TrimPrefix(names[0], "States.")))
	default:
		name += upperFirst(camel(service))
	}
	list := []declaration(w.policies)
	name = w.declare(&list, code, name)
	w.policies = list
	return name
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
