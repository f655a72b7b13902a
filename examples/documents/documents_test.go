package documents_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/examples/documents"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, documents.Workflow(), "../../golden/documents/document-ingestion.asl.json")
}

func TestReadableDocumentIsStored(t *testing.T) {
	env := simtest.New(t, documents.Workflow())
	env.Mock("Store").Return(map[string]any{})
	run := env.Run(documents.Upload{Bucket: "in", Key: "a.pdf"})
	run.MustSucceed(nil)
	run.MustTake("Parse", "Store")
	var put struct{ Item map[string]map[string]string }
	if err := env.Calls("Store")[0].Decode(&put); err != nil || put.Item["pages"]["N"] != "3" || put.Item["title"]["S"] != "a" {
		t.Errorf("the item is %v, %v", put, err)
	}
}

func TestUnreadableDocumentIsParked(t *testing.T) {
	env := simtest.New(t, documents.Workflow())
	env.Mock("Tell operators").Return(map[string]string{"MessageId": "1"})
	env.Mock("Park").Return(map[string]string{"MessageId": "2"})
	run := env.Run(documents.Upload{Bucket: "in", Key: "a.exe"})
	var out struct{ Parked string }
	run.MustSucceed(&out)
	if out.Parked != "a.exe" {
		t.Errorf("the output is %s", run.Output)
	}
	run.MustTake("Parse", "Tell operators", "Park")
}
