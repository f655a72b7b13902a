package equivalence

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/simulator"
)

// step is a line of a history as it is shown to people.
type step struct {
	at   time.Duration
	text string
	call bool // both histories are lined up at their calls
}

func (s step) String() string { return fmt.Sprintf("%-7s %s", s.at.Round(time.Millisecond), s.text) }

// tell is the history of an execution in words.
func tell(e *simulator.Execution, w *world) []step {
	var out []step
	calls := 0
	for ev := range e.History(0, false) {
		kind := ev.Type.String()
		say := func(call bool, format string, args ...any) {
			out = append(out, step{ev.Timestamp.Sub(w.start), fmt.Sprintf(format, args...), call})
		}
		failure := func() string {
			if ev.Details == nil || ev.Details.Error == nil {
				return ""
			}
			return " " + *ev.Details.Error
		}
		switch {
		case strings.HasSuffix(kind, "StateEntered"):
			say(false, "%s %s", strings.TrimSuffix(kind, "StateEntered"), ev.Details.Name)
		case kind == "TaskScheduled" || kind == "LambdaFunctionScheduled" || kind == "ActivityScheduled":
			if calls < len(w.given) {
				say(true, "  call %s %s", w.given[calls].Resource, w.given[calls].Arguments)
			}
			calls++
		case kind == "TaskSucceeded" && ev.Details.Output != nil:
			say(false, "  answer %s", *ev.Details.Output)
		case kind == "TaskFailed", kind == "TaskTimedOut":
			say(false, "  error%s", failure())
		case kind == "ExecutionSucceeded" && ev.Details.Output != nil:
			say(false, "succeeds with %s", *ev.Details.Output)
		case kind == "ExecutionFailed", kind == "ExecutionTimedOut", kind == "ExecutionAborted":
			say(false, "ends as %s%s", strings.ToUpper(strings.TrimPrefix(kind, "Execution")), failure())
		}
	}
	return out
}

// Explain tells the counterexample for people: the input, the answers of tasks, the first
// difference in words, and both histories side by side, lined up at their calls. width is
// that of a line in characters; 0 is 120.
func (c *Counterexample) Explain(width int) string {
	if width == 0 {
		width = 120
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\ninput: %s\n", c.Difference, c.Case.Input)
	for _, m := range fill(c.Case.Filled).value().Members() {
		fmt.Fprintf(&b, "filled in: ${%s} = %s\n", m.Key, m.Value.Str())
	}
	if len(c.Case.Answers) > 0 {
		fmt.Fprintf(&b, "answers of tasks:\n")
		for _, a := range c.Case.Answers {
			fmt.Fprintf(&b, "  %s\n", &a)
		}
	}
	half := max(20, (width-3)/2)
	row := func(left, right string) {
		mark := "│"
		if left == "" || right == "" {
			mark = " "
		}
		fmt.Fprintf(&b, "%s\n", strings.TrimRight(fit(left, half)+" "+mark+" "+cut(right, half), " "))
	}
	b.WriteByte('\n')
	row("first", "second")
	row(strings.Repeat("─", half), strings.Repeat("─", half))
	left, right := segments(c.HistoryA), segments(c.HistoryB)
	for i := range max(len(left), len(right)) {
		var l, r []step
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		for j := range max(len(l), len(r)) {
			texts := [2]string{}
			if j < len(l) {
				texts[0] = l[j].String()
			}
			if j < len(r) {
				texts[1] = r[j].String()
			}
			row(texts[0], texts[1])
		}
	}
	return b.String()
}

// segments splits a history before each call.
func segments(history []step) [][]step {
	out := [][]step{nil}
	for _, s := range history {
		if s.call {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], s)
	}
	return out
}

// cut is s in at most n characters.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// fit is s in exactly n characters.
func fit(s string, n int) string {
	s = cut(s, n)
	return s + strings.Repeat(" ", n-utf8.RuneCountInString(s))
}
