package awstask

import (
	"context"
	"os"
	"reflect"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go/middleware"

	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/simulator"
)

// Config says which endpoints are called and as whom.
type Config struct {
	Endpoint  string            // of every service that Endpoints does not name; "" for none
	Endpoints map[string]string // by the name in AWS_ENDPOINT_URL_<NAME>, such as "DYNAMODB"
	Region    string            // else us-east-1
	// Credentials sign the calls. The zero value signs as "test", which emulators take.
	Credentials aws.Credentials
}

// FromEnvironment reads AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_<SERVICE>, AWS_REGION,
// AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.
// AWS_IGNORE_CONFIGURED_ENDPOINT_URLS makes it find no endpoint, as it does for every SDK.
func FromEnvironment() Config {
	c := Config{Endpoints: map[string]string{}, Region: os.Getenv("AWS_REGION"), Credentials: aws.Credentials{
		AccessKeyID: os.Getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"), SessionToken: os.Getenv("AWS_SESSION_TOKEN"),
	}}
	if c.Region == "" {
		c.Region = os.Getenv("AWS_DEFAULT_REGION")
	}
	if os.Getenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == "true" {
		return c
	}
	c.Endpoint = os.Getenv("AWS_ENDPOINT_URL")
	for _, s := range services {
		if url := os.Getenv("AWS_ENDPOINT_URL_" + s.env); url != "" {
			c.Endpoints[s.env] = url
		}
	}
	return c
}

// Resolver answers calls by endpoints. It is a [simulator.Remote].
type Resolver struct {
	config Config

	mu      sync.Mutex
	clients map[string]any
}

// New makes a resolver. It connects to nothing until a task calls.
func New(c Config) *Resolver {
	if c.Region == "" {
		c.Region = "us-east-1"
	}
	if c.Credentials.AccessKeyID == "" {
		c.Credentials = aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}
	}
	return &Resolver{config: c, clients: map[string]any{}}
}

// Empty reports whether there is no endpoint to call at all.
func (r *Resolver) Empty() bool { return r.config.Endpoint == "" && len(r.config.Endpoints) == 0 }

// Remote marks the resolver: it talks to somebody outside of the process.
func (r *Resolver) Remote() {}

// lookup finds the service that a call names, and whether it does so by aws-sdk.
func lookup(name string) (s *service, isSDK bool) {
	segment, isSDK := strings.CutPrefix(name, "aws-sdk:")
	for i := range services {
		if isSDK && services[i].sdk == segment || !isSDK && services[i].optimized == segment {
			return &services[i], isSDK
		}
	}
	return nil, isSDK
}

// client is the client of a service, false if no endpoint is known for it.
func (r *Resolver) client(s *service) (any, bool) {
	url := r.config.Endpoints[s.env]
	if url == "" {
		url = r.config.Endpoint
	}
	if url == "" {
		return nil, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	c, ok := r.clients[s.sdk]
	if !ok {
		credentials := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return r.config.Credentials, nil })
		c = s.client(aws.Config{Region: r.config.Region, BaseEndpoint: &url, Credentials: credentials, RetryMaxAttempts: 1,
			APIOptions: []func(*middleware.Stack) error{capture}})
		r.clients[s.sdk] = c
	}
	return c, true
}

// Resolve answers a call. Nested executions without a pattern that waits are left to the
// simulator unless an endpoint for Step Functions is named.
func (r *Resolver) Resolve(ctx context.Context, call *simulator.Call) (simulator.Answer, error) {
	s, isSDK := lookup(call.Service)
	if s == nil || s.sdk == "sfn" && r.config.Endpoints[s.env] == "" {
		return simulator.Answer{}, simulator.ErrUnresolved
	}
	client, ok := r.client(s)
	if !ok {
		return simulator.Answer{}, simulator.ErrUnresolved
	}
	if s.sdk == "lambda" && !isSDK {
		return invoke(ctx, client, s, call)
	}
	send := func(p value.Value) (value.Value, *simulator.Answer) {
		return r.call(ctx, client, s, isSDK, call.Action, p)
	}
	var out value.Value
	var failed *simulator.Answer
	if isSDK {
		out, failed = send(call.Parameters())
	} else {
		out, failed = integrated(s, call, send)
	}
	if failed != nil {
		return *failed, nil
	}
	if call.Pattern == simulator.Sync || call.Pattern == simulator.Sync2 {
		return r.await(ctx, client, s, call, out)
	}
	return simulator.OfValue(out), nil
}

// call calls an action: its result, or the answer that tells of its failure.
func (r *Resolver) call(ctx context.Context, client any, s *service, isSDK bool, action string, parameters value.Value) (value.Value, *simulator.Answer) {
	op := s.operation(methodName(action))
	if op == nil {
		a := simulator.Fail("States.Runtime", "the SDK's client of "+s.sdk+" has no action "+action)
		return value.Value{}, &a
	}
	in := reflect.New(op.input)
	if err := fill(in.Elem(), parameters, ""); err != nil {
		a := simulator.Fail("States.Runtime", "the parameters could not be used to start the task: "+err.Error())
		return value.Value{}, &a
	}
	var response rawResponse
	result, err := op.call(response.capturing(ctx), client, in.Interface())
	if err != nil {
		a := failure(s, isSDK, err)
		return value.Value{}, &a
	}
	shown := optimizedForm
	if isSDK {
		shown = sdkForm
	}
	out := read(reflect.ValueOf(result).Elem(), response.sent, shown)
	if !isSDK {
		out = response.envelope(out)
	}
	return out, nil
}

// methodName is the method of an action.
func methodName(action string) string {
	if action == "" {
		return ""
	}
	return strings.ToUpper(action[:1]) + action[1:]
}
