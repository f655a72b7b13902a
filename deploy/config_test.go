package deploy_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/deploy"
)

const configText = `
tags: {team: orders}
alias: live
functions:
  charge-card: arn:aws:lambda:us-east-1:123456789012:function:charge-card:prod
environments:
  test:
    role: arn:aws:iam::123456789012:role/given
  prod:
    name: orders-prod
    logging: {level: ERROR, retentionDays: 30}
    strategy: canary:10:5m
    alarms: [errors]
    failures: {percent: 5, atLeast: 20}
    substitutions: {Queue: "https://sqs.us-east-1.amazonaws.com/123456789012/q"}
`

func TestDecodeConfig(t *testing.T) {
	c, list := deploy.DecodeConfig("lockstep.yaml", []byte(configText), "prod")
	if list.HasErrors() {
		t.Fatal(list)
	}
	want := &deploy.Config{
		Environment: "prod", File: "lockstep.yaml", Name: "orders-prod", Alias: "live", Tags: map[string]string{"team": "orders"},
		Logging:  deploy.Logging{Level: "ERROR", RetentionDays: 30},
		Strategy: deploy.Strategy{Kind: deploy.Canary, Percent: 10, Interval: 5 * time.Minute}, Alarms: []string{"errors"}, Failures: deploy.Failures{Percent: 5, AtLeast: 20},
		Functions:     map[string]string{"charge-card": "arn:aws:lambda:us-east-1:123456789012:function:charge-card:prod"},
		Substitutions: map[string]string{"Queue": "https://sqs.us-east-1.amazonaws.com/123456789012/q"},
	}
	if d := cmp.Diff(want, c); d != "" {
		t.Error(d)
	}
}

func TestConfigMistakes(t *testing.T) {
	for _, c := range []struct{ text, environment, want string }{
		{"alais: live", "", "lockstep.yaml:1: error DEP1001: there is no setting `alais`"},
		{"environments:\n  prod:\n    name: x\n    typ: EXPRESS", "prod", "lockstep.yaml:4: error DEP1001: there is no setting `typ`"},
		{"environments:\n  prod: {}", "staging", "there is no environment `staging`"},
		{"a: [", "", "DEP1001"},
		{"strategy: canary", "", "write the strategy as"},
		{"logging: {level: LOUD}", "", "the setting `logging.level` is `LOUD`"},
		{"logging: {level: ALL, retentionDays: 2}", "", "`logging.retentionDays` is 2"},
		{"name: a b", "", "the setting `name` is `a b`"},
		{"alias: '7'", "", "the setting `alias` is `7`"},
		{"type: QUICK", "", "the setting `type` is `QUICK`"},
		{"role: admin", "", "the setting `role` is `admin`"},
		{"tags: {'aws:x': y}", "", "the tag `aws:x`"},
		{"encryption: {kmsKeyId: k, dataKeyReusePeriodSeconds: 5}", "", "is 5"},
		{"failures: {percent: 101}", "", "`failures` is out of range"},
	} {
		config, list := deploy.DecodeConfig("lockstep.yaml", []byte(c.text), c.environment)
		if config != nil {
			if config.Name == "" {
				config.Name = "orders"
			}
			list = append(list, config.Check()...)
		}
		if !list.HasErrors() || !strings.Contains(list.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.text, list, c.want)
		}
	}
}

func TestDesiredFills(t *testing.T) {
	c, list := deploy.DecodeConfig("lockstep.yaml", []byte(configText), "prod")
	if list.HasErrors() {
		t.Fatal(list)
	}
	c.Workflow = "orders"
	m, _ := asl.DecodeJSON("m.json", []byte(`{"StartAt":"A","States":{
		"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"charge-card","Payload.$":"$"},"Next":"B"},
		"B":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"${Queue}","MessageBody":"${Unknown}"},"End":true}}}`))
	d, list := c.Desired(m, here)
	if list.HasErrors() {
		t.Fatal(list)
	}
	var def struct {
		States map[string]struct{ Parameters map[string]string }
	}
	if err := json.Unmarshal(d.Definition, &def); err != nil {
		t.Fatal(err)
	}
	if got := def.States["A"].Parameters["FunctionName"]; got != c.Functions["charge-card"] {
		t.Errorf("function %s", got)
	}
	if got := def.States["B"].Parameters["QueueUrl"]; got != c.Substitutions["Queue"] {
		t.Errorf("queue %s", got)
	}
	if d.Name != "orders-prod" || d.Owner != "orders/prod" || d.Role.Name != "lockstep-orders-prod-us-east-1" || d.Logging.Group != "/aws/vendedlogs/states/orders-prod" || d.Type != "STANDARD" {
		t.Errorf("%+v", d)
	}
	for _, want := range []string{"function:charge-card:prod", "arn:aws:sqs:us-east-1:123456789012:q", "logs:CreateLogDelivery"} {
		if !strings.Contains(string(d.Role.Policy), want) {
			t.Errorf("the policy lacks %s: %s", want, d.Role.Policy)
		}
	}
	m, _ = asl.DecodeJSON("m.json", []byte(`{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${Function}","End":true}}}`))
	if _, list := c.Desired(m, here); !list.HasErrors() || list[0].Code != deploy.CodeSubstitution || list[0].Origin.Line != 1 {
		t.Errorf("%v", list)
	}
}

// A rollback widens an own role by what the old version needs.
func TestRollbackWidens(t *testing.T) {
	a := newAccount(t)
	c := &deploy.Config{Workflow: "orders", Alias: "live"}
	desired := func(queue string) *deploy.Desired {
		m, _ := asl.DecodeJSON("m.json", []byte(`{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/`+queue+`","MessageBody":"x"},"End":true}}}`))
		d, list := c.Desired(m, here)
		if list.HasErrors() {
			t.Fatal(list)
		}
		return d
	}
	mustDeploy(t, a, desired("old"))
	mustDeploy(t, a, desired("new"))
	now := desired("new")
	if _, err := a.deployer().Rollback(context.Background(), now.Target(), "", func(definition []byte) (json.RawMessage, error) { return now.PolicyOf(definition) }); err != nil {
		t.Fatal(err)
	}
	policies := a.roles[now.Role.Name].policies
	if !strings.Contains(policies["lockstep"], ":new") || !strings.Contains(policies["lockstep-next"], ":old") {
		t.Errorf("%v", policies)
	}
}
