package deploy_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/deploy"
)

// waiting is a machine that waits in a state of the name, and calls a function.
func waiting(state, function string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"StartAt":%q,"States":{%q:{"Type":"Wait","Seconds":3600,"Next":"Call"},"Call":{"Type":"Task","Resource":%q,"End":true}}}`, state, state, function))
}

const charge, refund = "arn:aws:lambda:us-east-1:123456789012:function:charge", "arn:aws:lambda:us-east-1:123456789012:function:refund"

func TestPlanWarnsOfWhatGoesAway(t *testing.T) {
	ctx := context.Background()
	a := newAccount(t)
	before := given(1)
	before.Definition = waiting("Settle", charge)
	mustDeploy(t, a, before)
	arn := before.MachineARN()
	client := deploy.NewClients(a.config(), a.url).SFN.(*sfn.Client)
	for _, name := range []string{"runs", "stopped"} {
		if _, err := client.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: &arn, Name: &name}); err != nil {
			t.Fatal(err)
		}
	}
	stopped := strings.Replace(arn, ":stateMachine:", ":execution:", 1) + ":stopped"
	if _, err := client.StopExecution(ctx, &sfn.StopExecutionInput{ExecutionArn: &stopped}); err != nil {
		t.Fatal(err)
	}
	a.alarms["errors"], a.watches["errors"] = "OK", map[string]string{"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:invoices"}
	a.alarms["charge"], a.watches["charge"] = "OK", map[string]string{"LambdaFunctionArn": charge}
	want := given(1)
	want.Definition = waiting("Cool down", refund)
	want.Alarms = []string{"charge", "errors"}
	plan, err := a.deployer().Plan(ctx, want)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"Settle"}, plan.Gone()); d != "" {
		t.Errorf("states that go away: %s", d)
	}
	wanted := []string{
		"the alarm `charge` watches " + charge + ", which no state calls any more",
		"the alarm `errors` watches another machine: arn:aws:states:us-east-1:123456789012:stateMachine:invoices",
		"1 failed execution to redrive, if need be, on the old definition, which has `Settle`, which goes away",
		"1 running execution on the old definition, which has `Settle`, which goes away; the role keeps what is needed until the end; in `Settle` now: runs",
	}
	if d := cmp.Diff(wanted, plan.Warnings); d != "" {
		t.Error(d)
	}
	var text strings.Builder
	if err := plan.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if want := `~ machine state "Cool down" name: Settle → Cool down`; !strings.Contains(text.String(), want) {
		t.Errorf("%s\ndoes not say %s", text.String(), want)
	}
}

// Each statement that comes says in the plan what needs it; a wildcard says why it is one.
func TestPlanGivesReasons(t *testing.T) {
	a := newAccount(t)
	want := sqsOwn(1)
	want.Definition = json.RawMessage(`{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl.$":"$.queue","MessageBody":"x"},"End":true}}}`)
	policy, err := want.PolicyOf(want.Definition)
	if err != nil {
		t.Fatal(err)
	}
	want.Role.Policy = policy
	plan, err := a.deployer().Plan(context.Background(), want)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := plan.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"  + policy: allow sqs:SendMessage\n      on arn:aws:sqs:us-east-1:123456789012:*\n      # state `A` calls sqs:sendMessage; the name is only known when the state runs\n",
		"      on *\n      # the machine writes a log; AWS allows no narrower resource\n",
		"  7 to create, 0 to update, 0 to delete\n",
	} {
		if !strings.Contains(text.String(), line) {
			t.Errorf("%s\nlacks %s", text.String(), line)
		}
	}
}
