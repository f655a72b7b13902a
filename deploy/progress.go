package deploy

import (
	"fmt"
	"time"
)

// Event is a step of a deployment, for those who watch it.
type Event struct {
	Time time.Time `json:"time"`
	// Step is what is at work: "validate", "role", "log group", "machine", "tags",
	// "version", "alias", "policy", "prune".
	Step    string `json:"step"`
	Message string `json:"message"`
}

// String is a line with the time of day.
func (e Event) String() string {
	return fmt.Sprintf("%s  %-10s %s", e.Time.Format("15:04:05"), e.Step, e.Message)
}

func (d *Deployer) say(step, format string, args ...any) {
	if d.progress != nil {
		d.progress(Event{Time: d.clock.Now(), Step: step, Message: fmt.Sprintf(format, args...)})
	}
}
