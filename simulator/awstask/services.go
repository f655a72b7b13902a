package awstask

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/athena"
	"github.com/aws/aws-sdk-go-v2/service/batch"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/glue"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

// service is a client of the SDK and the names that Step Functions has for it.
type service struct {
	sdk       string // segment of aws-sdk resources
	optimized string // service of optimized resources, "" if there are none
	env       string // AWS_ENDPOINT_URL_<env>
	prefix    string // of error names of optimized integrations
	legacy    string // "Service:" of their causes
	operation func(name string) *operation
	client    func(aws.Config) any
}

// services are the clients that are linked. A service is one line, and a run of go generate
// for the switch over its operations.
var services = []service{
	{"athena", "athena", "ATHENA", "Athena", "AmazonAthena", athenaOperation, func(c aws.Config) any { return athena.NewFromConfig(c) }},
	{"batch", "batch", "BATCH", "Batch", "AWSBatch", batchOperation, func(c aws.Config) any { return batch.NewFromConfig(c) }},
	{"bedrockruntime", "bedrock", "BEDROCK_RUNTIME", "Bedrock", "BedrockRuntime", bedrockruntimeOperation, func(c aws.Config) any { return bedrockruntime.NewFromConfig(c) }},
	{"dynamodb", "dynamodb", "DYNAMODB", "DynamoDB", "AmazonDynamoDBv2", dynamodbOperation, func(c aws.Config) any { return dynamodb.NewFromConfig(c) }},
	{"ecs", "ecs", "ECS", "ECS", "AmazonECS", ecsOperation, func(c aws.Config) any { return ecs.NewFromConfig(c) }},
	{"eventbridge", "events", "EVENTBRIDGE", "EventBridge", "AmazonEventBridge", eventbridgeOperation, func(c aws.Config) any { return eventbridge.NewFromConfig(c) }},
	{"glue", "glue", "GLUE", "Glue", "AWSGlue", glueOperation, func(c aws.Config) any { return glue.NewFromConfig(c) }},
	{"lambda", "lambda", "LAMBDA", "Lambda", "AWSLambda", lambdaOperation, func(c aws.Config) any { return lambda.NewFromConfig(c) }},
	{"s3", "s3", "S3", "S3", "Amazon S3", s3Operation, func(c aws.Config) any { return s3.NewFromConfig(c, pathStyle) }},
	{"secretsmanager", "", "SECRETS_MANAGER", "SecretsManager", "AWSSecretsManager", secretsmanagerOperation, func(c aws.Config) any { return secretsmanager.NewFromConfig(c) }},
	{"sfn", "states", "SFN", "StepFunctions", "AWSStepFunctions", sfnOperation, func(c aws.Config) any { return sfn.NewFromConfig(c) }},
	{"sns", "sns", "SNS", "SNS", "AmazonSNS", snsOperation, func(c aws.Config) any { return sns.NewFromConfig(c) }},
	{"sqs", "sqs", "SQS", "SQS", "AmazonSQS", sqsOperation, func(c aws.Config) any { return sqs.NewFromConfig(c, queueURLHost) }},
	{"ssm", "", "SSM", "Ssm", "AWSSimpleSystemsManagement", ssmOperation, func(c aws.Config) any { return ssm.NewFromConfig(c) }},
}

// pathStyle puts the bucket into the path: a host a bucket does not exist locally.
func pathStyle(o *s3.Options) { o.UsePathStyle = true }

// queueURLHost keeps the message checks of the SDK out: a stand-in need not compute MD5.
func queueURLHost(o *sqs.Options) { o.DisableMessageChecksumValidation = true }
