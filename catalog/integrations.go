package catalog

import (
	"strings"
	"sync"
)

// integration is an optimized integration: one line of the table below.
type integration struct {
	service, action string
	// patterns are the suffixes it takes besides none.
	patterns string
	// api is the operation behind it, FOLDER.Operation; fields is the list of parameters
	// instead, for actions that Step Functions made up, in the form of [readParameters].
	api, fields string
	// poll is the operation whose result a finished job answers with.
	poll string
	// in and out are members that Step Functions takes or gives as any JSON, although the
	// API has a text there.
	in, out string
	// oneOf are parameters of which one has to be given.
	oneOf []string
}

// errorPrefixes are what the names of an optimized integration's errors begin with. They
// are not those of the SDK integrations.
var errorPrefixes = map[string]string{
	"apigateway": "ApiGateway", "athena": "Athena", "batch": "Batch", "bedrock": "Bedrock", "bedrockagentcore": "BedrockAgentCore",
	"codebuild": "CodeBuild", "databrew": "DataBrew", "dynamodb": "DynamoDB", "ecs": "ECS", "eks": "EKS",
	"elasticmapreduce": "EMR", "emr-containers": "EMRContainers", "emr-serverless": "EMRServerless", "events": "EventBridge",
	"glue": "Glue", "http": "States.Http", "lambda": "Lambda", "mediaconvert": "MediaConvert", "sagemaker": "SageMaker",
	"sns": "SNS", "sqs": "SQS", "states": "StepFunctions",
}

const (
	job   = ".sync"
	token = ".waitForTaskToken"
)

