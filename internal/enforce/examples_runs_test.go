package enforce_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/examples/approval"
	"github.com/lockstep-go/lockstep/examples/environment"
	"github.com/lockstep-go/lockstep/examples/etl"
	"github.com/lockstep-go/lockstep/examples/events"
	"github.com/lockstep-go/lockstep/examples/fraud"
	"github.com/lockstep-go/lockstep/examples/incident"
	"github.com/lockstep-go/lockstep/examples/ingestion"
	"github.com/lockstep-go/lockstep/examples/intake"
	"github.com/lockstep-go/lockstep/examples/nested"
	"github.com/lockstep-go/lockstep/examples/order"
	"github.com/lockstep-go/lockstep/examples/polling"
	"github.com/lockstep-go/lockstep/examples/release"
	"github.com/lockstep-go/lockstep/examples/saga"
	"github.com/lockstep-go/lockstep/examples/training"
	"github.com/lockstep-go/lockstep/examples/transcoding"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
	"github.com/lockstep-go/lockstep/simulator"
)

// example is a workflow of the examples, and the runs that take all its ways.
type example struct {
	workflow func() *sdk.Workflow
	runs     []exampleRun
}

type exampleRun struct {
	input any
	// mocks answer where the example's handlers don't.
	mocks func(*simtest.Env)
	// options are the simulator's.
	options func(*testing.T) []simulator.Option
	// between is done after the run failed; then it is redriven.
	between func(*testing.T)
}

// answers mocks states that all get one answer.
func answers(v any, states ...string) func(*simtest.Env) {
	return func(env *simtest.Env) {
		for _, s := range states {
			env.Mock(s).Return(v)
		}
	}
}

// both mocks by several.
func both(of ...func(*simtest.Env)) func(*simtest.Env) {
	return func(env *simtest.Env) {
		for _, f := range of {
			f(env)
		}
	}
}

// fails mocks a state that fails.
func fails(state, name string) func(*simtest.Env) {
	return func(env *simtest.Env) { env.Mock(state).Fail(name, "a test") }
}

var (
	message = map[string]string{"MessageId": "m-1"}
	nothing = map[string]any{}
	put     = map[string]any{"FailedEntryCount": 0, "Entries": []any{}}
	monday  = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
)

