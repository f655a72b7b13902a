// Package httptask answers HTTP tasks (arn:aws:states:::http:invoke) by real requests.
//
// A workflow that calls a web API is tried here against that API, or against a stand-in of
// it, with the request that Step Functions would send and the result, errors and refusals it
// would give. It is never used unless it is asked for: a definition from somewhere else must
// not make a laptop send requests.
//
//	web := httptask.New(httptask.Config{Connection: func(arn string) (httptask.Connection, error) {
//		return httptask.Connection{Headers: map[string]string{"Authorization": "Bearer " + token}}, nil
//	}})
//	sim := simulator.New(simulator.WithResolver(web))
package httptask

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/simulator"
)

// Config says how requests are made. The zero Config makes them with the standard client
// and without any connection's secrets.
type Config struct {
	Client *http.Client // else one that follows redirects to allowed endpoints
	// Allow says which endpoints may be called; nil allows all.
	Allow func(endpoint *url.URL) bool
	// Connection finds what an EventBridge connection adds to requests; nil adds nothing.
	Connection func(arn string) (Connection, error)
	Region     string // for the User-Agent; else us-east-1
}

// Connection is what an EventBridge connection adds. It wins over the task's values.
type Connection struct {
	Headers, QueryParameters map[string]string
	Body                     map[string]string
}

// Resolver answers HTTP tasks. It is a [simulator.Remote].
type Resolver struct{ config Config }

// New makes a resolver.
func New(c Config) *Resolver {
	if c.Client == nil {
		c.Client = &http.Client{CheckRedirect: c.redirect}
	}
	if c.Region == "" {
		c.Region = "us-east-1"
	}
	return &Resolver{c}
}

// maxRedirects is how many redirects a request follows.
const maxRedirects = 10

// redirect refuses to follow an API to where calls are not allowed.
func (c *Config) redirect(next *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return fmt.Errorf("more than %d redirects", maxRedirects)
	}
	if c.Allow != nil && !c.Allow(next.URL) {
		return fmt.Errorf("calls of %s are not allowed", next.URL.Host)
	}
	return nil
}

// Hosts allows the endpoints on hosts, each "api.example.com" or "localhost:8080"; a name
// without a port allows all ports, and "*" allows every host.
func Hosts(hosts ...string) func(endpoint *url.URL) bool {
	return func(endpoint *url.URL) bool {
		return slices.ContainsFunc(hosts, func(h string) bool {
			return h == "*" || strings.EqualFold(h, endpoint.Host) || strings.EqualFold(h, endpoint.Hostname())
		})
	}
}

// Remote marks the resolver: it talks to somebody outside of the process.
func (r *Resolver) Remote() {}

const (
	maxDuration = 60 * time.Second // the hard limit of an HTTP task
	maxBody     = 262144           // of a response
)

// Resolve answers a call of http:invoke (developer guide, "Call HTTPS APIs").
func (r *Resolver) Resolve(ctx context.Context, call *simulator.Call) (simulator.Answer, error) {
	if call.Service != "http" || call.Action != "invoke" {
		return simulator.Answer{}, simulator.ErrUnresolved
	}
	ctx, cancel := context.WithTimeout(ctx, maxDuration)
	defer cancel()
	p := call.Parameters()
	c, err := r.connection(p)
	if err != nil {
		return simulator.Fail("States.Runtime", err.Error()), nil
	}
	request, err := r.request(ctx, p, c)
	if err != nil {
		return simulator.Fail("States.Runtime", err.Error()), nil
	}
	response, err := r.config.Client.Do(request)
	if err != nil {
		return simulator.Fail("States.Http.Socket", err.Error()), nil
	}
	defer response.Body.Close()
	out, body := answer(response)
	out.HTTP = exchange(request, p, c, call.RevealSecrets, response, body)
	return out, nil
}

// request makes the request that the parameters describe.
func (r *Resolver) request(ctx context.Context, p value.Value, connection Connection) (*http.Request, error) {
	endpoint, err := url.Parse(p.Get("ApiEndpoint").Str())
	if err != nil || endpoint.Host == "" || endpoint.Scheme != "https" && endpoint.Scheme != "http" {
		return nil, fmt.Errorf("the ApiEndpoint %s is no URL", p.Get("ApiEndpoint"))
	}
	if r.config.Allow != nil && !r.config.Allow(endpoint) {
		return nil, fmt.Errorf("calls of %s are not allowed", endpoint.Host)
	}
	method := p.Get("Method").Str()
	if !slices.Contains([]string{"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"}, method) {
		return nil, fmt.Errorf("the Method %s is not supported", p.Get("Method"))
	}
	query := endpoint.Query()
	for _, m := range p.Get("QueryParameters").Members() {
		query.Del(m.Key)
		for _, v := range list(m.Value) {
			query.Add(m.Key, text(v))
		}
	}
	for k, v := range connection.QueryParameters {
		query.Set(k, v)
	}
	endpoint.RawQuery = query.Encode()
	body, kind, err := requestBody(p, connection)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, endpoint.String(), strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != "" {
		request.Header.Set("Content-Type", kind)
	}
	if err := headers(request.Header, p.Get("Headers")); err != nil {
		return nil, err
	}
	for k, v := range connection.Headers {
		request.Header.Set(k, v)
	}
	request.Header.Set("User-Agent", "Amazon|StepFunctions|HttpInvoke|"+r.config.Region)
	request.Header.Set("Range", "bytes=0-262144")
	return request, nil
}

