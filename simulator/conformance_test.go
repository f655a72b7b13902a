package simulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/simulator"
)

// recording is a case that real AWS answered.
type recording struct {
	ID             string
	Group          string
	Kind           string
	Needs          []string
	Type           string
	Provenance     string
	OlderForm      json.RawMessage `json:"older_form"`
	Instantiated   bool            `json:"instantiated"`
	Definition     json.RawMessage `json:"definition"`
	DefinitionText string          `json:"definition_text"`
	Input          json.RawMessage `json:"input"`
	InputText      *string         `json:"input_text"`
	InputGiven     *bool           `json:"input_given"`
	Operation      string          `json:"operation"`
	Request        json.RawMessage `json:"request"`
	Names          map[string]string
	LambdaHandlers []struct{ Name, File string } `json:"lambda_handlers"`
	OtherMachines  []otherMachine                `json:"other_machines"`
	Setup          []struct {
		Svc, Op string
		Params  map[string]any
		Gives   any
	} `json:"setup"`
	Expected        map[string]any
	Normalisers     []struct{ Type, Regex, Replacement string }
	MockConfig      json.RawMessage `json:"mock_config"`
	Actions         json.RawMessage
	CallbackActions json.RawMessage `json:"callback_actions"`
	Helpers         json.RawMessage `json:"helpers"`
	Unresolved      json.RawMessage `json:"unresolved"`

	anyRole bool // the recording names the role in another way than the normalisers
}

type otherMachine struct {
	Name, ARN, Type string
	Definition      json.RawMessage
	DefinitionText  string `json:"definition_text"`
}

func (m *otherMachine) arn() string {
	if m.ARN != "" {
		return m.ARN
	}
	return "arn:aws:states:us-east-1:111111111111:stateMachine:" + m.Name
}

func text(raw json.RawMessage, text string) []byte {
	if text != "" {
		return []byte(text)
	}
	return raw
}

// recordings reads the cases that a test may run, in the order of their files.
func recordings(t *testing.T, kind string) []*recording {
	dir := os.Getenv("LOCKSTEP_CONFORMANCE_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CONFORMANCE_DIR is not set: nothing is compared with the recordings of AWS")
	}
	files, err := filepath.Glob(filepath.Join(dir, "cases", "*", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings in %s (%v)", dir, err)
	}
	groups, only := os.Getenv("LOCKSTEP_CONFORMANCE_GROUPS"), os.Getenv("LOCKSTEP_CONFORMANCE_CASE")
	var out []*recording
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		c := &recording{}
		if err := json.Unmarshal(data, c); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		if c.Kind == kind && c.Provenance == "aws" && !given(c.OlderForm) && (groups == "" || slices.Contains(strings.Split(groups, ","), c.Group)) &&
			strings.Contains(c.ID, only) {
			out = append(out, c)
		}
	}
	return out
}

func given(raw json.RawMessage) bool {
	s := string(bytes.TrimSpace(raw))
	return s != "" && s != "null" && s != "[]" && s != "{}" && s != "false"
}

// answerable reports whether the simulator alone, with Lambda handlers and a folder for S3,
// can be asked.
func (c *recording) answerable() bool {
	for _, n := range c.Needs {
		if !slices.Contains([]string{"none", "lambda", "s3", "distributed-map", "logs", "sfn", "api-model"}, n) {
			return false
		}
	}
	for _, h := range c.LambdaHandlers {
		if strings.HasPrefix(h.File, "wait_") {
			return true
		}
	}
	return !given(c.MockConfig) && !given(c.Actions) && !given(c.CallbackActions) && !given(c.Helpers) && !given(c.Unresolved)
}

// handler is the Go twin of a recorded Lambda function.
func handler(file string) simulator.LambdaHandler {
	failure := func(kind, message, stack string) error {
		return &simulator.LambdaError{Type: kind, Message: message, Payload: fmt.Sprintf(
			`{"errorMessage": %q, "errorType": %q, "requestId": "5f5d9a33-0000-4000-8000-000000000000", "stackTrace": [%q]}`, message, kind, stack)}
	}
	return func(_ context.Context, in []byte) ([]byte, error) {
		switch file {
		case "raise_exception.py":
			return nil, failure("Exception", "Some exception was raised.", "  File \"/var/task/handler.py\", line 2, in handler\n    raise Exception(\"Some exception was raised.\")\n")
		case "raise_custom_exception.py":
			return nil, failure("CustomException", "", "  File \"/var/task/handler.py\", line 9, in handler\n    raise CustomException()\n")
		case "return_bytes_str.py":
			return []byte(`"HelloWorld!"`), nil // Python passes bytes on as they are
		case "echo_function.py":
			return []byte(`{"Return": "HelloWorld"}`), nil
		case "large_output_string.py":
			return json.Marshal(strings.Repeat("a", 257*1024))
		case "return_decorated_input.py":
			return json.Marshal("input-event-" + python(in))
		}
		return dumps(in), nil
	}
}

