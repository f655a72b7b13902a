package polling_test

import (
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/examples/polling"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, polling.Workflow(), "../../golden/polling/polling.asl.json")
}

func TestReportIsFetchedWhenReady(t *testing.T) {
	env := simtest.New(t, polling.Workflow())
	running := polling.Progress{State: polling.Running}
	env.Mock("Poll").Return(running).Return(running).Return(polling.Progress{State: polling.Done, URL: "s3://r"})
	run := env.Run(polling.Report{Query: "q"})
	if run.MustSucceed(nil); run.Output != `{"polls":3,"url":"s3://r"}` {
		t.Errorf("the output is %s", run.Output)
	}
	if run.Duration != 90*time.Second {
		t.Errorf("it took %v", run.Duration)
	}
}

func TestBrokenJobFails(t *testing.T) {
	env := simtest.New(t, polling.Workflow())
	env.Mock("Poll").Return(polling.Progress{State: polling.Broken})
	run := env.Run(polling.Report{Query: "q"})
	run.MustFail("NoReport")
	if run.Cause != "the job is BROKEN after 1 polls" {
		t.Errorf("the cause is %q", run.Cause)
	}
}

func TestPollingGivesUp(t *testing.T) {
	env := simtest.New(t, polling.Workflow())
	env.Mock("Poll").Return(polling.Progress{State: polling.Running})
	env.Run(polling.Report{Query: "q"}).MustFail("NoReport")
	if got := len(env.Calls("Poll")); got != 60 {
		t.Errorf("it polled %d times, want 60", got)
	}
}
