package policy_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/policy"
)

var env = policy.Env{Partition: "aws", Region: "eu-west-1", Account: "123456789012", Machine: "orders"}

func machine(t *testing.T, text string) *asl.Machine {
	t.Helper()
	m, problems := asl.DecodeJSON("m.json", []byte(text))
	if m == nil {
		t.Fatal(problems)
	}
	return m
}

// task is a machine of one Task.
func task(t *testing.T, fields string) *asl.Machine {
	t.Helper()
	return machine(t, `{"StartAt":"T","States":{"T":{"Type":"Task","End":true,`+fields+`}}}`)
}

// lines are a policy's statements in short: actions on resources if conditions.
func lines(d *policy.Document) []string {
	var out []string
	for _, s := range d.Statement {
		line := strings.Join(s.Action, " ") + " on " + strings.Join(s.Resource, " ")
		if len(s.Condition) > 0 {
			data, err := json.Marshal(s.Condition)
			if err != nil {
				panic(err)
			}
			line += " if " + string(data)
		}
		out = append(out, line)
	}
	return out
}

func TestGenerateScopes(t *testing.T) {
	for name, c := range map[string]struct {
		fields string
		want   []string
	}{
		"queue by URL": {`"Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"https://sqs.us-west-2.amazonaws.com/111111111111/q","MessageBody":"x"}`,
			[]string{"sqs:SendMessage on arn:aws:sqs:us-west-2:111111111111:q"}},
		"queue at run time": {`"Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl.$":"$.q","MessageBody":"x"}`,
			[]string{"sqs:SendMessage on arn:aws:sqs:eu-west-1:123456789012:*"}},
		"function by ARN": {`"Resource":"arn:aws:lambda:us-east-1:123456789012:function:f"`, []string{"lambda:InvokeFunction on arn:aws:lambda:us-east-1:123456789012:function:f"}},
		"function by name": {`"Resource":"arn:aws:states:::lambda:invoke","QueryLanguage":"JSONata","Arguments":{"FunctionName":"f","Payload":"{% $states.input %}"}`,
			[]string{"lambda:InvokeFunction on arn:aws:lambda:eu-west-1:123456789012:function:f"}},
		"function with a qualifier": {`"Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"123456789012:function:f","Qualifier":"live"}`,
			[]string{"lambda:InvokeFunction on arn:aws:lambda:eu-west-1:123456789012:function:f:live"}},
		"table": {`"Resource":"arn:aws:states:::dynamodb:getItem","Parameters":{"TableName":"orders"}`, []string{"dynamodb:GetItem on arn:aws:dynamodb:eu-west-1:123456789012:table/orders"}},
		"table by an index": {`"Resource":"arn:aws:states:::aws-sdk:dynamodb:query","Parameters":{"TableName":"orders","IndexName":"by-day"}`,
			[]string{"dynamodb:Query on arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/by-day"}},
		"tables of a transaction": {`"Resource":"arn:aws:states:::aws-sdk:dynamodb:transactWriteItems","Parameters":{"TransactItems":[{"Put":{"TableName":"a"}},{"Delete":{"TableName":"b"}},{"Put":{"TableName":"c"}}]}`,
			[]string{"dynamodb:DeleteItem on arn:aws:dynamodb:eu-west-1:123456789012:table/b", "dynamodb:PutItem on arn:aws:dynamodb:eu-west-1:123456789012:table/a arn:aws:dynamodb:eu-west-1:123456789012:table/c"}},
		"tables by key": {`"Resource":"arn:aws:states:::aws-sdk:dynamodb:batchGetItem","Parameters":{"RequestItems":{"a":{},"b":{}}}`,
			[]string{"dynamodb:BatchGetItem on arn:aws:dynamodb:eu-west-1:123456789012:table/a arn:aws:dynamodb:eu-west-1:123456789012:table/b"}},
		"object": {`"Resource":"arn:aws:states:::aws-sdk:s3:getObject","Parameters":{"Bucket":"b","Key.$":"$.k"}`, []string{"s3:GetObject on arn:aws:s3:::b/*"}},
		"bucket": {`"Resource":"arn:aws:states:::aws-sdk:s3:listObjectsV2","Parameters":{"Bucket":"b"}`, []string{"s3:ListBucket on arn:aws:s3:::b"}},
		"copy": {`"Resource":"arn:aws:states:::aws-sdk:s3:copyObject","Parameters":{"Bucket":"to","Key":"k","CopySource":"from/x/y"}`,
			[]string{"s3:GetObject on arn:aws:s3:::from/x/y", "s3:PutObject on arn:aws:s3:::to/k"}},
		"nested": {`"Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"arn:aws:states:eu-west-1:123456789012:stateMachine:child:live"}`,
			[]string{
				"events:DescribeRule events:PutRule events:PutTargets on arn:aws:events:eu-west-1:123456789012:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule",
				"states:DescribeExecution states:StopExecution on arn:aws:states:eu-west-1:123456789012:execution:child:*",
				"states:StartExecution on arn:aws:states:eu-west-1:123456789012:stateMachine:child",
			}},
		"events to two buses": {`"Resource":"arn:aws:states:::events:putEvents","Parameters":{"Entries":[{"EventBusName":"a"},{"Source":"s"}]}`,
			[]string{"events:PutEvents on arn:aws:events:eu-west-1:123456789012:event-bus/a arn:aws:events:eu-west-1:123456789012:event-bus/default"}},
		"event to the default bus": {`"Resource":"arn:aws:states:::events:putEvents","Parameters":{"Entries":[{"Source":"s"}]}`,
			[]string{"events:PutEvents on arn:aws:events:eu-west-1:123456789012:event-bus/default"}},
		"credentials": {`"Resource":"arn:aws:states:::dynamodb:getItem","Parameters":{"TableName":"t"},"Credentials":{"RoleArn":"arn:aws:iam::222222222222:role/r"}`,
			[]string{"sts:AssumeRole on arn:aws:iam::222222222222:role/r"}},
		"http": {`"Resource":"arn:aws:states:::http:invoke","Parameters":{"ApiEndpoint":"https://example.com/x","Method":"POST","InvocationConfig":{"ConnectionArn":"arn:aws:events:eu-west-1:123456789012:connection/c/1"}}`,
			[]string{
				"events:RetrieveConnectionCredentials on arn:aws:events:eu-west-1:123456789012:connection/c/1",
				"secretsmanager:DescribeSecret secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:events!connection/c/*",
				`states:InvokeHTTPEndpoint on arn:aws:states:eu-west-1:123456789012:stateMachine:orders if {"StringEquals":{"states:HTTPEndpoint":"https://example.com/x","states:HTTPMethod":"POST"}}`,
			}},
		"a job's role": {`"Resource":"arn:aws:states:::mediaconvert:createJob","Parameters":{"Role":"arn:aws:iam::123456789012:role/mc","Settings":{}}`,
			[]string{`iam:PassRole on arn:aws:iam::123456789012:role/mc if {"StringEquals":{"iam:PassedToService":"mediaconvert.amazonaws.com"}}`, "mediaconvert:CreateJob on *"}},
		"inference profile": {`"Resource":"arn:aws:states:::bedrock:invokeModel","Parameters":{"ModelId":"eu.maker.model-v1:0","Body":{}}`,
			[]string{"bedrock:InvokeModel on arn:aws:bedrock:*::foundation-model/maker.model-v1:0 arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.maker.model-v1:0"}},
		"secret": {`"Resource":"arn:aws:states:::aws-sdk:secretsmanager:getSecretValue","Parameters":{"SecretId":"db"}`,
			[]string{"secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-??????"}},
		"parameter store": {`"Resource":"arn:aws:states:::aws-sdk:ssm:getParameters","Parameters":{"Names":["/a/b","c"]}`,
			[]string{"ssm:GetParameters on arn:aws:ssm:eu-west-1:123456789012:parameter/a/b arn:aws:ssm:eu-west-1:123456789012:parameter/c"}},
		"api": {`"Resource":"arn:aws:states:::apigateway:invoke","Parameters":{"ApiEndpoint":"abc.execute-api.eu-west-1.amazonaws.com","Stage":"prod","Method":"GET","Path":"/pets/1"}`,
			[]string{"execute-api:Invoke on arn:aws:execute-api:eu-west-1:123456789012:abc/prod/GET/pets/1"}},
		"newest task definition": {`"Resource":"arn:aws:states:::ecs:runTask","Parameters":{"TaskDefinition":"report"}`,
			[]string{"ecs:RunTask on arn:aws:ecs:eu-west-1:123456789012:task-definition/report:*", `iam:PassRole on arn:aws:iam::123456789012:role/* if {"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}`}},
		"job of another role": {`"Resource":"arn:aws:states:::emr-containers:startJobRun","Parameters":{"VirtualClusterId":"vc","ExecutionRoleArn":"arn:aws:iam::123456789012:role/spark"}`,
			[]string{`emr-containers:StartJobRun on arn:aws:emr-containers:eu-west-1:123456789012:/virtualclusters/vc if {"StringEquals":{"emr-containers:ExecutionRoleArn":"arn:aws:iam::123456789012:role/spark"}}`}},
		"tagged training": {`"Resource":"arn:aws:states:::sagemaker:createTrainingJob","Parameters":{"TrainingJobName":"t","RoleArn":"arn:aws:iam::123456789012:role/r","Tags":[{"Key":"a","Value":"b"}]}`,
			[]string{
				`iam:PassRole on arn:aws:iam::123456789012:role/r if {"StringEquals":{"iam:PassedToService":"sagemaker.amazonaws.com"}}`,
				"sagemaker:AddTags sagemaker:CreateTrainingJob on arn:aws:sagemaker:eu-west-1:123456789012:training-job/t", "sagemaker:ListTags on *",
			}},
		"stack":             {`"Resource":"arn:aws:states:::aws-sdk:cloudformation:describeStacks","Parameters":{"StackName":"shop"}`, []string{"cloudformation:DescribeStacks on arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/*"}},
		"instances":         {`"Resource":"arn:aws:states:::aws-sdk:ec2:stopInstances","Parameters":{"InstanceIds":["i-1","i-2"]}`, []string{"ec2:StopInstances on arn:aws:ec2:eu-west-1:123456789012:instance/i-1 arn:aws:ec2:eu-west-1:123456789012:instance/i-2"}},
		"user pool":         {`"Resource":"arn:aws:states:::aws-sdk:cognitoidentityprovider:adminGetUser","Parameters":{"UserPoolId":"eu-west-1_a","Username":"u"}`, []string{"cognito-idp:AdminGetUser on arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a"}},
		"crawler":           {`"Resource":"arn:aws:states:::aws-sdk:glue:startCrawler","Parameters":{"Name":"sales"}`, []string{"glue:StartCrawler on arn:aws:glue:eu-west-1:123456789012:crawler/sales"}},
		"nothing to allow":  {`"Resource":"arn:aws:states:::aws-sdk:sts:getCallerIdentity","Parameters":{}`, nil},
		"activity":          {`"Resource":"arn:aws:states:eu-west-1:123456789012:activity:a"`, nil},
		"no resource named": {`"Resource":"arn:aws:states:::aws-sdk:rekognition:detectLabels","Parameters":{}`, []string{"rekognition:DetectLabels on *"}},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, lines(policy.Generate(task(t, c.fields), env))); d != "" {
				t.Error(d)
			}
		})
	}
}

