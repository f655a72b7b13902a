package deploy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go/encoding/cbor"

	"github.com/lockstep-go/lockstep/deploy"
	"github.com/lockstep-go/lockstep/server"
)

const (
	accountID = "123456789012"
	region    = "us-east-1"
)

// account is an AWS account behind one URL: Step Functions is our server, the other
// services are the small ones below, all reached by the real clients over HTTP.
type account struct {
	t       *testing.T
	url     string
	handler http.Handler // of Step Functions
	close   func()       // at the test's end at the latest; for tests that make hundreds

	mu     sync.Mutex
	roles  map[string]*fakeRole
	groups map[string]*fakeGroup
	alarms map[string]string // name → state
	// functions are Lambda functions and "NAME:QUALIFIER"; all calls of Lambda are refused
	// while it is nil.
	functions map[string]bool
	// watches are the dimensions of alarms' metrics, by the alarm's name.
	watches map[string]map[string]string
	// calls are the operations called so far, in order.
	calls []string
	// fault may answer a call itself: it gets the call's number, from 0.
	fault func(n int, operation string) faultMode
	// elsewhere, if set, is the URL of a server that answers for the other services.
	elsewhere string
	// before, if set, runs before each call.
	before func(n int, operation string)
	// kill, if set, may end whoever calls: before a call takes effect, and after that before
	// it is answered. If it does, the connection is broken.
	kill func(n int, applied bool) bool
	// delayed are calls that happen later, and after how many others.
	delayed func()
	after   int
	// between, if set, holds calls of deployers back.
	between *gate
	// unbelieve is for how many calls Step Functions does not know a new role.
	unbelieve int
}

type fakeRole struct {
	trust    string
	policies map[string]string
	tags     map[string]string
	// unbelieved counts down the calls of Step Functions that do not know the role yet.
	unbelieved int
}

type fakeGroup struct {
	retention int32
	tags      map[string]string
}

// faultMode is what happens to a call.
type faultMode int

const (
	noFault    faultMode = iota
	failBefore           // 500, and nothing happens
	failAfter            // it happens, and the answer is 500
	throttle             // refused by the rate
	truncate             // it happens, and the answer is cut short
	disconnect           // it happens, and no answer comes
	duplicate            // it happens twice
	delay                // no answer comes, and it happens after the next two calls
	faultModes
)

func (m faultMode) String() string {
	return [...]string{"none", "fail before", "fail after effect", "throttle", "truncate", "disconnect", "duplicate", "delay"}[m]
}

func newAccount(t *testing.T) *account {
	t.Helper()
	s, err := server.New(server.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a := &account{t: t, handler: s.Handler(), unbelieve: 2, roles: map[string]*fakeRole{}, groups: map[string]*fakeGroup{}, alarms: map[string]string{}, watches: map[string]map[string]string{}}
	h := httptest.NewServer(a)
	a.url = h.URL
	a.close = sync.OnceFunc(func() { h.Close(); s.Close() })
	t.Cleanup(a.close)
	return a
}

// deployer is one that calls the account and whose clock does not wait.
func (a *account) deployer(opts ...deploy.Option) *deploy.Deployer {
	return deploy.New(deploy.NewClients(a.config(), a.url), append([]deploy.Option{deploy.WithClock(&fakeClock{now: time.Now()})}, opts...)...)
}

func (a *account) config() aws.Config {
	return aws.Config{
		Region: region, Credentials: credentials.NewStaticCredentialsProvider(accountID, "secret", ""),
		// Each fault is to be seen by the deployer, not hidden by the SDK's repetition.
		Retryer: func() aws.Retryer { return aws.NopRetryer{} },
	}
}

// fakeClock jumps.
type fakeClock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
	// onSleep, if set, runs at each wait.
	onSleep func(n int) error
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	n, f := len(c.slept), c.onSleep
	c.mu.Unlock()
	if f != nil {
		if err := f(n); err != nil {
			return err
		}
	}
	// Machines are deleted in the background, in real time.
	time.Sleep(time.Millisecond)
	return ctx.Err()
}

// disturb sets who may answer calls itself. A call that a broken connection left behind may
// still be answered meanwhile.
func (a *account) disturb(fault func(n int, operation string) faultMode) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fault = fault
}

