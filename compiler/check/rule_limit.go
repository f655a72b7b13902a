package check

import (
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Codes about quotas.
const (
	CodeDefinitionSize = "ASL5002"
	CodeWaitTooLong    = "ASL5004"
	CodeHTTPTimeout    = "ASL5005"
)

// Quotas of the service (developer guide: "Service quotas").
const (
	maxDefinition   = 1 << 20         // bytes of a definition
	maxStandardWait = 366 * 24 * 3600 // seconds of an execution, a year
	maxExpressWait  = 5 * 60          // seconds of an Express execution
	maxHTTPTimeout  = 60              // seconds of an HTTP task
)

var ruleLimit = &rule{
	name: "check-quotas",
	records: []Record{
		{
			Code: CodeDefinitionSize, AWS: awsSchema, Title: "the definition is larger than 1 MB", Since: "0.1.0",
			Why: "Step Functions takes definitions of at most 1,048,576 bytes.",
			Bad: states(`"A": {"Type": "Pass", "Comment": "long …", "End": true}`),
			Long: func() string {
				return states(`"A": {"Type": "Pass", "Comment": "` + strings.Repeat("long ", 220_000) + `", "End": true}`)
			},
			Good: states(`"A": {"Type": "Pass", "Comment": "short", "End": true}`),
		},
		{
			Code: CodeWaitTooLong, Title: "a Wait is longer than an execution may last", Since: "0.1.0",
			Why:  "A Standard execution ends after a year, an Express execution after five minutes, with States.Timeout.",
			Bad:  states(`"A": {"Type": "Wait", "Seconds": 99999999, "End": true}`),
			Good: states(`"A": {"Type": "Wait", "Seconds": 3600, "End": true}`),
		},
		{
			Code: CodeHTTPTimeout, Title: "an HTTP task can't wait that long", Since: "0.1.0",
			Why:  "A call of an HTTP endpoint ends after 60 seconds, whatever TimeoutSeconds says.",
			Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "TimeoutSeconds": 300, "Parameters": {"ApiEndpoint": "https://example.com", "Method": "GET", "InvocationConfig": {"ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/c/1"}}, "End": true}`),
			Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "TimeoutSeconds": 30, "Parameters": {"ApiEndpoint": "https://example.com", "Method": "GET", "InvocationConfig": {"ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/c/1"}}, "End": true}`),
		},
	},
	check: func(p *pass) {
		p.checkSize()
		for _, s := range p.states {
			switch state := s.state.(type) {
			case *asl.Wait:
				limit := maxStandardWait
				if p.express(s.scope) {
					limit = maxExpressWait
				}
				if state.Seconds.Kind() == value.Number && state.Seconds.Float() > float64(limit) {
					p.report(s.key("Seconds"), CodeWaitTooLong, fmt.Sprintf("the execution ends after %d seconds, before this Wait does", limit)).
						help("wait less, or start a new execution").as(diag.Warning)
				}
			case *asl.Task:
				if strings.HasSuffix(state.Resource, ":states:::http:invoke") && state.TimeoutSeconds.Kind() == value.Number && state.TimeoutSeconds.Float() > maxHTTPTimeout {
					p.report(s.key("TimeoutSeconds"), CodeHTTPTimeout, "an HTTP task ends after 60 seconds").
						help("use at most 60, or a Lambda function").as(diag.Warning)
				}
			case *asl.Choice, *asl.Map, *asl.Parallel, *asl.Pass, *asl.Succeed, *asl.Fail:
			}
		}
	},
}

// checkSize measures the text the machine was decoded from; a machine that was built is
// measured by what would be sent.
func (p *pass) checkSize() {
	file, text := p.machine.Source()
	size := len(text)
	if text == "" {
		size = len(p.machine.AppendJSON(nil))
	}
	if size <= maxDefinition {
		return
	}
	f := p.report(site{object: p.machine}, CodeDefinitionSize, fmt.Sprintf("the definition has %d bytes, more than %d", size, maxDefinition)).
		help("split the workflow, or move data out of it").
		aws(awsSchema, "Definition exceeds the maximum size", NoLocation)
	if compact := p.machine.DecodedLen(); compact <= maxDefinition && file != "" {
		f.as(diag.Warning).help(fmt.Sprintf("without white space it has %d bytes; send it compact", compact))
	}
}