// A reader that lists may list what it lists, and read what it reads then.
func TestReadersAreScoped(t *testing.T) {
	reader := func(parameters, config string) *asl.Machine {
		return machine(t, `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"Items","ItemReader":{"Resource":"arn:aws:states:::s3:listObjectsV2","Parameters":`+parameters+`,"ReaderConfig":`+config+`},
			"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}`)
	}
	for name, c := range map[string]struct {
		m    *asl.Machine
		want []string
	}{
		"prefix":             {reader(`{"Bucket":"b","Prefix":"in/"}`, `{}`), []string{`s3:ListBucket on arn:aws:s3:::b if {"StringEquals":{"s3:prefix":"in/"}}`}},
		"prefix at run time": {reader(`{"Bucket":"b","Prefix.$":"$.p"}`, `{}`), []string{`s3:ListBucket on arn:aws:s3:::b`}},
		"flattened": {reader(`{"Bucket":"b","Prefix":"in/"}`, `{"InputType":"JSONL","Transformation":"LOAD_AND_FLATTEN"}`),
			[]string{"s3:GetObject on arn:aws:s3:::b/in/*", `s3:ListBucket on arn:aws:s3:::b if {"StringEquals":{"s3:prefix":"in/"}}`}},
	} {
		t.Run(name, func(t *testing.T) {
			want := append(c.want, "states:DescribeExecution states:StopExecution on arn:aws:states:eu-west-1:123456789012:execution:orders:*",
				"states:RedriveExecution on arn:aws:states:eu-west-1:123456789012:execution:orders/Items:*", "states:StartExecution on arn:aws:states:eu-west-1:123456789012:stateMachine:orders")
			if d := cmp.Diff(want, lines(policy.Generate(c.m, env))); d != "" {
				t.Error(d)
			}
		})
	}
}

