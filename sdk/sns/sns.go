// Package sns publishes to Amazon SNS topics from a workflow.
//
//	sns.Publish(b, "Tell customer").
//		TopicArn(topic).Message(sdk.Format("Card declined: {}", e.Cause()))
package sns

import "github.com/lockstep-go/lockstep/sdk"

// PublishResult is what SNS answers.
type PublishResult struct {
	MessageId      string
	SequenceNumber string `json:",omitempty"`
}

// PublishTask is a step that publishes one message.
type PublishTask struct {
	sdk.Task[*PublishTask, PublishResult]
}

// Publish records a step that publishes one message.
func Publish(b *sdk.Block, step string) *PublishTask {
	t := &PublishTask{}
	t.Task = sdk.NewTask[*PublishTask, PublishResult](b, step, "arn:aws:states:::sns:publish", t)
	t.Required("Message")
	return t
}

// TopicArn is the topic to publish to.
func (t *PublishTask) TopicArn(v any) *PublishTask { return t.Argument("TopicArn", v) }

// TargetArn is the platform endpoint to send to, instead of a topic.
func (t *PublishTask) TargetArn(v any) *PublishTask { return t.Argument("TargetArn", v) }

// PhoneNumber is the number to send a text message to, instead of a topic.
func (t *PublishTask) PhoneNumber(v any) *PublishTask { return t.Argument("PhoneNumber", v) }

// Message is the message: a text, or anything else, which is sent as JSON.
func (t *PublishTask) Message(v any) *PublishTask { return t.Argument("Message", v) }

// Subject is the subject line for subscribers by e-mail.
func (t *PublishTask) Subject(v any) *PublishTask { return t.Argument("Subject", v) }

// MessageStructure is "json" where the message differs by protocol.
func (t *PublishTask) MessageStructure(v any) *PublishTask { return t.Argument("MessageStructure", v) }

// MessageAttributes are attributes by name: {DataType, StringValue} each.
func (t *PublishTask) MessageAttributes(v any) *PublishTask {
	return t.Argument("MessageAttributes", v)
}

// MessageGroupId is the group within which a FIFO topic keeps the order.
func (t *PublishTask) MessageGroupId(v any) *PublishTask { return t.Argument("MessageGroupId", v) }

// MessageDeduplicationId is by what a FIFO topic knows a repeated message.
func (t *PublishTask) MessageDeduplicationId(v any) *PublishTask {
	return t.Argument("MessageDeduplicationId", v)
}

// WaitForTaskToken waits until somebody completes the step. The token goes
// along as the message attribute TaskToken, unless the author has put
// sdk.TaskToken somewhere. The result is what is sent with the token; take it by
// sdk.Returns.
func (t *PublishTask) WaitForTaskToken() *PublishTask {
	return t.Callback(func() {
		t.Argument("MessageAttributes", sdk.Object{"TaskToken": sdk.Object{"DataType": "String", "StringValue": sdk.TaskToken()}})
	})
}