// gate sets who holds calls of deployers back.
func (a *account) gate(g *gate) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.between = g
}

// watch sets who sees calls, and who may end their callers.
func (a *account) watch(before func(int, string), kill func(int, bool) bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.before, a.kill = before, kill
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	operation := operationOf(r, body)
	a.mu.Lock()
	if g := a.between; g != nil {
		a.mu.Unlock()
		if _, who, ok := strings.Cut(r.UserAgent(), "app/deployer"); ok {
			g.pass(int(who[0] - '0'))
		}
		a.mu.Lock()
	}
	n := len(a.calls)
	a.calls = append(a.calls, operation)
	mode := noFault
	if a.fault != nil {
		mode = a.fault(n, operation)
	}
	before, kill := a.before, a.kill
	late := a.delayed
	if a.after--; late == nil || a.after >= 0 {
		late = nil
	} else {
		a.delayed = nil
	}
	a.mu.Unlock()
	if late != nil {
		late()
	}
	if before != nil {
		before(n, operation)
	}
	if kill != nil && kill(n, false) {
		panic(http.ErrAbortHandler)
	}
	switch mode {
	case failBefore:
		http.Error(w, `{"__type":"InternalFailure","message":"injected"}`, http.StatusInternalServerError)
		return
	case throttle:
		http.Error(w, `{"__type":"ThrottlingException","message":"Rate exceeded"}`, http.StatusBadRequest)
		return
	case delay:
		request := r.Clone(context.WithoutCancel(r.Context()))
		a.mu.Lock()
		a.delayed, a.after = func() { a.answer(httptest.NewRecorder(), request, operation, body) }, 2
		a.mu.Unlock()
		panic(http.ErrAbortHandler)
	case duplicate:
		a.answer(httptest.NewRecorder(), r, operation, body)
	}
	rec := httptest.NewRecorder()
	a.answer(rec, r, operation, body)
	if kill != nil && kill(n, true) {
		panic(http.ErrAbortHandler)
	}
	switch mode {
	case failAfter:
		http.Error(w, `{"__type":"InternalFailure","message":"injected"}`, http.StatusInternalServerError)
		return
	case disconnect:
		panic(http.ErrAbortHandler)
	}
	for k, v := range rec.Header() {
		w.Header()[k] = v
	}
	data := rec.Body.Bytes()
	w.Header().Set("Content-Length", fmt.Sprint(len(data)))
	w.WriteHeader(rec.Code)
	if mode == truncate {
		data = data[:len(data)/2]
	}
	_, _ = w.Write(data) // the client may be gone
}

// operationOf is SERVICE:Operation.
func operationOf(r *http.Request, body []byte) string {
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		service, name, _ := strings.Cut(target, ".")
		return map[string]string{"AWSStepFunctions": "states", "Logs_20140328": "logs"}[service] + ":" + name
	}
	if strings.HasPrefix(r.URL.Path, "/2015-03-31/functions/") {
		return "lambda:GetFunctionConfiguration"
	}
	if _, name, ok := strings.Cut(r.URL.Path, "/operation/"); ok {
		return "cloudwatch:" + name
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return "unknown"
	}
	if form.Get("Version") == "2011-06-15" {
		return "sts:" + form.Get("Action")
	}
	return "iam:" + form.Get("Action")
}

func (a *account) answer(w http.ResponseWriter, r *http.Request, operation string, body []byte) {
	service, name, _ := strings.Cut(operation, ":")
	if a.elsewhere != "" && service != "states" {
		a.forward(w, r, body)
		return
	}
	switch service {
	case "states":
		if a.unbelieved(name, body) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"__type":"AccessDeniedException","message":"Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role."}`)
			return
		}
		req := r.Clone(r.Context())
		req.Body = io.NopCloser(bytes.NewReader(body))
		a.handler.ServeHTTP(w, req)
	case "logs":
		a.logs(w, name, body)
	case "cloudwatch":
		a.cloudwatch(w)
	case "lambda":
		a.lambda(w, r)
	case "sts":
		fmt.Fprintf(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::%s:user/u</Arn><Account>%s</Account><UserId>u</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>`, accountID, accountID)
	case "iam":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			a.t.Error(err)
		}
		a.iam(w, name, form)
	default:
		a.t.Errorf("nobody answers %s", operation)
	}
}

