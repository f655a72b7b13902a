package servicesteps

import (
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/catalog"
)

// Service is a service with a package of its own.
type Service struct {
	Segment string // of the Resource
	Package string
	Does    string // "… from a workflow"
	Example string // a line of use
}

// Generated are the packages that are written from the catalog.
var Generated = []Service{
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

// Step is how a resource is called.
type Step struct {
	Package  string   // "" for package sdk's own
	Function string   // that records the step
	Chain    string   // calls on the step that choose the pattern: ".WaitForTaskToken()"
	Generic  bool     // the function takes the type of the result
	Required []string // parameters that must be given

	methods map[string]string
}

// Method is the name of the method that puts a parameter, "" if there is none.
func (s Step) Method(parameter string) string { return s.methods[parameter] }

// hand is a step of a package that is written by hand.
type hand struct {
	pkg, function, chain string
	generic              bool
	required             []string
	parameters           []string
}

var (
	sendMessage    = []string{"QueueUrl", "MessageBody", "DelaySeconds", "MessageGroupId", "MessageDeduplicationId", "MessageAttributes"}
	publish        = []string{"TopicArn", "TargetArn", "PhoneNumber", "Message", "Subject", "MessageStructure", "MessageAttributes", "MessageGroupId", "MessageDeduplicationId"}
	startExecution = []string{"StateMachineArn", "Input", "Name", "TraceHeader"}
)

// byHand are the steps of the packages that are written by hand, by resource.
var byHand = map[string]hand{
	"lambda:invoke":                          {"lambda", "Invoke", "", false, nil, []string{"Payload", "ClientContext"}},
	"lambda:invoke.waitForTaskToken":         {"lambda", "Invoke", ".WaitForTaskToken()", false, nil, []string{"Payload", "ClientContext"}},
	"sqs:sendMessage":                        {"sqs", "SendMessage", "", false, []string{"QueueUrl", "MessageBody"}, sendMessage},
	"sqs:sendMessage.waitForTaskToken":       {"sqs", "SendMessage", ".WaitForTaskToken()", false, []string{"QueueUrl", "MessageBody"}, sendMessage},
	"sns:publish":                            {"sns", "Publish", "", false, []string{"Message"}, publish},
	"sns:publish.waitForTaskToken":           {"sns", "Publish", ".WaitForTaskToken()", false, []string{"Message"}, publish},
	"http:invoke":                            {"http", "Invoke", "", true, []string{"ApiEndpoint", "Method", "InvocationConfig"}, []string{"ApiEndpoint", "Method", "Headers", "QueryParameters", "RequestBody"}},
	"states:startExecution":                  {"stepfunctions", "StartExecution", "", false, []string{"StateMachineArn"}, startExecution},
	"states:startExecution.sync":             {"stepfunctions", "StartExecution", ".Sync()", false, []string{"StateMachineArn"}, startExecution},
	"states:startExecution.sync:2":           {"stepfunctions", "StartExecutionSync", "", true, []string{"StateMachineArn"}, startExecution},
	"states:startExecution.waitForTaskToken": {"stepfunctions", "StartExecution", ".WaitForTaskToken()", false, []string{"StateMachineArn"}, startExecution},
}

// nested are the steps that start a workflow of the same program, which read better
// than those by ARN.
var nested = map[string]string{
	"states:startExecution":                  "stepfunctions.StartAndForget",
	"states:startExecution.sync":             "stepfunctions.Start(…).Sync()",
	"states:startExecution.sync:2":           "stepfunctions.Start",
	"states:startExecution.waitForTaskToken": "stepfunctions.StartAndWaitForTaskToken",
}

// prefix begins the resources of integrations.
const prefix = "arn:aws:states:::"

// Of is the step of an optimized integration, in the pattern that the resource says.
func Of(resource string) (Step, bool) {
	short, ok := strings.CutPrefix(resource, prefix)
	if !ok {
		return Step{}, false
	}
	if h, ok := byHand[short]; ok {
		s := Step{Package: h.pkg, Function: h.function, Chain: h.chain, Generic: h.generic, Required: h.required, methods: map[string]string{}}
		for _, p := range h.parameters {
			s.methods[p] = p
		}
		return s, true
	}
	r, err := catalog.Parse(resource)
	if err != nil || r.Kind != catalog.ResourceOptimized {
		return Step{}, false
	}
	i := slices.IndexFunc(Generated, func(s Service) bool { return s.Segment == r.Service })
	if i < 0 || !slices.Contains(catalog.OptimizedResources(), resource) {
		return Step{}, false
	}
	request, err := catalog.Parse(strings.TrimSuffix(resource, string(r.Pattern)))
	if err != nil {
		return Step{}, false
	}
	action, err := request.Resolve()
	if err != nil {
		return Step{}, false
	}
	s := Step{Package: Generated[i].Package, Function: FunctionName(r.Action), methods: map[string]string{}}
	switch r.Pattern {
	case catalog.Sync:
		s.Function += "Sync"
	case catalog.WaitForTaskToken:
		s.Chain = ".WaitForTaskToken()"
	}
	for _, p := range action.Parameters {
		s.methods[p.Name] = MethodName(p.Name)
		if p.Required {
			s.Required = append(s.Required, p.Name)
		}
	}
	return s, true
}

// Packages are the names of all service packages, aws among them.
func Packages() []string {
	all := []string{"aws"}
	for _, h := range byHand {
		all = append(all, h.pkg)
	}
	for _, s := range Generated {
		all = append(all, s.Package)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Text is the step as a reader of the documentation finds it, "" if there is none.
func Text(resource string) string {
	if text := nested[strings.TrimPrefix(resource, prefix)]; text != "" {
		return text
	}
	s, ok := Of(resource)
	switch {
	case !ok:
		return ""
	case s.Chain != "":
		return s.Package + "." + s.Function + "(…)" + s.Chain
	}
	return s.Package + "." + s.Function
}

// FunctionName is the name of the function for an action.
func FunctionName(action string) string { return strings.ToUpper(action[:1]) + action[1:] }

// MethodName is the name of the method that puts a parameter: the parameter's, unless
// every step has a method of that name.
func MethodName(parameter string) string {
	if slices.Contains(taken, parameter) {
		return parameter + "Parameter"
	}
	return parameter
}

// taken are the methods of every step.
var taken = []string{"Comment", "Output", "Assign", "InJSONata", "InJSONPath", "Field", "InputPath", "OutputPath", "Next", "End", "Retry", "Catch", "CatchAll", "CatchAny",
	"Catchers", "ResultPath", "ResultSelector", "Parameters", "Within", "Resource", "Argument", "Required", "Arguments", "Callback", "HasArgument", "Timeout",
	"Heartbeat", "TimeoutSecondsPath", "HeartbeatSecondsPath", "Credentials", "Result", "ResultOfCallback", "WaitForTaskToken", "Preserve", "Idempotent"}
