package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Codes about Retry, Catch and time limits.
const (
	CodeAllAlone      = "ASL3001"
	CodeShadowed      = "ASL3002"
	CodeUnknownError  = "ASL3003"
	CodeUncatchable   = "ASL3004"
	CodeHeartbeat     = "ASL3005"
	CodeRepeatedError = "ASL3006"
)

var ruleError = &rule{
	name: "check-error-handlers",
	records: []Record{
		{
			Code: CodeAllAlone, AWS: awsSchema, Title: "States.ALL does not stand alone and last", Since: "0.1.0",
			Why:  "States.ALL matches every error, so that a name beside it or a handler after it could never count; Step Functions refuses both.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Retry": [{"ErrorEquals": ["States.ALL", "Busy"]}], "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Retry": [{"ErrorEquals": ["Busy"]}, {"ErrorEquals": ["States.ALL"]}], "End": true}`),
		},
		{
			Code: CodeShadowed, Title: "a retrier or catcher can never match", Since: "0.1.0",
			Why:  "The first one that names an error takes it, also when its attempts are used up. Everything that this one names is taken by an earlier one.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 1}, {"ErrorEquals": ["Busy"]}], "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 1}, {"ErrorEquals": ["Late"]}], "End": true}`),
		},
		{
			Code: CodeUnknownError, Title: "an error name of Step Functions' own doesn't exist", Since: "0.1.0",
			Why:  "Names that begin with `States.` are reserved, and no other than the known ones occur: the handler would never run.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Retry": [{"ErrorEquals": ["States.TimeOut"]}], "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Retry": [{"ErrorEquals": ["States.Timeout"]}], "End": true}`),
		},
		{
			Code: CodeUncatchable, Title: "an error is named that is never retried or caught", Since: "0.1.0",
			Why:  "States.Runtime ends the execution at once, whatever Retry and Catch say: it is a fault of the definition, such as a path that finds nothing.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Retry": [{"ErrorEquals": ["States.Runtime"]}], "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Retry": [{"ErrorEquals": ["States.TaskFailed"]}], "End": true}`),
		},
		{
			Code: CodeHeartbeat, AWS: awsSchema, Title: "the heartbeat is not shorter than the time-out", Since: "0.1.0",
			Why:  "The time-out would always come first; Step Functions asks for HeartbeatSeconds to be smaller than TimeoutSeconds.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "TimeoutSeconds": 60, "HeartbeatSeconds": 90, "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "TimeoutSeconds": 60, "HeartbeatSeconds": 20, "End": true}`),
		},
		{
			Code: CodeRepeatedError, Title: "an error name stands twice", Since: "0.1.0",
			Why:  "The second mention does nothing: the first handler that names the error takes it.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Retry": [{"ErrorEquals": ["Busy"]}, {"ErrorEquals": ["Late", "Busy"]}], "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Retry": [{"ErrorEquals": ["Busy"]}, {"ErrorEquals": ["Late"]}], "End": true}`),
		},
	},
	check: func(p *pass) {
		for _, s := range p.states {
			if h := asl.HandlersOf(s.state); h != nil {
				p.checkHandlers(s, "Retry", len(h.Retry), func(i int) []string { return h.Retry[i].ErrorEquals })
				p.checkHandlers(s, "Catch", len(h.Catch), func(i int) []string { return h.Catch[i].ErrorEquals })
			}
			if t, ok := s.state.(*asl.Task); ok {
				p.checkHeartbeat(s, t)
			}
		}
	},
}

// errorNames are those of Step Functions' own (developer guide: "Handling errors", and
// recordings).
var errorNames = []string{
	"States.ALL", "States.BranchFailed", "States.DataLimitExceeded", "States.ExceedToleratedFailureThreshold", "States.HeartbeatTimeout",
	"States.Http.Socket", "States.IntrinsicFailure", "States.ItemReaderFailed", "States.NoChoiceMatched", "States.ParameterPathFailure",
	"States.Permissions", "States.QueryEvaluationError", "States.ResultPathMatchFailure", "States.ResultWriterFailed", "States.Runtime",
	"States.TaskFailed", "States.Timeout",
}

const (
	errorAll        = "States.ALL"
	errorTaskFailed = "States.TaskFailed"
)