// connection is what the task's connection adds.
func (r *Resolver) connection(p value.Value) (Connection, error) {
	arn := p.Get("InvocationConfig").Get("ConnectionArn").Str()
	if arn == "" {
		arn = p.Get("Authentication").Get("ConnectionArn").Str()
	}
	if arn == "" {
		return Connection{}, errors.New("the parameters need a ConnectionArn, in InvocationConfig or in Authentication")
	}
	if r.config.Connection == nil {
		return Connection{}, nil
	}
	return r.config.Connection(arn)
}

// forbidden are headers that a task must not set.
var forbidden = []string{"A-IM", "Accept-Charset", "Accept-Datetime", "Accept-Encoding", "Authorization", "Cache-Control", "Connection", "Content-Encoding", "Content-MD5",
	"Date", "Expect", "Forwarded", "From", "Host", "HTTP2-Settings", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Max-Forwards",
	"Origin", "Pragma", "Proxy-Authorization", "Range", "Referer", "Server", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via", "Warning"}

func headers(h http.Header, given value.Value) error {
	for _, m := range given.Members() {
		name := strings.ToLower(m.Key)
		if slices.ContainsFunc(forbidden, func(f string) bool { return strings.EqualFold(f, name) }) || strings.HasPrefix(name, "x-amz-") || strings.HasPrefix(name, "x-forwarded-") {
			return fmt.Errorf("the header %s must not be set by an HTTP task", m.Key)
		}
		h.Del(m.Key)
		for _, v := range list(m.Value) {
			h.Add(m.Key, text(v))
		}
	}
	return nil
}

// requestBody is RequestBody in the encoding that Transform asks for, and its type.
func requestBody(p value.Value, c Connection) (body, kind string, err error) {
	v := p.Get("RequestBody")
	if len(c.Body) > 0 {
		if v.Kind() == value.String {
			return "", "", errors.New("a RequestBody that is a text can't be joined with the body of the connection")
		}
		for _, k := range slices.Sorted(maps.Keys(c.Body)) {
			v = v.With(k, value.OfString(c.Body[k]))
		}
	}
	if v.IsUndefined() {
		return "", "", nil
	}
	t := p.Get("Transform")
	if t.Get("RequestBodyEncoding").Str() != "URL_ENCODED" {
		return text(v), "application/json", nil
	}
	form := url.Values{}
	encode(form, "", v, t.Get("RequestEncodingOptions").Get("ArrayFormat").Str())
	return form.Encode(), "application/x-www-form-urlencoded", nil
}

// encode writes a value into a form: members in brackets, arrays as ArrayFormat says.
func encode(form url.Values, name string, v value.Value, arrays string) {
	switch v.Kind() {
	case value.Object:
		for _, m := range v.Members() {
			inner := m.Key
			if name != "" {
				inner = name + "[" + m.Key + "]"
			}
			encode(form, inner, m.Value, arrays)
		}
	case value.Array:
		var parts []string
		for i, e := range v.Elems() {
			switch arrays {
			case "REPEAT":
				encode(form, name, e, arrays)
			case "BRACKETS":
				encode(form, name+"[]", e, arrays)
			case "COMMAS":
				parts = append(parts, text(e))
			default:
				encode(form, fmt.Sprintf("%s[%d]", name, i), e, arrays)
			}
		}
		if arrays == "COMMAS" {
			form.Add(name, strings.Join(parts, ","))
		}
	default:
		form.Add(name, text(v))
	}
}

// answer is the result of the task, or its failure for a status outside 2xx, and the text of
// the response.
func answer(response *http.Response) (simulator.Answer, string) {
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	switch {
	case err != nil:
		return simulator.Fail("States.Http.Socket", err.Error()), ""
	case len(body) > maxBody:
		return simulator.Fail("States.DataLimitExceeded", "The state/task 'http' returned a result with a size exceeding the maximum number of bytes service limit."), ""
	case !utf8.Valid(body):
		return simulator.Fail("States.Runtime", "The response of the HTTP task is binary, which is not supported"), ""
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		cause := string(body)
		if cause == "" {
			cause = http.StatusText(response.StatusCode)
		}
		return simulator.Fail(fmt.Sprintf("States.Http.StatusCode.%d", response.StatusCode), cause), string(body)
	}
	parsed, err := value.DecodeString(string(body), value.WithDuplicates())
	if err != nil {
		parsed = value.OfString(string(body))
	}
	b := value.NewBuilder(len(response.Header))
	for _, name := range slices.Sorted(maps.Keys(response.Header)) {
		var values []value.Value
		for _, v := range response.Header[name] {
			values = append(values, value.OfString(v))
		}
		b.Set(strings.ToLower(name), value.OfArray(values))
	}
	return simulator.OfValue(value.ObjectOf(
		value.Member{Key: "Headers", Value: b.Value()},
		value.Member{Key: "ResponseBody", Value: parsed},
		value.Member{Key: "StatusCode", Value: value.OfInt(int64(response.StatusCode))},
		value.Member{Key: "StatusText", Value: value.OfString(http.StatusText(response.StatusCode))})), string(body)
}

func list(v value.Value) []value.Value {
	if v.Kind() == value.Array {
		return v.Elems()
	}
	return []value.Value{v}
}

func text(v value.Value) string {
	if v.Kind() == value.String {
		return v.Str()
	}
	return v.String()
}
