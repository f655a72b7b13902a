package httptask_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/simulator"
	"github.com/lockstep-go/lockstep/simulator/httptask"
)

func TestTestStateShowsWhatWasSent(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", "D")
		w.Header().Set("X-Seen", r.Header.Get("Authorization"))
		if r.URL.Path == "/no" {
			w.WriteHeader(404)
		}
		fmt.Fprint(w, "ok")
	}))
	defer s.Close()
	web := httptask.New(httptask.Config{Connection: func(string) (httptask.Connection, error) {
		return httptask.Connection{Headers: map[string]string{"Authorization": "secret", "B": "theirs"}, QueryParameters: map[string]string{"key": "secret"}, Body: map[string]string{"b": "theirs"}}, nil
	}})
	const fixed = "Range: bytes=0-262144, User-Agent: Amazon|StepFunctions|HttpInvoke|us-east-1"
	hidden := &simulator.HTTPRequest{Protocol: "http", Method: "POST", URL: "SERVER/a?q=1", Headers: "[A: mine, Content-Type: application/json, " + fixed + "]", Body: `{"a":1}`}
	revealed := &simulator.HTTPRequest{Protocol: "http", Method: "POST", URL: "SERVER/a?key=secret&q=1",
		Headers: "[A: mine, Authorization: secret, B: theirs, Content-Type: application/json, " + fixed + "]", Body: `{"a":1,"b":"theirs"}`}
	response := func(code, message string) *simulator.HTTPResponse {
		return &simulator.HTTPResponse{Protocol: "http", StatusCode: code, StatusMessage: message, Headers: "[Content-Length: 2, Content-Type: text/plain; charset=utf-8, Date: D, X-Seen: secret]", Body: "ok"}
	}
	type shown struct {
		Request  *simulator.HTTPRequest
		Response *simulator.HTTPResponse
	}
	for _, c := range []struct {
		name, path string
		level      simulator.InspectionLevel
		reveal     bool
		want       shown
	}{
		{"the connection's part is a secret", "/a", simulator.InspectTrace, false, shown{hidden, response("200", "OK")}},
		{"unless it is asked for", "/a", simulator.InspectTrace, true, shown{revealed, response("200", "OK")}},
		{"at level TRACE only", "/a", simulator.InspectDebug, true, shown{}},
		{"of a failure too", "/no", simulator.InspectTrace, false, shown{
			&simulator.HTTPRequest{Protocol: "http", Method: "POST", URL: "SERVER/no?q=1", Headers: hidden.Headers, Body: hidden.Body}, response("404", "Not Found")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			st, list := asl.DecodeState("task", []byte(`{"Type":"Task","Resource":"arn:aws:states:::http:invoke","Parameters":{"InvocationConfig":{"ConnectionArn":"c"},"Method":"POST",
				"ApiEndpoint":"`+s.URL+c.path+`","Headers":{"A":"mine","B":"mine"},"QueryParameters":{"q":1},"RequestBody":{"a":1,"b":2}},"End":true}`))
			if st == nil {
				t.Fatal(list)
			}
			out, err := simulator.New(simulator.WithResolver(web)).TestState(t.Context(), simulator.TestStateInput{State: st, Level: c.level, RevealSecrets: c.reveal})
			if err != nil {
				t.Fatal(err)
			}
			got := shown{out.Inspection.Request, out.Inspection.Response}
			if got.Request != nil {
				got.Request.URL = strings.Replace(got.Request.URL, s.URL, "SERVER", 1)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}