const everything = `{"StartAt":"Charge","States":{
	"Charge":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"charge","Payload.$":"$"},"Next":"Tell"},
	"Tell":{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Parameters":{"TopicArn":"arn:aws:sns:eu-west-1:123456789012:told","Message":"x"},"Next":"Each"},
	"Each":{"Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"in","Key":"list.json"},"ReaderConfig":{"InputType":"JSON"}},
		"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"out","Prefix":"results"}},
		"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"Job","States":{
			"Job":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{"JobName":"etl"},"End":true}}},"End":true}}}`

func TestGenerateGivesReasons(t *testing.T) {
	logged := env
	logged.Logging, logged.Tracing = true, true
	for _, s := range policy.Generate(machine(t, everything), logged).Statement {
		if s.Reason == "" || s.Sid == "" {
			t.Errorf("%+v", s)
		}
		for _, r := range s.Resource {
			if r == "*" && !strings.Contains(s.Reason, ";") {
				t.Errorf("a wildcard without a reason: %+v", s)
			}
		}
	}
	want := []string{
		"glue:BatchStopJobRun glue:GetJobRun glue:GetJobRuns glue:StartJobRun on arn:aws:glue:eu-west-1:123456789012:job/etl",
		"lambda:InvokeFunction on arn:aws:lambda:eu-west-1:123456789012:function:charge",
		"s3:AbortMultipartUpload s3:GetObject s3:ListMultipartUploadParts s3:PutObject on arn:aws:s3:::out/results/*",
		"s3:GetObject on arn:aws:s3:::in/list.json",
		"sns:Publish on arn:aws:sns:eu-west-1:123456789012:told",
		"states:DescribeExecution states:StopExecution on arn:aws:states:eu-west-1:123456789012:execution:orders:*",
		"states:RedriveExecution on arn:aws:states:eu-west-1:123456789012:execution:orders/*:*",
		"states:StartExecution on arn:aws:states:eu-west-1:123456789012:stateMachine:orders",
	}
	if d := cmp.Diff(want, lines(policy.Generate(machine(t, everything), env))); d != "" {
		t.Error(d)
	}
}

