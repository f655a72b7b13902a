package awstask_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/simulator"
	"github.com/lockstep-go/lockstep/simulator/awstask"
)

// stub answers every request in the way of one service.
func stub(t *testing.T, answer func(r *http.Request, body string) (status int, header map[string]string, text string)) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		status, header, text := answer(r, string(body))
		for k, v := range header {
			w.Header().Set(k, v)
		}
		w.WriteHeader(status)
		fmt.Fprint(w, text)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// run executes one Task state.
func run(t *testing.T, endpoints map[string]string, state, input string) string {
	t.Helper()
	m, list := asl.DecodeJSON("task", []byte(`{"StartAt":"T","States":{"T":{"Type":"Task",`+state+`,"End":true}}}`))
	if m == nil {
		t.Fatal(list)
	}
	p, err := simulator.Load(m)
	if err != nil {
		t.Fatal(err)
	}
	sim := simulator.New(simulator.WithResolver(awstask.New(awstask.Config{Endpoints: endpoints})))
	e, err := sim.Execute(t.Context(), simulator.Start{Machine: simulator.Machine{Program: p, Name: "m"}, Input: input})
	if err != nil {
		t.Fatal(err)
	}
	d := e.Describe()
	s := d.Status.String()
	for _, x := range []*string{d.Output, d.Error, d.Cause} {
		if x != nil {
			s += " " + *x
		}
	}
	return s
}

func TestLambda(t *testing.T) {
	url := stub(t, func(r *http.Request, body string) (int, map[string]string, string) {
		switch {
		case strings.Contains(r.URL.Path, "missing"):
			return 404, map[string]string{"X-Amzn-ErrorType": "ResourceNotFoundException", "X-Amzn-RequestId": "r-1"}, `{"Message":"Function not found: missing"}`
		case strings.Contains(r.URL.Path, "broken"):
			return 200, map[string]string{"X-Amz-Function-Error": "Unhandled"}, `{"errorMessage": "no", "errorType": "Broken"}`
		}
		if strings.Contains(r.URL.Path, "slow") {
			return 200, map[string]string{"X-Amz-Function-Error": "Unhandled"}, `{"errorMessage":"Task timed out after 3.00 seconds"}`
		}
		return 200, map[string]string{"X-Amz-Executed-Version": "3"}, body
	})
	endpoints := map[string]string{"LAMBDA": url}
	for _, c := range []struct{ state, input, want string }{
		{`"Resource":"arn:aws:lambda:us-east-1:123456789012:function:echo"`, `{"a": 1}`, `SUCCEEDED {"a":1}`},
		{`"Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"echo","Payload.$":"$"},"ResultSelector":{"p.$":"$.Payload","v.$":"$.ExecutedVersion"}`, `{"a":1}`, `SUCCEEDED {"p":{"a":1},"v":"3"}`},
		{`"Resource":"arn:aws:lambda:us-east-1:123456789012:function:broken"`, `{}`, `FAILED Broken {"errorMessage": "no", "errorType": "Broken"}`},
		{`"Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"broken"}`, `{}`, `FAILED Broken {"errorMessage":"no","errorType":"Broken"}`},
		{`"Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"slow"}`, `{}`,
			`FAILED Lambda.Unknown The cause could not be determined because Lambda did not return an error type. Returned payload: {"errorMessage":"Task timed out after 3.00 seconds"}`},
		{`"Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"missing"}`, `{}`,
			`FAILED Lambda.ResourceNotFoundException Function not found: missing (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: r-1; Proxy: null)`},
	} {
		if got := run(t, endpoints, c.state, c.input); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.state, got, c.want)
		}
	}
}

