package server_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/google/go-cmp/cmp"
)

func TestMachineLives(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	arn := machine(t, c, "orders", pass, func(in *sfn.CreateStateMachineInput) {
		in.Tags = []types.Tag{{Key: aws.String("team"), Value: aws.String("a")}}
		in.TracingConfiguration = &types.TracingConfiguration{Enabled: true}
	})
	if want := "arn:aws:states:us-east-1:123456789012:stateMachine:orders"; arn != want {
		t.Errorf("ARN %s, want %s", arn, want)
	}
	d := must[*sfn.DescribeStateMachineOutput](t)(c.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &arn}))
	got := []any{*d.Name, *d.Definition, *d.RoleArn, d.Status, d.Type, d.LoggingConfiguration.Level, d.TracingConfiguration.Enabled, d.EncryptionConfiguration.Type, d.RevisionId}
	want := []any{"orders", pass, role, types.StateMachineStatusActive, types.StateMachineTypeStandard, types.LogLevelOff, true, types.EncryptionTypeAwsOwnedKey, (*string)(nil)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	u := must[*sfn.UpdateStateMachineOutput](t)(c.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: &arn, RoleArn: aws.String(role + "2")}))
	again := must[*sfn.UpdateStateMachineOutput](t)(c.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: &arn, RoleArn: aws.String(role + "2")}))
	if u.RevisionId == nil || *u.RevisionId != *again.RevisionId {
		t.Errorf("an update that changes nothing made revision %v of %v", again.RevisionId, u.RevisionId)
	}
	_, err := c.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: &arn})
	refused(t, err, "MissingRequiredParameter", "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified")

	must[*sfn.DeleteStateMachineOutput](t)(c.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: &arn}))
	must[*sfn.DeleteStateMachineOutput](t)(c.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: &arn}))
	_, err = c.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &arn})
	refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+"'")
}

func TestCreateStateMachineIsIdempotent(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	arn := machine(t, c, "m", pass)
	// Another role and other tags are passed over.
	if again := machine(t, c, "m", pass, func(in *sfn.CreateStateMachineInput) {
		in.RoleArn = aws.String(role + "2")
		in.Tags = []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}}
	}); again != arn {
		t.Errorf("got %s", again)
	}
	d := must[*sfn.DescribeStateMachineOutput](t)(c.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &arn}))
	if *d.RoleArn != role {
		t.Errorf("the role became %s", *d.RoleArn)
	}
	for name, change := range map[string]func(*sfn.CreateStateMachineInput){
		"definition": func(in *sfn.CreateStateMachineInput) { in.Definition = aws.String(pass + " ") },
		"type":       func(in *sfn.CreateStateMachineInput) { in.Type = types.StateMachineTypeExpress },
		"tracing": func(in *sfn.CreateStateMachineInput) {
			in.TracingConfiguration = &types.TracingConfiguration{Enabled: true}
		},
		"publish": func(in *sfn.CreateStateMachineInput) { in.Publish = true },
	} {
		in := &sfn.CreateStateMachineInput{Name: aws.String("m"), Definition: aws.String(pass), RoleArn: aws.String(role)}
		change(in)
		_, err := c.CreateStateMachine(ctx, in)
		t.Run(name, func(t *testing.T) {
			refused(t, err, "StateMachineAlreadyExists", "State Machine Already Exists: '"+arn+"'")
		})
	}
}

