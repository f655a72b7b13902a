package polling_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/examples/polling"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

var job = polling.Job{Report: "sales", Month: "2026-10"}

func TestDefinition(t *testing.T) {
	golden.Workflow(t, polling.Workflow(), "../../golden/polling/polled-job.asl.json")
}

func TestJobIsDoneAfterThreeQuestions(t *testing.T) {
	env := simtest.New(t, polling.Workflow())
	running := polling.Progress{Status: "RUNNING"}
	env.Mock("Look at job").Return(running).Return(running).Return(polling.Progress{Status: "DONE", File: "sales.pdf"})
	run := env.Run(job)
	var got struct {
		Job   string
		File  string
		Asked int
	}
	run.MustSucceed(&got)
	want := got
	want.Job, want.File, want.Asked = "sales-2026-10", "sales.pdf", 3
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	if run.Duration != 3*time.Minute {
		t.Errorf("it took %v, want 3 minutes", run.Duration)
	}
}

func TestFailedJobFailsTheWorkflow(t *testing.T) {
	env := simtest.New(t, polling.Workflow())
	env.Mock("Look at job").Return(polling.Progress{Status: "FAILED"})
	run := env.Run(job)
	run.MustFail("JobNotDone")
	if want := "sales-2026-10 is FAILED after 1 questions"; run.Cause != want {
		t.Errorf("the cause is %q, want %q", run.Cause, want)
	}
}

func TestPatienceEndsAfterAnHour(t *testing.T) {
	env := simtest.New(t, polling.Workflow())
	env.Mock("Look at job").Return(polling.Progress{Status: "RUNNING"})
	run := env.Run(job)
	run.MustFail("JobNotDone")
	if n := len(env.Calls("Look at job")); n != 60 || run.Duration != time.Hour {
		t.Errorf("asked %d times in %v, want 60 times in an hour", n, run.Duration)
	}
}

// A question that is throttled is asked again after at most two seconds, and counts once.
func TestThrottledQuestionIsNoQuestion(t *testing.T) {
	env := simtest.New(t, polling.Workflow())
	env.Mock("Look at job").Fail("Lambda.TooManyRequestsException", "slow down").Return(polling.Progress{Status: "FAILED"})
	run := env.Run(job)
	run.MustFail("JobNotDone")
	if want := "sales-2026-10 is FAILED after 1 questions"; run.Cause != want {
		t.Errorf("the cause is %q, want %q", run.Cause, want)
	}
	if run.Duration > time.Minute+2*time.Second {
		t.Errorf("it took %v", run.Duration)
	}
}