// forward has the other server answer.
func (a *account) forward(w http.ResponseWriter, r *http.Request, body []byte) {
	req, err := http.NewRequestWithContext(r.Context(), r.Method, a.elsewhere+r.URL.Path, bytes.NewReader(body))
	if err != nil {
		a.t.Error(err)
		return
	}
	req.Header = r.Header.Clone()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Error(err)
		return
	}
	defer resp.Body.Close()
	for k, v := range resp.Header {
		w.Header()[k] = v
	}
	w.WriteHeader(resp.StatusCode)
	if _, err := io.Copy(w, resp.Body); err != nil {
		a.t.Error(err)
	}
}

func (a *account) unbelieved(operation string, body []byte) bool {
	var in struct{ RoleArn string }
	if operation != "CreateStateMachine" && operation != "UpdateStateMachine" || json.Unmarshal(body, &in) != nil {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	role := a.roles[in.RoleArn[strings.LastIndexByte(in.RoleArn, '/')+1:]]
	if role == nil || role.unbelieved == 0 {
		return false
	}
	role.unbelieved--
	return true
}

func (a *account) iam(w http.ResponseWriter, operation string, form url.Values) {
	a.mu.Lock()
	defer a.mu.Unlock()
	name, policy := form.Get("RoleName"), form.Get("PolicyName")
	role := a.roles[name]
	refuse := func(status int, code string) {
		w.WriteHeader(status)
		fmt.Fprintf(w, `<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>`, code, code)
	}
	answer := func(result string) {
		fmt.Fprintf(w, `<%sResponse><%sResult>%s</%sResult></%sResponse>`, operation, operation, result, operation, operation)
	}
	if role == nil && operation != "CreateRole" {
		refuse(http.StatusNotFound, "NoSuchEntity")
		return
	}
	switch operation {
	case "CreateRole":
		if role != nil {
			refuse(http.StatusConflict, "EntityAlreadyExists")
			return
		}
		role = &fakeRole{trust: form.Get("AssumeRolePolicyDocument"), policies: map[string]string{}, tags: map[string]string{}, unbelieved: a.unbelieve}
		for i := 1; form.Has(fmt.Sprintf("Tags.member.%d.Key", i)); i++ {
			role.tags[form.Get(fmt.Sprintf("Tags.member.%d.Key", i))] = form.Get(fmt.Sprintf("Tags.member.%d.Value", i))
		}
		a.roles[name] = role
		answer(roleXML(name, role))
	case "GetRole":
		answer(roleXML(name, role))
	case "DeleteRole":
		if len(role.policies) > 0 {
			refuse(http.StatusConflict, "DeleteConflict")
			return
		}
		delete(a.roles, name)
		answer("")
	case "UpdateAssumeRolePolicy":
		role.trust = form.Get("PolicyDocument")
		answer("")
	case "PutRolePolicy":
		role.policies[policy] = form.Get("PolicyDocument")
		answer("")
	case "GetRolePolicy":
		doc, ok := role.policies[policy]
		if !ok {
			refuse(http.StatusNotFound, "NoSuchEntity")
			return
		}
		answer("<RoleName>" + name + "</RoleName><PolicyName>" + policy + "</PolicyName><PolicyDocument>" + url.QueryEscape(doc) + "</PolicyDocument>")
	case "DeleteRolePolicy":
		if _, ok := role.policies[policy]; !ok {
			refuse(http.StatusNotFound, "NoSuchEntity")
			return
		}
		delete(role.policies, policy)
		answer("")
	case "ListRolePolicies":
		var names []string
		for n := range role.policies {
			names = append(names, "<member>"+n+"</member>")
		}
		slices.Sort(names)
		answer("<PolicyNames>" + strings.Join(names, "") + "</PolicyNames><IsTruncated>false</IsTruncated>")
	default:
		a.t.Errorf("nobody answers iam %s", operation)
	}
}

func roleXML(name string, r *fakeRole) string {
	var tags strings.Builder
	for k, v := range r.tags {
		fmt.Fprintf(&tags, "<member><Key>%s</Key><Value>%s</Value></member>", escapeXML(k), escapeXML(v))
	}
	return fmt.Sprintf("<Role><RoleName>%s</RoleName><RoleId>r</RoleId><Path>/</Path><CreateDate>2026-01-01T00:00:00Z</CreateDate><Arn>arn:aws:iam::%s:role/%s</Arn><AssumeRolePolicyDocument>%s</AssumeRolePolicyDocument><Tags>%s</Tags></Role>",
		name, accountID, name, url.QueryEscape(r.trust), tags.String())
}

func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

func (a *account) logs(w http.ResponseWriter, operation string, body []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var in struct {
		LogGroupName, LogGroupNamePrefix, ResourceArn string
		RetentionInDays                               int32
		Tags                                          map[string]string
	}
	if err := json.Unmarshal(body, &in); err != nil {
		a.t.Error(err)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	refuse := func(code string) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"__type":%q,"message":%q}`, code, code)
	}
	group := a.groups[in.LogGroupName]
	switch operation {
	case "DescribeLogGroups":
		type entry struct {
			LogGroupName    string `json:"logGroupName"`
			Arn             string `json:"arn"`
			RetentionInDays int32  `json:"retentionInDays,omitempty"`
		}
		list := []entry{}
		for name, g := range a.groups {
			if strings.HasPrefix(name, in.LogGroupNamePrefix) {
				list = append(list, entry{name, "arn:aws:logs:" + region + ":" + accountID + ":log-group:" + name + ":*", g.retention})
			}
		}
		slices.SortFunc(list, func(x, y entry) int { return strings.Compare(x.LogGroupName, y.LogGroupName) })
		data, err := json.Marshal(map[string]any{"logGroups": list})
		if err != nil {
			a.t.Error(err)
		}
		_, _ = w.Write(data)
		return
	case "ListTagsForResource":
		name := in.ResourceArn[strings.Index(in.ResourceArn, "log-group:")+len("log-group:"):]
		data, err := json.Marshal(map[string]any{"tags": a.groups[name].tags})
		if err != nil {
			a.t.Error(err)
		}
		_, _ = w.Write(data)
		return
	case "CreateLogGroup":
		if group != nil {
			refuse("ResourceAlreadyExistsException")
			return
		}
		a.groups[in.LogGroupName] = &fakeGroup{tags: in.Tags}
	case "PutRetentionPolicy":
		group.retention = in.RetentionInDays
	case "DeleteRetentionPolicy":
		group.retention = 0
	case "DeleteLogGroup":
		if group == nil {
			refuse("ResourceNotFoundException")
			return
		}
		delete(a.groups, in.LogGroupName)
	default:
		a.t.Errorf("nobody answers logs %s", operation)
	}
	fmt.Fprint(w, "{}")
}

func (a *account) lambda(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	name := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/2015-03-31/functions/"), "/configuration")
	name = name[strings.LastIndexByte(name, ':')+1:]
	if q := r.URL.Query().Get("Qualifier"); q != "" {
		name += ":" + q
	}
	status, code := http.StatusOK, ""
	switch {
	case a.functions == nil:
		status, code = http.StatusForbidden, "AccessDeniedException"
	case !a.functions[name]:
		status, code = http.StatusNotFound, "ResourceNotFoundException"
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-ErrorType", code)
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"FunctionName":%q}`, name)
}

func (a *account) cloudwatch(w http.ResponseWriter) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var list cbor.List
	for _, name := range slices.Sorted(maps.Keys(a.alarms)) {
		var dimensions cbor.List
		for k, v := range a.watches[name] {
			dimensions = append(dimensions, cbor.Map{"Name": cbor.String(k), "Value": cbor.String(v)})
		}
		list = append(list, cbor.Map{"AlarmName": cbor.String(name), "StateValue": cbor.String(a.alarms[name]), "Dimensions": dimensions})
	}
	w.Header().Set("Content-Type", "application/cbor")
	w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
	_, _ = w.Write(cbor.Encode(cbor.Map{"MetricAlarms": list}))
}

// reset forgets the calls so far.
func (a *account) reset() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls = nil
}

// called are the calls so far.
func (a *account) called() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.calls)
}