// dumps is a JSON text with the spaces that Python's json.dumps writes.
func dumps(in []byte) []byte {
	var compact bytes.Buffer
	if json.Compact(&compact, in) != nil {
		return in
	}
	var out []byte
	quoted := false
	for i, c := range compact.Bytes() {
		out = append(out, c)
		if c == '"' && (i == 0 || compact.Bytes()[i-1] != '\\') {
			quoted = !quoted
		}
		if !quoted && (c == ':' || c == ',') {
			out = append(out, ' ')
		}
	}
	return out
}

// python is str() of a decoded JSON text.
func python(in []byte) string {
	var s string
	if json.Unmarshal(in, &s) == nil {
		return s
	}
	r := strings.NewReplacer(`"`, "'", ":", ": ", ",", ", ", "null", "None", "true", "True", "false", "False")
	var buf bytes.Buffer
	if json.Compact(&buf, in) != nil {
		return string(in)
	}
	return r.Replace(buf.String())
}

// memory is an S3 of maps.
type memory map[string]map[string][]byte

func (m memory) Open(bucket, key, _ string) (io.ReadCloser, error) {
	if b, ok := m[bucket][key]; ok {
		return io.NopCloser(bytes.NewReader(b)), nil
	}
	return nil, os.ErrNotExist
}

func (m memory) List(bucket, prefix string) iter.Seq2[simulator.Object, error] {
	return func(yield func(simulator.Object, error) bool) {
		for _, k := range slices.Sorted(maps.Keys(m[bucket])) {
			if strings.HasPrefix(k, prefix) && !yield(simulator.Object{Key: k, ETag: `"e"`, Size: int64(len(m[bucket][k])), StorageClass: "STANDARD"}, nil) {
				return
			}
		}
	}
}

type memoryFile struct {
	bytes.Buffer
	done func([]byte)
}

func (f *memoryFile) Close() error { f.done(f.Bytes()); return nil }

func (m memory) Create(bucket, key string) (io.WriteCloser, error) {
	if m[bucket] == nil {
		m[bucket] = map[string][]byte{}
	}
	return &memoryFile{done: func(b []byte) { m[bucket][key] = bytes.Clone(b) }}, nil
}

// world makes the simulator that a recording ran in.
func (c *recording) world(t *testing.T, more ...simulator.Option) *simulator.Simulator {
	opts := []simulator.Option{simulator.WithAccount("111111111111", "us-east-1"), simulator.WithStart(time.Date(2026, 11, 22, 12, 0, 0, 77e6, time.UTC))}
	for _, h := range c.LambdaHandlers {
		if strings.HasPrefix(h.File, "wait_") {
			opts = append(opts, simulator.WithResolver(simulator.ResolverFunc(func(_ context.Context, call *simulator.Call) (simulator.Answer, error) {
				if call.Function == "" {
					return simulator.Answer{}, simulator.ErrUnresolved
				}
				return simulator.Answer{Output: call.Input(), Took: 60 * time.Second}, nil
			})))
			continue
		}
		opts = append(opts, simulator.WithLambda(h.Name, handler(h.File)))
	}
	files := memory{}
	for _, s := range c.Setup {
		switch {
		case s.Svc == "s3" && s.Op == "create_bucket":
			files[s.Gives.(string)] = map[string][]byte{}
		case s.Svc == "s3" && s.Op == "put_object":
			body, _ := s.Params["Body"].(string)
			files[s.Params["Bucket"].(string)][s.Params["Key"].(string)] = []byte(body)
		}
	}
	opts = append(opts, simulator.WithStorage(files))
	sim := simulator.New(append(opts, more...)...)
	for _, m := range c.OtherMachines {
		p, err := load(text(m.Definition, m.DefinitionText))
		if err != nil {
			t.Logf("%s: other machine: %v", c.ID, err)
			continue
		}
		kind := simulator.Standard
		if m.Type == "EXPRESS" {
			kind = simulator.Express
		}
		sim.Register(simulator.Machine{Program: p, ARN: m.arn(), Type: kind, RoleARN: "arn:aws:iam::111111111111:role/r"})
	}
	return sim
}

