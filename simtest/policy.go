package simtest

import (
	"github.com/lockstep-go/lockstep/internal/enforce"
	"github.com/lockstep-go/lockstep/policy"
)

// WithPolicies makes every call fail that the policy of the workflow's role does not allow,
// as AWS would refuse it: before mocks and handlers answer, with the error that the service
// gives. Policies go by the names of workflows; the one under "" is of all the others. What
// env leaves open is taken from the machines' ARNs. Runs that pass under the policies that
// `lockstep build` writes show that they are enough.
func WithPolicies(policies map[string]*policy.Document, env policy.Env) Option {
	return func(c *config) { c.first = append(c.first, enforce.Policies(policies).Options(env)...) }
}
