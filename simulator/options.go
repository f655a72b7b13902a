package simulator

import (
	"context"
	"math/rand/v2"
	"strings"
	"time"
)

// Option shapes a [Simulator].
type Option func(*Simulator)

// WithRealTime makes the simulator follow the wall clock: a Wait waits.
func WithRealTime() Option { return func(s *Simulator) { s.real = true } }

// WithStart sets where virtual time begins; else it begins with the year 2026.
func WithStart(t time.Time) Option { return func(s *Simulator) { s.now = t.UnixNano() } }

// WithSeed seeds everything random: jitter, UUIDs, $random, generated names.
func WithSeed(seed uint64) Option {
	return func(s *Simulator) { s.random = rand.New(rand.NewPCG(seed, seed^0x9e3779b97f4a7c15)) }
}

// WithLimits replaces [AWSLimits].
func WithLimits(l Limits) Option { return func(s *Simulator) { s.limits = l } }

// WithAccount sets the account and the region that ARNs name; else 123456789012, us-east-1.
func WithAccount(account, region string) Option {
	return func(s *Simulator) { s.account, s.region = account, region }
}

// WithResolver adds resolvers behind those that were added before.
func WithResolver(r ...Resolver) Option {
	return func(s *Simulator) { s.resolvers = append(s.resolvers, r...) }
}

// WithLambda answers for the Lambda function called name, which may also be an ARN. Calls
// of versions and aliases of the function arrive here too.
func WithLambda(name string, h LambdaHandler) Option {
	bare := functionName(name)
	return WithResolver(ResolverFunc(func(ctx context.Context, c *Call) (Answer, error) {
		if c.Function == "" || c.Function != name && functionName(c.Function) != bare {
			return Answer{}, ErrUnresolved
		}
		out, err := h(ctx, []byte(c.Input()))
		if err != nil {
			return lambdaFailure(err), nil
		}
		return Answer{Output: string(out)}, nil
	}))
}

// WithResource answers for every Task state whose Resource is resource.
func WithResource(resource string, h ResolverFunc) Option {
	return WithResolver(ResolverFunc(func(ctx context.Context, c *Call) (Answer, error) {
		if c.Resource != resource {
			return Answer{}, ErrUnresolved
		}
		return h(ctx, c)
	}))
}

// WithStorage is the S3 that Distributed Map reads from and writes to.
func WithStorage(b Storage) Option { return func(s *Simulator) { s.storage = b } }

// WithMachines finds the machines that states:startExecution names. It is asked after
// those given to [Simulator.Register], without the simulator's lock. An error with the methods
// ErrorCode and ErrorMessage, as the AWS SDK has them, names what the task fails with; any
// other is StateMachineDoesNotExist.
func WithMachines(find func(arn string) (Machine, error)) Option {
	return func(s *Simulator) { s.findMachine = find }
}

// WithoutHistory keeps no events; their numbers are still counted. It bounds the memory of
// runs that AWS's limit of 25,000 events does not end.
func WithoutHistory() Option { return func(s *Simulator) { s.forgetful = true } }

// WithObserver is told of what happens, under the simulator's lock: it must return at once
// and not call the simulator.
func WithObserver(o Observer) Option { return func(s *Simulator) { s.observer = o } }

// WithPatience bounds for how long, in real time, virtual time stands still for somebody
// outside who does not answer; then timeouts fall due. 0, the default, waits for ever.
func WithPatience(d time.Duration) Option { return func(s *Simulator) { s.patience = d } }

// Observer hears of changes that others wait for. Any field may be nil.
type Observer struct {
	// ActivityScheduled: a task of the activity waits for a worker.
	ActivityScheduled func(arn string)
	// Started and Ended: an execution began, or is over for now.
	Started, Ended func(*Execution)
}

// functionName is the bare name of a Lambda function: of "name", "name:qualifier",
// "account:function:name" and ARNs with or without a qualifier.
func functionName(id string) string {
	first, rest, more := strings.Cut(id, ":")
	for part := first; more; {
		last := part
		if part, rest, more = strings.Cut(rest, ":"); last == "function" {
			return part
		}
	}
	return first
}
