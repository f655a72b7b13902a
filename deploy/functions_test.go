package deploy_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/deploy"
)

// invoking is a deployment whose machine invokes a function.
func invoking(parameters string) *deploy.Desired {
	d := given(1)
	d.Definition = fmt.Appendf(nil, `{"StartAt":"Charge","States":{"Charge":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{%s},"End":true}}}`, parameters)
	return d
}

func TestPlanLooksForFunctions(t *testing.T) {
	byARN := given(1)
	byARN.Definition = []byte(`{"StartAt":"Charge","States":{"Charge":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:absent:live","End":true}}}`)
	const state = "the state `Charge` (orders:1) calls "
	for name, c := range map[string]struct {
		want     *deploy.Desired
		warnings []string
		notes    []string
	}{
		"exists":                 {want: invoking(`"FunctionName":"charge"`)},
		"alias exists":           {want: invoking(`"FunctionName":"charge","Qualifier":"live"`)},
		"alias in the name":      {want: invoking(`"FunctionName":"charge:live"`)},
		"known at run time":      {want: invoking(`"FunctionName.$":"$.name"`)},
		"absent":                 {want: invoking(`"FunctionName":"absent"`), warnings: []string{state + "the function `absent`, which does not exist here; name another one under `functions` in the configuration"}},
		"absent by ARN":          {want: byARN, warnings: []string{state + "the function `arn:aws:lambda:us-east-1:123456789012:function:absent`, which does not exist here; name another one under `functions` in the configuration"}},
		"no such alias":          {want: invoking(`"FunctionName":"charge","Qualifier":"beta"`), warnings: []string{state + "the alias `beta` of the function `charge`, which does not exist"}},
		"no such version":        {want: invoking(`"FunctionName":"123456789012:function:charge:7"`), warnings: []string{state + "the version `7` of the function `123456789012:function:charge`, which does not exist"}},
		"another region":         {want: invoking(`"FunctionName":"arn:aws:lambda:eu-west-1:123456789012:function:charge"`), warnings: []string{state + "a function of the region eu-west-1: Step Functions calls those of its own, which is us-east-1"}},
		"another account":        {want: invoking(`"FunctionName":"arn:aws:lambda:us-east-1:222222222222:function:charge"`), notes: []string{state + "a function of the account 222222222222: a policy of the function has to allow it"}},
		"the caller may not":     {want: invoking(`"FunctionName":"charge"`), notes: []string{"whether the Lambda functions exist was not looked up: the caller may not lambda:GetFunctionConfiguration"}},
		"not of this workflow's": {want: given(1)},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			if name != "the caller may not" {
				a.functions = map[string]bool{"charge": true, "charge:live": true}
			}
			plan, err := a.deployer().Plan(context.Background(), c.want)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.warnings, plan.Warnings); d != "" {
				t.Errorf("warnings: %s", d)
			}
			if d := cmp.Diff(c.notes, plan.Notes); d != "" {
				t.Errorf("notes: %s", d)
			}
		})
	}
}

// Who has no Lambda, as `lockstep serve`, gets a note, and the deployment goes on.
func TestPlanWithoutLambda(t *testing.T) {
	a := newAccount(t)
	clients := deploy.NewClients(a.config(), a.url)
	clients.Lambda = nil
	plan, err := deploy.New(clients).Plan(context.Background(), invoking(`"FunctionName":"charge"`))
	if err != nil || len(plan.Warnings)+len(plan.Notes) > 0 {
		t.Errorf("%+v, %v", plan, err)
	}
	for _, call := range a.called() {
		if strings.HasPrefix(call, "lambda:") {
			t.Errorf("called %s", call)
		}
	}
}
