package incident

import (
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/aws"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/sns"
)

// Where the workflow writes to. A deployment fills the account in.
const (
	onDuty       = "arn:aws:sns:us-east-1:123456789012:security-on-duty"
	reportBucket = "security-reports"
	containment  = "AWSSupport-ContainEC2Instance"
)

// patience is how often the runbook is looked at, every 15 seconds, before people are
// called: ten minutes.
const patience = 40

// Workflow isolates the instance of a serious finding by a runbook of Systems
// Manager, tells who is on duty and stores a report. Both happen at the same
// time as the isolation, and neither depends on it.
func Workflow() *sdk.Workflow {
	return sdk.New("incident-response", func(b *sdk.Block, event sdk.Value[Event]) {
		finding := sdk.Field(event, func(e *Event) *Finding { return &e.Detail })
		instance := sdk.Field(finding, func(f *Finding) *string { return &f.Resource.InstanceDetails.InstanceID })

		b.Choice("Serious?").
			When(sdk.LessThan(finding.At("severity"), 7), func(b *sdk.Block) {
				b.Return(sdk.Object{"finding": finding.At("id"), "action": "NONE"})
			})

		both := b.Parallel("Contain and report")
		state := sdk.Branch(both, func(b *sdk.Block) sdk.Value[string] { return isolate(b, instance) })
		report := sdk.Branch(both, func(b *sdk.Block) sdk.Value[string] { return document(b, finding) })
		both.CatchAll(func(b *sdk.Block, e sdk.Caught) {
			sns.Publish(b, "Call for help").TopicArn(onDuty).
				Subject("An instance could not be contained").
				Message(sdk.Format("{}: {}", instance, e.Cause()))
			b.Fail("Not contained").Error("NotContained").Cause(e.Cause())
		})
		b.Return(sdk.Object{"finding": finding.At("id"), "action": state, "report": report})
	}, sdk.Comment("Contain a machine and keep a report"))
}

// isolate runs the runbook and waits until it has ended, or taken too long.
func isolate(b *sdk.Block, instance sdk.Value[string]) sdk.Value[string] {
	runbook := aws.Call(b, "Start isolation", "ssm:startAutomationExecution", sdk.Object{
		"DocumentName": containment,
		"Parameters":   sdk.Object{"InstanceId": sdk.Array{instance}, "Action": sdk.Array{"Contain"}},
	}).Result()
	id := sdk.At[string](runbook, "AutomationExecutionId")

	looks := sdk.Var[float64](b, "looks", 0)
	status := sdk.Var[string](b, "status", "Pending")
	b.Until("Isolation over?", func(b *sdk.Block) sdk.Value[bool] {
		b.Wait("Give it time").Seconds(15)
		now := aws.Call(b, "Look at isolation", "ssm:getAutomationExecution", sdk.Object{"AutomationExecutionId": id}).
			Retry(sdk.Retry("Ssm.SsmException").MaxAttempts(3).FullJitter()).
			Result()
		status.Set(b, sdk.At[string](now, "AutomationExecution.AutomationExecutionStatus"))
		looks.Set(b, sdk.Add(looks, 1))
		running := sdk.Or(sdk.Equals(status, "Pending"), sdk.Equals(status, "InProgress"))
		return sdk.Or(sdk.Not(running), sdk.GreaterThanEquals(looks, patience))
	})
	b.Choice("Isolated?").
		When(sdk.NotEquals(status, "Success"), func(b *sdk.Block) {
			b.Fail("Isolation failed").Error("IsolationFailed").Cause(sdk.Format("the runbook is {} after {} looks", status, looks))
		})
	return sdk.Const("CONTAINED")
}

// document tells the people on duty and stores the report.
func document(b *sdk.Block, finding sdk.Value[Finding]) sdk.Value[string] {
	report := lambda.Invoke(b, "Write report", WriteReport).Payload(finding).Retry(lambda.Transient().FullJitter()).Result()
	sns.Publish(b, "Tell on duty").TopicArn(onDuty).Subject(report.At("title")).Message(sdk.ToJSON(report))
	key := sdk.Format("findings/{}.json", finding.At("id"))
	aws.Call(b, "Store report", "s3:putObject", sdk.Object{"Bucket": reportBucket, "Key": key, "Body": report})
	return key
}
