package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/simulator"
)

// usdPerTransition is the price of a state transition of a Standard machine in us-east-1
// (https://aws.amazon.com/step-functions/pricing/).
const usdPerTransition = 0.025 / 1000

// writeRun prints a run for people: the way it took, then how it ended.
func writeRun(w io.Writer, e *simulator.Execution, r runResult) error {
	var b strings.Builder
	writePath(&b, e)
	fmt.Fprintf(&b, "%s after %s of virtual time, %d transitions ($%.2f per million executions as Standard)\n",
		r.Status, time.Duration(r.VirtualDurationMS)*time.Millisecond, r.Transitions, float64(r.Transitions)*usdPerTransition*1e6)
	if r.Error != nil {
		fmt.Fprintf(&b, "error:  %s\n", *r.Error)
	}
	if r.Cause != nil {
		fmt.Fprintf(&b, "cause:  %s\n", *r.Cause)
	}
	if r.Output != nil {
		fmt.Fprintf(&b, "output: %s\n", r.Output)
	}
	if r.repeated != nil {
		fmt.Fprintf(&b, "%d runs in %.1f ms: %.0f transitions a second, %.1f MB at most\n", r.Runs, r.WallMS, r.TransitionsPerSecond, r.PeakMB)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// longestPath bounds how many lines of the way are shown; a loop may take thousands.
const longestPath = 200

// writePath prints a line for each state entered, with what went wrong in it.
func writePath(b *strings.Builder, e *simulator.Execution) {
	began := e.Describe().Started
	shown, hidden := 0, 0
	line := func(at time.Time, format string, args ...any) {
		if shown >= longestPath {
			hidden++
			return
		}
		shown++
		fmt.Fprintf(b, "%10s  ", at.Sub(began).Round(time.Millisecond))
		fmt.Fprintf(b, format+"\n", args...)
	}
	attempts := map[int64]bool{} // failed events that may be followed by a retry
	for ev := range e.History(0, false) {
		name := ev.Type.String()
		switch {
		case strings.HasSuffix(name, "StateEntered"):
			line(ev.Timestamp, "%-9s %s", strings.TrimSuffix(name, "StateEntered"), ev.Details.Name)
		case ev.Type == simulator.MapIterationStarted:
			line(ev.Timestamp, "%-9s item %d of %s", "", *ev.Details.Index, ev.Details.Name)
		case strings.HasSuffix(name, "Scheduled") && attempts[ev.PreviousEventID]:
			line(ev.Timestamp, "%-9s   again", "")
		case ev.Type != simulator.ExecutionFailed && ev.Details != nil && ev.Details.Error != nil:
			attempts[ev.ID] = true
			line(ev.Timestamp, "%-9s   failed: %s", "", oneLine(*ev.Details.Error, ev.Details.Cause))
		}
	}
	if hidden > 0 {
		fmt.Fprintf(b, "%10s  … and %d more lines; --format history has everything\n", "", hidden)
	}
}

func oneLine(name string, cause *string) string {
	text := name
	if cause != nil && *cause != "" {
		text += ": " + *cause
	}
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 100 {
		text = string(runes[:99]) + "…"
	}
	return text
}