func TestSQS(t *testing.T) {
	var sent string
	url := stub(t, func(r *http.Request, body string) (int, map[string]string, string) {
		sent = body
		if strings.Contains(body, "missing") {
			return 400, map[string]string{"Content-Type": "application/x-amz-json-1.0", "X-Amzn-RequestId": "r-2"}, `{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}`
		}
		return 200, map[string]string{"Content-Type": "application/x-amz-json-1.0"}, `{"MD5OfMessageBody":"abc","MessageId":"m-1"}`
	})
	endpoints := map[string]string{"SQS": url}
	const send = `"Parameters":{"QueueUrl":"%s","MessageBody":{"a.$":"$.a"}},"ResultSelector":{"id.$":"$.MessageId"}`
	if got, want := run(t, endpoints, `"Resource":"arn:aws:states:::sqs:sendMessage",`+fmt.Sprintf(send, url+"/123/q"), `{"a":[1]}`), `SUCCEEDED {"id":"m-1"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if want := `"MessageBody":"{\"a\":[1]}"`; !strings.Contains(sent, want) {
		t.Errorf("sent %s, want %s in it", sent, want)
	}
	if got, want := run(t, endpoints, `"Resource":"arn:aws:states:::sqs:sendMessage",`+fmt.Sprintf(send, url+"/123/missing"), `{"a":1}`),
		`FAILED SQS.QueueDoesNotExistException The specified queue does not exist. (Service: AmazonSQS; Status Code: 400;`; !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := run(t, endpoints, `"Resource":"arn:aws:states:::aws-sdk:sqs:sendMessage",`+fmt.Sprintf(send, url+"/123/missing"), `{"a":1}`),
		`FAILED Sqs.QueueDoesNotExistException The specified queue does not exist. (Service: Sqs, Status Code: 400, Request ID: r-2) (SDK Attempt Count: 1)`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := run(t, endpoints, `"Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"Nonsense":1}`, `{}`), `[The field "Nonsense" is not supported by Step Functions]`; !strings.Contains(got, want) {
		t.Errorf("got %s, want %s in it", got, want)
	}
}

