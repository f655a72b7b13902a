package simulator

import (
	"cmp"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// prepareCall fills in what a resolver needs of the call's parameters; it answers the call
// itself where they can't be sent.
func (s *task) prepareCall(c *Call) *Answer {
	switch {
	case s.resource.kind == taskLambda:
		c.Function = s.resource.arn
	case s.resource.service == "lambda" && s.resource.action == "invoke":
		c.Function = c.input.v.Get("FunctionName").Str()
		payload := c.input.v.Get("Payload")
		switch payload.Kind() {
		case value.String:
			// Text is sent as it is: it must be JSON itself.
			p, err := value.DecodeString(payload.Str(), value.WithDuplicates())
			if err != nil {
				a := Fail("Lambda.InvalidRequestContentException", "Could not parse request body into json: "+err.Error()+
					" (Service: AWSLambda; Status Code: 400; Error Code: InvalidRequestContentException; Request ID: 00000000-0000-4000-8000-000000000000; Proxy: null)")
				return &a
			}
			c.input = &document{v: p, text: payload.Str()}
		case value.Undefined, value.Null:
			c.input = newDocument(value.OfObject(nil))
		default:
			c.input = newDocument(payload)
		}
	}
	return nil
}

// result is what a successful answer makes of the task: the function's result, inside the
// envelope that lambda:invoke puts around it.
func (s *task) result(st *strand, a *Answer) (*document, *failure) {
	var out *document
	if a.v != nil {
		out = newDocument(*a.v)
	} else {
		var err error
		if out, err = st.exec.sim.decodeAnswer(cmp.Or(a.Output, "null")); err != nil {
			return nil, fail(errRuntime, st.causePrefix()+"The task answered what is no JSON: "+err.Error())
		}
	}
	if s.resource.kind == taskLambda {
		return out, nil
	}
	if s.resource.service == "lambda" && s.resource.action == "invoke" && !a.Raw {
		if limit := st.exec.sim.limits.Payload; limit > 0 && out.bytes() > limit {
			return nil, failf(errDataLimitExceeded, causeResultTooLarge, s.resource.limitName())
		}
		return newDocument(st.exec.sim.lambdaEnvelope(out, a, st.task.call.parameters.v.Get("LogType").Str() == "Tail")), nil
	}
	return newDocument(out.v), nil
}

// decodeAnswer is a document of what a resolver answered. Mocks and functions that pass
// their input on answer with one text again and again, so the last one is kept. A document
// is immutable but for its sizes, which the simulator's lock guards.
func (s *Simulator) decodeAnswer(text string) (*document, error) {
	if d := s.answer; d != nil && d.text == text {
		return d, nil
	}
	v, err := value.DecodeString(text, value.WithDuplicates())
	if err != nil {
		return nil, err
	}
	d := &document{v: v, text: text}
	if len(text) <= keptAnswer {
		s.answer = d
	}
	return d, nil
}

// keptAnswer bounds the text of the answer that is kept: the size of the largest payload.
const keptAnswer = 256 << 10

// lambdaEnvelope is what lambda:invoke answers: the SDK's response around the payload, with
// the end of the function's log where tail says that LogType asked for it.
func (s *Simulator) lambdaEnvelope(payload *document, a *Answer, tail bool) value.Value {
	requestID := s.uuid()
	version := a.Version
	if version == "" {
		version = "$LATEST"
	}
	headers := []httpHeader{
		{"X-Amz-Executed-Version", version}, {"x-amzn-Remapped-Content-Length", "0"}, {"Connection", "keep-alive"},
		{"x-amzn-RequestId", requestID}, {"Content-Length", strconv.Itoa(payload.bytes())}, {"Date", httpDate(s.time())},
		{"X-Amzn-Trace-Id", "root=1-" + strings.ReplaceAll(requestID, "-", "")[:32] + ";sampled=0"}, {"Content-Type", "application/json"},
	}
	members := []value.Member{{Key: "ExecutedVersion", Value: value.OfString(version)}}
	if log := a.LogResult; log != "" || tail {
		if log == "" {
			log = base64.StdEncoding.EncodeToString([]byte("START RequestId: " + requestID + " Version: " + version + "\nEND RequestId: " + requestID + "\n"))
		}
		headers = append([]httpHeader{{"X-Amz-Log-Result", log}}, headers...)
		members = append(members, value.Member{Key: "LogResult", Value: value.OfString(log)})
	}
	members = append(members, value.Member{Key: "Payload", Value: payload.v})
	members = append(members, sdkMetadata(headers, 200, requestID)...)
	return value.OfObject(append(members, value.Member{Key: "StatusCode", Value: value.OfInt(200)}))
}