func examples() map[string]example {
	return map[string]example{
		"approval": {approval.Workflow, []exampleRun{
			{input: approval.Expense{ID: "e", Manager: "m", Amount: 12}},
			{input: approval.Expense{ID: "e", Manager: "m", Amount: 480}, mocks: answers(approval.Decision{Approved: true, By: "grace"}, "Ask manager")},
			{input: approval.Expense{ID: "e", Manager: "m", Amount: 480}, mocks: answers(approval.Decision{By: "grace"}, "Ask manager")},
			{input: approval.Expense{ID: "e", Manager: "m", Amount: 480}, mocks: both(fails("Ask manager", "States.Timeout"), answers(approval.Decision{Approved: true, By: "joan"}, "Ask director"))},
			{input: approval.Expense{ID: "e", Manager: "m", Amount: 480}, mocks: both(fails("Ask manager", "States.Timeout"), fails("Ask director", "States.Timeout"))},
		}},
		"environment": {environment.Workflow, []exampleRun{
			{input: lent("shop"), mocks: stack("CREATE_COMPLETE"), options: onMonday},
			{input: lent("broken"), mocks: stack("CREATE_COMPLETE"), options: onMonday},
			{input: lent("shop"), mocks: stack("ROLLBACK_COMPLETE"), options: onMonday},
		}},
		"etl": {etl.Workflow, etlRuns()},
		"events": {events.Workflow, []exampleRun{
			{input: events.Order{ID: "o", Customer: "ada", Total: 30}, mocks: both(answers(events.PaymentAnswer{Paid: true, Receipt: "r"}, "Request payment"), answers(events.Parcel{Tracking: "t"}, "Request shipping"), answers(put, "Announce completion"))},
			{input: events.Order{ID: "o", Customer: "ada", Total: 30}, mocks: both(answers(events.PaymentAnswer{}, "Request payment"), answers(put, "Announce cancellation"))},
			{input: events.Order{ID: "o", Customer: "ada", Total: 30}, mocks: both(fails("Request payment", "States.Timeout"), answers(put, "Announce expiry"))},
			{input: events.Order{ID: "o", Customer: "ada", Total: 30}, mocks: both(answers(events.PaymentAnswer{Paid: true, Receipt: "r"}, "Request payment"), fails("Request shipping", "States.Timeout"), answers(put, "Request refund"))},
		}},
		"fraud": {fraud.Workflow, []exampleRun{
			{input: fraud.Payment{ID: "p", Country: "PT", Device: "phone", Amount: 20}},
			{input: fraud.Payment{ID: "p", Country: "XX", Device: "phone", Amount: 20}, mocks: answers(put, "Raise alert")},
		}},
		"incident": {incident.Workflow, []exampleRun{
			{input: finding(4.5)},
			{input: finding(8), mocks: isolation("Success")},
			{input: finding(8), mocks: isolation("Failed")},
		}},
		"ingestion": {ingestion.Workflow, []exampleRun{
			{input: upload("invoice.pdf"), mocks: both(answers(message, "Hand to accounting"), answers(nothing, "File document"))},
			{input: upload("letter.docx"), mocks: answers(nothing, "File document")},
			{input: upload("photo.raw"), mocks: answers(message, "Park document", "Tell uploader")},
		}},
		"intake": {intake.Workflow, []exampleRun{
			{input: record(64), mocks: answers(nothing, "Store", "Note intake")},
			{input: record(-1), mocks: answers(nothing, "Note refusal")},
			{input: record(64), mocks: both(fails("Store", "DynamoDB.ResourceNotFoundException"), answers(nothing, "Note failure"))},
		}},
		"nested": {nested.Onboarding, []exampleRun{
			{input: nested.Applicant{Name: "Ada", Country: "PT", Email: "ada@example.com", Plan: "team"}},
			{input: nested.Applicant{Name: "Nobody", Country: "PT", Email: "n@example.com", Plan: "team"}},
		}},
		"order": {order.Workflow, []exampleRun{
			{input: anOrder(99)},
			{input: anOrder(5_000), mocks: answers(order.Review{Approved: true, By: "grace"}, "Ask for review")},
			{input: anOrder(5_000), mocks: answers(order.Review{By: "grace"}, "Ask for review")},
			{input: anOrder(5_000), mocks: fails("Ask for review", "States.HeartbeatTimeout")},
			{input: anOrder(20_000), mocks: answers(message, "Tell customer")},
			{input: anOrder(99), mocks: fails("Make label", "NoStock")},
		}},
		"polling": {polling.Workflow, []exampleRun{
			{input: polling.Job{Report: "sales", Month: "2026-10"}, mocks: answers(polling.Progress{Status: "DONE", File: "f"}, "Look at job")},
			{input: polling.Job{Report: "sales", Month: "2026-10"}, mocks: answers(polling.Progress{Status: "FAILED"}, "Look at job")},
		}},
		"release": {release.Workflow, []exampleRun{
			{input: release.Commit{Service: "checkout", SHA: "0123456789abcdef"}, mocks: alarms()},
			{input: release.Commit{Service: "checkout", SHA: "0123456789abcdef"}, mocks: alarms(map[string]string{"AlarmName": "checkout-5xx", "StateValue": "ALARM"})},
		}},
		"saga": {saga.Workflow, []exampleRun{
			{input: trip(1_000, 3)}, {input: trip(1_000, 0)}, {input: trip(100, 3)},
		}},
		"training": {training.Workflow, []exampleRun{
			{input: training.Experiment{Name: "model-7", Data: "s3://data/ratings", Accuracy: 0.9, LearnRate: 0.2}, mocks: trained("s3://models/model-7.tar.gz")},
			{input: training.Experiment{Name: "model-7", Data: "s3://data/ratings", Accuracy: 0.9, LearnRate: 0.2}, mocks: trained("s3://models/weak.tar.gz")},
		}},
		"transcoding": {transcoding.Workflow, []exampleRun{
			{input: transcoding.Upload{ID: "v", File: "s3://uploads/talk.mov"}, mocks: answers(map[string]any{"Job": map[string]string{"Status": "COMPLETE"}}, "Transcode")},
			{input: transcoding.Upload{ID: "v", File: "s3://uploads/talk.txt"}},
			{input: transcoding.Upload{ID: "v", File: "s3://uploads/talk.mov"}, mocks: both(fails("Transcode", "MediaConvert.1010"), answers(message, "Tell editors"))},
		}},
	}
}

