package awstask

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/simulator"
)

// job is how a .sync integration finds out that what it started is over.
type job struct {
	service, action string
	poll            string // the action that tells of the job
	parameters      func(started value.Value) value.Value
	status          string // path to the status in what poll answers, "" for the task itself
	item            string // path to the part that becomes the result
	good, bad       []string
	// wrong reports whether a job that ended as good did not do what it should; nil: never.
	wrong func(result value.Value) bool
}

func member(key string, v value.Value) value.Value {
	return value.ObjectOf(value.Member{Key: key, Value: v})
}

// jobs are the .sync integrations of the linked services (developer guide, "Run a Job").
var jobs = []job{
	{"athena", "startQueryExecution", "getQueryExecution", func(s value.Value) value.Value { return member("QueryExecutionId", s.Get("QueryExecutionId")) },
		"QueryExecution/Status/State", "", []string{"SUCCEEDED"}, []string{"FAILED", "CANCELLED"}, nil},
	{"batch", "submitJob", "describeJobs", func(s value.Value) value.Value { return member("Jobs", value.ArrayOf(s.Get("JobId"))) },
		"Jobs/0/Status", "Jobs/0", []string{"SUCCEEDED"}, []string{"FAILED"}, nil},
	{"ecs", "runTask", "describeTasks", func(s value.Value) value.Value {
		task := s.Get("Tasks").At(0)
		return value.ObjectOf(value.Member{Key: "Cluster", Value: task.Get("ClusterArn")}, value.Member{Key: "Tasks", Value: value.ArrayOf(task.Get("TaskArn"))})
	}, "Tasks/0/LastStatus", "Tasks/0", []string{"STOPPED"}, nil, stoppedBadly},
	{"glue", "startJobRun", "getJobRun", func(s value.Value) value.Value {
		return value.ObjectOf(value.Member{Key: "JobName", Value: s.Get("JobName")}, value.Member{Key: "RunId", Value: s.Get("JobRunId")})
	}, "JobRun/JobRunState", "JobRun", []string{"SUCCEEDED"}, []string{"FAILED", "STOPPED", "TIMEOUT", "ERROR"}, nil},
}

// stoppedBadly reports whether a task of ECS never started, or a container of it ended with
// another exit code than 0.
func stoppedBadly(task value.Value) bool {
	return task.Get("StopCode").Str() == "TaskFailedToStart" || slices.ContainsFunc(task.Get("Containers").Elems(), func(c value.Value) bool {
		code, ok := c.Get("ExitCode").Int()
		return ok && code != 0
	})
}

// pollEvery is the pause between two looks at a job.
const pollEvery = 200 * time.Millisecond

// await waits until a started job is over: its description is the result, or the cause.
func (r *Resolver) await(ctx context.Context, client any, s *service, call *simulator.Call, started value.Value) (simulator.Answer, error) {
	i := slices.IndexFunc(jobs, func(j job) bool { return j.service == s.sdk && j.action == call.Action })
	if i < 0 {
		return simulator.OfValue(started), nil
	}
	j := &jobs[i]
	known := started
	if name := call.Parameters().Get("JobName"); !name.IsUndefined() {
		known = known.With("JobName", name)
	}
	for {
		out, failed := r.call(ctx, client, s, false, j.poll, j.parameters(known))
		if failed != nil {
			return *failed, nil
		}
		out = out.Without("SdkHttpMetadata").Without("SdkResponseMetadata")
		status, result := at(out, j.status).Str(), at(out, j.item)
		good := slices.Contains(j.good, status)
		wrong := slices.Contains(j.bad, status) || good && j.wrong != nil && j.wrong(result)
		switch {
		case wrong:
			return submitted(started, simulator.Fail("States.TaskFailed", result.String())), nil
		case good:
			return submitted(started, simulator.OfValue(result)), nil
		}
		select {
		case <-ctx.Done():
			return simulator.Answer{}, ctx.Err()
		case <-time.After(pollEvery):
		}
	}
}

// submitted is the answer to a submission of which this came.
func submitted(started value.Value, then simulator.Answer) simulator.Answer {
	a := simulator.OfValue(started)
	a.Then = &then
	return a
}

// at follows names and indexes, "" being the value itself.
func at(v value.Value, path string) value.Value {
	if path == "" {
		return v
	}
	for _, step := range strings.Split(path, "/") {
		if step == "0" {
			v = v.At(0)
		} else {
			v = v.Get(step)
		}
	}
	return v
}
