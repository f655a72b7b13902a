package server_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/server"
)

var server0 = server.Options{Time: server.Virtual}

func route(arnWeights ...any) (out []types.RoutingConfigurationListItem) {
	for i := 0; i < len(arnWeights); i += 2 {
		out = append(out, types.RoutingConfigurationListItem{StateMachineVersionArn: aws.String(arnWeights[i].(string)), Weight: int32(arnWeights[i+1].(int))})
	}
	return out
}

func TestVersions(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	arn := machine(t, c, "m", pass)
	publish := func(revision *string) (string, error) {
		out, err := c.PublishStateMachineVersion(ctx, &sfn.PublishStateMachineVersionInput{StateMachineArn: &arn, RevisionId: revision, Description: aws.String("d")})
		if err != nil {
			return "", err
		}
		return *out.StateMachineVersionArn, nil
	}
	v1 := must[string](t)(publish(aws.String("INITIAL")))
	if again := must[string](t)(publish(nil)); again != v1 || v1 != arn+":1" {
		t.Errorf("published %s and %s", v1, again)
	}
	update := func(n int, publish bool) *sfn.UpdateStateMachineOutput {
		definition := fmt.Sprintf(`{"StartAt":"A","States":{"A":{"Type":"Pass","Result":%d,"End":true}}}`, n)
		return must[*sfn.UpdateStateMachineOutput](t)(c.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: &arn, Definition: &definition, Publish: publish}))
	}
	first, second := update(2, false), update(3, false)
	_, err := publish(first.RevisionId)
	refused(t, err, "ConflictException", fmt.Sprintf("Failed to publish the State Machine version for revision %s. The current State Machine revision is %s.", *first.RevisionId, *second.RevisionId))
	if v2 := must[string](t)(publish(second.RevisionId)); v2 != arn+":2" {
		t.Errorf("published %s", v2)
	}
	d := must[*sfn.DescribeStateMachineOutput](t)(c.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &v1}))
	if *d.Definition != pass || *d.Description != "d" || d.RevisionId != nil || *d.StateMachineArn != v1 {
		t.Errorf("version 1 is %v", d)
	}
	if u := update(4, true); *u.StateMachineVersionArn != arn+":3" {
		t.Errorf("published %s", *u.StateMachineVersionArn)
	}
	list := func(size int32, token *string) ([]string, *string) {
		out := must[*sfn.ListStateMachineVersionsOutput](t)(c.ListStateMachineVersions(ctx, &sfn.ListStateMachineVersionsInput{StateMachineArn: &arn, MaxResults: size, NextToken: token}))
		var arns []string
		for _, v := range out.StateMachineVersions {
			arns = append(arns, *v.StateMachineVersionArn)
		}
		return arns, out.NextToken
	}
	page, token := list(2, nil)
	if diff := cmp.Diff([]string{arn + ":3", arn + ":2"}, page); diff != "" {
		t.Error(diff)
	}
	if page, token = list(2, token); len(page) != 1 || token != nil {
		t.Errorf("the last page is %v, %v", page, token)
	}
	// A number that was given is not given again.
	for _, v := range []string{arn + ":3", arn + ":3"} {
		must[*sfn.DeleteStateMachineVersionOutput](t)(c.DeleteStateMachineVersion(ctx, &sfn.DeleteStateMachineVersionInput{StateMachineVersionArn: &v}))
	}
	if v := must[string](t)(publish(nil)); v != arn+":4" {
		t.Errorf("published %s", v)
	}
}

