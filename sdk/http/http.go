// Package http calls HTTPS APIs of others from a workflow, with credentials that
// an EventBridge connection keeps.
//
//	order := http.Invoke[Order](b, "Fetch").
//		ApiEndpoint(sdk.Format("https://shop.example/orders/{}", id)).Method("GET").
//		ConnectionArn(connection).
//		Result()
//
// An answer other than 2xx fails the step with States.Http.StatusCode.NNN, and a
// call of more than 60 seconds with States.Http.Socket.
package http

import "github.com/lockstep-go/lockstep/sdk"

// InvokeTask is a step that calls an API. Its result is the body of the answer.
type InvokeTask[R any] struct {
	sdk.Task[*InvokeTask[R], R]
}

// Invoke records a step that calls an API; R is the type of the body it answers.
func Invoke[R any](b *sdk.Block, step string) *InvokeTask[R] {
	t := &InvokeTask[R]{}
	t.Task = sdk.NewTask[*InvokeTask[R], R](b, step, "arn:aws:states:::http:invoke", t)
	t.Within("ResponseBody")
	t.Required("ApiEndpoint", "Method", "InvocationConfig")
	return t
}

// ApiEndpoint is the URL, https only.
func (t *InvokeTask[R]) ApiEndpoint(v any) *InvokeTask[R] { return t.Argument("ApiEndpoint", v) }

// Method is GET, POST, PUT, DELETE, PATCH, OPTIONS or HEAD.
func (t *InvokeTask[R]) Method(v any) *InvokeTask[R] { return t.Argument("Method", v) }

// ConnectionArn is the EventBridge connection that has the credentials.
func (t *InvokeTask[R]) ConnectionArn(v any) *InvokeTask[R] {
	return t.Argument("InvocationConfig", sdk.Object{"ConnectionArn": v})
}

// Headers are the headers by name.
func (t *InvokeTask[R]) Headers(v any) *InvokeTask[R] { return t.Argument("Headers", v) }

// QueryParameters are the parameters of the URL by name.
func (t *InvokeTask[R]) QueryParameters(v any) *InvokeTask[R] {
	return t.Argument("QueryParameters", v)
}

// RequestBody is what is sent, as JSON unless Transform says otherwise.
func (t *InvokeTask[R]) RequestBody(v any) *InvokeTask[R] { return t.Argument("RequestBody", v) }

// URLEncoded sends the body as a form; arrayFormat is INDICES, REPEAT, COMMAS or
// BRACKETS.
func (t *InvokeTask[R]) URLEncoded(arrayFormat string) *InvokeTask[R] {
	return t.Argument("Transform", sdk.Object{"RequestBodyEncoding": "URL_ENCODED", "RequestEncodingOptions": sdk.Object{"ArrayFormat": arrayFormat}})
}