func TestDynamoDBAttributes(t *testing.T) {
	var sent string
	url := stub(t, func(r *http.Request, body string) (int, map[string]string, string) {
		sent = body
		return 200, map[string]string{"Content-Type": "application/x-amz-json-1.0"}, `{"Item":{"id":{"S":"1"},"n":{"N":"2.5"},"l":{"L":[{"BOOL":true},{"NULL":true}]}},"ConsumedCapacity":{"CapacityUnits":1.5}}`
	})
	got := run(t, map[string]string{"DYNAMODB": url}, `"Resource":"arn:aws:states:::aws-sdk:dynamodb:getItem","Parameters":{"TableName":"t","Key":{"id":{"S.$":"$.id"},"m":{"M":{"x":{"SS":["a"]}}}}}`, `{"id":"1"}`)
	if want := `SUCCEEDED {"ConsumedCapacity":{"CapacityUnits":1.5},"Item":{"id":{"S":"1"},"l":{"L":[{"Bool":true},{"Nul":true}]},"n":{"N":"2.5"}}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, want := range []string{`"id":{"S":"1"}`, `"m":{"M":{"x":{"SS":["a"]}}}`} {
		if !strings.Contains(sent, want) {
			t.Errorf("sent %s, want %s in it", sent, want)
		}
	}
}

// What came is shown, zeros, false and empty texts too; what did not come is left out.
func TestWhatWasSentIsShown(t *testing.T) {
	answer := ""
	url := stub(t, func(r *http.Request, body string) (int, map[string]string, string) {
		return 200, map[string]string{"Content-Type": "application/x-amz-json-1.1"}, answer
	})
	endpoints := map[string]string{"EVENTBRIDGE": url, "ECS": url, "DYNAMODB": url}
	const put = `"Resource":"arn:aws:states:::aws-sdk:eventbridge:putEvents","Parameters":{"Entries":[]}`
	for _, c := range []struct{ state, answer, want string }{
		{put, `{"Entries":[{"EventId":"1"},{"ErrorCode":""}],"FailedEntryCount":0}`, `{"Entries":[{"EventId":"1"},{"ErrorCode":""}],"FailedEntryCount":0}`},
		{put, `{"Entries":[]}`, `{"Entries":[]}`},
		{`"Resource":"arn:aws:states:::aws-sdk:ecs:describeServices","Parameters":{"Services":["s"]}`,
			`{"services":[{"serviceName":"s","desiredCount":0,"enableECSManagedTags":false}]}`,
			`{"Services":[{"DesiredCount":0,"EnableECSManagedTags":false,"ServiceName":"s"}]}`},
		{`"Resource":"arn:aws:states:::aws-sdk:dynamodb:scan","Parameters":{"TableName":"t"}`,
			`{"Count":0,"Items":[],"ScannedCount":0}`, `{"Count":0,"Items":[],"ScannedCount":0}`},
	} {
		answer = c.answer
		if got, want := run(t, endpoints, c.state, `{}`), "SUCCEEDED "+c.want; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestS3(t *testing.T) {
	url := stub(t, func(r *http.Request, body string) (int, map[string]string, string) {
		if strings.HasSuffix(r.URL.Path, "none") {
			return 404, map[string]string{"X-Amz-Request-Id": "r-3", "X-Amz-Id-2": "x-3"}, `<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>`
		}
		return 200, map[string]string{"ETag": `"e"`}, "content of " + r.URL.Path
	})
	endpoints := map[string]string{"S3": url}
	if got, want := run(t, endpoints, `"Resource":"arn:aws:states:::aws-sdk:s3:getObject","Parameters":{"Bucket":"b","Key":"k"},"ResultSelector":{"body.$":"$.Body","tag.$":"$.ETag"}`, `{}`),
		`SUCCEEDED {"tag":"\"e\"","body":"content of /b/k"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := run(t, endpoints, `"Resource":"arn:aws:states:::aws-sdk:s3:getObject","Parameters":{"Bucket":"b","Key":"none"}`, `{}`),
		`FAILED S3.NoSuchKeyException The specified key does not exist. (Service: S3, Status Code: 404, Request ID: r-3, Extended Request ID: x-3) (SDK Attempt Count: 1)`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestJobsAreAwaited(t *testing.T) {
	looked := 0
	url := stub(t, func(r *http.Request, body string) (int, map[string]string, string) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "StartJobRun") {
			return 200, nil, `{"JobRunId":"jr"}`
		}
		if looked++; looked < 2 {
			return 200, nil, `{"JobRun":{"Id":"jr","JobRunState":"RUNNING"}}`
		}
		return 200, nil, `{"JobRun":{"Id":"jr","JobRunState":"SUCCEEDED"}}`
	})
	if got, want := run(t, map[string]string{"GLUE": url}, `"Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{"JobName":"j"}`, `{}`), `SUCCEEDED {"Id":"jr","JobRunState":"SUCCEEDED"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestUnreachableAndUnknown(t *testing.T) {
	if got, want := run(t, map[string]string{"SNS": "http://127.0.0.1:1"}, `"Resource":"arn:aws:states:::sns:publish","Parameters":{"TopicArn":"arn:aws:sns:us-east-1:123456789012:t","Message":"m"}`, `{}`),
		`FAILED SNS.SdkClientException Unable to execute HTTP request: `; !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := run(t, nil, `"Resource":"arn:aws:states:::sns:publish","Parameters":{}`, `{}`), `FAILED States.TaskFailed no handler, mock or endpoint answers`; !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestStorage(t *testing.T) {
	objects := map[string]string{"/b/in/1.json": `[1,2]`, "/b/in/2.json": `[3]`}
	url := stub(t, func(r *http.Request, body string) (int, map[string]string, string) {
		if r.Method == http.MethodPut {
			objects[r.URL.Path] = body
			return 200, nil, ""
		}
		if r.URL.Query().Get("list-type") == "2" {
			return 200, map[string]string{"Content-Type": "application/xml"}, `<ListBucketResult><Contents><Key>in/1.json</Key><Size>5</Size><ETag>"e1"</ETag></Contents>` +
				`<Contents><Key>in/2.json</Key><Size>3</Size><ETag>"e2"</ETag></Contents></ListBucketResult>`
		}
		if text, ok := objects[r.URL.Path]; ok {
			return 200, nil, text
		}
		return 404, nil, `<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>`
	})
	storage, ok := awstask.New(awstask.Config{Endpoints: map[string]string{"S3": url}}).Storage()
	if !ok {
		t.Fatal("no storage")
	}
	m, list := asl.DecodeJSON("map", []byte(`{"StartAt":"M","States":{"M":{"Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:listObjectsV2",
		"ReaderConfig":{"InputType":"JSON","Transformation":"LOAD_AND_FLATTEN"},"Parameters":{"Bucket":"b","Prefix":"in/"}},
		"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},
		"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"out"},"WriterConfig":{"Transformation":"COMPACT"}},
		"ResultSelector":{"bucket.$":"$.ResultWriterDetails.Bucket"},"End":true}}}`))
	if m == nil {
		t.Fatal(list)
	}
	p, err := simulator.Load(m)
	if err != nil {
		t.Fatal(err)
	}
	e, err := simulator.New(simulator.WithStorage(storage)).Execute(t.Context(), simulator.Start{Machine: simulator.Machine{Program: p, Name: "m"}})
	if err != nil {
		t.Fatal(err)
	}
	if d := e.Describe(); d.Status != simulator.Succeeded || *d.Output != `{"bucket":"b"}` {
		t.Fatal(d)
	}
	written := ""
	for name, text := range objects {
		if strings.HasSuffix(name, "SUCCEEDED_0.json") {
			written = text
		}
	}
	if !strings.Contains(written, "[1,2,3]") {
		t.Errorf("wrote %q", written)
	}
}

func TestEventsAreAttributedAndFailWithAnEntry(t *testing.T) {
	sent, kind := "", map[string]string{"Content-Type": "application/x-amz-json-1.1"}
	url := stub(t, func(_ *http.Request, body string) (int, map[string]string, string) {
		sent = body
		if strings.Contains(body, "malformed") {
			return 200, kind, `{"Entries":[{"ErrorCode":"MalformedDetail","ErrorMessage":"Detail is malformed."}],"FailedEntryCount":1}`
		}
		return 200, kind, `{"Entries":[{"EventId":"e"}],"FailedEntryCount":0}`
	})
	const put = `"Resource":"arn:aws:states:::events:putEvents","ResultSelector":{"n.$":"$.FailedEntryCount"},"Parameters":{"Entries.$":"$"}`
	endpoints := map[string]string{"EVENTBRIDGE": url}
	if got, want := run(t, endpoints, put, `[{"Detail":{"a":1},"DetailType":"d","Source":"s","Resources":["r"]}]`), `SUCCEEDED {"n":0}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, part := range []string{`"Detail":"{\"a\":1}"`, `"Resources":["r","arn:aws:states:us-east-1:123456789012:stateMachine:m","arn:aws:states:us-east-1:123456789012:execution:m:`} {
		if !strings.Contains(sent, part) {
			t.Errorf("%s is not in %s", part, sent)
		}
	}
	if got, want := run(t, endpoints, put, `[{"Detail":"malformed","DetailType":"d","Source":"s"}]`),
		`FAILED EventBridge.FailedEntry {"Entries":[{"ErrorCode":"MalformedDetail","ErrorMessage":"Detail is malformed."}],"FailedEntryCount":1}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTasksOfECSFailByTheirContainers(t *testing.T) {
	for _, c := range []struct{ name, started, described, want string }{
		{"exit code 0", `{"tasks":[{"taskArn":"t","clusterArn":"c"}],"failures":[]}`, `{"tasks":[{"taskArn":"t","lastStatus":"STOPPED","containers":[{"exitCode":0}]}]}`, `SUCCEEDED `},
		{"exit code 1", `{"tasks":[{"taskArn":"t","clusterArn":"c"}],"failures":[]}`, `{"tasks":[{"taskArn":"t","lastStatus":"STOPPED","containers":[{"exitCode":0},{"exitCode":1}]}]}`, `FAILED States.TaskFailed {`},
		{"not started", `{"tasks":[{"taskArn":"t","clusterArn":"c"}],"failures":[]}`, `{"tasks":[{"taskArn":"t","lastStatus":"STOPPED","stopCode":"TaskFailedToStart"}]}`, `FAILED States.TaskFailed {`},
		{"refused", `{"tasks":[],"failures":[{"reason":"RESOURCE:MEMORY"}]}`, ``, `FAILED AmazonECS.Unknown {"Failures":[{"Reason":"RESOURCE:MEMORY"}],"Tasks":[]}`},
	} {
		url := stub(t, func(r *http.Request, _ string) (int, map[string]string, string) {
			if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "RunTask") {
				return 200, nil, c.started
			}
			return 200, nil, c.described
		})
		if got := run(t, map[string]string{"ECS": url}, `"Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"TaskDefinition":"d"}`, `{}`); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}