func TestAliases(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	arn := machine(t, c, "m", pass, func(in *sfn.CreateStateMachineInput) { in.Publish = true })
	must[*sfn.UpdateStateMachineOutput](t)(c.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: &arn, RoleArn: aws.String(role + "2"), Publish: true}))
	create := func(name string, routing []types.RoutingConfigurationListItem) (*sfn.CreateStateMachineAliasOutput, error) {
		return c.CreateStateMachineAlias(ctx, &sfn.CreateStateMachineAliasInput{Name: &name, RoutingConfiguration: routing})
	}
	prod := *must[*sfn.CreateStateMachineAliasOutput](t)(create("prod", route(arn+":1", 100))).StateMachineAliasArn
	must[*sfn.CreateStateMachineAliasOutput](t)(create("prod", route(arn+":1", 100)))
	must[*sfn.CreateStateMachineAliasOutput](t)(create("beta", route(arn+":1", 10, arn+":2", 90)))

	for _, test := range []struct {
		name, alias   string
		routing       []types.RoutingConfigurationListItem
		code, message string
	}{
		{"differs", "prod", route(arn+":2", 100), "ConflictException", "Failed to create alias because an alias with the same name and a different routing configuration already exists."},
		{"machine", "x", route(arn, 100), "ValidationException", "Routing configuration must contain state machine version ARNs. Received: [" + arn + "]"},
		{"sum", "x", route(arn+":1", 50, arn+":2", 40), "ValidationException", "Sum of routing configuration weights must equal 100. Received: [50, 40]"},
		{"twice", "x", route(arn+":1", 50, arn+":1", 50), "ValidationException", "Routing configuration must contain distinct state machine version ARNs. Received: [" + arn + ":1, " + arn + ":1]"},
		{"no version", "x", route(arn+":9", 100), "ResourceNotFound", "Request references a resource that does not exist."},
		{"weight", "x", route(arn+":1", 101), "ValidationException", "1 validation error detected: Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100"},
		{"number", "123", route(arn+":1", 100), "ValidationException", `1 validation error detected: Value '123' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := create(test.alias, test.routing)
			refused(t, err, test.code, test.message)
		})
	}

	v1 := arn + ":1"
	_, err := c.DeleteStateMachineVersion(ctx, &sfn.DeleteStateMachineVersionInput{StateMachineVersionArn: &v1})
	refused(t, err, "ConflictException", "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [prod, beta]")

	must[*sfn.UpdateStateMachineAliasOutput](t)(c.UpdateStateMachineAlias(ctx, &sfn.UpdateStateMachineAliasInput{StateMachineAliasArn: &prod, Description: aws.String("d"), RoutingConfiguration: route(arn+":2", 100)}))
	d := must[*sfn.DescribeStateMachineAliasOutput](t)(c.DescribeStateMachineAlias(ctx, &sfn.DescribeStateMachineAliasInput{StateMachineAliasArn: &prod}))
	if *d.Name != "prod" || *d.Description != "d" || *d.RoutingConfiguration[0].StateMachineVersionArn != arn+":2" {
		t.Errorf("the alias is %v", d)
	}
	of := func(text string) (names []string) {
		out := must[*sfn.ListStateMachineAliasesOutput](t)(c.ListStateMachineAliases(ctx, &sfn.ListStateMachineAliasesInput{StateMachineArn: &text}))
		for _, a := range out.StateMachineAliases {
			names = append(names, *a.StateMachineAliasArn)
		}
		return names
	}
	if diff := cmp.Diff([][]string{{arn + ":beta", prod}, {arn + ":beta"}}, [][]string{of(arn), of(v1)}); diff != "" {
		t.Error(diff)
	}
	for range 2 { // a deletion may be repeated
		must[*sfn.DeleteStateMachineAliasOutput](t)(c.DeleteStateMachineAlias(ctx, &sfn.DeleteStateMachineAliasInput{StateMachineAliasArn: &prod}))
	}
	_, err = c.UpdateStateMachineAlias(ctx, &sfn.UpdateStateMachineAliasInput{StateMachineAliasArn: &prod, Description: aws.String("d")})
	refused(t, err, "ResourceNotFound", "Request references a resource that does not exist.")
}

func TestTags(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	arn := machine(t, c, "m", pass)
	activity := *must[*sfn.CreateActivityOutput](t)(c.CreateActivity(ctx, &sfn.CreateActivityInput{Name: aws.String("m")})).ActivityArn
	for _, resource := range []string{arn, activity} {
		must[*sfn.TagResourceOutput](t)(c.TagResource(ctx, &sfn.TagResourceInput{ResourceArn: &resource, Tags: []types.Tag{
			{Key: aws.String("a"), Value: aws.String("1")}, {Key: aws.String("b"), Value: aws.String("")}, {Key: aws.String("a"), Value: aws.String("2")},
		}}))
		must[*sfn.UntagResourceOutput](t)(c.UntagResource(ctx, &sfn.UntagResourceInput{ResourceArn: &resource, TagKeys: []string{"b", "b", "none"}}))
		list := must[*sfn.ListTagsForResourceOutput](t)(c.ListTagsForResource(ctx, &sfn.ListTagsForResourceInput{ResourceArn: &resource}))
		if len(list.Tags) != 1 || *list.Tags[0].Key != "a" || *list.Tags[0].Value != "2" {
			t.Errorf("the tags are %v", list.Tags)
		}
	}
	_, err := c.ListTagsForResource(ctx, &sfn.ListTagsForResourceInput{ResourceArn: aws.String(arn + "x")})
	refused(t, err, "ResourceNotFound", "Resource not found: '"+arn+"x'")
	_, err = c.ListTagsForResource(ctx, &sfn.ListTagsForResourceInput{ResourceArn: aws.String(arn + ":1")})
	refused(t, err, "ResourceNotFound", "Resource not found: '"+arn+":1'")
	_, err = c.TagResource(ctx, &sfn.TagResourceInput{ResourceArn: &arn, Tags: []types.Tag{{Key: aws.String("aws:x"), Value: aws.String("")}}})
	refused(t, err, "ValidationException", "aws: prefixed tag key names are not allowed for external use.")
}
