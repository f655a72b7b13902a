// Package enforce lets a simulated run fail where AWS would refuse a call: it asks a policy
// about every call before anybody answers it, about the objects that a distributed Map reads
// and writes, and about the children it starts.
//
// It stands between two packages that don't know each other: policy says what a call needs,
// the simulator makes calls.
//
//	policies := enforce.Policies{"orders": policy.Generate(machine, env)}
//	sim := simulator.New(append(policies.Options(env), simulator.WithResolver(mocks))...)
package enforce

import (
	"context"
	"strings"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/policy"
	"github.com/lockstep-go/lockstep/simulator"
)

// Policies are the policies of roles by the names of the machines that have them. The one
// under "" is of all the others; without one they may do everything.
type Policies map[string]*policy.Document

// Options are what makes runs keep to the policies: a resolver, and an authorizer of what
// distributed Maps do. Put them before the options of those who answer calls. What env
// leaves open is taken from the machines' ARNs.
func (p Policies) Options(env policy.Env) []simulator.Option {
	return []simulator.Option{
		simulator.WithResolver(simulator.ResolverFunc(func(_ context.Context, call *simulator.Call) (simulator.Answer, error) {
			return p.resolve(call, of(env, call.MachineARN))
		})),
		simulator.WithAccess(func(a simulator.Access) error { return p.access(a, of(env, a.MachineARN)) }),
	}
}

// document is the policy of the machine of env.
func (p Policies) document(env policy.Env) *policy.Document {
	if doc, ok := p[env.Machine]; ok {
		return doc
	}
	return p[""]
}

// resolve refuses calls that are not allowed, with the error and the cause that AWS gives,
// and leaves the others to the resolvers after it.
func (p Policies) resolve(call *simulator.Call, env policy.Env) (simulator.Answer, error) {
	doc := p.document(env)
	r, err := catalog.Parse(call.Resource)
	if doc == nil || err != nil {
		return simulator.Answer{}, simulator.ErrUnresolved // a Resource that is none was refused before
	}
	c := policy.Call{State: call.State, Resource: r, Arguments: call.Parameters()}
	if call.RoleARN != "" {
		c.RoleARN = value.OfString(call.RoleARN)
	}
	if denied := doc.Authorize(c, env); denied != nil {
		return simulator.Fail(denied.ErrorName, denied.Cause), nil
	}
	return simulator.Answer{}, simulator.ErrUnresolved
}

// resources are the calls that readers and writers make, and the parameter that names the
// object.
var resources = map[simulator.AccessKind]struct{ resource, parameter string }{
	simulator.ReadObject:  {"arn:aws:states:::s3:getObject", "Key"},
	simulator.ListObjects: {"arn:aws:states:::s3:listObjectsV2", "Prefix"},
	simulator.WriteObject: {"arn:aws:states:::s3:putObject", "Prefix"},
}

// access refuses Map Runs whose children the machine may not start, watch or redrive, and
// the objects that it may not read, list or write.
func (p Policies) access(a simulator.Access, env policy.Env) error {
	doc := p.document(env)
	if doc == nil {
		return nil
	}
	var denied *policy.Denied
	if on, ok := resources[a.Kind]; ok {
		r, err := catalog.Parse(on.resource)
		if err != nil {
			return err
		}
		denied = doc.Authorize(policy.Call{State: a.State, Resource: r, Arguments: value.ObjectOf(
			value.Member{Key: "Bucket", Value: value.OfString(a.Bucket)}, value.Member{Key: on.parameter, Value: value.OfString(a.Key)})}, env)
	} else {
		denied = doc.AuthorizeMapRun(policy.MapRun{State: a.State, Label: a.Label, Redrive: a.Kind == simulator.RedriveChildren}, env)
	}
	if denied != nil {
		return denied
	}
	return nil
}

// of is env for a machine: its name, account and region, where env leaves them open. The
// children of a distributed Map run under the name of the machine and a label.
func of(env policy.Env, machineARN string) policy.Env {
	parts := strings.SplitN(machineARN, ":", 8)
	if len(parts) < 7 {
		return env
	}
	name, _, _ := strings.Cut(parts[6], "/")
	for field, text := range map[*string]string{&env.Partition: parts[1], &env.Region: parts[3], &env.Account: parts[4], &env.Machine: name} {
		if *field == "" {
			*field = text
		}
	}
	return env
}
