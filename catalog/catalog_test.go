package catalog_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/internal/value"
)

func TestDataIsWhole(t *testing.T) {
	services, operations, parameters := 0, 0, 0
	segments := map[string]bool{}
	for s := range catalog.Services() {
		if segments[s.Segment] {
			t.Errorf("two services have the segment %s", s.Segment)
		}
		segments[s.Segment] = true
		services++
		for _, o := range s.Operations() {
			operations++
			parameters += len(o.Parameters)
		}
	}
	if services < 430 || operations < 19000 || parameters < 66000 {
		t.Errorf("%d services, %d operations, %d parameters", services, operations, parameters)
	}
	if !strings.Contains(catalog.Notice(), "Apache License 2.0") || !strings.Contains(catalog.Notice(), "botocore 1.") {
		t.Errorf("notice: %s", catalog.Notice())
	}
	info, err := os.Stat("names.bin")
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 500<<10 {
		t.Errorf("names.bin has %d bytes, more than 500 KiB", info.Size())
	}
}

func TestNames(t *testing.T) {
	for member, want := range map[string]string{
		"DBInstanceIdentifier": "DbInstanceIdentifier", "taskDefinition": "TaskDefinition", "SSEKMSKeyId": "SsekmsKeyId",
		"ETag": "ETag", "ACL": "Acl", "VpcId": "VpcId", "NULL": "Nul", "BOOL": "Bool", "ChecksumCRC32": "ChecksumCRC32",
		"VPCSecurityGroupIds": "VpcSecurityGroupIds", "equals": "EqualsValue", "S": "S", "": "",
	} {
		if got := catalog.FieldName(member); got != want {
			t.Errorf("FieldName(%q) = %q, want %q", member, got, want)
		}
	}
	for folder, want := range map[string][2]string{
		"dynamodb": {"dynamodb", "DynamoDb"}, "stepfunctions": {"sfn", "Sfn"}, "sqs": {"sqs", "Sqs"}, "logs": {"cloudwatchlogs", "CloudWatchLogs"},
		"events": {"eventbridge", "EventBridge"}, "acm-pca": {"acmpca", "AcmPca"}, "config": {"config", "Config"}, "iot": {"iot", "Iot"},
		"cur": {"costandusagereport", "CostAndUsageReport"}, "dms": {"databasemigration", "DatabaseMigration"},
		"discovery": {"applicationdiscovery", "ApplicationDiscovery"}, "ds": {"directory", "Directory"}, "es": {"elasticsearch", "Elasticsearch"},
		"lex-models": {"lexmodelbuilding", "LexModelBuilding"}, "elbv2": {"elasticloadbalancingv2", "ElasticLoadBalancingV2"},
		"s3": {"s3", "S3"}, "ec2": {"ec2", "Ec2"}, "sesv2": {"sesv2", "SesV2"}, "emr-serverless": {"emrserverless", "EmrServerless"},
	} {
		s, ok := catalog.LookupService(want[0])
		if !ok || s.Folder != folder || s.Client != want[1] {
			t.Errorf("%s: found %v, %+v, want client %s", folder, ok, s, want[1])
		}
	}
	for _, c := range []struct{ segment, apiError, want string }{
		{"sqs", "QueueDoesNotExist", "Sqs.QueueDoesNotExistException"}, {"rds", "DBInstanceNotFoundFault", "Rds.DbInstanceNotFoundException"},
		{"s3", "NoSuchKey", "S3.NoSuchKeyException"}, {"lambda", "KMSDisabledException", "Lambda.KmsDisabledException"},
		{"sfn", "ExecutionAlreadyExists", "Sfn.ExecutionAlreadyExistsException"},
	} {
		s, _ := catalog.LookupService(c.segment)
		if got := s.ErrorName(c.apiError); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.segment, c.apiError, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]catalog.Resource{
		"arn:aws:states:::sqs:sendMessage.waitForTaskToken":          {Kind: catalog.ResourceOptimized, Partition: "aws", Service: "sqs", Action: "sendMessage", Pattern: catalog.WaitForTaskToken},
		"arn:aws-cn:states:::states:startExecution.sync:2":           {Kind: catalog.ResourceOptimized, Partition: "aws-cn", Service: "states", Action: "startExecution", Pattern: catalog.Sync2},
		"arn:${AWS::Partition}:states:::aws-sdk:dynamodb:putItem":    {Kind: catalog.ResourceSDK, Partition: "${AWS::Partition}", Service: "dynamodb", Action: "putItem"},
		"arn:aws:lambda:us-east-1:123456789012:function:charge:PROD": {Kind: catalog.ResourceLambda, Partition: "aws", Region: "us-east-1", Account: "123456789012", Name: "charge", Qualifier: "PROD"},
		"arn:aws:lambda:${R}:${A}:function:${AWS::StackName}-x":      {Kind: catalog.ResourceLambda, Partition: "aws", Region: "${R}", Account: "${A}", Name: "${AWS::StackName}-x"},
		"arn:aws:states:eu-west-1:123456789012:activity:approve":     {Kind: catalog.ResourceActivity, Partition: "aws", Region: "eu-west-1", Account: "123456789012", Name: "approve"},
		"${ChargeFunction.Arn}":                                      {Kind: catalog.ResourceUnresolved},
		"arn:aws:states:::elasticmapreduce:addStep.sync":             {Kind: catalog.ResourceOptimized, Partition: "aws", Service: "elasticmapreduce", Action: "addStep", Pattern: catalog.Sync},
	} {
		want.ARN = text
		got, err := catalog.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s:\n%s", text, d)
		}
	}
	for _, text := range []string{
		"", "charge", "arn:aws", "arn:aws:lambda:us-east-1:123456789012:layer:x", "arn:aws:lambda:us-east-1:1:function:",
		"arn:aws:states:::", "arn:aws:states:::sqs", "arn:aws:states:::aws-sdk:sqs", "arn:aws:s3:::bucket", "arn:aws:states:us-east-1:1:activity",
		"arn:aws:states:us-east-1:123456789012:stateMachine:child", strings.Repeat("${", 10000), strings.Repeat(":", 10000),
	} {
		if r, err := catalog.Parse(text); err == nil && r.Kind != catalog.ResourceUnresolved {
			t.Errorf("Parse(%.60q) = %+v, want an error", text, r)
		}
	}
}

