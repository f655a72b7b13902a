package catalog

// unsupported are operations of the APIs that Step Functions leaves out of its SDK
// integrations, by segment; operations with event streams are left out besides.
// https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
var unsupported = map[string][]string{
	"applicationdiscovery": {"DescribeExportConfigurations", "ExportConfigurations"},
	"bedrockagentruntime":  {"InvokeAgent", "InvokeFlow", "InvokeInlineAgent", "OptimizePrompt", "RetrieveAndGenerateStream"},
	"bedrockruntime":       {"ConverseStream", "InvokeModelWithResponseStream"},
	"cloudwatchlogs":       {"StartLiveTail"},
	"codedeploy": {"BatchGetDeploymentInstances", "GetDeploymentInstance", "ListDeploymentInstances",
		"SkipWaitTimeForInstanceTermination"},
	"comprehendmedical": {"DetectEntities"},
	"dataexchange":      {"SendApiAsset"},
	"directconnect": {"AllocateConnectionOnInterconnect", "DescribeConnectionLoa", "DescribeConnectionsOnInterconnect",
		"DescribeInterconnectLoa"},
	"efs":               {"CreateTags"},
	"elastictranscoder": {"TestRole"},
	"emr":               {"DescribeJobFlows"},
	"iot": {"AttachPrincipalPolicy", "DetachPrincipalPolicy", "ListPolicyPrincipals", "ListPrincipalPolicies",
		"RegisterCertificateWithoutCA"},
	"iotdeviceadvisor": {"ListTestCases"},
	"iotsitewise":      {"InvokeAssistant"},
	"kinesis":          {"SubscribeToShard"},
	"lambda":           {"InvokeAsync", "InvokeWithResponseStream"},
	"lexruntimev2":     {"StartConversation"},
	"mediapackage":     {"RotateChannelCredentials"},
	"qbusiness":        {"Chat"},
	"rdsdata":          {"ExecuteSql"},
	"s3":               {"SelectObjectContent"},
	"s3control":        {"SelectObjectContent"},
	"sagemakerruntime": {"InvokeEndpointWithResponseStream"},
	"securitylake": {"CreateDatalake", "CreateDatalakeAutoEnable", "CreateDatalakeDelegatedAdmin",
		"CreateDatalakeExceptionsSubscription", "DeleteDatalake", "DeleteDatalakeAutoEnable",
		"DeleteDatalakeDelegatedAdmin", "DeleteDatalakeExceptionsSubscription", "GetDatalake",
		"GetDatalakeAutoEnable", "GetDatalakeExceptionsExpiry", "GetDatalakeExceptionsSubscription",
		"GetDatalakeStatus", "ListDatalakeExceptions", "ListDatalakes", "UpdateDatalake",
		"UpdateDatalakeExceptionsExpiry", "UpdateDatalakeExceptionsSubscription"},
	"shield": {"DeleteSubscription"},
	"sts":    {"AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"},
}

// retired are segments of services that Step Functions still names and whose models have
// gone from botocore: their actions can't be checked.
var retired = []string{
	"alexaforbusiness", "backupstorage", "codestar", "evidently", "honeycode", "iot1clickdevices", "iot1clickprojects",
	"iotanalytics", "iotevents", "ioteventsdata", "iotfleethub", "iotroborunner", "lookoutmetrics", "lookoutvision",
	"mobile", "nimble", "opsworks", "opsworkscm", "panorama", "privatenetworks", "qldb", "qldbsession", "robomaker",
	"simspaceweaver", "sms", "worklink",
}
