package server_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/server"
	"github.com/lockstep-go/lockstep/server/internal/api"
)

func TestEveryOperationIsServed(t *testing.T) {
	var want []string
	for _, o := range api.Operations {
		want = append(want, o.Name)
	}
	if diff := cmp.Diff(want, server.Operations()); diff != "" {
		t.Error(diff)
	}
}

// answer is what came of a raw request.
type answer struct {
	Status  int
	Type    string // __type without its namespace
	Message string
}

// raw sends a request as it is; change may break it.
func raw(t *testing.T, h http.Handler, target, body string, change func(*http.Request)) (answer, *httptest.ResponseRecorder) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://localhost:8083/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", target)
	if change != nil {
		change(r)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	var fields struct {
		Type    string `json:"__type"`
		Message string
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &fields); err != nil {
		t.Errorf("answered %q", rec.Body)
	}
	_, code, _ := strings.Cut(fields.Type, "#")
	if rec.Code != http.StatusOK && rec.Header().Get("X-Amzn-Errortype") != code {
		t.Errorf("the header names %q, the body %q", rec.Header().Get("X-Amzn-Errortype"), code)
	}
	if rec.Header().Get("X-Amzn-Requestid") == "" || rec.Header().Get("Content-Type") != "application/x-amz-json-1.0" {
		t.Errorf("the headers are %v", rec.Header())
	}
	for name := range rec.Header() {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("the header %s lets web pages in", name)
		}
	}
	return answer{rec.Code, code, fields.Message}, rec
}

