package server_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/smithy-go"
	"go.uber.org/goleak"

	"github.com/lockstep-go/lockstep/server"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	role = "arn:aws:iam::123456789012:role/r"
	pass = `{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"n":1},"End":true}}}`
)

// endpoint is a server under test.
type endpoint struct {
	url    string
	server *server.Server
	http   *http.Client
}

// serve starts a server in virtual time, unless opts say otherwise; it ends with the test.
func serve(t *testing.T, opts server.Options) *endpoint {
	t.Helper()
	s, err := server.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s.Handler())
	// Whatever host a client calls, it reaches the server: so the prefix "sync-" that the
	// SDK puts before host names needs no name service.
	transport := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, h.Listener.Addr().String())
	}}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		s.Close()
		h.Close()
	})
	return &endpoint{url: h.URL, server: s, http: &http.Client{Transport: transport}}
}

// client is the AWS SDK's client for an account and a region.
func (e *endpoint) client(account, region string) *sfn.Client {
	return sfn.New(sfn.Options{
		BaseEndpoint: &e.url, Region: region, HTTPClient: e.http, Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider(account, "secret", ""),
	})
}

// newClient is a client of a fresh server in virtual time.
func newClient(t *testing.T) *sfn.Client {
	t.Helper()
	return serve(t, server.Options{Time: server.Virtual}).client("123456789012", "us-east-1")
}

// machine creates a machine and returns its ARN.
func machine(t *testing.T, c *sfn.Client, name, definition string, change ...func(*sfn.CreateStateMachineInput)) string {
	t.Helper()
	in := &sfn.CreateStateMachineInput{Name: &name, Definition: &definition, RoleArn: aws.String(role)}
	for _, f := range change {
		f(in)
	}
	out, err := c.CreateStateMachine(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return *out.StateMachineArn
}

// must is for calls that may not fail.
func must[T any](t *testing.T) func(out T, err error) T {
	t.Helper()
	return func(out T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// refused checks that a call was refused with this code and this message.
func refused(t *testing.T, err error, code, message string) {
	t.Helper()
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		t.Errorf("got the error %v, want %s", err, code)
		return
	}
	if api.ErrorCode() != code || api.ErrorMessage() != message {
		t.Errorf("refused with\n%s: %s\nwant\n%s: %s", api.ErrorCode(), api.ErrorMessage(), code, message)
	}
}
