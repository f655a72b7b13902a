// Package incident answers a GuardDuty finding: isolate the instance, tell the
// team, file a report.
package incident

import (
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/aws"
	"github.com/lockstep-go/lockstep/sdk/sns"
)

// Event is what EventBridge hands on of GuardDuty.
type Event struct {
	ID     string  `json:"id"`
	Detail Finding `json:"detail"`
}

// Finding is the part of a GuardDuty finding that is used here.
type Finding struct {
	Type     string   `json:"type"`
	Severity float64  `json:"severity"`
	Resource Resource `json:"resource"`
}

// Resource is what the finding is about.
type Resource struct {
	Instance *Instance `json:"instanceDetails,omitempty"`
}

// Instance is an EC2 instance.
type Instance struct {
	ID string `json:"instanceId"`
}

const (
	team    = "arn:aws:sns:us-east-1:123456789012:security"
	reports = "security-reports"
)

// Workflow isolates only for grave findings that name an instance, and reports
// all. If isolating fails, the team hears of that too.
func Workflow() *sdk.Workflow {
	return sdk.New("security-incident", func(b *sdk.Block, event sdk.Value[Event]) {
		severity := sdk.Field(event, func(e *Event) *float64 { return &e.Detail.Severity })
		instance := event.At("detail.resource.instanceDetails")

		b.Choice("Isolate?").When(sdk.And(sdk.GreaterThanEquals(severity, 7), sdk.IsPresent(instance)), func(b *sdk.Block) {
			aws.Call(b, "Isolate instance", "ssm:startAutomationExecution", sdk.Object{
				"DocumentName": "AWSSupport-ContainEC2Instance",
				"Parameters":   sdk.Object{"InstanceId": sdk.Array{event.At("detail.resource.instanceDetails.instanceId")}},
			}).CatchAll(func(b *sdk.Block, e sdk.Caught) {
				sns.Publish(b, "Isolation failed").TopicArn(team).Subject("Isolate by hand").
					Message(sdk.Format("{}: {}", event.At("id"), e.Cause()))
			})
		})

		p := b.Parallel("Tell and file")
		p.Branch(func(b *sdk.Block) {
			sns.Publish(b, "Tell team").TopicArn(team).Message(sdk.Format("{} (severity {})", event.At("detail.type"), severity))
		})
		p.Branch(func(b *sdk.Block) {
			aws.Call(b, "File report", "s3:putObject", sdk.Object{
				"Bucket": reports,
				"Key":    sdk.Format("findings/{}.json", event.At("id")),
				"Body":   event.At("detail"),
			})
		})
		b.Return(sdk.Object{"report": sdk.Format("s3://security-reports/findings/{}.json", event.At("id"))})
	})
}