func newServer(t *testing.T, opts server.Options) *server.Server {
	t.Helper()
	s, err := server.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestRequestsThatAreRefused(t *testing.T) {
	h := newServer(t, server.Options{MaxBody: 1000}).Handler()
	const list = "AWSStepFunctions.ListStateMachines"
	for _, test := range []struct {
		name, target, body string
		change             func(*http.Request)
		want               answer
	}{
		{"get", list, "", func(r *http.Request) { r.Method = http.MethodGet }, answer{405, "UnknownOperationException", "The API answers POST requests to /."}},
		{"health", list, "", func(r *http.Request) { r.Method, r.URL.Path = http.MethodGet, "/health" }, answer{404, "UnknownOperationException", "The API answers POST requests to /."}},
		{"options", list, "", func(r *http.Request) { r.Method = http.MethodOptions; r.Header.Set("Origin", "http://localhost:8083") }, answer{405, "UnknownOperationException", "The API answers POST requests to /."}},
		{"no target", "", "", nil, answer{400, "UnknownOperationException", `The header X-Amz-Target names no operation of AWSStepFunctions: ""`}},
		{"other service", "DynamoDB_20120810.ListTables", "{}", nil, answer{400, "UnknownOperationException", `The header X-Amz-Target names no operation of AWSStepFunctions: "DynamoDB_20120810.ListTables"`}},
		{"type", list, "{}", func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, answer{415, "SerializationException", "The content type is not application/x-amz-json-1.0"}},
		{"rebound name", list, "{}", func(r *http.Request) { r.Host = "evil.example:8083" }, answer{403, "AccessDeniedException", `The host name "evil.example:8083" is not this machine's. Call localhost, or start with --allow-remote.`}},
		{"almost local", list, "{}", func(r *http.Request) { r.Host = "localhost.evil.example" }, answer{403, "AccessDeniedException", `The host name "localhost.evil.example" is not this machine's. Call localhost, or start with --allow-remote.`}},
		{"web page", list, "{}", func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") }, answer{403, "AccessDeniedException", `Web pages of "http://evil.example" may not call this API.`}},
		{"no JSON", list, "{", nil, answer{400, "SerializationException", ""}},
		{"no object", list, "[]", nil, answer{400, "SerializationException", "Start of list found where not expected"}},
		{"wrong type", list, `{"maxResults":"1"}`, nil, answer{400, "SerializationException", "STRING_VALUE can not be converted to a Integer"}},
		{"too large a number", list, `{"maxResults":3000000000}`, nil, answer{400, "SerializationException", "Numeric value out of range of Integer"}},
		{"out of range", list, `{"maxResults":1001}`, nil, answer{400, "ValidationException", "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000"}},
		{"twice wrong", list, `{"maxResults":-1,"nextToken":""}`, nil, answer{400, "ValidationException", "2 validation errors detected: Value '-1' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 0; Value '' at 'nextToken' failed to satisfy constraint: Member must have length greater than or equal to 1"}},
		{"missing", "AWSStepFunctions.StartExecution", `{"stateMachineArn":null}`, nil, answer{400, "ValidationException", "1 validation error detected: Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null"}},
		{"element", "AWSStepFunctions.UntagResource", `{"resourceArn":"x","tagKeys":["",null]}`, nil, answer{400, "ValidationException", "2 validation errors detected: Value '' at 'tagKeys.1.member' failed to satisfy constraint: Member must have length greater than or equal to 1; Value null at 'tagKeys.2.member' failed to satisfy constraint: Member must not be null"}},
		{"large", list, `{"x":"` + strings.Repeat("x", 1000) + `"}`, nil, answer{413, "RequestEntityTooLargeException", "The request is larger than 1000 bytes."}},
		{"large, without a length", list, `{"x":"` + strings.Repeat("x", 1000) + `"}`, func(r *http.Request) { r.ContentLength = -1 }, answer{413, "RequestEntityTooLargeException", "The request is larger than 1000 bytes."}},
		{"deep", list, strings.Repeat("[", 900), nil, answer{400, "SerializationException", ""}},
		{"unknown member", list, `{"colour":1}`, nil, answer{200, "", ""}},
		{"empty body", list, ``, nil, answer{200, "", ""}},
		{"another charset", list, `{}`, func(r *http.Request) { r.Header.Set("Content-Type", "application/x-amz-json-1.1; charset=utf-8") }, answer{200, "", ""}},
		{"sync name", list, `{}`, func(r *http.Request) { r.Host = "sync-localhost:8083" }, answer{200, "", ""}},
		{"sync address", list, `{}`, func(r *http.Request) { r.Host = "sync-127.0.0.1:8083" }, answer{200, "", ""}},
		{"address", list, `{}`, func(r *http.Request) { r.Host = "[::1]:8083" }, answer{200, "", ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, rec := raw(t, h, test.target, test.body, test.change)
			if got.Type == "SerializationException" && test.want.Message == "" {
				got.Message = "" // the parser's words
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s\n%s", diff, rec.Body)
			}
		})
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	h := newServer(t, server.Options{}).Handler()
	got, _ := raw(t, h, "AWSStepFunctions.CreateStateMachine", `{"name":"m","roleArn":"r","definition":""}`, nil)
	if want := "1 validation error detected: Value at 'definition' failed to satisfy constraint: Member must have length greater than or equal to 1"; got.Message != want {
		t.Errorf("got %s", got.Message)
	}
}

func TestAllowRemoteServesAnyName(t *testing.T) {
	h := newServer(t, server.Options{AllowRemote: true}).Handler()
	got, _ := raw(t, h, "AWSStepFunctions.ListStateMachines", "{}", func(r *http.Request) { r.Host = "build-server:8083" })
	if got.Status != 200 {
		t.Errorf("refused: %v", got)
	}
}

func TestBodiesThatAreReadAreBounded(t *testing.T) {
	s := newServer(t, server.Options{MaxBodies: 100 << 10, ReadTimeout: time.Second})
	slow, feed := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		raw(t, s.Handler(), "AWSStepFunctions.ListStateMachines", "", func(r *http.Request) { r.Body, r.ContentLength = slow, -1 })
	}()
	io.WriteString(feed, `{"x":"`+strings.Repeat("x", 64<<10))
	got, _ := raw(t, s.Handler(), "AWSStepFunctions.ListStateMachines", `{"x":"`+strings.Repeat("x", 60<<10)+`"}`, nil)
	if got.Type != "ThrottlingException" {
		t.Errorf("got %v", got)
	}
	io.WriteString(feed, `"}`)
	feed.Close()
	<-done
	if got, _ = raw(t, s.Handler(), "AWSStepFunctions.ListStateMachines", `{}`, nil); got.Status != 200 {
		t.Errorf("got %v when the other body had been read", got)
	}
}

func TestWorldsAreBounded(t *testing.T) {
	h := newServer(t, server.Options{MaxWorlds: 2}).Handler()
	for i := range 3 {
		got, _ := raw(t, h, "AWSStepFunctions.ListStateMachines", "{}", func(r *http.Request) {
			r.Header.Set("Authorization", fmt.Sprintf("AWS4-HMAC-SHA256 Credential=11111111111%d/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0", i))
		})
		if want := map[bool]int{true: 200, false: 400}[i < 2]; got.Status != want {
			t.Errorf("account %d: %v", i, got)
		}
	}
}

// In real time a Wait waits: here under a clock that the test moves by waiting.
func TestRealTimeWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := server.New(server.Options{Time: server.Real})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		call := func(target, body string) map[string]any {
			_, rec := raw(t, s.Handler(), "AWSStepFunctions."+target, body, nil)
			var out map[string]any
			if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
				t.Fatal(err)
			}
			return out
		}
		definition, _ := json.Marshal(`{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}`)
		made := call("CreateStateMachine", `{"name":"m","roleArn":"`+role+`","definition":`+string(definition)+`}`)
		begun := call("StartExecution", fmt.Sprintf(`{"stateMachineArn":%q}`, made["stateMachineArn"]))
		describe := func() any {
			synctest.Wait()
			return call("DescribeExecution", fmt.Sprintf(`{"executionArn":%q}`, begun["executionArn"]))["status"]
		}
		time.Sleep(3599 * time.Second)
		if got := describe(); got != "RUNNING" {
			t.Errorf("after 3,599 s it is %v", got)
		}
		time.Sleep(2 * time.Second)
		if got := describe(); got != "SUCCEEDED" {
			t.Errorf("after 3,601 s it is %v", got)
		}
	})
}

