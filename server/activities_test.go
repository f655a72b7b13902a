package server_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/server"
)

// activityMachine makes an activity and a machine that calls it.
func activityMachine(t *testing.T, c *sfn.Client) (activity, machineARN string) {
	t.Helper()
	activity = *must[*sfn.CreateActivityOutput](t)(c.CreateActivity(t.Context(), &sfn.CreateActivityInput{Name: aws.String("work")})).ActivityArn
	return activity, machine(t, c, "m", fmt.Sprintf(`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":%q,"End":true}}}`, activity))
}

func TestActivities(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	var want []string
	for i := range 5 {
		name := fmt.Sprint("a", i)
		want = append(want, name)
		made := must[*sfn.CreateActivityOutput](t)(c.CreateActivity(ctx, &sfn.CreateActivityInput{Name: &name}))
		again := must[*sfn.CreateActivityOutput](t)(c.CreateActivity(ctx, &sfn.CreateActivityInput{Name: &name}))
		if *made.ActivityArn != *again.ActivityArn || !made.CreationDate.Equal(*again.CreationDate) {
			t.Errorf("made %v, then %v", made, again)
		}
		d := must[*sfn.DescribeActivityOutput](t)(c.DescribeActivity(ctx, &sfn.DescribeActivityInput{ActivityArn: made.ActivityArn}))
		if *d.Name != name {
			t.Errorf("described as %v", d)
		}
	}
	var got []string
	for p := sfn.NewListActivitiesPaginator(c, &sfn.ListActivitiesInput{MaxResults: 2}); p.HasMorePages(); {
		for _, a := range must[*sfn.ListActivitiesOutput](t)(p.NextPage(ctx)).Activities {
			got = append(got, *a.Name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	arn := "arn:aws:states:us-east-1:123456789012:activity:a0"
	for range 2 {
		must[*sfn.DeleteActivityOutput](t)(c.DeleteActivity(ctx, &sfn.DeleteActivityInput{ActivityArn: &arn}))
	}
	for _, call := range []func() error{
		func() error {
			_, err := c.DescribeActivity(ctx, &sfn.DescribeActivityInput{ActivityArn: &arn})
			return err
		},
		func() error {
			_, err := c.GetActivityTask(ctx, &sfn.GetActivityTaskInput{ActivityArn: &arn})
			return err
		},
	} {
		refused(t, call(), "ActivityDoesNotExist", "Activity Does Not Exist: '"+arn+"'")
	}
	_, err := c.CreateActivity(ctx, &sfn.CreateActivityInput{Name: aws.String("a\x7f")})
	refused(t, err, "InvalidName", "Invalid Name: 'a\x7f'")
}

func TestWorkerTakesTasks(t *testing.T) {
	c, ctx := newClient(t), t.Context()
	activity, arn := activityMachine(t, c)
	poll := &sfn.GetActivityTaskInput{ActivityArn: &activity, WorkerName: aws.String("w")}

	// A worker that waits already gets the task when it comes.
	tasks := make(chan *sfn.GetActivityTaskOutput)
	go func() {
		task, err := c.GetActivityTask(ctx, poll)
		if err != nil {
			t.Error(err)
		}
		tasks <- task
	}()
	first := start(t, c, arn, `{"n":1}`)
	task := <-tasks
	if *task.Input != `{"n":1}` {
		t.Errorf("the task is %s", *task.Input)
	}
	must[*sfn.SendTaskSuccessOutput](t)(c.SendTaskSuccess(ctx, &sfn.SendTaskSuccessInput{TaskToken: task.TaskToken, Output: aws.String("1")}))
	await(t, c, first)

	// Tasks that wait are handed out in their order, each once.
	var execs []string
	for i := range 3 {
		execs = append(execs, start(t, c, arn, fmt.Sprint(i)))
	}
	for i := range 3 {
		task := must[*sfn.GetActivityTaskOutput](t)(c.GetActivityTask(ctx, poll))
		if *task.Input != fmt.Sprint(i) {
			t.Errorf("task %d is %s", i, *task.Input)
		}
		must[*sfn.SendTaskSuccessOutput](t)(c.SendTaskSuccess(ctx, &sfn.SendTaskSuccessInput{TaskToken: task.TaskToken, Output: task.Input}))
		if d := await(t, c, execs[i]); *d.Output != fmt.Sprint(i) {
			t.Errorf("execution %d has the output %s", i, *d.Output)
		}
	}
}

func TestLongPollEnds(t *testing.T) {
	opts := server0
	opts.LongPoll = 20 * time.Millisecond
	c := serve(t, opts).client("123456789012", "us-east-1")
	activity, _ := activityMachine(t, c)
	task := must[*sfn.GetActivityTaskOutput](t)(c.GetActivityTask(t.Context(), &sfn.GetActivityTaskInput{ActivityArn: &activity}))
	if task.TaskToken != nil || task.Input != nil {
		t.Errorf("got the task %v", task)
	}
}

func TestWorkerThatLeftGetsNothing(t *testing.T) {
	e := serve(t, server.Options{Time: server.Virtual})
	c := e.client("123456789012", "us-east-1")
	activity, arn := activityMachine(t, c)
	gone, leave := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer leave()
	if _, err := c.GetActivityTask(gone, &sfn.GetActivityTaskInput{ActivityArn: &activity}); err == nil {
		t.Fatal("a worker that left got an answer")
	}
	// The server hears of a closed connection a moment later.
	time.Sleep(50 * time.Millisecond)
	start(t, c, arn, `{}`)
	task := must[*sfn.GetActivityTaskOutput](t)(c.GetActivityTask(t.Context(), &sfn.GetActivityTaskInput{ActivityArn: &activity}))
	if task.TaskToken == nil {
		t.Error("the task went to the worker that left")
	}
}
