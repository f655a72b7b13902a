package check

import (
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/catalog"
)

// CodeExpress is something that an Express machine can't do.
const CodeExpress = "ASL5003"

var ruleExpress = &rule{
	name: "check-express",
	records: []Record{{
		Code: CodeExpress, AWS: awsSchema, Title: "an Express machine can't do this", Since: "0.1.0", Type: Express,
		Why:  "Express machines only send requests and take the response: no .sync, no .waitForTaskToken, no activities and no distributed maps.",
		Bad:  states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish.waitForTaskToken", "Parameters": {"TopicArn": "t", "Message": {"token.$": "$$.Task.Token"}}, "End": true}`),
		Good: states(`"A": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters": {"TopicArn": "t", "Message": "m"}, "End": true}`),
	}},
	check: func(p *pass) {
		for _, s := range p.states {
			if !p.express(s.scope) {
				continue
			}
			switch state := s.state.(type) {
			case *asl.Task:
				p.checkExpressTask(s, state)
			case *asl.Map:
				if state.Distributed() {
					p.report(s, CodeExpress, "an Express machine can't run a distributed map").
						help("use a Standard machine, or an inline map").
						aws(awsSchema, "Express state machine does not support Distributed Map state", s.path())
				}
			case *asl.Choice, *asl.Parallel, *asl.Wait, *asl.Pass, *asl.Succeed, *asl.Fail:
			}
		}
	},
}

// express reports whether the states of a scope run as Express: in an Express machine, or
// in the children of a distributed map that says so.
func (p *pass) express(s *asl.Scope) bool {
	for ; s != nil; s = s.Parent {
		if s.Distributed() {
			return s.Owner.(*asl.Map).Body().ProcessorConfig.ExecutionType == asl.ExecutionExpress
		}
	}
	return p.machineType == Express
}

func (p *pass) checkExpressTask(s site, t *asl.Task) {
	at := s.under("/Resource")
	c := p.resource(t.Resource)
	r := c.resource
	switch {
	case c.err != nil:
		// Another rule reports it.
	case r.Kind == catalog.ResourceActivity:
		p.report(at, CodeExpress, "an Express machine can't wait for an activity").
			help("use a Standard machine, or a Lambda function").
			aws(awsSchema, "Express state machine does not support Activity ARN", at.path())
	case r.Pattern == catalog.WaitForTaskToken:
		// The service writes two spaces before "at"; one of them is its own.
		p.reportPattern(at, r.Pattern).aws(awsSchema, "Express state machine does not support '.waitForTaskToken' service integration ", at.path())
	case !catalog.ExpressAllows(r.Pattern):
		p.reportPattern(at, r.Pattern).aws(awsSchema, "Express state machine does not support '.sync' service integration", at.path())
	}
}

func (p *pass) reportPattern(at site, pattern catalog.Pattern) *Finding {
	return p.report(at, CodeExpress, fmt.Sprintf("an Express machine can't use %s", quote(string(pattern)))).
		help("use a Standard machine, or remove the suffix and take the response at once")
}
