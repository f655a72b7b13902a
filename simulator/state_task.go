package simulator

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// task is a Task state.
type task struct {
	common
	resource    resource
	credentials field
	timeout     number // TimeoutSeconds
	heartbeat   number // HeartbeatSeconds

	unseen  bool      // Arguments is one expression: nobody saw before what it lacks
	checked sync.Once // check is set: the catalog is opened for services that are called
	check   func(value.Value) []string
}

// taskVisit is what a strand knows of the call that its Task state makes.
type taskVisit struct {
	early     *Answer // by whoever answered the token before the call for it returned, or stands in for an activity's worker
	stage     taskStage
	call      *Call
	record    *taskRecord
	token     string
	awaited   bool               // somebody outside may answer: virtual time stands still
	cancel    context.CancelFunc // of a remote call under way, else nil
	answer    Answer
	timeout   timer
	heartbeat timer
	child     *Execution // of .sync nested executions
	events    *struct{ scheduled, started, succeeded, failed, timedOut EventType }
}

// taskStage is how far a call got.
type taskStage uint8

const (
	stageScheduled taskStage = iota
	stageCalled              // a resolver was asked, or its answer takes its time
	stageSubmitted           // the job or the holder of the token is awaited
	stageOver                // the answer is in visit.task.answer
)

// work evaluates what is to be sent and schedules the call.
func (s *task) work(st *strand) bool {
	st.releaseTask()
	e := st.exec
	t := &taskVisit{events: &taskEvents[s.resource.kind]}
	st.task, st.shared = t, true
	if s.resource.pattern != RequestResponse || s.resource.kind == taskActivity {
		t.token = e.sim.newToken()
	}
	in, f := st.effectiveInput()
	if f != nil {
		return st.fail(f)
	}
	v := &view{st: st, input: st.input}
	if !s.jsonata {
		v.input = st.effective
	}
	seconds, f := s.timeout.eval(v)
	if f != nil {
		return st.fail(f)
	}
	beat, f := s.heartbeat.eval(v)
	if f != nil {
		return st.fail(f)
	}
	role, f := s.role(v)
	if f != nil {
		return st.fail(f)
	}
	if t := e.test; t != nil && t.mock != nil {
		return t.answer(st)
	}
	if problem := s.problem(in.v); problem != "" {
		return st.fail(st.runtime("The Parameters '%s' could not be used to start the Task: [%s]", in.v, problem))
	}
	if limit := e.sim.limits.Payload; limit > 0 && in != st.input && in.bytes() > limit {
		return st.fail(failf(errDataLimitExceeded, causeResultTooLarge, s.name))
	}
	t.record = &taskRecord{resourceType: s.resource.service, resource: s.resource.name(), region: e.sim.region,
		timeout: int64(seconds), heartbeat: int64(beat), role: role}
	t.record.task = t.record
	t.call = &Call{Resource: s.resource.arn, Service: s.resource.service, Action: s.resource.action, Pattern: s.resource.pattern, State: s.name,
		Attempt: st.retries, Token: t.token, ExecutionARN: e.arn, MachineARN: e.start.Machine.ARN, RoleARN: role, TestCase: e.start.TestCase, Sequence: e.countCall(s.name), input: in, parameters: in}
	if test := e.test; test != nil {
		t.call.RevealSecrets = test.in.RevealSecrets
	}
	if s.resource.kind == taskActivity {
		f, goesOn := s.standIn(st)
		if f != nil {
			return st.fail(f)
		}
		if !goesOn {
			return false
		}
	}
	st.add(record{typ: t.events.scheduled, doc: in, more: &t.record.aspects})
	return st.soon(phaseResume)
}

// standIn asks the resolvers in this process whether one of them, such as a mock, stands in
// for an activity's worker. If none does the activity must exist. It answers false if the
// execution was stopped meanwhile.
func (s *task) standIn(st *strand) (*failure, bool) {
	t := st.task
	sim := st.exec.sim
	t.call.Time = sim.time()
	for _, r := range sim.resolvers {
		if _, remote := r.(Remote); remote {
			continue // no service answers for an activity
		}
		ctx := st.exec.callContext()
		sim.mu.Unlock()
		a, err := r.Resolve(ctx, t.call)
		sim.mu.Lock()
		if st.ended || st.task != t {
			return nil, false
		}
		if errors.Is(err, ErrUnresolved) {
			continue
		}
		if err != nil {
			a = Fail(errTaskFailed, err.Error())
		}
		t.early = &a
		return nil, true
	}
	if !sim.activityExists(s.resource.arn) {
		return st.runtime("The activity %s does not exist.", s.resource.arn), false
	}
	return nil, true
}

