package simulator

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// Simulator is the world of one account in one region: its executions, activities and
// clock. It is safe for concurrent use.
type Simulator struct {
	mu      sync.Mutex
	changed *sync.Cond // something was queued, ended or stopped being awaited

	now     int64 // the clock, nanoseconds since 1970
	real    bool
	queue   queue
	driving bool        // somebody runs the loop
	hurry   atomic.Bool // a driver's context ended: the loop must look at it soon
	outside int         // answers that are awaited from outside: virtual time stands still
	asked   int         // of these, calls of remote resolvers under way

	patience time.Duration
	since    time.Time // since when virtual time stands still, on the wall clock

	random      *rand.Rand
	expressions *expressions
	limits      Limits
	account     string
	region      string
	forgetful   bool
	observer    Observer
	authorize   func(Access) error

	resolvers   []Resolver
	answer      *document // what a resolver answered last, decoded
	storage     Storage
	findMachine func(arn string) (Machine, error)
	machines    map[string]Machine

	ctx    context.Context // of calls to the outside; ended by Close
	cancel context.CancelFunc

	executions map[string]*Execution
	tokens     map[string]*strand
	activities map[string]*activity
	mapRuns    map[string]*MapRun
}

// New makes a world. Without options it runs in virtual time that begins with the year
// 2026, with seed 1 and AWS's limits, and every task that needs a resolver fails.
func New(opts ...Option) *Simulator {
	s := &Simulator{
		now:        time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano(),
		limits:     AWSLimits(),
		account:    "123456789012",
		region:     "us-east-1",
		machines:   map[string]Machine{},
		executions: map[string]*Execution{},
		tokens:     map[string]*strand{},
		activities: map[string]*activity{},
		mapRuns:    map[string]*MapRun{},
	}
	s.changed = sync.NewCond(&s.mu)
	s.ctx, s.cancel = context.WithCancel(context.Background())
	WithSeed(1)(s)
	for _, o := range opts {
		o(s)
	}
	if s.real {
		s.now = time.Now().UnixNano()
	}
	s.expressions = newExpressions(s)
	return s
}

// Machine is a state machine that executions of this world may start.
type Machine struct {
	Program *Program
	ARN     string // of the machine, without version or alias
	Name    string // else the end of ARN
	RoleARN string
	Type    MachineType
	// VersionARN and AliasARN are set where the machine was named by one of them.
	VersionARN, AliasARN string
	// Origin is whatever the caller wants to find again by [Execution.Machine].
	Origin any
}

// MachineType is Standard or Express.
type MachineType uint8

// The types of state machine.
const (
	Standard MachineType = iota
	Express
)

// String is the API's name of the type.
func (t MachineType) String() string { return [...]string{"STANDARD", "EXPRESS"}[t] }

// Register makes m known under its ARN, so that nested executions find it.
func (s *Simulator) Register(m Machine) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.machines[m.ARN] = m
}

// Now is the simulator's clock.
func (s *Simulator) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tick()
	return s.time()
}

func (s *Simulator) time() time.Time { return time.Unix(0, s.now).UTC() }

// tick reads the wall clock in real time.
func (s *Simulator) tick() {
	if s.real {
		s.now = max(s.now, time.Now().UnixNano())
	}
}

// NextDue is the instant at which something happens next, and false if nothing is queued.
func (s *Simulator) NextDue() (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at := s.queue.next(); at != never {
		return time.Unix(0, at).UTC(), true
	}
	return time.Time{}, false
}

// Run drives the world until ctx ends: in real time things happen when they are due, in
// virtual time at once, unless somebody outside is awaited. A server runs it in a
// goroutine.
func (s *Simulator) Run(ctx context.Context) error {
	return s.drive(ctx, func() bool { return false }, false)
}

// ErrAwaiting says that executions are left that only somebody outside can take further:
// by a task token, an activity's worker, or an answer that is not there yet.
var ErrAwaiting = errors.New("executions wait for somebody outside")

// Drain drives the world until nothing is left to happen. In virtual time it returns
// [ErrAwaiting] when all that is left waits for a task token or an activity's worker.
func (s *Simulator) Drain(ctx context.Context) error {
	return s.drive(ctx, func() bool { return s.queue.len() == 0 && s.outside == 0 }, true)
}

// Execute starts an execution and drives the world until it is over.
func (s *Simulator) Execute(ctx context.Context, start Start) (*Execution, error) {
	e, err := s.StartExecution(start)
	if err != nil {
		return nil, err
	}
	return e, s.drive(ctx, func() bool { return e.status != Running }, true)
}