// optimized is the table of optimized integrations.
// https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
var optimized = []integration{
	{service: "apigateway", action: "invoke", patterns: token, fields: "ApiEndpoint!s,Method!s,Stages,Paths,Headers<,QueryParameters<,RequestBody*,AllowNullValuesb,AuthTypes", out: "ResponseBody,Headers"},
	{service: "athena", action: "startQueryExecution", patterns: job, api: "athena.StartQueryExecution", poll: "athena.GetQueryExecution"},
	{service: "athena", action: "stopQueryExecution", api: "athena.StopQueryExecution"},
	{service: "athena", action: "getQueryExecution", api: "athena.GetQueryExecution"},
	{service: "athena", action: "getQueryResults", api: "athena.GetQueryResults"},
	{service: "batch", action: "submitJob", patterns: job, api: "batch.SubmitJob", poll: "batch.DescribeJobs"},
	{service: "bedrock", action: "invokeModel", patterns: token, fields: "ModelId!s,Body*,Accepts,ContentTypes,Input{,Output{,Traces,GuardrailIdentifiers,GuardrailVersions,PerformanceConfigLatencys", out: "Body"},
	{service: "bedrock", action: "createModelCustomizationJob", patterns: job, api: "bedrock.CreateModelCustomizationJob", poll: "bedrock.GetModelCustomizationJob"},
	{service: "bedrockagentcore", action: "invokeHarness", api: "bedrock-agentcore.InvokeHarness"},
	{service: "codebuild", action: "startBuild", patterns: job, api: "codebuild.StartBuild", poll: "codebuild.BatchGetBuilds"},
	{service: "codebuild", action: "stopBuild", api: "codebuild.StopBuild"},
	{service: "codebuild", action: "batchDeleteBuilds", api: "codebuild.BatchDeleteBuilds"},
	{service: "codebuild", action: "batchGetReports", api: "codebuild.BatchGetReports"},
	{service: "codebuild", action: "startBuildBatch", patterns: job, api: "codebuild.StartBuildBatch", poll: "codebuild.BatchGetBuildBatches"},
	{service: "codebuild", action: "stopBuildBatch", api: "codebuild.StopBuildBatch"},
	{service: "codebuild", action: "retryBuildBatch", patterns: job, api: "codebuild.RetryBuildBatch", poll: "codebuild.BatchGetBuildBatches"},
	{service: "codebuild", action: "deleteBuildBatch", api: "codebuild.DeleteBuildBatch"},
	{service: "databrew", action: "startJobRun", patterns: job, api: "databrew.StartJobRun", poll: "databrew.DescribeJobRun"},
	{service: "dynamodb", action: "getItem", api: "dynamodb.GetItem"},
	{service: "dynamodb", action: "putItem", api: "dynamodb.PutItem"},
	{service: "dynamodb", action: "updateItem", api: "dynamodb.UpdateItem"},
	{service: "dynamodb", action: "deleteItem", api: "dynamodb.DeleteItem"},
	{service: "ecs", action: "runTask", patterns: job + token, api: "ecs.RunTask", poll: "ecs.DescribeTasks"},
	{service: "eks", action: "createCluster", patterns: job, api: "eks.CreateCluster", poll: "eks.DescribeCluster"},
	{service: "eks", action: "deleteCluster", patterns: job, api: "eks.DeleteCluster", poll: "eks.DescribeCluster"},
	{service: "eks", action: "createFargateProfile", patterns: job, api: "eks.CreateFargateProfile", poll: "eks.DescribeFargateProfile"},
	{service: "eks", action: "deleteFargateProfile", patterns: job, api: "eks.DeleteFargateProfile", poll: "eks.DescribeFargateProfile"},
	{service: "eks", action: "createNodegroup", patterns: job, api: "eks.CreateNodegroup", poll: "eks.DescribeNodegroup"},
	{service: "eks", action: "deleteNodegroup", patterns: job, api: "eks.DeleteNodegroup", poll: "eks.DescribeNodegroup"},
	{service: "eks", action: "runJob", patterns: job + token, fields: "ClusterName!s,CertificateAuthority!s,Endpoint!s,Namespaces,Job!{,LogOptions{"},
	{service: "eks", action: "call", patterns: token, fields: "ClusterName!s,CertificateAuthority!s,Endpoint!s,Method!s,Path!s,QueryParameters<,RequestBody*"},
	{service: "elasticmapreduce", action: "createCluster", patterns: job, api: "emr.RunJobFlow", poll: "emr.DescribeCluster"},
	{service: "elasticmapreduce", action: "terminateCluster", patterns: job, fields: "ClusterId!s", poll: "emr.DescribeCluster"},
	{service: "elasticmapreduce", action: "addStep", patterns: job, fields: "ClusterId!s,Step!{,ExecutionRoleArns", poll: "emr.DescribeStep"},
	{service: "elasticmapreduce", action: "cancelStep", fields: "ClusterId!s,StepId!s"},
	{service: "elasticmapreduce", action: "setClusterTerminationProtection", fields: "ClusterId!s,TerminationProtected!b"},
	{service: "elasticmapreduce", action: "modifyInstanceFleetByName", fields: "ClusterId!s,InstanceFleetName!s,InstanceFleet!{"},
	{service: "elasticmapreduce", action: "modifyInstanceGroupByName", fields: "ClusterId!s,InstanceGroupName!s,InstanceGroup!{"},
	{service: "emr-containers", action: "createVirtualCluster", api: "emr-containers.CreateVirtualCluster"},
	{service: "emr-containers", action: "deleteVirtualCluster", patterns: job, api: "emr-containers.DeleteVirtualCluster", poll: "emr-containers.DescribeVirtualCluster"},
	{service: "emr-containers", action: "startJobRun", patterns: job, api: "emr-containers.StartJobRun", poll: "emr-containers.DescribeJobRun"},
	{service: "emr-serverless", action: "createApplication", patterns: job, api: "emr-serverless.CreateApplication", poll: "emr-serverless.GetApplication"},
	{service: "emr-serverless", action: "startApplication", patterns: job, api: "emr-serverless.StartApplication", poll: "emr-serverless.GetApplication"},
	{service: "emr-serverless", action: "stopApplication", patterns: job, api: "emr-serverless.StopApplication", poll: "emr-serverless.GetApplication"},
	{service: "emr-serverless", action: "deleteApplication", patterns: job, api: "emr-serverless.DeleteApplication", poll: "emr-serverless.GetApplication"},
	{service: "emr-serverless", action: "startJobRun", patterns: job, api: "emr-serverless.StartJobRun", poll: "emr-serverless.GetJobRun"},
	{service: "emr-serverless", action: "cancelJobRun", patterns: job, api: "emr-serverless.CancelJobRun", poll: "emr-serverless.GetJobRun"},
	{service: "events", action: "putEvents", patterns: token, api: "events.PutEvents", in: "Detail"},
	{service: "glue", action: "startJobRun", patterns: job, api: "glue.StartJobRun", poll: "glue.GetJobRun"},
	{service: "http", action: "invoke", fields: "ApiEndpoint!s,Method!s,Authentication{,InvocationConfig{,Headers<,QueryParameters<,RequestBody*,Transform{", out: "ResponseBody,Headers", oneOf: []string{"InvocationConfig", "Authentication"}},
	{service: "lambda", action: "invoke", patterns: token, api: "lambda.Invoke", in: "Payload", out: "Payload"},
	{service: "mediaconvert", action: "createJob", patterns: job, api: "mediaconvert.CreateJob", poll: "mediaconvert.GetJob"},
	{service: "sagemaker", action: "createEndpoint", api: "sagemaker.CreateEndpoint"},
	{service: "sagemaker", action: "createEndpointConfig", api: "sagemaker.CreateEndpointConfig"},
	{service: "sagemaker", action: "createModel", api: "sagemaker.CreateModel"},
	{service: "sagemaker", action: "updateEndpoint", api: "sagemaker.UpdateEndpoint"},
	{service: "sagemaker", action: "createHyperParameterTuningJob", patterns: job, api: "sagemaker.CreateHyperParameterTuningJob", poll: "sagemaker.DescribeHyperParameterTuningJob"},
	{service: "sagemaker", action: "createLabelingJob", patterns: job, api: "sagemaker.CreateLabelingJob", poll: "sagemaker.DescribeLabelingJob"},
	{service: "sagemaker", action: "createProcessingJob", patterns: job, api: "sagemaker.CreateProcessingJob", poll: "sagemaker.DescribeProcessingJob"},
	{service: "sagemaker", action: "createTrainingJob", patterns: job, api: "sagemaker.CreateTrainingJob", poll: "sagemaker.DescribeTrainingJob"},
	{service: "sagemaker", action: "createTransformJob", patterns: job, api: "sagemaker.CreateTransformJob", poll: "sagemaker.DescribeTransformJob"},
	{service: "sns", action: "publish", patterns: token, api: "sns.Publish", in: "Message"},
	{service: "sqs", action: "sendMessage", patterns: token, api: "sqs.SendMessage", in: "MessageBody"},
	{service: "states", action: "startExecution", patterns: job + ".sync:2" + token, api: "stepfunctions.StartExecution", poll: "stepfunctions.DescribeExecution", in: "Input", out: "Input,Output"},
}