func load(definition []byte) (*simulator.Program, error) {
	m, list := asl.DecodeJSON("definition", definition)
	if m == nil {
		return nil, list
	}
	return simulator.Load(m)
}

// errSkip is a case that nothing can be compared of.
var errSkip = errors.New("nothing recorded that can be compared")

func (c *recording) run(t *testing.T) (string, error) {
	p, err := load(text(c.Definition, c.DefinitionText))
	if err != nil {
		return "load: " + err.Error(), nil
	}
	sim := c.world(t)
	start := c.start(p)
	sim.Register(start.Machine)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	e, err := sim.Execute(ctx, start)
	if err != nil {
		return err.Error(), nil
	}
	return c.compare(e, start.Synchronous)
}

// start is how the recorded execution began.
func (c *recording) start(p *simulator.Program) simulator.Start {
	kind := simulator.Standard
	if c.Type == "EXPRESS" {
		kind = simulator.Express
	}
	arn := c.Names["state_machine_arn"]
	if arn == "" {
		arn = "arn:aws:states:us-east-1:111111111111:stateMachine:machine"
	}
	role := c.Names["role_arn"]
	if role == "" {
		role = "arn:aws:iam::111111111111:role/r"
	}
	m := simulator.Machine{Program: p, ARN: arn, RoleARN: role, Type: kind}
	start := simulator.Start{Machine: m, Synchronous: c.Operation == "StartSyncExecution"}
	if c.InputText != nil {
		start.Input = *c.InputText
	} else if c.InputGiven == nil || *c.InputGiven {
		start.Input = string(c.Input)
	}
	if e := c.Names["execution_arn"]; e != "" {
		start.Name = e[strings.LastIndexByte(e, ':')+1:]
	}
	return start
}

