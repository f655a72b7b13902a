package deploy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/policy"
)

// function is a Lambda function that a state names literally.
type function struct {
	state, place    string // the state, and where it was written, if that is known
	name, qualifier string // name without qualifier, or an ARN without it
	region, account string // of an ARN, else empty
	credentials     bool   // it is called with another role
}

// functions are those of a definition that are known before it runs. AWS takes a definition
// whose functions do not exist; its executions fail.
func (d *Desired) functions() []function {
	m := d.machine()
	if m == nil {
		return nil
	}
	places := map[string]string{}
	for path, state := range asl.Walk(m) {
		if o := m.Locate(path); o.File != "" && o.Line > 0 {
			places[state.Base().Name] = fmt.Sprintf("%s:%d", o.File, o.Line)
		}
	}
	var out []function
	for _, c := range policy.Calls(m) {
		names := c.Literals("FunctionName")
		switch {
		case c.Resource.Kind == catalog.ResourceLambda:
			names = []string{c.Resource.ARN}
		case c.Resource.Service != "lambda" || !strings.EqualFold(c.Resource.Action, "invoke"):
			continue
		}
		for _, name := range names {
			f := function{state: c.State, place: places[c.State], credentials: !c.RoleARN.IsUndefined()}
			f.name, f.qualifier, f.region, f.account = parseFunction(name)
			if q := c.Literals("Qualifier"); f.qualifier == "" && len(q) == 1 {
				f.qualifier = q[0]
			}
			if !slices.ContainsFunc(out, func(o function) bool { return o.state == f.state && o.name == f.name && o.qualifier == f.qualifier }) {
				out = append(out, f)
			}
		}
	}
	return out
}

// parseFunction takes a function's name apart: NAME, NAME:QUALIFIER, ACCOUNT:function:NAME,
// or an ARN.
func parseFunction(text string) (name, qualifier, region, account string) {
	parts := strings.Split(text, ":")
	switch {
	case strings.HasPrefix(text, "arn:") && len(parts) >= 7:
		region, account = parts[3], parts[4]
		if len(parts) > 7 {
			qualifier = parts[7]
		}
		return strings.Join(parts[:7], ":"), qualifier, region, account
	case len(parts) >= 3 && parts[1] == "function":
		if len(parts) > 3 {
			qualifier = parts[3]
		}
		return strings.Join(parts[:3], ":"), qualifier, "", parts[0]
	case len(parts) == 2:
		return parts[0], parts[1], "", ""
	}
	return text, "", "", ""
}

// where is the state with its place in the source.
func (f function) where() string {
	if f.place == "" {
		return fmt.Sprintf("the state `%s`", f.state)
	}
	return fmt.Sprintf("the state `%s` (%s)", f.state, f.place)
}

// checkFunctions asks Lambda about the functions, and warns of those that executions would
// not find. Where it can't ask, a note says so.
func (d *Deployer) checkFunctions(ctx context.Context, plan *Plan) error {
	want := plan.Desired
	missing := map[string]string{} // by function and qualifier, what is wrong with it; "" if nothing is
	for _, f := range want.functions() {
		if f.region != "" && f.region != want.Identity.Region {
			plan.Warnings = append(plan.Warnings, fmt.Sprintf("%s calls a function of the region %s: Step Functions calls those of its own, which is %s", f.where(), f.region, want.Identity.Region))
			continue
		}
		if f.account != "" && f.account != want.Identity.Account {
			if !f.credentials {
				plan.Notes = append(plan.Notes, fmt.Sprintf("%s calls a function of the account %s: a policy of the function has to allow it", f.where(), f.account))
			}
			continue // it can't be looked at from here
		}
		if f.credentials || d.clients.Lambda == nil {
			continue
		}
		key := f.name + ":" + f.qualifier
		what, asked := missing[key]
		if !asked {
			var err error
			if what, err = d.checkFunction(ctx, f); err != nil {
				if ctx.Err() != nil {
					return err
				}
				plan.Notes = append(plan.Notes, fmt.Sprintf("whether the Lambda functions exist was not looked up: %s", reasonOf(err)))
				return nil
			}
			missing[key] = what
		}
		if what != "" {
			plan.Warnings = append(plan.Warnings, f.where()+" calls "+what)
		}
	}
	return nil
}

// checkFunction says what of a function does not exist, "" if all of it does.
func (d *Deployer) checkFunction(ctx context.Context, f function) (string, error) {
	in := &lambda.GetFunctionConfigurationInput{FunctionName: &f.name}
	if f.qualifier != "" {
		in.Qualifier = &f.qualifier
	}
	_, err := d.clients.Lambda.GetFunctionConfiguration(ctx, in)
	if !hasCode(err, "ResourceNotFound") {
		return "", err
	}
	if f.qualifier != "" {
		in.Qualifier = nil
		if _, err = d.clients.Lambda.GetFunctionConfiguration(ctx, in); err == nil {
			kind := "alias"
			if onlyDigits.MatchString(f.qualifier) {
				kind = "version"
			}
			return fmt.Sprintf("the %s `%s` of the function `%s`, which does not exist", kind, f.qualifier, f.name), nil
		}
		if !hasCode(err, "ResourceNotFound") {
			return "", err
		}
	}
	return fmt.Sprintf("the function `%s`, which does not exist here; name another one under `functions` in the configuration", f.name), nil
}

// reasonOf is why a call could not be made, in short.
func reasonOf(err error) string {
	if hasCode(err, "AccessDenied") {
		return "the caller may not lambda:GetFunctionConfiguration"
	}
	var api interface{ ErrorCode() string }
	if errors.As(err, &api) && api.ErrorCode() != "" && api.ErrorCode() != "UnknownError" {
		return "Lambda answers " + api.ErrorCode()
	}
	return "Lambda does not answer here"
}
