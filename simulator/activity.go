package simulator

// activity is a queue of tasks that workers take.
type activity struct {
	arn   string
	tasks []*strand // scheduled, first come first served
}

// ActivityTask is what GetActivityTask answers a worker.
type ActivityTask struct {
	Token string
	Input string
}

// RegisterActivity makes an activity known. It is no error if it is already.
func (s *Simulator) RegisterActivity(arn string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.activities[arn] == nil {
		s.activities[arn] = &activity{arn: arn}
	}
}

// HasActivity reports whether the activity is known.
func (s *Simulator) HasActivity(arn string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.activityExists(arn)
}

// RemoveActivity forgets an activity; tasks that wait for a worker go on waiting.
func (s *Simulator) RemoveActivity(arn string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.activities, arn)
}

// TakeActivityTask hands the next task of an activity to a worker, false if there is none
// now: the caller waits for [Observer.ActivityScheduled], or asks again.
func (s *Simulator) TakeActivityTask(arn, worker string) (ActivityTask, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tick()
	return s.takeActivity(arn, worker)
}

func (s *Simulator) takeActivity(arn, worker string) (ActivityTask, bool) {
	a := s.activities[arn]
	if a == nil || len(a.tasks) == 0 {
		return ActivityTask{}, false
	}
	st := a.tasks[0]
	a.tasks = a.tasks[1:]
	st.task.record.worker = worker
	st.started()
	if st.ended { // the history is full
		return ActivityTask{}, false
	}
	st.task.stage = stageSubmitted
	s.tokens[st.task.token] = st
	return ActivityTask{Token: st.task.token, Input: st.task.call.Input()}, true
}

func (s *Simulator) activityExists(arn string) bool { return s.activities[arn] != nil }

// offerActivity lets workers have the strand's task.
func (s *Simulator) offerActivity(st *strand, arn string) {
	a := s.activities[arn]
	if a == nil {
		return
	}
	st.task.awaited = true
	a.tasks = append(a.tasks, st)
	s.await(1)
	if s.observer.ActivityScheduled != nil {
		s.observer.ActivityScheduled(arn)
	}
}

// withdrawActivity takes the strand's task back.
func (s *Simulator) withdrawActivity(st *strand) {
	t, ok := st.state.(*task)
	if !ok || t.resource.kind != taskActivity {
		return
	}
	a := s.activities[t.resource.arn]
	if a == nil {
		return
	}
	for i, w := range a.tasks {
		if w == st {
			a.tasks = append(a.tasks[:i:i], a.tasks[i+1:]...)
			return
		}
	}
}