// role is Credentials.RoleArn, which has to be a text.
func (s *task) role(v *view) (string, *failure) {
	if s.credentials == nil {
		return "", nil
	}
	c, f := s.credentials.eval(v)
	if f != nil {
		return "", f
	}
	role := c.Get("RoleArn")
	if role.Kind() != value.String {
		return "", v.st.runtime("The Credentials '%s' could not be used to start the Task: [The value of the field 'RoleArn' has an invalid format]", c)
	}
	return role.Str(), nil
}

// resume goes on with the call where it is.
func (s *task) resume(st *strand) bool {
	t := st.task
	switch t.stage {
	case stageScheduled:
		if s.resource.kind == taskActivity && t.early == nil {
			st.exec.sim.offerActivity(st, s.resource.arn)
			return false
		}
		st.started()
		if st.ended { // the history is full
			return false
		}
		if s.resource.kind == taskActivity {
			return s.take(st, *t.early, nil)
		}
		return s.begin(st)
	case stageCalled:
		return s.answered(st)
	case stageOver:
		return s.over(st)
	}
	return false
}

// started writes that the call began and starts its clocks.
func (st *strand) started() {
	t := st.task
	r := record{typ: t.events.started}
	if t.events.started != LambdaFunctionStarted {
		r.more = &t.record.aspects
	}
	st.add(r)
	if st.ended {
		return
	}
	t.stage = stageCalled
	s := st.exec.sim
	if n := t.record.timeout; n > 0 {
		t.timeout = timer{what: wakeTimeout, to: st}
		s.after(&t.timeout, time.Duration(n)*time.Second)
	}
	st.beat()
}

// beat starts the heartbeat clock, or starts it anew.
func (st *strand) beat() {
	t := st.task
	if n := t.record.heartbeat; n > 0 {
		t.heartbeat.what, t.heartbeat.to = wakeHeartbeat, st
		st.exec.sim.after(&t.heartbeat, time.Duration(n)*time.Second)
	}
}

// begin asks the resolvers, and the simulator itself for what needs none.
func (s *task) begin(st *strand) bool {
	t := st.task
	sim := st.exec.sim
	t.call.Time = sim.time()
	if f := s.prepareCall(t.call); f != nil {
		t.answer = *f
		return s.answered(st)
	}
	if t.token != "" {
		sim.tokens[t.token] = st // whoever is called may answer the token before the call returns
	}
	for i, r := range sim.resolvers {
		if _, remote := r.(Remote); remote {
			if sim.ownsMachine(t.call) {
				break
			}
			sim.ask(st, sim.resolvers[i:])
			return false
		}
		ctx := st.exec.callContext()
		sim.mu.Unlock()
		a, err := r.Resolve(ctx, t.call)
		sim.mu.Lock()
		if st.ended || st.task != t {
			return false // it was stopped meanwhile
		}
		if !errors.Is(err, ErrUnresolved) {
			return s.take(st, a, err)
		}
	}
	if st.ended || st.task != t {
		return false
	}
	return s.builtIn(st)
}

// take notes a resolver's answer, which may take time.
func (s *task) take(st *strand, a Answer, err error) bool {
	if err != nil {
		a = Fail(errTaskFailed, err.Error())
	}
	st.task.answer = a
	if a.Took > 0 {
		st.phase = phaseResume
		st.after(a.Took)
		return false
	}
	return st.soon(phaseResume)
}

// unanswered is the answer to a call that nobody takes.
func (s *Simulator) unanswered(c *Call) Answer {
	if c.Function != "" {
		arn := c.Function
		if !strings.HasPrefix(arn, "arn:") {
			arn = "arn:aws:lambda:" + s.region + ":" + s.account + ":function:" + arn
		}
		if strings.Count(arn, ":") == 6 {
			arn += ":$LATEST"
		}
		return Fail("Lambda.ResourceNotFoundException", "Function not found: "+arn+
			" (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: "+s.uuid()+"; Proxy: null)")
	}
	return Fail(errTaskFailed, "no handler, mock or endpoint answers "+c.Resource)
}

