package transcoding_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/examples/transcoding"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

var upload = transcoding.Upload{ID: "v-1", File: "s3://uploads/talk.mov"}

func TestDefinition(t *testing.T) {
	golden.Workflow(t, transcoding.Workflow(), "../../golden/transcoding/transcoding.asl.json")
}

func TestVideoIsPublished(t *testing.T) {
	env := simtest.New(t, transcoding.Workflow())
	env.Mock("Transcode").Return(map[string]any{"Job": map[string]string{"Status": "COMPLETE"}})
	run := env.Run(upload)
	var got map[string]string
	run.MustSucceed(&got)
	if diff := cmp.Diff(map[string]string{"id": "v-1", "address": "https://videos.example.com/v-1"}, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	run.MustTake("Probe", "Make renditions", "Transcode", "Transcode", "Publish")
	var published transcoding.Publication
	if err := env.Calls("Publish")[0].Decode(&published); err != nil {
		t.Fatal(err)
	}
	want := transcoding.Publication{ID: "v-1", Files: []string{"s3://videos/v-1/hd", "s3://videos/v-1/phone"}}
	if diff := cmp.Diff(want, published); diff != "" {
		t.Errorf("what is published (-want +got):\n%s", diff)
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	run := simtest.New(t, transcoding.Workflow()).Run(transcoding.Upload{ID: "v-1", File: "s3://uploads/talk.txt"})
	run.MustFail("NotAVideo")
	run.MustTake("Probe", "Not a video")
}

func TestEditorsHearOfAJobThatFails(t *testing.T) {
	env := simtest.New(t, transcoding.Workflow())
	env.Mock("Transcode").Fail("MediaConvert.1010", "no such codec")
	env.Mock("Tell editors").Return(map[string]string{"MessageId": "m-1"})
	run := env.Run(upload)
	run.MustFail("NotConverted")
	run.MustEnter("Tell editors", "Not converted")
}

func TestBusyMediaConvertIsAskedAgain(t *testing.T) {
	env := simtest.New(t, transcoding.Workflow())
	env.Mock("Transcode").Fail("MediaConvert.TooManyRequestsException", "slow down").
		Return(map[string]any{"Job": map[string]string{"Status": "COMPLETE"}})
	env.Run(upload).MustSucceed(nil)
	if n := len(env.Calls("Transcode")); n != 3 {
		t.Errorf("there were %d jobs, want one of two renditions started twice", n)
	}
}

// Both renditions take their time at once, not one after the other.
func TestRenditionsAreMadeAtTheSameTime(t *testing.T) {
	env := simtest.New(t, transcoding.Workflow())
	env.Mock("Transcode").Return(map[string]any{}).Takes(20 * time.Minute)
	run := env.Run(upload)
	run.MustSucceed(nil)
	if run.Duration != 20*time.Minute {
		t.Errorf("it took %v, want 20 minutes", run.Duration)
	}
}