func TestResolveAdvises(t *testing.T) {
	for text, want := range map[string]string{
		"arn:aws:states:::sqs:sendMesage":                        "`sqs` has no action `sendMesage`: did you mean `sendMessage`?",
		"arn:aws:states:::sqss:sendMessage":                      "Step Functions has no optimized integration with `sqss`: did you mean `sqs`?",
		"arn:aws:states:::dynamodb:query":                        "`dynamodb:query` has no optimized integration: write `arn:aws:states:::aws-sdk:dynamodb:query`",
		"arn:aws:states:::sqs:sendMessage.sync":                  "`sqs:sendMessage` does not take `.sync`: it takes no suffix, or `.waitForTaskToken`",
		"arn:aws:states:::glue:startJobRun.snyc":                 "`glue:startJobRun` does not take `.snyc`: did you mean `.sync`?",
		"arn:aws:states:::dynamodb:getItem.sync":                 "`dynamodb:getItem` does not take `.sync`: leave the suffix away",
		"arn:aws:states:::aws-sdk:stepfunctions:startExecution":  "SDK integrations have no service `stepfunctions`: did you mean `sfn`?",
		"arn:aws:states:::aws-sdk:secretsmanager:GetSecretValue": "the action `GetSecretValue` of `secretsmanager` begins with a small letter in a Resource: did you mean `getSecretValue`?",
		"arn:aws:states:::aws-sdk:dynamodb:putItems":             "`dynamodb` has no action `putItems`: did you mean `putItem`?",
		"arn:aws:states:::aws-sdk:sts:assumeRole":                "Step Functions does not support the action `assumeRole` of `sts`: call it from a Lambda function",
		"arn:aws:states:::aws-sdk:kinesis:subscribeToShard":      "Step Functions does not support the action `subscribeToShard` of `kinesis`: call it from a Lambda function",
		"arn:aws:states:::aws-sdk:glue:startJobRun.sync":         "`glue:startJobRun` does not take `.sync`: it takes no suffix, or `.waitForTaskToken`",
		"arn:aws:states:::s3:getObject":                          "`s3:getObject` is for the ItemReader and ResultWriter of a Map, not for a Task: write `arn:aws:states:::aws-sdk:s3:getObject`",
	} {
		r, err := catalog.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if a, err := r.Resolve(); err == nil || err.Error() != want {
			t.Errorf("%s: %+v, %v\nwant %s", text, a, err, want)
		}
	}
}

