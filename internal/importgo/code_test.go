package importgo_test

import (
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/importgo"
)

// TestCode looks at the calls that single states become.
func TestCode(t *testing.T) {
	for _, c := range []struct {
		name, states string
		jsonata      bool
		want         string
	}{
		{name: "a Lambda function by name", states: `{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"arn:aws:lambda:us-east-1:123456789012:function:charge-card:live","Payload.$":"$"},"End":true}}`,
			want: `chargeCardFunction.Invoke(b, "A").Payload(sdk.Input())`},
		{name: "a Lambda function by value", states: `{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName.$":"$.f","Payload":{"x":1}},"End":true}}`,
			want: `lambda.InvokeNamed(b, "A", sdk.Input("f")).Payload(sdk.Object{"x": 1})`},
		{name: "a function as the resource", states: `{"A":{"Type":"Task","Resource":"${ChargeCardFunctionArn}","End":true}}`,
			want: `sdk.Call[any](b, "A", chargeCardFunction)`},
		{name: "a callback", states: `{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/reviews","MessageBody":{"t.$":"$$.Task.Token"}},"HeartbeatSeconds":3600,"End":true}}`,
			want: "sqs.SendMessage(b, \"A\").\nWaitForTaskToken().\nQueueUrl(reviewsQueue).\nMessageBody(sdk.Object{\"t\": sdk.TaskToken()}).\nHeartbeat(time.Hour)"},
		{name: "a callback that hands its token to nobody", states: `{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"q","MessageBody":"m"},"End":true}}`,
			want: `sdk.Call[any](b, "A", "arn:aws:states:::sqs:sendMessage.waitForTaskToken")`},
		{name: "a job", states: `{"A":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{"JobName":"clean","Arguments":{"--d.$":"$.d"}},"End":true}}`,
			want: "glue.StartJobRunSync(b, \"A\").\nJobName(cleanJob).\nArgumentsParameter(sdk.Object{\"--d\": sdk.Input(\"d\")})"},
		{name: "a required parameter is missing", states: `{"A":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:getItem","Parameters":{"TableName":"t"},"End":true}}`,
			want: `sdk.Call[any](b, "A", "arn:aws:states:::dynamodb:getItem")`},
		{name: "any action", states: `{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:ssm:getParameter","Parameters":{"Name.$":"States.Format('/{}/db', $.stage)"},"End":true}}`,
			want: `aws.Call(b, "A", "ssm:getParameter", sdk.Object{"Name": sdk.Format("/{}/db", sdk.Input("stage"))})`},
		{name: "a call that the SDK would space otherwise", states: `{"A":{"Type":"Pass","Parameters":{"n.$":"States.Format('{}{}',$.a,$.b)"},"End":true}}`,
			want: `sdk.JSONPath("States.Format('{}{}',$.a,$.b)")`},
		{name: "arithmetic", states: `{"A":{"Type":"Pass","Parameters":{"n.$":"States.MathAdd(States.ArrayLength($.a), -1)"},"End":true}}`,
			want: `sdk.Add(sdk.Count(sdk.Input("a")), -1)`},
		{name: "a part that has no function", states: `{"A":{"Type":"Pass","Parameters":{"n.$":"States.ArrayGetItem(States.StringSplit($.a, ','), 0)"},"End":true}}`,
			want: `sdk.Element(sdk.As[[]any](sdk.JSONPath("States.StringSplit($.a, ',')")), 0)`},
		{name: "a variable and the context", states: `{"A":{"Type":"Pass","Parameters":{"n.$":"$order.id","m.$":"$$.Execution.Id"},"End":true}}`,
			want: `sdk.Object{"n": sdk.Assigned("order.id"), "m": sdk.Context("Execution.Id")}`},
		{name: "JSONata", jsonata: true, states: `{"A":{"Type":"Pass","Output":{"a":"{% 'x-' & $states.input.id & '-y' %}","b":"{% $exists($n) ? $n : 0 %}","c":"{% $sum($states.input.p) * 2 %}"},"End":true}}`,
			want: "\"a\": sdk.Format(\"x-{}-y\", sdk.Input(\"id\")),\n\"b\": sdk.Default(sdk.Assigned(\"n\"), 0),\n\"c\": sdk.Multiply(sdk.Sum(sdk.Input(\"p\")), 2),"},
		{name: "JSONata that has no function", jsonata: true, states: `{"A":{"Type":"Pass","Output":"{% $states.input.orders[total > 5].id %}","End":true}}`,
			want: `sdk.JSONata("$states.input.orders[total > 5].id")`},
		{name: "comparisons", states: `{"A":{"Type":"Choice","Choices":[{"And":[{"Variable":"$.a","IsPresent":true},{"Variable":"$.t","TimestampLessThanPath":"$.u"},{"Not":{"Variable":"$.detail-type","StringEquals":"x"}}],"Next":"B"}]},"B":{"Type":"Succeed"}}`,
			want: "sdk.And(\nsdk.IsPresent(sdk.Input(\"a\")),\nsdk.LessThan(sdk.As[time.Time](sdk.Input(\"t\")), sdk.Input(\"u\")),\nsdk.NotEquals(sdk.Input(\"detail-type\"), \"x\"),\n)"},
		{name: "a distributed Map", states: `{"A":{"Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","MaxItems":9},"Parameters":{"Bucket":"in","Key.$":"$.key"}},"ItemBatcher":{"MaxItemsPerBatch":10,"BatchInput":{"k.$":"$.k"}},"ToleratedFailurePercentagePath":"$.p","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"in","Prefix":"out"}},"End":true}}`,
			want: "Distributed(\"EXPRESS\").\nToleratedFailurePercentage(sdk.Input(\"p\")).\nMaxItemsPerBatch(10).\nBatchInput(sdk.Object{\"k\": sdk.Input(\"k\")}).\nItemReader(sdk.S3Object(inBucket, sdk.Input(\"key\")).CSV().MaxItems(9)).\nResultWriter(sdk.WriteToS3(inBucket, \"out\"))"},
		{name: "a policy that states share", states: `{"A":{"Type":"Task","Resource":"r","Retry":[{"ErrorEquals":["Lambda.ServiceException"],"MaxAttempts":6}],"Next":"B"},"B":{"Type":"Task","Resource":"r","Retry":[{"ErrorEquals":["Lambda.ServiceException"],"MaxAttempts":6}],"End":true}}`,
			want: `var retryLambda = sdk.Retry("Lambda.ServiceException").MaxAttempts(6)`},
		{name: "a name that is taken", states: `{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:time","End":true}}`,
			want: `const timeResource = `},
	} {
		t.Run(c.name, func(t *testing.T) {
			head := `{"StartAt":"A",`
			if c.jsonata {
				head += `"QueryLanguage":"JSONata",`
			}
			m, problems := asl.Decode("test.json", []byte(head+`"States":`+c.states+`}`))
			if m == nil {
				t.Fatal(problems)
			}
			source, err := importgo.Source(m, importgo.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(unindented(string(source)), c.want) {
				t.Errorf("the code lacks\n%s\n\nit is\n%s", c.want, source)
			}
		})
	}
}

// unindented is code without what gofmt puts before lines and behind keys.
func unindented(code string) string {
	var lines []string
	for line := range strings.Lines(code) {
		line = strings.TrimSpace(line)
		for strings.Contains(line, ":  ") {
			line = strings.ReplaceAll(line, ":  ", ": ")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
