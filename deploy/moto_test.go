package deploy_test

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/schemas"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/transport/http/protocol/awsquery"
	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/deploy"
)

// inQuery has CloudWatch called in the older protocol, which is the one that moto speaks.
func inQuery(o *cloudwatch.Options) {
	o.Protocol = awsquery.New(schemas.GraniteServiceVersion20100801)
}

// The whole life of a deployment, with another implementation of IAM, CloudWatch,
// CloudWatch Logs and STS than this package's own: moto's server, where LOCKSTEP_MOTO_URL
// says that one runs.
func TestLifeWithMoto(t *testing.T) {
	url := os.Getenv("LOCKSTEP_MOTO_URL")
	if url == "" {
		t.Skip("LOCKSTEP_MOTO_URL is not set: no moto server to deploy to")
	}
	ctx := context.Background()
	a := newAccount(t)
	a.elsewhere = url
	cfg := a.config()
	cfg.BaseEndpoint = &a.url
	deployer := func() *deploy.Deployer {
		clients := deploy.NewClients(a.config(), a.url)
		clients.CloudWatch = cloudwatch.NewFromConfig(cfg, inQuery)
		return deploy.New(clients, deploy.WithClock(&fakeClock{now: time.Now()}))
	}
	deployOf := func(want *deploy.Desired) {
		t.Helper()
		if _, err := deployer().Deploy(ctx, want); err != nil {
			t.Fatal(err)
		}
	}
	d := deployer()
	id, err := d.Identity(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	who, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil || *who.Account != id.Account {
		t.Fatalf("%+v, %v", id, err)
	}
	own := func(n int) *deploy.Desired {
		w := own(n)
		w.Identity = id
		return w
	}
	t.Cleanup(func() {
		if _, err := a.deployer().Destroy(ctx, own(2).Target()); err != nil {
			t.Error(err)
		}
		if s := status(t, a, own(2)); s.State != "absent" {
			t.Errorf("%+v", s)
		}
		if _, err := iam.NewFromConfig(cfg).GetRole(ctx, &iam.GetRoleInput{RoleName: new("orders-role")}); err == nil {
			t.Error("the role is still there")
		}
	})
	alarm := func(threshold float64) {
		t.Helper()
		cw := cloudwatch.NewFromConfig(cfg, inQuery)
		_, err := cw.PutMetricAlarm(ctx, &cloudwatch.PutMetricAlarmInput{
			AlarmName: new("errors"), Namespace: new("AWS/States"), MetricName: new("ExecutionsFailed"), Statistic: types.StatisticSum,
			Period: new(int32(60)), EvaluationPeriods: new(int32(1)), Threshold: &threshold, ComparisonOperator: types.ComparisonOperatorGreaterThanThreshold,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cw.SetAlarmState(ctx, &cloudwatch.SetAlarmStateInput{AlarmName: new("errors"), StateValue: types.StateValueOk, StateReason: new("a test")}); err != nil {
			t.Fatal(err)
		}
	}
	alarm(1)
	deployOf(own(1))
	want := own(2)
	want.Strategy = deploy.Strategy{Kind: deploy.Canary, Percent: 10, Interval: 2 * time.Minute}
	want.Alarms = []string{"errors"}
	deployOf(want)
	if got := routes(status(t, a, want)); !cmp.Equal(got, []deploy.Route{{Version: "2", Weight: 100}}) {
		t.Errorf("%v", got)
	}
	out, err := iam.NewFromConfig(cfg).ListRolePolicies(ctx, &iam.ListRolePoliciesInput{RoleName: new("orders-role")})
	if err != nil || !cmp.Equal(out.PolicyNames, []string{"lockstep"}) {
		t.Errorf("%+v, %v", out, err)
	}
	drift, err := a.deployer().Drift(ctx, want)
	if err != nil || len(drift.Items) > 0 {
		t.Errorf("%+v, %v", drift, err)
	}
	if _, err := a.deployer().Rollback(ctx, want.Target(), "", func([]byte) (json.RawMessage, error) { return own(1).Role.Policy, nil }); err != nil {
		t.Error(err)
	}
}
