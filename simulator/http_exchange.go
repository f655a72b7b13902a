package simulator

// HTTPExchange is what an HTTP task sent and what came back, as TestState tells it at level
// TRACE (API reference, InspectionDataRequest and InspectionDataResponse).
type HTTPExchange struct {
	Request  HTTPRequest
	Response HTTPResponse
}

// HTTPRequest is a request of an HTTP task. What its connection adds is in it only if
// [Call].RevealSecrets is set.
type HTTPRequest struct {
	Protocol string `json:"protocol,omitempty"` // "https"
	Method   string `json:"method,omitempty"`
	URL      string `json:"url,omitempty"`
	Headers  string `json:"headers,omitempty"` // "[name: value, name: value]"
	Body     string `json:"body,omitempty"`
}

// HTTPResponse is the response to an HTTP task; nothing of it is a secret.
type HTTPResponse struct {
	Protocol      string `json:"protocol,omitempty"`
	StatusCode    string `json:"statusCode,omitempty"`
	StatusMessage string `json:"statusMessage,omitempty"`
	Headers       string `json:"headers,omitempty"`
	Body          string `json:"body,omitempty"`
}

// exchanged shows an HTTP task's request and response at level TRACE.
func (t *testRun) exchanged(x *HTTPExchange) {
	if t != nil && x != nil && t.in.Level == InspectTrace {
		t.data.Request, t.data.Response = &x.Request, &x.Response
	}
}