// The generated policy is enough for every call of the machine, and without any one of its
// statements some call is refused.
func TestGeneratedIsSufficientAndMinimal(t *testing.T) {
	m := machine(t, everything)
	doc := policy.Generate(m, env)
	denied := func(d *policy.Document) *policy.Denied {
		for _, c := range policy.Calls(m) {
			c.Arguments = evaluated(c.Arguments)
			if no := d.Authorize(c, env); no != nil {
				return no
			}
		}
		for _, r := range []policy.Request{
			{Action: "states:StartExecution", Resource: "arn:aws:states:eu-west-1:123456789012:stateMachine:orders"},
			{Action: "states:DescribeExecution", Resource: "arn:aws:states:eu-west-1:123456789012:execution:orders:x"},
			{Action: "states:RedriveExecution", Resource: "arn:aws:states:eu-west-1:123456789012:execution:orders/l:x"},
		} {
			if !d.Allows(r) {
				return &policy.Denied{Request: r, Cause: r.Action}
			}
		}
		return nil
	}
	if no := denied(doc); no != nil {
		t.Fatal(no)
	}
	for i := range doc.Statement {
		less := &policy.Document{Version: doc.Version}
		less.Statement = append(append(less.Statement, doc.Statement[:i]...), doc.Statement[i+1:]...)
		if denied(less) == nil {
			t.Errorf("nobody needs %s", doc.Statement[i].Sid)
		}
	}
}

// evaluated gives every value that is known at run time only some text.
func evaluated(v value.Value) value.Value {
	b := value.NewBuilder(v.Len())
	for _, m := range v.Members() {
		if key, dynamic := strings.CutSuffix(m.Key, ".$"); dynamic {
			b.Set(key, value.OfString("anything"))
		} else {
			b.Set(m.Key, m.Value)
		}
	}
	return b.Value()
}

// Every optimized integration has a line, but for the two that ask Kubernetes.
func TestEveryIntegrationHasRules(t *testing.T) {
	for _, text := range catalog.OptimizedResources() {
		r, err := catalog.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		// Without arguments every parameter is unknown: an expression for all of them.
		c := policy.Call{State: "S", Resource: r, Arguments: value.OfString("{% $x %}")}
		if needs := c.Needs(env); len(needs) == 0 && r.Service+":"+r.Action != "eks:call" && r.Service+":"+r.Action != "eks:runJob" {
			t.Errorf("%s needs nothing", text)
		}
	}
}

