// Command services writes the service packages of the SDK from the catalog: a
// package a service, a step type an action, a method a parameter.
//
//	go generate ./sdk
//
// The table below is all there is to add a service. Packages that people should
// be able to read (lambda, sqs, sns, stepfunctions, http) are written by hand.
package main

import (
	"bytes"
	"fmt"
	"go/format"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/lockstep-go/lockstep/catalog"
)

// service is one line of the table.
type service struct {
	segment string // of the Resource
	pkg     string
	does    string // "… from a workflow"
	example string // a line of use
}

var services = []service{
	{"apigateway", "apigateway", "calls APIs of Amazon API Gateway", `apigateway.Invoke(b, "Ask").ApiEndpoint(host).Method("GET").Path("/orders")`},
	{"athena", "athena", "runs queries in Amazon Athena", `athena.StartQueryExecutionSync(b, "Query").QueryString("SELECT 1").WorkGroup("primary")`},
	{"batch", "batch", "runs jobs in AWS Batch", `batch.SubmitJobSync(b, "Render").JobName("render").JobDefinition(definition).JobQueue(queue)`},
	{"bedrockagentcore", "bedrockagentcore", "runs agents of Amazon Bedrock AgentCore", `bedrockagentcore.InvokeHarness(b, "Ask").HarnessArn(harness).Messages(messages)`},
	{"bedrock", "bedrock", "asks models of Amazon Bedrock", `bedrock.InvokeModel(b, "Summarize").ModelId(model).Body(sdk.Object{"prompt": text})`},
	{"codebuild", "codebuild", "runs builds in AWS CodeBuild", `codebuild.StartBuildSync(b, "Test").ProjectName("unit-tests")`},
	{"databrew", "databrew", "runs jobs of AWS Glue DataBrew", `databrew.StartJobRunSync(b, "Clean").Name("clean")`},
	{"dynamodb", "dynamodb", "reads and writes items of Amazon DynamoDB", `dynamodb.PutItem(b, "Store").TableName("orders").Item(sdk.Object{"id": sdk.Object{"S": id}})`},
	{"ecs", "ecs", "runs tasks in Amazon ECS", `ecs.RunTaskSync(b, "Convert").Cluster(cluster).TaskDefinition(definition).LaunchType("FARGATE")`},
	{"eks", "eks", "manages clusters and runs jobs in Amazon EKS", `eks.DeleteClusterSync(b, "Tear down").Name(name)`},
	{"elasticmapreduce", "emr", "runs clusters and steps of Amazon EMR", `emr.AddStepSync(b, "Count").ClusterId(cluster).Step(step)`},
	{"emr-containers", "emrcontainers", "runs jobs of Amazon EMR on EKS", `emrcontainers.StartJobRunSync(b, "Count").VirtualClusterId(cluster)`},
	{"emr-serverless", "emrserverless", "runs jobs of Amazon EMR Serverless", `emrserverless.StartJobRunSync(b, "Count").ApplicationId(app).ExecutionRoleArn(role)`},
	{"events", "eventbridge", "puts events on Amazon EventBridge", `eventbridge.PutEvents(b, "Announce").Entries(sdk.Array{sdk.Object{"Source": "shop", "DetailType": "Paid", "Detail": order}})`},
	{"glue", "glue", "runs jobs of AWS Glue", `glue.StartJobRunSync(b, "Transform").JobName("transform")`},
	{"mediaconvert", "mediaconvert", "transcodes media with AWS Elemental MediaConvert", `mediaconvert.CreateJobSync(b, "Transcode").Role(role).Settings(settings)`},
	{"sagemaker", "sagemaker", "trains and serves models in Amazon SageMaker", `sagemaker.CreateTrainingJobSync(b, "Train").TrainingJobName(name).RoleArn(role)`},
}

