package policy_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/policy"
)

// named are literal parameters of every integration that names a resource by one.
const named = `{
	"ApiEndpoint":"abc123.execute-api.eu-west-1.amazonaws.com","Stage":"prod","Method":"GET","Path":"/pets/1",
	"ApplicationId":"app1","BaseModelIdentifier":"arn:aws:bedrock:eu-west-1::foundation-model/maker.base","ClusterId":"j-1","ClusterName":"c1","Entries":[{"EventBusName":"bus1"}],
	"ExecutionRoleArn":"arn:aws:iam::123456789012:role/job","EndpointName":"e1","EndpointConfigName":"ec1","FunctionName":"f1","GuardrailIdentifier":"g1","HarnessArn":"arn:aws:bedrock-agentcore:eu-west-1:123456789012:harness/h1",
	"HyperParameterTuningJobName":"h1","Id":"v1","Input":{"S3Uri":"s3://in/doc"},"Output":{"S3Uri":"s3://out/doc"},"JobDefinition":"jd1","JobFlowRole":"flow","JobName":"job1","JobQueue":"jq1","LabelingJobName":"l1",
	"ModelId":"maker.model-v1:0","ModelName":"m1","Name":"n1","NodeRole":"arn:aws:iam::123456789012:role/node","PodExecutionRoleArn":"arn:aws:iam::123456789012:role/pod","ProcessingJobName":"p1","ProjectName":"pr1","QueueUrl":"https://sqs.eu-west-1.amazonaws.com/123456789012/q1",
	"Role":"arn:aws:iam::123456789012:role/media","RoleArn":"arn:aws:iam::123456789012:role/service","ServiceRole":"emr","StateMachineArn":"arn:aws:states:eu-west-1:123456789012:stateMachine:child","TableName":"t1","TaskDefinition":"td1:3",
	"TopicArn":"arn:aws:sns:eu-west-1:123456789012:topic1","TrainingJobDefinition":{"RoleArn":"arn:aws:iam::123456789012:role/tuning"},"TrainingJobName":"tr1","TransformJobName":"tf1","VirtualClusterId":"vc1","WorkGroup":"wg1",
	"Bucket":"b1","Key":"k1","Prefix":"p1","Authentication":{"ConnectionArn":"arn:aws:events:eu-west-1:123456789012:connection/con/1"}}`

// What every optimized integration needs, in each of its patterns, is kept in a file that
// people read beside the developer guide's pages on IAM policies. A change of a rule shows
// there. GOLDEN=* writes it, and fails.
func TestIntegrationsNeed(t *testing.T) {
	arguments, err := value.DecodeString(named)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, text := range catalog.OptimizedResources() {
		r, err := catalog.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n", strings.TrimPrefix(text, "arn:aws:states:::"))
		for _, n := range (policy.Call{State: "S", Resource: r, Arguments: arguments}).Needs(env) {
			fmt.Fprintf(&b, "  %s\n    on %s\n", strings.Join(n.Actions, " "), strings.Join(n.Resources, " "))
			for operator, keys := range n.Condition {
				fmt.Fprintf(&b, "    if %s %v\n", operator, keys)
			}
			if _, why, ok := strings.Cut(n.Reason, "; "); ok {
				fmt.Fprintf(&b, "    because %s\n", why)
			}
		}
	}
	const file = "testdata/integrations.txt"
	want, err := os.ReadFile(file)
	if os.Getenv("GOLDEN") != "" && string(want) != b.String() {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Fatalf("wrote %s: read it, and run again", file)
	}
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Error(d)
	}
}
