package ingestion_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/examples/ingestion"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, ingestion.Workflow(), "../../golden/ingestion/document-ingestion.asl.json")
}

func upload(key string) ingestion.Document {
	return ingestion.Document{ID: "d-1", Bucket: "uploads", Key: key, Uploader: "ada@example.com"}
}

func TestDocuments(t *testing.T) {
	sent := map[string]string{"MessageId": "m-1"}
	for _, c := range []struct {
		key, status string
		path        []string
	}{
		{"invoice-7.pdf", "FILED", []string{"Parse document", "Invoice?", "Hand to accounting", "File document"}},
		{"letter.docx", "FILED", []string{"Parse document", "Invoice?", "File document"}},
		{"photo.raw", "PARKED", []string{"Parse document", "Park document", "Tell uploader"}},
	} {
		t.Run(c.key, func(t *testing.T) {
			env := simtest.New(t, ingestion.Workflow())
			for _, state := range []string{"Hand to accounting", "Park document", "Tell uploader"} {
				env.Mock(state).Return(sent)
			}
			env.Mock("File document").Return(map[string]any{})
			run := env.Run(upload(c.key))
			var got map[string]string
			run.MustSucceed(&got)
			if diff := cmp.Diff(map[string]string{"id": "d-1", "status": c.status}, got); diff != "" {
				t.Errorf("output (-want +got):\n%s", diff)
			}
			run.MustTake(c.path...)
		})
	}
}

func TestWhatIsParkedSaysWhy(t *testing.T) {
	env := simtest.New(t, ingestion.Workflow())
	env.Mock("Park document").Return(map[string]string{"MessageId": "m-1"})
	env.Mock("Tell uploader").Return(map[string]string{"MessageId": "m-2"})
	env.Run(upload("photo.raw")).MustSucceed(nil)
	var message struct {
		MessageBody struct {
			Document ingestion.Document `json:"document"`
			Problem  string             `json:"problem"`
		}
	}
	if err := env.Calls("Park document")[0].Decode(&message); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("photo.raw can't be parsed", message.MessageBody.Problem); diff != "" {
		t.Errorf("the problem (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(upload("photo.raw"), message.MessageBody.Document); diff != "" {
		t.Errorf("the document (-want +got):\n%s", diff)
	}
}

func TestATableThatRefusesFailsTheExecution(t *testing.T) {
	env := simtest.New(t, ingestion.Workflow())
	env.Mock("File document").Fail("DynamoDB.ResourceNotFoundException", "no table")
	env.Run(upload("letter.docx")).MustFail("DynamoDB.ResourceNotFoundException")
}

func TestBusyTableIsAskedAgain(t *testing.T) {
	env := simtest.New(t, ingestion.Workflow())
	env.Mock("File document").Fail("DynamoDB.ProvisionedThroughputExceededException", "busy").Return(map[string]any{})
	env.Run(upload("letter.docx")).MustSucceed(nil)
	if n := len(env.Calls("File document")); n != 2 {
		t.Errorf("it was filed %d times, want a failure and a success", n)
	}
}

// A queue that can't be reached must not lose the document in silence.
func TestDocumentThatCannotBeParkedFailsTheExecution(t *testing.T) {
	env := simtest.New(t, ingestion.Workflow())
	env.Mock("Park document").Fail("SQS.QueueDoesNotExistException", "no queue")
	run := env.Run(upload("photo.raw"))
	run.MustFail("SQS.QueueDoesNotExistException")
	run.MustTake("Parse document", "Park document")
}