func TestCreateStateMachineRefuses(t *testing.T) {
	c := newClient(t)
	group := func(arn string) []types.LogDestination {
		return []types.LogDestination{{CloudWatchLogsLogGroup: &types.CloudWatchLogsLogGroup{LogGroupArn: &arn}}}
	}
	const logs = "arn:aws:logs:us-east-1:123456789012:log-group:g"
	for _, test := range []struct {
		name, code, message string
		change              func(*sfn.CreateStateMachineInput)
	}{
		{"name", "InvalidName", "Invalid Name: 'a b'", func(in *sfn.CreateStateMachineInput) { in.Name = aws.String("a b") }},
		{"long name", "ValidationException", "1 validation error detected: Value '" + strings.Repeat("n", 81) + "' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80",
			func(in *sfn.CreateStateMachineInput) { in.Name = aws.String(strings.Repeat("n", 81)) }},
		{"type", "ValidationException", "1 validation error detected: Value 'FAST' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]",
			func(in *sfn.CreateStateMachineInput) { in.Type = "FAST" }},
		{"role", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: me'", func(in *sfn.CreateStateMachineInput) { in.RoleArn = aws.String("me") }},
		{"description", "ValidationException", "Version description can only be set when publish is true",
			func(in *sfn.CreateStateMachineInput) { in.VersionDescription = aws.String("d") }},
		{"no destination", "InvalidLoggingConfiguration", "Invalid Logging Configuration: Must specify exactly one Log Destination.",
			func(in *sfn.CreateStateMachineInput) {
				in.LoggingConfiguration = &types.LoggingConfiguration{Level: types.LogLevelAll}
			}},
		{"two destinations", "InvalidLoggingConfiguration", "Invalid Logging Configuration: Must specify exactly one Log Destination.",
			func(in *sfn.CreateStateMachineInput) {
				in.LoggingConfiguration = &types.LoggingConfiguration{Level: types.LogLevelAll, Destinations: append(group(logs+":*"), group(logs+":*")...)}
			}},
		{"qualifier", "InvalidLoggingConfiguration", "Invalid Logging Configuration: Log Group ARN must be provided with '*' qualifier.",
			func(in *sfn.CreateStateMachineInput) {
				in.LoggingConfiguration = &types.LoggingConfiguration{Level: types.LogLevelAll, Destinations: group(logs)}
			}},
		{"key", "InvalidEncryptionConfiguration", "Invalid Encryption Configuration: kmsKeyId must be set for the type CUSTOMER_MANAGED_KMS_KEY.",
			func(in *sfn.CreateStateMachineInput) {
				in.EncryptionConfiguration = &types.EncryptionConfiguration{Type: types.EncryptionTypeCustomerManagedKmsKey}
			}},
		{"tags", "TooManyTags", "The resource would have 51 tags; the limit is 50.", func(in *sfn.CreateStateMachineInput) {
			for i := range 51 {
				in.Tags = append(in.Tags, types.Tag{Key: aws.String(fmt.Sprint(i)), Value: aws.String("")})
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := &sfn.CreateStateMachineInput{Name: aws.String("m"), Definition: aws.String(pass), RoleArn: aws.String(role)}
			test.change(in)
			_, err := c.CreateStateMachine(t.Context(), in)
			refused(t, err, test.code, test.message)
		})
	}
}

func TestListStateMachinesPages(t *testing.T) {
	c := newClient(t)
	var want, got []string
	for i := range 7 {
		want = append(want, fmt.Sprintf("m%d", i))
		machine(t, c, fmt.Sprintf("m%d", 6-i), pass)
	}
	sizes := []int{}
	for p := sfn.NewListStateMachinesPaginator(c, &sfn.ListStateMachinesInput{MaxResults: 3}); p.HasMorePages(); {
		page := must[*sfn.ListStateMachinesOutput](t)(p.NextPage(t.Context()))
		sizes = append(sizes, len(page.StateMachines))
		for _, m := range page.StateMachines {
			got = append(got, *m.Name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{3, 3, 1}, sizes); diff != "" {
		t.Error(diff)
	}
}

func TestPagingTokensAreOfOneList(t *testing.T) {
	e := serve(t, server0)
	c, ctx := e.client("123456789012", "us-east-1"), t.Context()
	for i := range 3 {
		machine(t, c, fmt.Sprint("m", i), pass)
		must[*sfn.CreateActivityOutput](t)(c.CreateActivity(ctx, &sfn.CreateActivityInput{Name: aws.String(fmt.Sprint("a", i))}))
	}
	page := must[*sfn.ListStateMachinesOutput](t)(c.ListStateMachines(ctx, &sfn.ListStateMachinesInput{MaxResults: 1}))
	_, err := c.ListActivities(ctx, &sfn.ListActivitiesInput{NextToken: page.NextToken})
	refused(t, err, "InvalidToken", "Invalid Token: 'Invalid token'")
	_, err = e.client("210987654321", "us-east-1").ListStateMachines(ctx, &sfn.ListStateMachinesInput{NextToken: page.NextToken})
	refused(t, err, "InvalidToken", "Invalid Token: 'Invalid token'")
	forged := "A" + (*page.NextToken)[1:]
	if forged == *page.NextToken {
		forged = "B" + forged[1:]
	}
	_, err = c.ListStateMachines(ctx, &sfn.ListStateMachinesInput{NextToken: &forged})
	refused(t, err, "InvalidToken", "Invalid Token: 'Invalid token'")
	// What is deleted meanwhile does not disturb.
	must[*sfn.DeleteStateMachineOutput](t)(c.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: page.StateMachines[0].StateMachineArn}))
	rest := must[*sfn.ListStateMachinesOutput](t)(c.ListStateMachines(ctx, &sfn.ListStateMachinesInput{NextToken: page.NextToken}))
	if len(rest.StateMachines) != 2 || rest.NextToken != nil {
		t.Errorf("got %d machines and the token %v", len(rest.StateMachines), rest.NextToken)
	}
}

func TestAccountsAndRegionsAreApart(t *testing.T) {
	e := serve(t, server0)
	ctx := t.Context()
	one := e.client("111111111111", "us-east-1")
	arn := machine(t, one, "m", pass)
	for _, other := range []*sfn.Client{e.client("222222222222", "us-east-1"), e.client("111111111111", "eu-west-1")} {
		list := must[*sfn.ListStateMachinesOutput](t)(other.ListStateMachines(ctx, &sfn.ListStateMachinesInput{}))
		if len(list.StateMachines) != 0 {
			t.Errorf("sees %v", list.StateMachines)
		}
		machine(t, other, "m", pass)
		_, err := other.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &arn})
		refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+"'")
	}
	if got := machine(t, e.client("AKIAEXAMPLE", "cn-north-1"), "m", pass); got != "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:m" {
		t.Errorf("got %s", got)
	}
}