// answered takes the answer of the call: the end of the task, or of its submission.
func (s *task) answered(st *strand) bool {
	t := st.task
	a := &t.answer
	st.exec.test.exchanged(a.HTTP)
	if a.Failed {
		f := a.failure()
		if s.resource.kind == taskService && s.resource.service == "lambda" {
			// The integration passes the runtime's error document on without its spaces.
			if v, err := value.DecodeString(f.cause.s); err == nil {
				f.cause.s = v.String()
			}
		}
		return s.failedWith(st, f)
	}
	out, f := s.result(st, a)
	if f != nil {
		return s.failedWith(st, f)
	}
	if s.resource.pattern == RequestResponse {
		return s.succeededWith(st, out)
	}
	st.add(record{typ: TaskSubmitted, doc: out, more: &t.record.aspects})
	switch {
	case st.exec.status != Running: // that event was the last one
		return false
	case a.Final:
		return s.succeededWith(st, out)
	case t.early != nil:
		t.answer, t.stage = *t.early, stageOver
		return st.soon(phaseResume)
	case a.Then != nil:
		t.stage = stageOver
		return s.take(st, *a.Then, nil)
	case t.child != nil:
		t.stage = stageSubmitted
		st.exec.sim.tokens[t.token] = st // a token may end the task before its child does
		if t.child.status != Running {
			st.childEnded(t.child)
		}
		return false
	case s.resource.pattern == WaitForTaskToken:
		t.stage = stageSubmitted
		st.exec.sim.holdToken(st)
		return false
	}
	return s.succeededWith(st, out)
}

// over ends the task by the answer that came for its token or from its child.
func (s *task) over(st *strand) bool {
	a := &st.task.answer
	if a.Failed {
		return s.failedWith(st, a.failure())
	}
	out := &document{text: a.Output}
	if a.v != nil {
		out.v, out.text = *a.v, ""
	} else if v, err := value.DecodeString(a.Output, value.WithDuplicates()); err == nil {
		out.v = v
	} else {
		out = newDocument(value.OfString(a.Output))
	}
	return s.succeededWith(st, out)
}

func (s *task) succeededWith(st *strand, out *document) bool {
	t := st.task
	if limit := st.exec.sim.limits.Payload; limit > 0 && out.bytes() > limit {
		return s.failedWith(st, failf(errDataLimitExceeded, causeResultTooLarge, s.resource.limitName()))
	}
	r := record{typ: t.events.succeeded, doc: out}
	if s.resource.kind == taskService {
		r.more = &t.record.aspects
	}
	st.add(r)
	st.releaseTask()
	return st.concludeTask(out.settled())
}

// concludeTask is conclude for a task's result.
func (st *strand) concludeTask(out *document) bool {
	if t := st.exec.test; t != nil {
		t.saw(&t.data.Result, out)
	}
	return st.conclude(out)
}

// told is the attempt as the events of its end tell of it: not at all, but for services.
func (s *task) told(t *taskVisit) *taskRecord {
	if s.resource.kind != taskService {
		return nil
	}
	return t.record
}

func (s *task) failedWith(st *strand, f *failure) bool {
	t := st.task
	st.add(record{typ: t.events.failed, more: failing(f, s.told(t))})
	st.releaseTask()
	st.raised = f
	return st.soon(phaseRaised)
}

// taskTimedOut ends the task because TimeoutSeconds or HeartbeatSeconds is over.
func (st *strand) taskTimedOut(what wake) {
	t := st.task
	s := st.state.(*task)
	f := &failure{err: textOf(errTimeout), timedOut: true, heartbeat: what == wakeHeartbeat}
	st.add(record{typ: t.events.timedOut, more: failing(f, s.told(t))})
	if t.child != nil {
		t.child.abandon(st, true)
	}
	st.exec.sim.queue.stop(&st.timer)
	st.releaseTask()
	st.raised = f
	st.goOn(phaseRaised)
}

// releaseTask stops the clocks of the call and forgets its token.
func (st *strand) releaseTask() {
	t := st.task
	if t == nil {
		return
	}
	s := st.exec.sim
	s.queue.stop(&t.timeout)
	s.queue.stop(&t.heartbeat)
	if t.awaited {
		t.awaited = false
		t.hangUp()
		s.await(-1)
	}
	if t.token != "" && s.tokens[t.token] == st {
		delete(s.tokens, t.token)
	}
	s.withdrawActivity(st)
	if t.child != nil {
		t.child.abandon(st, st.ended)
	}
	st.task = nil
}
