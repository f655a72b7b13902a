package policy

import (
	"fmt"

	"github.com/lockstep-go/lockstep/catalog"
)

// Denied is a call that a policy lacks the right for, as the task fails with it.
type Denied struct {
	Request Request
	// ErrorName and Cause are the task's error, as AWS would have it.
	ErrorName, Cause string
}

// Error is the cause.
func (d *Denied) Error() string { return d.Cause }

// Authorize asks the policy about everything that a call with its evaluated arguments
// needs. It is nil if all is allowed.
func (d *Document) Authorize(c Call, env Env) *Denied {
	c.Evaluated = true
	if r, ok := d.refuses(c.Needs(env)); ok {
		return &Denied{Request: r, ErrorName: c.deniedName(), Cause: deniedCause(r, env)}
	}
	return nil
}

// AuthorizeMapRun asks the policy whether a distributed Map may start its children, or
// redrive them. It is nil if it may.
func (d *Document) AuthorizeMapRun(m MapRun, env Env) *Denied {
	if r, ok := d.refuses(m.Needs(env)); ok {
		return &Denied{Request: r, ErrorName: "States.TaskFailed", Cause: deniedCause(r, env)}
	}
	return nil
}

// refuses is the first request of needs that the policy does not allow.
func (d *Document) refuses(needs []Need) (Request, bool) {
	for _, n := range needs {
		context := map[string]string{}
		for _, keys := range n.Condition {
			for key, values := range keys {
				context[key] = values[0]
			}
		}
		for _, action := range n.Actions {
			for _, resource := range n.Resources {
				if r := (Request{Action: action, Resource: resource, Context: context}); !d.Allows(r) {
					return r, true
				}
			}
		}
	}
	return Request{}, false
}

// deniedName is the error that a refused call ends with: an unmodelled error of the
// service, which its client names after itself.
func (c Call) deniedName() string {
	if !c.RoleARN.IsUndefined() {
		return "States.TaskFailed"
	}
	if c.Resource.Kind == catalog.ResourceSDK {
		if s, ok := catalog.LookupService(c.Resource.Service); ok {
			return s.Client + "." + s.Client + "Exception"
		}
	}
	if name, ok := deniedNames[c.Resource.Service]; ok {
		return name
	}
	if c.Resource.Kind != catalog.ResourceOptimized {
		return "Lambda.AWSLambdaException"
	}
	return "States.TaskFailed"
}

// deniedNames are the unmodelled errors of optimized integrations, after the clients of the
// AWS SDK for Java 1.
var deniedNames = map[string]string{
	"athena": "Athena.AmazonAthenaException", "batch": "Batch.AWSBatchException", "codebuild": "CodeBuild.AWSCodeBuildException",
	"dynamodb": "DynamoDB.AmazonDynamoDBException", "ecs": "ECS.AccessDeniedException", "events": "EventBridge.AmazonEventBridgeException",
	"glue": "Glue.AccessDeniedException", "lambda": "Lambda.AWSLambdaException", "sagemaker": "SageMaker.AmazonSageMakerException",
	"sns": "SNS.AuthorizationErrorException", "sqs": "SQS.AmazonSQSException", "states": "StepFunctions.AWSStepFunctionsException",
}

func deniedCause(r Request, env Env) string {
	role := env.arn("sts::{a}:assumed-role/role/execution")
	return fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action", role, r.Action, r.Resource, r.Action)
}
