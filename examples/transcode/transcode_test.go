package transcode_test

import (
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/examples/transcode"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, transcode.Workflow(), "../../golden/transcode/transcoding.asl.json")
}

var film = transcode.Film{Source: "s3://in/a.mov", Target: "s3://out/", Title: "A"}

func TestFilmIsTranscoded(t *testing.T) {
	env := simtest.New(t, transcode.Workflow())
	env.Mock("Transcode").Return(map[string]any{"Job": map[string]string{"Id": "j1"}})
	env.Mock("Announce").Return(map[string]any{"FailedEntryCount": 0})
	run := env.Run(film)
	run.MustSucceed(nil)
	run.MustTake("Inspect", "Transcode", "Announce")
	if in := env.Calls("Transcode")[0].Input; !strings.Contains(in, `"Preset":"HD"`) {
		t.Errorf("the job is %s", in)
	}
}

func TestFailedJobIsAnnounced(t *testing.T) {
	env := simtest.New(t, transcode.Workflow())
	env.Mock("Transcode").Fail("States.TaskFailed", "corrupt")
	env.Mock("Announce failure").Return(map[string]any{"FailedEntryCount": 0})
	run := env.Run(film)
	run.MustFail("TranscodingFailed")
	run.MustTake("Inspect", "Transcode", "Announce failure", "Not transcoded")
}
