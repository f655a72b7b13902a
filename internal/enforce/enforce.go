// Package enforce lets a simulated run fail where AWS would refuse a call: it asks a policy
// about every call before anybody answers it.
//
// It stands between two packages that don't know each other: policy says what a call needs,
// the simulator makes calls.
//
//	doc := policy.Generate(machine, env)
//	sim := simulator.New(simulator.WithResolver(enforce.Resolver(doc, env), mocks))
package enforce

import (
	"context"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/policy"
	"github.com/lockstep-go/lockstep/simulator"
)

// Resolver refuses calls that doc does not allow, with the error and the cause that AWS
// gives, and leaves the others to the resolvers after it. Put it first.
func Resolver(doc *policy.Document, env policy.Env) simulator.Resolver {
	return simulator.ResolverFunc(func(_ context.Context, call *simulator.Call) (simulator.Answer, error) {
		r, err := catalog.Parse(call.Resource)
		if err != nil {
			return simulator.Answer{}, simulator.ErrUnresolved // the definition was refused, or will be
		}
		c := policy.Call{State: call.State, Resource: r, Arguments: call.Parameters()}
		if call.RoleARN != "" {
			c.RoleARN = value.OfString(call.RoleARN)
		}
		if denied := doc.Authorize(c, env); denied != nil {
			return simulator.Fail(denied.ErrorName, denied.Cause), nil
		}
		return simulator.Answer{}, simulator.ErrUnresolved
	})
}