// comparer is what compares the recording's answers, and how an answer is stored: with the
// replacements that the recording made.
func (c *recording) comparer() (*comparer, func(any) any) {
	cmp := &comparer{named: []string{"log_group_name"}}
	if c.anyRole {
		cmp.ignored = []string{"roleArn"}
	}
	var patterns []*regexp.Regexp
	var replacements []string
	for _, n := range c.Normalisers {
		if n.Type == "regex" && n.Regex != "" && !strings.HasPrefix(n.Replacement, `\`) {
			if re, err := regexp.Compile(n.Regex); err == nil {
				patterns, replacements = append(patterns, re), append(replacements, n.Replacement)
			}
		}
		if n.Type == "jsonpath" && n.Replacement != "" {
			cmp.named = append(cmp.named, n.Replacement)
		}
	}
	var normal func(v any) any
	normal = func(v any) any {
		switch v := v.(type) {
		case string:
			for i, re := range patterns {
				v = re.ReplaceAllLiteralString(v, replacements[i])
			}
			return v
		case map[string]any:
			out := map[string]any{}
			for k, x := range v {
				out[normal(k).(string)] = normal(x)
			}
			return out
		case []any:
			out := make([]any, len(v))
			for i := range v {
				out[i] = normal(v[i])
			}
			return out
		}
		return v
	}
	return cmp, normal
}

func (c *recording) compare(e *simulator.Execution, synchronous bool) (string, error) {
	cmp, normal := c.comparer()
	describe := described(e, synchronous)
	var events []any
	for ev := range e.History(0, false) {
		raw, err := json.Marshal(ev)
		if err != nil {
			return err.Error(), nil
		}
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			return err.Error(), nil
		}
		events = append(events, v)
	}
	have := normal(describe).(map[string]any)
	if events != nil {
		events = normal(events).([]any)
	}
	if os.Getenv("LOCKSTEP_CONFORMANCE_CASE") != "" {
		for _, ev := range events {
			raw, _ := json.Marshal(ev)
			fmt.Printf("%.600s\n", raw)
		}
		fmt.Println(have)
	}
	if part, ok := c.Expected["partial"].(map[string]any); ok {
		return cmp.partial(part, have, events), nil
	}
	compared := 0
	for _, key := range sortedKeys(c.Expected) {
		want := c.Expected[key]
		var got any
		switch {
		case (key == "output" || key == "input") && len(c.Expected) == 2 && c.Expected["output"] != nil:
			if key == "input" {
				continue
			}
			if got = have["output"]; got == nil {
				got = have["error"]
			}
		case (strings.HasPrefix(key, "get_execution_history") || strings.HasPrefix(key, "exec_hist_resp")) && !strings.Contains(key, "["):
			got = map[string]any{"events": events}
		case strings.HasPrefix(key, "describe_execution"), key == "describe_resp", strings.HasPrefix(key, "start_execution_sync"), strings.HasPrefix(key, "sync"):
			if m, ok := want.(map[string]any); ok && m["definition"] != nil {
				continue
			}
			got = any(have)
		default:
			continue
		}
		compared++
		if d := cmp.difference(want, got, "/"+key); d != "" {
			return d, nil
		}
	}
	if compared == 0 {
		return "", errSkip
	}
	return "", nil
}

// described is DescribeExecution's answer, or StartSyncExecution's.
func described(e *simulator.Execution, synchronous bool) map[string]any {
	d := e.Describe()
	out := map[string]any{
		"executionArn": d.ARN, "name": d.Name, "stateMachineArn": d.MachineARN, "status": d.Status.String(), "input": d.Input,
		"inputDetails": map[string]any{"included": true}, "startDate": "x", "stopDate": "x",
	}
	if synchronous {
		out["outputDetails"] = map[string]any{"included": true}
		out["billingDetails"] = map[string]any{"billedDurationInMilliseconds": 100.0, "billedMemoryUsedInMB": 64.0}
	} else {
		out["redriveCount"], out["redriveStatus"] = float64(d.RedriveCount), string(d.RedriveStatus)
		if d.RedriveStatusReason != "" {
			out["redriveStatusReason"] = d.RedriveStatusReason
		}
	}
	if d.Output != nil {
		out["output"] = *d.Output
		out["outputDetails"] = map[string]any{"included": true}
	}
	if d.Error != nil {
		out["error"] = *d.Error
	}
	if d.Cause != nil {
		out["cause"] = *d.Cause
	}
	return out
}

// undecidable are recordings that no right answer matches, with the reason. A case that
// matches nevertheless fails the test, so that the list can only become shorter.
var undecidable = map[string]string{
	"assign/assign_reference_variables.test_reference_assign[BASE_REFERENCE_IN_WAIT]":                            "the recording replaced a time inside a JSON text",
	"assign/assign_reference_variables.test_reference_in_map_state[MAP_STATE_REFERENCE_IN_MAX_CONCURRENCY_PATH]": "the recording holds a number where the API sends a text",
	"callback/callback.test_start_execution_sync":                                                                "recorded before DescribeExecution told of redrives",
	"callback/callback.test_start_execution_sync2":                                                               "recorded before DescribeExecution told of redrives",
	"scenarios/base_scenarios.test_lambda_invoke_with_retry_extended_input":                                      "recorded before the context object had RedriveCount",
	"scenarios/base_scenarios.test_lambda_service_invoke_with_retry_extended_input":                              "recorded before the context object had RedriveCount",
	"scenarios/base_scenarios.test_parallel_state_nested":                                                        "the recording lost the inner ParallelStateExited",
	"services/sfn_task_service.test_start_execution":                                                             "a length that depends on the name of the recording's region",
	"states_variables/error_output.test_parallel_catch_error[PARALLEL_CATCH_ERROR_OUTPUT]":                       "the recording lost ParallelStateFailed",
	"states_variables/error_output.test_parallel_catch_error[PARALLEL_CATCH_ERROR_VARIABLE_SAMPLING]":            "the recording lost ParallelStateFailed",
	"timeouts/timeouts.test_service_lambda_map_timeout":                                                          "the order of what happens at one instant is AWS's chance",
}

// TestExecutionsAnswerAsAWS runs recorded executions and compares whole histories.
func TestExecutionsAnswerAsAWS(t *testing.T) {
	type count struct{ ok, all int }
	table := map[string]*count{}
	for _, c := range recordings(t, "execution") {
		if !c.answerable() || c.Instantiated {
			continue
		}
		d, err := c.run(t)
		if err != nil {
			continue
		}
		if why, ok := undecidable[c.ID]; ok {
			if d == "" {
				t.Errorf("%s matches: take it out of the list (%s)", c.ID, why)
			}
			continue
		}
		n := table[c.Group]
		if n == nil {
			n = &count{}
			table[c.Group] = n
		}
		n.all++
		if d == "" {
			n.ok++
			continue
		}
		t.Errorf("%s %v\n     %s", c.ID, c.Needs, d)
	}
	all := count{}
	for _, g := range slices.Sorted(maps.Keys(table)) {
		t.Logf("%-24s %4d of %4d", g, table[g].ok, table[g].all)
		all.ok += table[g].ok
		all.all += table[g].all
	}
	t.Logf("%-24s %4d of %4d", "executions", all.ok, all.all)
}
