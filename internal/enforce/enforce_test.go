package enforce_test

import (
	"context"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/enforce"
	"github.com/lockstep-go/lockstep/policy"
	"github.com/lockstep-go/lockstep/simulator"
)

const definition = `{"StartAt":"Store","States":{
	"Store":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:putItem","Parameters":{"TableName.$":"$.table","Item":{"id":{"S":"1"}}},"ResultPath":null,"Next":"Tell"},
	"Tell":{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Parameters":{"TopicArn":"arn:aws:sns:us-east-1:123456789012:t","Message":"x"},"ResultPath":null,"Next":"Fetch"},
	"Fetch":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:getObject","Parameters":{"Bucket":"b","Key":"k"},"End":true}}}`

// Under the generated policy the run succeeds; without any one statement it fails, with the
// action it lacks in the cause.
func TestEveryStatementIsNeeded(t *testing.T) {
	m, problems := asl.DecodeJSON("m.json", []byte(definition))
	if m == nil {
		t.Fatal(problems)
	}
	env := policy.Env{Partition: "aws", Region: "us-east-1", Account: "123456789012", Machine: "m"}
	doc := policy.Generate(m, env)
	if len(doc.Statement) != 3 {
		t.Fatalf("%d statements", len(doc.Statement))
	}
	if failed, cause := run(t, m, doc, env); failed != "" {
		t.Errorf("under its own policy: %s %s", failed, cause)
	}
	wantErrors := map[string]string{"dynamodb:PutItem": "DynamoDB.AmazonDynamoDBException", "sns:Publish": "SNS.AuthorizationErrorException", "s3:GetObject": "S3.S3Exception"}
	for i, s := range doc.Statement {
		less := &policy.Document{Statement: append(append([]policy.Statement{}, doc.Statement[:i]...), doc.Statement[i+1:]...)}
		failed, cause := run(t, m, less, env)
		if failed != wantErrors[s.Action[0]] || !strings.Contains(cause, "not authorized to perform: "+s.Action[0]) {
			t.Errorf("without %s: %q %q", s.Sid, failed, cause)
		}
	}
}

func run(t *testing.T, m *asl.Machine, doc *policy.Document, env policy.Env) (name, cause string) {
	t.Helper()
	program, err := simulator.Load(m)
	if err != nil {
		t.Fatal(err)
	}
	ok := simulator.ResolverFunc(func(context.Context, *simulator.Call) (simulator.Answer, error) {
		return simulator.Succeed(map[string]any{})
	})
	sim := simulator.New(append(enforce.Policies{"": doc}.Options(env), simulator.WithResolver(ok))...)
	e, err := sim.Execute(context.Background(), simulator.Start{Machine: simulator.Machine{Name: "m", Program: program}, Input: `{"table":"orders"}`})
	if err != nil {
		t.Fatal(err)
	}
	d := e.Describe()
	if d.Error == nil {
		return "", ""
	}
	return *d.Error, *d.Cause
}