func TestAuthorizeSaysWhatIsMissing(t *testing.T) {
	m := task(t, `"Resource":"arn:aws:states:::aws-sdk:sqs:sendMessage","Parameters":{"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/123456789012/q","MessageBody":"x"}`)
	no := (&policy.Document{}).Authorize(policy.Calls(m)[0], env)
	if no == nil || no.ErrorName != "Sqs.SqsException" || !strings.Contains(no.Cause, "not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:123456789012:q") {
		t.Errorf("%+v", no)
	}
}

func TestAllows(t *testing.T) {
	doc, err := policy.Decode([]byte(`{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":"s3:Get*","Resource":["arn:aws:s3:::a/*","arn:aws:s3:::b/?"]},
		{"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/secret*"},
		{"Effect":"Allow","NotAction":"iam:*","Resource":"arn:aws:x"},
		{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringLike":{"iam:PassedToService":["ecs*","states.*"]}}},
		{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":{"NumericLessThan":{"x":"1"}}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		action, resource, service string
		want                      bool
	}{
		{"s3:GetObject", "arn:aws:s3:::a/x", "", true}, {"S3:getobject", "arn:aws:s3:::a/x", "", true},
		{"s3:PutObject", "arn:aws:s3:::a/x", "", false}, {"s3:GetObject", "arn:aws:s3:::a/secrets", "", false},
		{"s3:GetObject", "arn:aws:s3:::b/x", "", true}, {"s3:GetObject", "arn:aws:s3:::b/xy", "", false},
		{"sqs:SendMessage", "arn:aws:x", "", true}, {"iam:CreateRole", "arn:aws:x", "", false},
		{"iam:PassRole", "r", "states.amazonaws.com", true}, {"iam:PassRole", "r", "ec2", false}, {"iam:PassRole", "r", "", false},
		{"kms:Decrypt", "k", "", false},
	} {
		r := policy.Request{Action: c.action, Resource: c.resource}
		if c.service != "" {
			r.Context = map[string]string{"iam:PassedToService": c.service}
		}
		if got := doc.Allows(r); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	for _, bad := range []string{"", "[]", `{"Statement":[{"Effect":"allow"}]}`, `{"Statement":7}`} {
		if _, err := policy.Decode([]byte(bad)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

// A pattern with stars matches a text exactly if the pieces come in their order.
func TestPatternsMatchAsPiecesInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.StringMatching(`[ab*?]{0,8}`).Draw(t, "pattern")
		text := rapid.StringMatching(`[ab]{0,10}`).Draw(t, "text")
		doc := policy.Document{Statement: []policy.Statement{{Effect: "Allow", Action: policy.List{"x"}, Resource: policy.List{pattern}}}}
		if got, want := doc.Allows(policy.Request{Action: "x", Resource: text}), slow(pattern, text); got != want {
			t.Fatalf("match(%q, %q) = %v", pattern, text, got)
		}
	})
}

// slow is the definition of a match.
func slow(pattern, text string) bool {
	switch {
	case pattern == "":
		return text == ""
	case pattern[0] == '*':
		return slow(pattern[1:], text) || text != "" && slow(pattern, text[1:])
	}
	return text != "" && (pattern[0] == '?' || pattern[0] == text[0]) && slow(pattern[1:], text[1:])
}

// The policy of every public sample can be derived, the same bytes twice.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("LOCKSTEP_CORPUS_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CORPUS_DIR is not set: no public definitions to read")
	}
	n := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".json") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		m, _ := asl.DecodeJSON(path, data)
		if m == nil {
			return nil
		}
		n++
		one, two := policy.Generate(m, env), policy.Generate(m, env)
		if d := cmp.Diff(string(one.JSON()), string(two.JSON())); d != "" {
			t.Errorf("%s: %s", path, d)
		}
		for _, c := range policy.Calls(m) {
			for _, need := range c.Needs(env) {
				for _, action := range need.Actions {
					for _, resource := range need.Resources {
						context := map[string]string{}
						for _, keys := range need.Condition {
							for k, v := range keys {
								context[k] = v[0]
							}
						}
						if !one.Allows(policy.Request{Action: action, Resource: resource, Context: context}) {
							t.Errorf("%s: %s on %s is not allowed", path, action, resource)
						}
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d definitions", n)
}