// Wait drives the world until e is over. While all that is left waits for a task token or an
// activity's worker, it waits for somebody to answer by another goroutine, and time stands
// still: a time-out passes by [Simulator.Advance]. Use ctx, or [Simulator.Drain] where
// nobody will answer.
func (s *Simulator) Wait(ctx context.Context, e *Execution) error {
	return s.drive(ctx, func() bool { return e.status != Running }, false)
}

// Advance moves virtual time forward by d, and makes everything happen that falls due
// until then, whoever is awaited.
func (s *Simulator) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runUntil(s.now + int64(d))
}

// RunUntil is [Simulator.Advance] to an instant. It does nothing for an instant in the past
// but make happen what is due.
func (s *Simulator) RunUntil(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runUntil(t.UnixNano())
}

func (s *Simulator) runUntil(until int64) {
	for s.driving {
		s.changed.Wait()
	}
	s.driving = true
	for s.queue.next() <= max(until, s.now) {
		t := s.queue.pop()
		s.now = max(s.now, t.at)
		t.to.due(t.what)
	}
	s.now = max(s.now, until)
	s.driving = false
	s.changed.Broadcast()
}

// turn is how many timers are fired before others get at the lock.
const turn = 256

// drive fires what falls due until done. With leave it returns ErrAwaiting instead of
// waiting for a task token or a worker for ever.
func (s *Simulator) drive(ctx context.Context, done func() bool, leave bool) error {
	stop := context.AfterFunc(ctx, func() {
		s.hurry.Store(true)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.changed.Broadcast()
	})
	defer stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		for s.driving && !done() && ctx.Err() == nil {
			s.changed.Wait()
		}
		if done() {
			return nil
		}
		s.hurry.Store(false)
		if err := ctx.Err(); err != nil {
			return err
		}
		s.driving = true
		wait := s.fire(done)
		s.driving = false
		s.changed.Broadcast()
		switch {
		case done():
			return nil
		case ctx.Err() != nil:
			// It may have ended while fire had given up the lock: nobody will wake us.
			return ctx.Err()
		case wait == 0:
			// Let others at the lock.
			s.mu.Unlock()
			s.mu.Lock()
		case wait == never:
			if leave && !s.real && s.asked == 0 {
				return ErrAwaiting
			}
			s.changed.Wait()
		default:
			t := time.AfterFunc(time.Duration(wait), func() {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.changed.Broadcast()
			})
			s.changed.Wait()
			t.Stop()
		}
	}
}

// fire makes happen what is due, at most a turn. It returns 0 if more may be due, else how
// many nanoseconds of real time to wait; never for somebody outside, or new work.
func (s *Simulator) fire(done func() bool) int64 {
	for range turn {
		if done() || s.hurry.Load() {
			return 0
		}
		s.tick()
		next := s.queue.next()
		switch {
		case next == never:
			return never
		case next <= s.now:
		case s.real:
			return next - s.now
		case s.outside > 0:
			if left := s.stillFor(); left > 0 {
				return left
			}
		}
		t := s.queue.pop()
		s.now = max(s.now, t.at)
		t.to.due(t.what)
	}
	return 0
}

// stillFor is for how long virtual time goes on standing still for somebody outside.
func (s *Simulator) stillFor() int64 {
	if s.patience == 0 {
		return never
	}
	if s.since.IsZero() {
		s.since = time.Now()
	}
	return int64(s.patience - time.Since(s.since))
}

// await notes that somebody outside is awaited, and that no more when n is -1.
func (s *Simulator) await(n int) {
	s.outside += n
	s.since = time.Time{}
	s.changed.Broadcast()
}

// after queues t for d from now.
func (s *Simulator) after(t *timer, d time.Duration) {
	at := s.now + int64(d)
	if at < s.now { // past the end of time
		at = never - 1
	}
	s.queue.set(t, at, s.now)
	if !s.driving {
		s.changed.Broadcast()
	}
}

// uuid is a version 4 UUID of the seeded source.
func (s *Simulator) uuid() string {
	hi, lo := s.random.Uint64(), s.random.Uint64()
	hi = hi&^0xf000 | 0x4000
	lo = lo&^(3<<62) | 2<<62
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], hi)
	binary.BigEndian.PutUint64(raw[8:], lo)
	var text [36]byte
	hex.Encode(text[0:8], raw[0:4])
	hex.Encode(text[9:13], raw[4:6])
	hex.Encode(text[14:18], raw[6:8])
	hex.Encode(text[19:23], raw[8:10])
	hex.Encode(text[24:], raw[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}