// checkHandlers looks at the error names of a state's retriers or catchers in order.
func (p *pass) checkHandlers(s site, field string, n int, namesOf func(i int) []string) {
	if plain(n, namesOf) {
		return
	}
	taken := make(map[string]site)
	for i := range n {
		names := namesOf(i)
		at := p.handlerSite(s, field, i).key("ErrorEquals")
		p.checkAll(at, names, i == n-1)
		var shadows []string
		for j, name := range names {
			if p.isSubstitution(name) {
				continue
			}
			p.checkErrorName(at.index(j), name)
			_, again := taken[name]
			if !again && s.state.Type() == asl.TypeTask && !strings.HasPrefix(name, "States.") {
				// It matches every error of a task but States.Timeout; later handlers are not asked.
				if where, all := taken[errorTaskFailed]; all && where.part != at.part {
					taken[name], again = where, true
				}
			}
			if again {
				shadows = append(shadows, name)
			} else {
				taken[name] = at.index(j)
			}
		}
		p.reportShadowed(at, names, shadows, taken)
	}
}

// plain reports whether n handlers surely have nothing wrong with them: few names, all
// different, none of Step Functions' own but those that are usual.
func plain(n int, namesOf func(i int) []string) bool {
	const few = 8
	var seen [few]string
	count := 0
	for i := range n {
		names := namesOf(i)
		for _, name := range names {
			switch {
			case count == few || slices.Contains(seen[:count], name):
				return false
			case name == errorAll && (len(names) > 1 || i < n-1):
				return false
			case name == errorAll || name == errorTaskFailed && i == n-1 || name == "States.Timeout":
			case strings.HasPrefix(name, "States.") || strings.Contains(name, "${"):
				return false
			}
			seen[count] = name
			count++
		}
	}
	return true
}

// handlerSite is retrier or catcher i of the state.
func (p *pass) handlerSite(s site, field string, i int) site {
	h := asl.HandlersOf(s.state)
	at := s.key(field).index(i)
	if field == "Retry" {
		return at.inner(h.Retry[i])
	}
	return at.inner(h.Catch[i])
}

func (p *pass) reportShadowed(at site, names, shadows []string, taken map[string]site) {
	if len(shadows) == 0 {
		return
	}
	if len(shadows) == len(names) {
		p.report(at, CodeShadowed, "this can never match: "+list(shadows, "and")+" "+are(shadows)+" taken by an earlier one").
			help("remove it, or put it first").as(diag.Warning).
			related(taken[shadows[0]], "taken here")
		return
	}
	for _, name := range shadows {
		j := slices.Index(names, name)
		if valueAt(taken[name]).Str() != name {
			continue // States.TaskFailed takes it, and other names keep the handler alive
		}
		if where := taken[name]; where.path() == at.index(j).path() {
			j += 1 + slices.Index(names[j+1:], name)
		}
		p.report(at.index(j), CodeRepeatedError, quote(name)+" is named before").
			help("remove it here").as(diag.Warning).
			related(taken[name], "the first mention")
	}
}

func are(names []string) string {
	if len(names) == 1 {
		return "is"
	}
	return "are"
}

func (p *pass) checkAll(at site, names []string, last bool) {
	if !slices.Contains(names, errorAll) || len(names) == 1 && last {
		return
	}
	help := "move it into a last one of its own"
	if len(names) == 1 {
		help = "move it to the end"
	}
	p.report(at, CodeAllAlone, "`States.ALL` must stand alone, in the last retrier or catcher").
		help(help).
		aws(awsSchema, "States.ALL must appear alone and at end of list", at.path())
}

func (p *pass) checkErrorName(at site, name string) {
	switch {
	case name == "States.Runtime":
		p.report(at, CodeUncatchable, "`States.Runtime` is never retried or caught").
			help("remove it; mend the path or the type that causes it").as(diag.Warning)
	case strings.HasPrefix(name, "States.") && !slices.Contains(errorNames, name) && !strings.HasPrefix(name, "States.Http.StatusCode."):
		f := p.report(at, CodeUnknownError, quote(name)+" is no error of Step Functions").
			help("names of your own must not begin with `States.`").as(diag.Warning)
		if near := p.nearest(name, errorNames); near != "" {
			f.Help = "did you mean " + quote(near) + "?"
		}
	}
}

func (p *pass) checkHeartbeat(s site, t *asl.Task) {
	if t.HeartbeatSeconds.Kind() != value.Number {
		return
	}
	if t.TimeoutSeconds.Kind() != value.Number || t.HeartbeatSeconds.Float() < t.TimeoutSeconds.Float() {
		return
	}
	f := p.report(s.key("HeartbeatSeconds"), CodeHeartbeat, fmt.Sprintf("`HeartbeatSeconds` must be smaller than `TimeoutSeconds`, %s", t.TimeoutSeconds.NumberText())).
		help("make it smaller, or the time-out longer").
		related(s.key("TimeoutSeconds"), "the time-out")
	if t.HeartbeatSeconds.Float() == t.TimeoutSeconds.Float() {
		f.as(diag.Warning) // the service's own samples have equal ones
		return
	}
	f.aws(awsSchema, "HeartbeatSeconds must be smaller than TimeoutSeconds", s.path())
}
