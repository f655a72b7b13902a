package catalog

import "slices"

// iamPrefixes are the services whose IAM prefix is not the name they sign requests with.
var iamPrefixes = map[string]string{
	"cloudwatch":               "cloudwatch",
	"iotdataplane":             "iot",
	"iotjobsdataplane":         "iotjobsdata",
	"iotsecuretunneling":       "iot",
	"mediapackagevod":          "mediapackage-vod",
	"mturk":                    "mechanicalturk",
	"resourcegroupstaggingapi": "tag",
}

// iamActions are the operations whose IAM actions have other names, by segment and
// operation. An empty list: nothing needs to be allowed.
// https://docs.aws.amazon.com/service-authorization/latest/reference/
var iamActions = map[string]map[string][]string{
	"lambda": {
		"Invoke": {"lambda:InvokeFunction"}, "InvokeAsync": {"lambda:InvokeFunction"},
		"InvokeWithResponseStream": {"lambda:InvokeFunction"},
	},
	"s3": {
		"ListBuckets": {"s3:ListAllMyBuckets"}, "HeadBucket": {"s3:ListBucket"},
		"ListObjects": {"s3:ListBucket"}, "ListObjectsV2": {"s3:ListBucket"}, "ListObjectVersions": {"s3:ListBucketVersions"},
		"HeadObject": {"s3:GetObject"}, "GetObjectTorrent": {"s3:GetObject"}, "SelectObjectContent": {"s3:GetObject"},
		"CopyObject": {"s3:GetObject", "s3:PutObject"}, "RenameObject": {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"},
		"CreateMultipartUpload": {"s3:PutObject"}, "UploadPart": {"s3:PutObject"}, "CompleteMultipartUpload": {"s3:PutObject"},
		"UploadPartCopy": {"s3:GetObject", "s3:PutObject"}, "ListParts": {"s3:ListMultipartUploadParts"},
		"ListMultipartUploads": {"s3:ListBucketMultipartUploads"}, "DeleteObjects": {"s3:DeleteObject"},
		"DeleteBucketCors": {"s3:PutBucketCORS"}, "GetBucketCors": {"s3:GetBucketCORS"}, "PutBucketCors": {"s3:PutBucketCORS"},
		"DeleteBucketEncryption": {"s3:PutEncryptionConfiguration"}, "GetBucketEncryption": {"s3:GetEncryptionConfiguration"},
		"PutBucketEncryption":   {"s3:PutEncryptionConfiguration"},
		"DeleteBucketLifecycle": {"s3:PutLifecycleConfiguration"}, "GetBucketLifecycleConfiguration": {"s3:GetLifecycleConfiguration"},
		"PutBucketLifecycleConfiguration": {"s3:PutLifecycleConfiguration"},
		"DeleteBucketTagging":             {"s3:PutBucketTagging"}, "DeleteBucketReplication": {"s3:PutReplicationConfiguration"},
		"GetBucketReplication": {"s3:GetReplicationConfiguration"}, "PutBucketReplication": {"s3:PutReplicationConfiguration"},
		"GetBucketNotificationConfiguration": {"s3:GetBucketNotification"}, "PutBucketNotificationConfiguration": {"s3:PutBucketNotification"},
		"GetBucketAccelerateConfiguration": {"s3:GetAccelerateConfiguration"}, "PutBucketAccelerateConfiguration": {"s3:PutAccelerateConfiguration"},
		"GetObjectLockConfiguration": {"s3:GetBucketObjectLockConfiguration"}, "PutObjectLockConfiguration": {"s3:PutBucketObjectLockConfiguration"},
		"GetPublicAccessBlock": {"s3:GetBucketPublicAccessBlock"}, "PutPublicAccessBlock": {"s3:PutBucketPublicAccessBlock"},
		"DeletePublicAccessBlock": {"s3:PutBucketPublicAccessBlock"}, "GetObjectAttributes": {"s3:GetObject", "s3:GetObjectAttributes"},
	},
	"dynamodb": {
		"BatchExecuteStatement": partiQL, "ExecuteStatement": partiQL, "ExecuteTransaction": partiQL,
		"TransactGetItems":   {"dynamodb:GetItem"},
		"TransactWriteItems": {"dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"},
	},
	"bedrockruntime": {
		"Converse": {"bedrock:InvokeModel"}, "ConverseStream": {"bedrock:InvokeModelWithResponseStream"},
		"StartAsyncInvoke": {"bedrock:InvokeModel"},
	},
	"sqs": {
		"SendMessageBatch": {"sqs:SendMessage"}, "DeleteMessageBatch": {"sqs:DeleteMessage"},
		"ChangeMessageVisibilityBatch": {"sqs:ChangeMessageVisibility"},
	},
	"sns":                     {"PublishBatch": {"sns:Publish"}},
	"sts":                     {"GetCallerIdentity": {}, "GetSessionToken": {}},
	"apigatewaymanagementapi": {"PostToConnection": connections, "GetConnection": connections, "DeleteConnection": connections},
	"iotdataplane": {
		"GetThingShadow": {"iot:GetThingShadow"}, "UpdateThingShadow": {"iot:UpdateThingShadow"}, "DeleteThingShadow": {"iot:DeleteThingShadow"},
		"Publish": {"iot:Publish"},
	},
}

var (
	partiQL     = []string{"dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate"}
	connections = []string{"execute-api:ManageConnections"}
)

// IAMPrefix is what the service's IAM actions begin with, as "states" of Step Functions.
func (s *Service) IAMPrefix() string {
	if p, ok := iamPrefixes[s.Segment]; ok {
		return p
	}
	return s.SigningName
}

// IAMActions are the IAM actions that calling the operation needs: PREFIX:Operation, but
// for the exceptions. API Gateway's are verbs on paths and stay with the operation's verb.
func (s *Service) IAMActions(o *Operation) []string {
	if actions, ok := iamActions[s.Segment][o.Name]; ok {
		return slices.Clone(actions)
	}
	if s.SigningName == "apigateway" {
		return []string{"apigateway:" + restVerb(o.Name)}
	}
	return []string{s.IAMPrefix() + ":" + o.Name}
}

// restVerb is the HTTP verb that API Gateway's IAM actions are named after.
func restVerb(operation string) string {
	for _, v := range []struct{ prefix, verb string }{
		{"Get", "GET"}, {"Export", "GET"}, {"Delete", "DELETE"}, {"Flush", "DELETE"}, {"Reset", "DELETE"},
		{"Update", "PATCH"}, {"Put", "PUT"}, {"Import", "PUT"}, {"Reimport", "PUT"}, {"Tag", "PUT"}, {"Untag", "DELETE"},
	} {
		if len(operation) > len(v.prefix) && operation[:len(v.prefix)] == v.prefix {
			return v.verb
		}
	}
	return "POST"
}
