package server

import (
	"context"
	"sync"
	"time"

	"github.com/lockstep-go/lockstep/server/internal/api"
	"github.com/lockstep-go/lockstep/simulator"
)

// activity is a queue of tasks that workers outside take.
type activity struct {
	name, arn  string
	created    time.Time
	encryption *api.EncryptionConfiguration
	tags       tags
}

func (w *world) createActivity(_ context.Context, in *api.CreateActivityInput) (*api.CreateActivityOutput, error) {
	if !simulator.ValidName(in.Name) {
		return nil, invalidName(in.Name)
	}
	key, err := encryption(in.EncryptionConfiguration)
	if err != nil {
		return nil, err
	}
	var given tags
	if err := given.add(in.Tags); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	a := w.activities[in.Name]
	switch {
	case a == nil:
		a = &activity{name: in.Name, arn: w.arn(kindActivity, in.Name), created: w.now(), encryption: key, tags: given}
		w.activities[in.Name] = a
		w.sim.RegisterActivity(a.arn)
	case a.encryption.Type != key.Type || orEmpty(a.encryption.KmsKeyId) != orEmpty(key.KmsKeyId):
		return nil, refuse("ActivityAlreadyExists", "Activity Already Exists: '%s'", a.arn)
	}
	return &api.CreateActivityOutput{ActivityArn: a.arn, CreationDate: api.At(a.created)}, nil
}

// activity finds the activity that an ARN names. The caller holds the lock.
func (w *world) activity(text string) (*activity, error) {
	a, err := parseARN(text, kindActivity)
	if err != nil {
		return nil, err
	}
	if act := w.activities[a.name]; act != nil && w.here(a) {
		return act, nil
	}
	return nil, activityDoesNotExist(text)
}

func (w *world) describeActivity(_ context.Context, in *api.DescribeActivityInput) (*api.DescribeActivityOutput, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.activity(in.ActivityArn)
	if err != nil {
		return nil, err
	}
	return &api.DescribeActivityOutput{ActivityArn: a.arn, Name: a.name, CreationDate: api.At(a.created), EncryptionConfiguration: a.encryption}, nil
}

func (w *world) deleteActivity(_ context.Context, in *api.DeleteActivityInput) (*api.DeleteActivityOutput, error) {
	if _, err := parseARN(in.ActivityArn, kindActivity); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if a, err := w.activity(in.ActivityArn); err == nil {
		delete(w.activities, a.name)
		w.sim.RemoveActivity(a.arn)
	}
	return &api.DeleteActivityOutput{}, nil
}

func (w *world) listActivities(_ context.Context, in *api.ListActivitiesInput) (*api.ListActivitiesOutput, error) {
	p, err := w.page("ListActivities", in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	page, next := pageOf(p, sortedKeys(w.activities), func(name string) string { return name }, func(key, name string) bool { return name > key })
	out := &api.ListActivitiesOutput{NextToken: next}
	for _, name := range page {
		a := w.activities[name]
		out.Activities = append(out.Activities, api.ActivityListItem{ActivityArn: a.arn, Name: a.name, CreationDate: api.At(a.created)})
	}
	return out, nil
}

// getActivityTask waits for a task; after a minute, or when the server stops, it answers
// none. A task that falls due when the worker has left already stays for another.
func (w *world) getActivityTask(ctx context.Context, in *api.GetActivityTaskInput) (*api.GetActivityTaskOutput, error) {
	w.mu.Lock()
	a, err := w.activity(in.ActivityArn)
	w.mu.Unlock()
	if err != nil {
		return nil, err
	}
	timeout := time.NewTimer(w.server.opts.LongPoll)
	defer timeout.Stop()
	for {
		scheduled := w.pollers.wait(a.arn) // before the look, so that nothing falls between
		if ctx.Err() == nil {
			if task, ok := w.sim.TakeActivityTask(a.arn, orEmpty(in.WorkerName)); ok {
				return &api.GetActivityTaskOutput{TaskToken: &task.Token, Input: &task.Input}, nil
			}
		}
		select {
		case <-scheduled:
		case <-timeout.C:
			return &api.GetActivityTaskOutput{}, nil
		case <-ctx.Done():
			return &api.GetActivityTaskOutput{}, nil
		}
	}
}

// pollers are the workers that wait for a task, by activity.
type pollers struct {
	mu    sync.Mutex
	waits map[string]chan struct{}
}

// wait is closed when a task of the activity is scheduled.
func (p *pollers) wait(arn string) <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waits == nil {
		p.waits = map[string]chan struct{}{}
	}
	if p.waits[arn] == nil {
		p.waits[arn] = make(chan struct{})
	}
	return p.waits[arn]
}

// scheduled wakes the workers of an activity. The simulator calls it under its lock.
func (p *pollers) scheduled(arn string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.waits[arn]; c != nil {
		close(c)
		delete(p.waits, arn)
	}
}
