package deploy_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/deploy"
)

const (
	keyID  = "1234abcd-12ab-34cd-56ef-1234567890ab"
	keyARN = "arn:aws:kms:us-east-1:123456789012:key/" + keyID
)

func encrypted(n int, key string) *deploy.Desired {
	d := given(n)
	d.Encryption = deploy.Encryption{KMSKeyID: key, ReuseSeconds: 120}
	return d
}

func TestEncryptionIsDeployed(t *testing.T) {
	ctx := context.Background()
	a := newAccount(t)
	mustDeploy(t, a, given(1))
	changes := func(want *deploy.Desired) []string {
		t.Helper()
		plan, err := a.deployer().Plan(ctx, want)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, c := range plan.Changes {
			if strings.HasPrefix(c.Field, "encryption") {
				out = append(out, c.String())
			}
		}
		return out
	}
	want := []string{"~ machine encryption key: none → " + keyARN, "~ machine encryption key reuse: 0 → 120"}
	if d := cmp.Diff(want, changes(encrypted(1, keyARN))); d != "" {
		t.Error(d)
	}
	mustDeploy(t, a, encrypted(1, keyARN))
	arn := given(1).MachineARN()
	out, err := deploy.NewClients(a.config(), a.url).SFN.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &arn})
	if err != nil {
		t.Fatal(err)
	}
	e := out.EncryptionConfiguration
	if e.Type != types.EncryptionTypeCustomerManagedKmsKey || aws.ToString(e.KmsKeyId) != keyARN || aws.ToInt32(e.KmsDataKeyReusePeriodSeconds) != 120 {
		t.Errorf("%+v", e)
	}
	// The key's id names the same key.
	if got := changes(encrypted(1, keyID)); got != nil {
		t.Errorf("%v", got)
	}
	if d := cmp.Diff([]string{"~ machine encryption key: " + keyARN + " → alias/orders"}, changes(encrypted(1, "alias/orders"))); d != "" {
		t.Error(d)
	}
	mustDeploy(t, a, given(1))
	if got := changes(given(1)); got != nil {
		t.Errorf("after the key was taken off: %v", got)
	}
}

// blind is a caller who may not decrypt definitions.
type blind struct{ deploy.SFN }

func (b blind) DescribeStateMachine(ctx context.Context, in *sfn.DescribeStateMachineInput, opts ...func(*sfn.Options)) (*sfn.DescribeStateMachineOutput, error) {
	if in.IncludedData != types.IncludedDataMetadataOnly {
		return nil, &smithy.GenericAPIError{Code: "KmsAccessDeniedException", Message: "the caller may not kms:Decrypt"}
	}
	out, err := b.SFN.DescribeStateMachine(ctx, in, opts...)
	if out != nil {
		out.Definition = aws.String("{}")
	}
	return out, err
}

// Who may not read the definition is told by its hash whether it is another, and does not
// take the "{}" that AWS answers for drift.
func TestDefinitionThatCanNotBeRead(t *testing.T) {
	ctx := context.Background()
	a := newAccount(t)
	mustDeploy(t, a, encrypted(1, keyARN))
	clients := deploy.NewClients(a.config(), a.url)
	clients.SFN = blind{clients.SFN}
	d := deploy.New(clients, deploy.WithClock(&fakeClock{}))
	drift, err := d.Drift(ctx, encrypted(1, keyARN))
	if err != nil || len(drift.Items) > 0 {
		t.Errorf("%+v, %v", drift, err)
	}
	r, err := d.Deploy(ctx, encrypted(1, keyARN))
	if err != nil || len(r.Changes) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err = d.Deploy(ctx, encrypted(2, keyARN)); err != nil {
		t.Fatal(err)
	}
	if served := a.served(t); served != string(definition(2)) {
		t.Errorf("in service is %s", served)
	}
}

// The configuration's log, traces and key come with the rights they need, and no others.
func TestPolicyOfTheEnvironment(t *testing.T) {
	m, problems := asl.DecodeJSON("m", []byte(`{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}`))
	if m == nil {
		t.Fatal(problems)
	}
	const context = `"StringEquals":{"kms:EncryptionContext:aws:states:stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:orders"}`
	for name, c := range map[string]struct {
		config deploy.Config
		want   []string
	}{
		"nothing": {want: nil},
		"traces":  {config: deploy.Config{Tracing: true}, want: []string{`{"Action":["xray:GetSamplingRules","xray:GetSamplingTargets","xray:PutTelemetryRecords","xray:PutTraceSegments"],"Effect":"Allow","Resource":"*"}`}},
		"key": {config: deploy.Config{Encryption: deploy.Encryption{KMSKeyID: keyARN}}, want: []string{
			`{"Action":["kms:Decrypt","kms:GenerateDataKey"],"Condition":{` + context + `},"Effect":"Allow","Resource":"` + keyARN + `"}`}},
		"key by its id": {config: deploy.Config{Encryption: deploy.Encryption{KMSKeyID: keyID}}, want: []string{
			`{"Action":["kms:Decrypt","kms:GenerateDataKey"],"Condition":{` + context + `},"Effect":"Allow","Resource":"` + keyARN + `"}`}},
		"key by an alias": {config: deploy.Config{Encryption: deploy.Encryption{KMSKeyID: "alias/orders"}}, want: []string{
			`{"Action":["kms:Decrypt","kms:GenerateDataKey"],"Condition":{"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/orders"},` + context + `},"Effect":"Allow","Resource":"arn:aws:kms:us-east-1:123456789012:key/*"}`}},
		"key and log": {config: deploy.Config{Logging: deploy.Logging{Level: "ALL"}, Encryption: deploy.Encryption{KMSKeyID: keyARN}}, want: []string{
			`{"Action":["kms:Decrypt","kms:GenerateDataKey"],"Condition":{` + context + `},"Effect":"Allow","Resource":"` + keyARN + `"}`,
			`{"Action":"kms:GenerateDataKey","Condition":{"StringLike":{"kms:EncryptionContext:SourceArn":"arn:aws:logs:us-east-1:123456789012:*"}},"Effect":"Allow","Resource":"` + keyARN + `"}`,
			`{"Action":["logs:CreateLogDelivery","logs:CreateLogStream","logs:DeleteLogDelivery","logs:DescribeLogGroups","logs:DescribeResourcePolicies","logs:GetLogDelivery","logs:ListLogDeliveries","logs:PutLogEvents","logs:PutResourcePolicy","logs:UpdateLogDelivery"],"Effect":"Allow","Resource":"*"}`}},
	} {
		t.Run(name, func(t *testing.T) {
			c.config.Workflow = "orders"
			d, list := c.config.Desired(m, here)
			if list.HasErrors() {
				t.Fatal(list)
			}
			var doc struct{ Statement []map[string]any }
			if err := json.Unmarshal(d.Role.Policy, &doc); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range doc.Statement {
				delete(s, "Sid")
				text, err := json.Marshal(s)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, string(text))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