func lent(name string) environment.Request {
	return environment.Request{Name: name, Template: "https://templates.example.com/shop.yaml", Until: monday.Add(8 * time.Hour).Format(time.RFC3339)}
}

func onMonday(*testing.T) []simulator.Option {
	return []simulator.Option{simulator.WithStart(monday)}
}

func stack(status string) func(*simtest.Env) {
	return both(answers(map[string]string{"StackId": "s"}, "Create stack"), answers(nothing, "Tear down"),
		answers(map[string]any{"Stacks": []any{map[string]string{"StackStatus": status}}}, "Look at stack"))
}

func finding(severity float64) incident.Event {
	e := incident.Event{Detail: incident.Finding{ID: "f", Type: "UnauthorizedAccess", Severity: severity}}
	e.Detail.Resource.InstanceDetails.InstanceID = "i-0123"
	return e
}

func isolation(status string) func(*simtest.Env) {
	return both(answers(map[string]string{"AutomationExecutionId": "a"}, "Start isolation"), answers(message, "Tell on duty", "Call for help"), answers(nothing, "Store report"),
		answers(map[string]any{"AutomationExecution": map[string]any{"AutomationExecutionStatus": status}}, "Look at isolation"))
}

func upload(key string) ingestion.Document {
	return ingestion.Document{ID: "d", Bucket: "uploads", Key: key, Uploader: "ada@example.com"}
}

func record(pulse float64) intake.Record {
	return intake.Record{ID: "r", Hospital: "h", Name: "Ada", Born: "1815-12-10", Findings: []intake.Measurement{{Code: "pulse", Value: pulse}}}
}

func anOrder(total float64) order.Order {
	return order.Order{ID: "o", Total: total, Items: []order.Item{{SKU: "pen", Quantity: 2}}}
}

func trip(budget float64, nights int) saga.Trip {
	return saga.Trip{ID: "t", Traveller: "ada", To: "OSL", Nights: nights, Budget: budget}
}

func alarms(ringing ...map[string]string) func(*simtest.Env) {
	if ringing == nil {
		ringing = []map[string]string{}
	}
	return both(answers(map[string]any{"Build": map[string]any{"BuildStatus": "SUCCEEDED"}}, "Run tests"), answers(map[string]any{"MetricAlarms": ringing}, "Look at alarms"))
}

func trained(artifacts string) func(*simtest.Env) {
	return both(answers(map[string]any{"ModelArtifacts": map[string]string{"S3ModelArtifacts": artifacts}, "TrainingJobStatus": "Completed"}, "Train"),
		answers(map[string]string{"ModelArn": "a"}, "Register model"), answers(map[string]string{"EndpointConfigArn": "a"}, "Configure endpoint"), answers(map[string]string{"EndpointArn": "a"}, "Deploy"))
}

// etlRuns read buckets that each run gets anew.
func etlRuns() []exampleRun {
	day := etl.Day{Bucket: "sales-raw", Key: "day.csv"}
	var dir string
	file := func(t *testing.T, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "sales-raw", "day.csv"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	buckets := func(text string) func(*testing.T) []simulator.Option {
		return func(t *testing.T) []simulator.Option {
			dir = t.TempDir()
			for _, b := range []string{"sales-raw", "sales-curated"} {
				if err := os.Mkdir(filepath.Join(dir, b), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			if text != "" {
				file(t, text)
			}
			return []simulator.Option{simulator.WithStorage(simulator.FolderStorage(dir))}
		}
	}
	const good, bad = "store,sku,amount\nlisbon,pen,1.5\n", "a,b,c\nd,e,f\n"
	return []exampleRun{
		{input: day, options: buckets(good), mocks: answers(nothing, "Renew catalog")},
		{input: day, options: buckets(bad), mocks: answers(message, "Tell data team")},
		// The file comes late: the run fails, and is redriven when it is there.
		{input: day, options: buckets(""), mocks: answers(nothing, "Renew catalog"), between: func(t *testing.T) { file(t, good) }},
	}
}