func TestServeStopsCleanly(t *testing.T) {
	s := newServer(t, server.Options{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error)
	go func() { served <- s.Serve(ctx, l) }()
	url := "http://" + l.Addr().String()
	e := &endpoint{url: url, http: &http.Client{Transport: &http.Transport{}}}
	defer e.http.CloseIdleConnections()
	c := e.client("123456789012", "us-east-1")
	activity, _ := activityMachine(t, c)
	polled := make(chan *sfn.GetActivityTaskOutput)
	go func() {
		out, err := c.GetActivityTask(context.WithoutCancel(ctx), &sfn.GetActivityTaskInput{ActivityArn: &activity})
		if err != nil {
			t.Error(err)
		}
		polled <- out
	}()
	time.Sleep(50 * time.Millisecond) // the poll should be under way; it ends well if it isn't
	stop()
	if err := <-served; err != nil {
		t.Errorf("stopped with %v", err)
	}
	select {
	case out := <-polled:
		if out.TaskToken != nil {
			t.Errorf("got the task %v", out)
		}
	case <-time.After(5 * time.Second):
		t.Error("a long poll outlived the server")
	}
}

// A client that sends half a request is hung up on; the others are served meanwhile.
func TestHalfOpenClients(t *testing.T) {
	s := newServer(t, server.Options{ReadTimeout: 100 * time.Millisecond, MaxConnections: 50})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error)
	go func() { served <- s.Serve(ctx, l) }()
	defer func() { stop(); <-served }()
	begun := time.Now()
	for _, sent := range []string{"", "POST / HT", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AWSStepFunctions.ListStateMachines\r\nContent-Length: 100\r\n\r\n{"} {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		io.WriteString(conn, sent)
		conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		rest, err := io.ReadAll(bufio.NewReader(conn))
		if err != nil {
			t.Errorf("%q was not hung up on: %v", sent, err)
		}
		if strings.HasPrefix(sent, "POST / HTTP") && !bytes.Contains(rest, []byte("408 Request Timeout")) {
			t.Errorf("%q was answered %q", sent, rest)
		}
	}
	if took := time.Since(begun); took > 9*time.Second {
		t.Errorf("that took %v", took)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, opts := range []server.Options{{Time: 7}, {Account: "me"}} {
		if _, err := server.New(opts); err == nil {
			t.Errorf("%v was taken", opts)
		}
	}
}

func TestTimestampsAreSeconds(t *testing.T) {
	_, rec := raw(t, newServer(t, server.Options{}).Handler(), "AWSStepFunctions.CreateActivity", `{"name":"a"}`, nil)
	var out struct{ CreationDate float64 }
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	if now := float64(time.Now().Unix()); out.CreationDate < now-60 || out.CreationDate > now+60 {
		t.Errorf("created at %v, now is %v", out.CreationDate, now)
	}
}
