package simtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simulator"
)

// Mock answers for one state instead of what it calls. Answers are given in the
// order they were added, one a call, and the last one from then on; retries and
// iterations count as calls.
type Mock struct {
	answers []func(context.Context, Call) (simulator.Answer, error)
	next    int
	took    time.Duration
}

// Mock is the mock of the named state.
func (env *Env) Mock(state string) *Mock {
	m := env.mocks[state]
	if m == nil {
		m = &Mock{}
		env.mocks[state] = m
	}
	return m
}

func (m *Mock) answer(ctx context.Context, c Call) (simulator.Answer, error) {
	f := m.answers[min(m.next, len(m.answers)-1)]
	m.next++
	a, err := f(ctx, c)
	a.Took = m.took
	// What is sent with a token is the result as it is, a Lambda function's too.
	a.Raw = a.Raw || a.Final && c.Token != ""
	return a, err
}

// Return answers with v as JSON: what the service answers, what a Lambda
// function returns, or what is sent with the task token.
func (m *Mock) Return(v any) *Mock {
	m.answers = append(m.answers, func(context.Context, Call) (simulator.Answer, error) {
		a, err := simulator.Succeed(v)
		a.Final = true
		return a, err
	})
	return m
}

// Accept takes a call that hands out a task token, and leaves the step waiting. The
// test completes it through the simulator by the token of [Env.Calls].
func (m *Mock) Accept() *Mock {
	m.answers = append(m.answers, func(_ context.Context, c Call) (simulator.Answer, error) {
		if !c.callback {
			return simulator.Answer{}, fmt.Errorf("%q does not wait for a task token, so its mock can't Accept: use Return", c.State)
		}
		return simulator.Answer{Output: "{}"}, nil
	})
	return m
}

// Fail answers with an error.
func (m *Mock) Fail(name, cause string) *Mock {
	m.answers = append(m.answers, func(context.Context, Call) (simulator.Answer, error) {
		return simulator.Fail(name, cause), nil
	})
	return m
}

// Handle answers with what f makes of the call; an error of type
// *sdk.HandlerError has the name that Step Functions sees.
func (m *Mock) Handle(f func(Call) (any, error)) *Mock {
	m.answers = append(m.answers, func(_ context.Context, c Call) (simulator.Answer, error) {
		out, err := f(c)
		if named, ok := errors.AsType[*sdk.HandlerError](err); ok {
			return simulator.Fail(named.Type, named.Message), nil
		}
		if err != nil {
			return simulator.Answer{}, err
		}
		a, err := simulator.Succeed(out)
		a.Final = true
		return a, err
	})
	return m
}

// Takes is how much virtual time each answer takes.
func (m *Mock) Takes(d time.Duration) *Mock { m.took = d; return m }

// MockFunc mocks a state by a function of typed arguments.
func MockFunc[In, Out any](env *Env, state string, f func(In) (Out, error)) *Mock {
	return env.Mock(state).Handle(func(c Call) (any, error) {
		var in In
		if err := json.Unmarshal([]byte(c.Input), &in); err != nil {
			return nil, err
		}
		return f(in)
	})
}