func TestEveryIntegrationIsWhole(t *testing.T) {
	for _, text := range catalog.OptimizedResources() {
		r, err := catalog.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		a, err := r.Resolve()
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if len(a.Parameters) == 0 || a.ErrorPrefix == "" {
			t.Errorf("%s: no parameters or no error prefix: %+v", text, a)
		}
		if (r.Pattern == catalog.Sync || r.Pattern == catalog.Sync2) && a.Poll == nil && r.Service != "eks" {
			t.Errorf("%s: nothing to poll", text)
		}
	}
}

func TestCheckParameters(t *testing.T) {
	type problem struct {
		Kind          catalog.ProblemKind
		Name, Message string
		Help          string
	}
	for _, c := range []struct {
		name, resource, arguments string
		want                      []problem
	}{
		{"fine", "sqs:sendMessage", `{"QueueUrl.$":"$.url","MessageBody":{"any":"json"}}`, nil},
		{"JSONata", "sqs:sendMessage", `{"QueueUrl":"{% $url %}","MessageBody":"{% $states.input %}","DelaySeconds":"{% 1 %}"}`, nil},
		{"one expression", "sqs:sendMessage", `"{% $states.input %}"`, nil},
		{"missing", "sqs:sendMessage", `{"QueueUrl":"u","MessagBody":"x"}`, []problem{
			{catalog.MissingParameter, "MessageBody", "`sqs:sendMessage` needs the parameter `MessageBody`", "is `MessagBody` meant?"},
		}},
		{"spelling of the API", "ecs:runTask.sync", `{"taskDefinition":"x","TaskDefinition":"y"}`, []problem{
			{catalog.UnknownParameter, "taskDefinition", "`ecs:runTask` has no parameter `taskDefinition`", "Step Functions spells it `TaskDefinition`"},
		}},
		{"SDK", "aws-sdk:rds:describeDBInstances", `{"DBInstanceIdentifier":"x"}`, []problem{
			{catalog.UnknownParameter, "DBInstanceIdentifier", "`rds:describeDBInstances` has no parameter `DBInstanceIdentifier`", "Step Functions spells it `DbInstanceIdentifier`"},
		}},
		{"kind", "aws-sdk:dynamodb:batchGetItem", `{"RequestItems":[1]}`, []problem{
			{catalog.WrongKind, "RequestItems", "the parameter `RequestItems` of `dynamodb:batchGetItem` takes an object, not an array", ""},
		}},
		{"attribute values", "dynamodb:putItem", `{"TableName":"t","Item":{"id":{"S.$":"$.id"},"m":{"M":{}},"e":"{% $x %}","p.$":"$.p","n":1,"o":{"x":1}}}`, []problem{
			{catalog.PlainAttribute, "n", "`n` in `Item` is a number, and `dynamodb:putItem` takes attribute values there", "say its type: `{\"S\": …}` for a text, `{\"N\": …}` for the text of a number"},
			{catalog.PlainAttribute, "o", "`o` in `Item` is an object, and `dynamodb:putItem` takes attribute values there", "say its type: `{\"S\": …}` for a text, `{\"N\": …}` for the text of a number"},
		}},
		{"Payload", "lambda:invoke", `{"FunctionName":"f","Payload":7}`, []problem{
			{catalog.WrongKind, "Payload", "the parameter `Payload` of `lambda:invoke` takes an object, an array or a text, not a number", ""},
		}},
		{"idempotency tokens are filled in", "emr-containers:startJobRun.sync", `{"VirtualClusterId":"v"}`, nil},
		{"made up by Step Functions", "elasticmapreduce:addStep.sync", `{"ClusterId":"j","Step":[]}`, []problem{
			{catalog.WrongKind, "Step", "the parameter `Step` of `elasticmapreduce:addStep` takes an object, not an array", ""},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := catalog.Parse("arn:aws:states:::" + c.resource)
			if err != nil {
				t.Fatal(err)
			}
			a, err := r.Resolve()
			if err != nil {
				t.Fatal(err)
			}
			v, err := value.DecodeString(c.arguments)
			if err != nil {
				t.Fatal(err)
			}
			var got []problem
			for _, p := range a.CheckParameters(v) {
				got = append(got, problem{p.Kind, p.Name, p.Message, p.Help})
			}
			if d := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestIAMActions(t *testing.T) {
	for _, c := range []struct {
		segment, operation string
		want               []string
	}{
		{"lambda", "Invoke", []string{"lambda:InvokeFunction"}},
		{"s3", "ListObjectsV2", []string{"s3:ListBucket"}},
		{"s3", "GetObject", []string{"s3:GetObject"}},
		{"sfn", "startExecution", []string{"states:StartExecution"}},
		{"cloudwatch", "PutMetricData", []string{"cloudwatch:PutMetricData"}},
		{"cloudwatchlogs", "CreateLogGroup", []string{"logs:CreateLogGroup"}},
		{"efs", "DescribeFileSystems", []string{"elasticfilesystem:DescribeFileSystems"}},
		{"bedrockagent", "GetAgent", []string{"bedrock:GetAgent"}},
		{"dynamodb", "TransactGetItems", []string{"dynamodb:GetItem"}},
		{"apigateway", "GetRestApis", []string{"apigateway:GET"}},
		{"sts", "GetCallerIdentity", []string{}},
	} {
		s, ok := catalog.LookupService(c.segment)
		if !ok {
			t.Fatalf("no service %s", c.segment)
		}
		o, ok := s.Operation(c.operation)
		if !ok {
			t.Fatalf("no operation %s", c.operation)
		}
		if d := cmp.Diff(c.want, s.IAMActions(o)); d != "" {
			t.Errorf("%s %s: %s", c.segment, c.operation, d)
		}
	}
}

// Every integration of the public definitions that are to be deployed is known, but for
// those that are wrong.
func TestCorpusResources(t *testing.T) {
	dir := os.Getenv("LOCKSTEP_CORPUS_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CORPUS_DIR is not set: no public definitions to read")
	}
	data, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var files []struct {
		File, Kind string
		Resources  map[string]int
	}
	if err := json.Unmarshal(data, &files); err != nil {
		t.Fatal(err)
	}
	// Capital letters, and an action that the service does not have.
	wrong := map[string]bool{
		"aws-sdk:secretsmanager:CreateSecret": true, "aws-sdk:secretsmanager:GetSecretValue": true,
	}
	seen, known := 0, 0
	for _, f := range files {
		for text := range f.Resources {
			r, err := catalog.Parse("arn:aws:states:::" + text)
			if f.Kind != "sample" || err != nil || r.Kind != catalog.ResourceOptimized && r.Kind != catalog.ResourceSDK || wrong[text] {
				continue
			}
			seen++
			_, err = r.Resolve()
			if _, mapErr := r.MapResource(); err != nil && mapErr != nil {
				t.Errorf("%s: %s: %v", f.File, text, err)
				continue
			}
			known++
		}
	}
	t.Logf("%d of %d resources of samples known", known, seen)
}