func main() {
	for _, s := range services {
		if err := s.write(); err != nil {
			log.Fatal(err)
		}
	}
	page, err := document()
	if err == nil {
		err = os.WriteFile("../docs/services.md", page, 0o644)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// action is an action of a service with its patterns.
type action struct {
	name     string // StartJobRun
	resource string // without a pattern
	request  *catalog.Action
	sync     *catalog.Action
	token    bool
}

func (s service) actions() ([]*action, error) {
	var all []*action
	byName := map[string]*action{}
	for _, text := range catalog.OptimizedResources() {
		r, err := catalog.Parse(text)
		if err != nil {
			return nil, err
		}
		if r.Service != s.segment {
			continue
		}
		resolved, err := r.Resolve()
		if err != nil {
			return nil, err
		}
		a := byName[r.Action]
		if a == nil {
			a = &action{name: strings.ToUpper(r.Action[:1]) + r.Action[1:], resource: strings.TrimSuffix(text, string(r.Pattern))}
			byName[r.Action] = a
			all = append(all, a)
		}
		switch r.Pattern {
		case catalog.RequestResponse:
			a.request = resolved
		case catalog.Sync:
			a.sync = resolved
		case catalog.WaitForTaskToken:
			a.token = true
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("the catalog has no integration %q", s.segment)
	}
	return all, nil
}

// most is how many lines one file of a package may have before its actions get files of
// their own.
const most = 400

func (s service) write() error {
	actions, err := s.actions()
	if err != nil {
		return err
	}
	r := resultsOf(actions)
	head := fmt.Sprintf("// Package %s %s from a workflow.\n//\n//\t%s\n//\n// A method puts the parameter of its name, with a constant or a value. Required\n// ones that are missing are reported when the workflow is built. Steps whose name\n// ends in Sync wait until the job is over.\n", s.pkg, s.does, s.example)
	sources := []*bytes.Buffer{}
	total := bytes.Count([]byte(r.types()), []byte("\n"))
	for _, a := range actions {
		b := &bytes.Buffer{}
		a.write(b, r)
		total += bytes.Count(b.Bytes(), []byte("\n"))
		sources = append(sources, b)
	}
	if err := s.clear(); err != nil {
		return err
	}
	if total <= most {
		var all bytes.Buffer
		for _, b := range sources {
			all.Write(b.Bytes())
		}
		all.WriteString(r.types())
		return s.file(s.pkg+".go", head, true, all.String())
	}
	if err := s.file(s.pkg+".go", head, false, r.types()); err != nil {
		return err
	}
	for i, a := range actions {
		if err := s.file(snake(a.name)+".go", "", true, sources[i].String()); err != nil {
			return err
		}
	}
	return nil
}

const generated = "// Code generated by sdk/internal/services. DO NOT EDIT.\n"

// clear removes what was generated before, and makes the folder.
func (s service) clear() error {
	if err := os.MkdirAll(s.pkg, 0o755); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(s.pkg, "*.go"))
	if err != nil {
		return err
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		if bytes.HasPrefix(text, []byte(generated)) {
			if err := os.Remove(f); err != nil {
				return err
			}
		}
	}
	return nil
}

// file writes one file of the package.
func (s service) file(name, doc string, usesSDK bool, body string) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s// %s\n\n%spackage %s\n", generated, strings.ReplaceAll(strings.TrimSpace(catalog.Notice()), "\n", "\n// "), doc, s.pkg)
	if usesSDK {
		b.WriteString("\nimport \"github.com/lockstep-go/lockstep/sdk\"\n")
	}
	b.WriteString(body)
	source, err := format.Source(b.Bytes())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.WriteFile(filepath.Join(s.pkg, name), source, 0o644)
}

// snake is an action's name as a file's: StartJobRun in start_job_run.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func (a *action) write(b *bytes.Buffer, r *results) {
	task := a.name + "Task"
	result := r.of(b, a.name+"Result", "answers", a.request, a.request.Service, a.request.Operation)
	fmt.Fprintf(b, "\n// %s is a step of %s.\n// R is its result.\ntype %s[R any] struct {\n\tsdk.Task[*%s[R], R]\n}\n", task, a.resource, task, task)
	var required []string
	for _, p := range a.request.Parameters {
		if p.Required {
			required = append(required, fmt.Sprintf("%q", p.Name))
		}
	}
	demand := ""
	if len(required) > 0 {
		demand = "\tt.Required(" + strings.Join(required, ", ") + ")\n"
	}
	fmt.Fprintf(b, "\nfunc new%s[R any](b *sdk.Block, step, resource string) *%s[R] {\n\tt := &%s[R]{}\n\tt.Task = sdk.NewTask[*%s[R], R](b, step, resource, t)\n%s\treturn t\n}\n", task, task, task, task, demand)
	fmt.Fprintf(b, "\n// %s records a step that calls the action and goes on with its answer.\nfunc %s(b *sdk.Block, step string) *%s[%s] {\n\treturn new%s[%s](b, step, %q)\n}\n", a.name, a.name, task, result, task, result, a.resource)
	if a.sync != nil {
		done := r.of(b, a.name+"SyncResult", "has when it is over", a.sync, a.sync.PollService, a.sync.Poll)
		fmt.Fprintf(b, "\n// %sSync records a step that calls the action and waits until the job is over.\nfunc %sSync(b *sdk.Block, step string) *%s[%s] {\n\treturn new%s[%s](b, step, %q)\n}\n", a.name, a.name, task, done, task, done, a.resource+".sync")
	}
	if a.token {
		fmt.Fprintf(b, "\n// WaitForTaskToken waits until somebody completes the step by sdk.TaskToken, which\n// a parameter must hold. The result is then what is sent with the token; take it\n// by sdk.Returns.\nfunc (t *%s[R]) WaitForTaskToken() *%s[R] { return t.Callback(nil) }\n", task, task)
	}
	for _, p := range a.request.Parameters {
		method := p.Name
		if slices.Contains(taken, method) {
			method += "Parameter"
		}
		note := ""
		if p.Required {
			note = "; it is required"
		}
		fmt.Fprintf(b, "\n// %s puts the parameter %s, %s%s.\nfunc (t *%s[R]) %s(v any) *%s[R] { return t.Argument(%q, v) }\n", method, p.Name, strings.ReplaceAll(p.Kind.String(), "<nil>", "any value"), note, task, method, task, p.Name)
	}
}

// taken are the methods of every step.
var taken = []string{"Comment", "Output", "Assign", "InJSONata", "InJSONPath", "Field", "InputPath", "OutputPath", "Next", "End", "Retry", "Catch", "CatchAll", "CatchAny",
	"Catchers", "ResultPath", "ResultSelector", "Parameters", "Within", "Resource", "Argument", "Required", "Arguments", "Callback", "HasArgument", "Timeout",
	"Heartbeat", "TimeoutSecondsPath", "HeartbeatSecondsPath", "Credentials", "Result", "ResultOfCallback", "WaitForTaskToken", "Preserve", "Idempotent"}