// mapIO are the resources that only a Map's ItemReader and ResultWriter may name.
var mapIO = []integration{
	{service: "s3", action: "getObject", fields: "Bucket!s,Key!s,VersionIds,ExpectedBucketOwners"},
	{service: "s3", action: "listObjectsV2", fields: "Bucket!s,Prefixs,ExpectedBucketOwners"},
	{service: "s3", action: "putObject", fields: "Bucket!s,Prefixs"},
}

// integrationKey finds a line by service and action.
type integrationKey struct{ service, action string }

// optimizedByKey indexes the tables when they are first asked for.
var optimizedByKey = sync.OnceValue(func() map[integrationKey]*integration {
	out := map[integrationKey]*integration{}
	for _, table := range [][]integration{optimized, mapIO} {
		for i := range table {
			out[integrationKey{table[i].service, table[i].action}] = &table[i]
		}
	}
	return out
})

// onlyMap reports whether the line belongs to ItemReader and ResultWriter.
func (in *integration) onlyMap() bool { return in.service == "s3" }

// supports reports whether the integration takes the pattern.
func (in *integration) supports(p Pattern) bool {
	for _, have := range in.suffixes() {
		if have == p {
			return true
		}
	}
	return false
}

// suffixes are the patterns the integration takes.
func (in *integration) suffixes() []Pattern {
	out := []Pattern{RequestResponse}
	for rest := in.patterns; rest != ""; {
		next := strings.Index(rest[1:], ".") + 1
		if next == 0 {
			next = len(rest)
		}
		out = append(out, Pattern(rest[:next]))
		rest = rest[next:]
	}
	return out
}

// apiOf resolves FOLDER.Operation.
func apiOf(name string) (*Service, *Operation) {
	folder, operation, ok := strings.Cut(name, ".")
	if !ok {
		return nil, nil
	}
	s := open().byFolder[folder]
	if s == nil {
		return nil, nil
	}
	o, _ := s.Operation(operation)
	return s, o
}

// OptimizedResources are the Resources of all optimized integrations in all their
// patterns, in the order of the table.
func OptimizedResources() []string {
	var out []string
	for i := range optimized {
		for _, p := range optimized[i].suffixes() {
			out = append(out, "arn:aws:states:::"+optimized[i].service+":"+optimized[i].action+string(p))
		}
	}
	return out
}
