// Package sqs sends messages to Amazon SQS queues from a workflow.
//
// Sending can wait for an answer: whoever takes the message completes the step
// by the task token it finds in it.
//
//	sqs.SendMessage(b, "Ask for review").
//		QueueUrl(reviewQueue).MessageBody(order).
//		WaitForTaskToken().Heartbeat(time.Hour)
package sqs

import "github.com/lockstep-go/lockstep/sdk"

// SendMessageResult is what SQS answers.
type SendMessageResult struct {
	MessageId              string
	MD5OfMessageBody       string
	MD5OfMessageAttributes string `json:",omitempty"`
	SequenceNumber         string `json:",omitempty"`
}

// SendMessageTask is a step that sends one message.
type SendMessageTask struct {
	sdk.Task[*SendMessageTask, SendMessageResult]
}

// SendMessage records a step that sends one message.
func SendMessage(b *sdk.Block, step string) *SendMessageTask {
	t := &SendMessageTask{}
	t.Task = sdk.NewTask[*SendMessageTask, SendMessageResult](b, step, "arn:aws:states:::sqs:sendMessage", t)
	t.Required("QueueUrl", "MessageBody")
	return t
}

// QueueUrl is the URL of the queue.
func (t *SendMessageTask) QueueUrl(v any) *SendMessageTask { return t.Argument("QueueUrl", v) }

// MessageBody is the message: a text, or anything else, which is sent as JSON.
func (t *SendMessageTask) MessageBody(v any) *SendMessageTask { return t.Argument("MessageBody", v) }

// DelaySeconds hides the message for so many seconds.
func (t *SendMessageTask) DelaySeconds(v any) *SendMessageTask { return t.Argument("DelaySeconds", v) }

// MessageGroupId is the group within which a FIFO queue keeps the order.
func (t *SendMessageTask) MessageGroupId(v any) *SendMessageTask {
	return t.Argument("MessageGroupId", v)
}

// MessageDeduplicationId is by what a FIFO queue knows a repeated message.
func (t *SendMessageTask) MessageDeduplicationId(v any) *SendMessageTask {
	return t.Argument("MessageDeduplicationId", v)
}

// MessageAttributes are attributes by name: {DataType, StringValue} each.
func (t *SendMessageTask) MessageAttributes(v any) *SendMessageTask {
	return t.Argument("MessageAttributes", v)
}

// WaitForTaskToken waits until somebody completes the step. The token goes
// along as the message attribute TaskToken, unless the author has put
// sdk.TaskToken somewhere. The result is what is sent with the token; take it by
// sdk.Returns.
func (t *SendMessageTask) WaitForTaskToken() *SendMessageTask {
	return t.Callback(func() {
		t.Argument("MessageAttributes", sdk.Object{"TaskToken": sdk.Object{"DataType": "String", "StringValue": sdk.TaskToken()}})
	})
}
