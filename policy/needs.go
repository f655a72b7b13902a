package policy

import (
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/catalog"
)

// Need is what one call needs to be allowed.
type Need struct {
	Actions   []string
	Resources []string
	Condition Condition
	// Reason says which state needs it, and why the resource is no narrower.
	Reason string
}

// The reasons for wildcards.
const (
	atRunTime  = "the name is only known when the state runs"
	noNarrower = "AWS allows no narrower resource"
	noScope    = "no parameter names the resource"
	wholeKind  = "AWS names what the call makes"
)

// Needs are what a call needs. A call with credentials needs only to assume their role: the
// other role is asked for the rest.
func (c Call) Needs(env Env) []Need {
	if !c.RoleARN.IsUndefined() {
		arn := argument{text: c.RoleARN.Str(), known: !c.dynamic(c.RoleARN) && strings.HasPrefix(c.RoleARN.Str(), "arn:")}
		why := "calls with the credentials of another role"
		if !arn.known {
			why += "; " + atRunTime
		}
		return []Need{{Actions: []string{"sts:AssumeRole"}, Resources: []string{arn.or("*")}, Reason: c.because(why)}}
	}
	switch r := c.Resource; r.Kind {
	case catalog.ResourceLambda:
		return []Need{c.need([]string{"lambda:InvokeFunction"}, scope{arns: []string{r.ARN}}, "runs the function")}
	case catalog.ResourceUnresolved:
		return []Need{c.need([]string{"lambda:InvokeFunction"}, scope{arns: []string{env.arn("lambda:{r}:{a}:function:*")}, why: "the Resource is filled in later and taken for a function"}, "runs the function")}
	case catalog.ResourceOptimized:
		if r.Service == "s3" { // only readers and writers have it
			role := "reader:"
			if r.Action == "putObject" {
				role = "writer:"
			}
			return c.byRules(env, role+r.Action)
		}
		return c.byRules(env, r.Service+":"+r.Action)
	case catalog.ResourceSDK:
		name := "aws-sdk:" + r.Service + ":" + r.Action
		if hasRule(name) {
			return c.byRules(env, name)
		}
		return c.byScope(env)
	}
	return nil // activities need nothing
}

func hasRule(call string) bool {
	return slices.ContainsFunc(rules, func(r rule) bool { return r.call == call })
}

// byRules are the needs of the lines for call.
func (c Call) byRules(env Env, call string) []Need {
	sync := c.Resource.Pattern == catalog.Sync || c.Resource.Pattern == catalog.Sync2
	var out []Need
	for _, r := range rules {
		if r.call != call || r.sync && !sync {
			continue
		}
		s := c.scope(env, r.on, r.otherwise)
		if len(s.arns) == 0 || r.given != "" && len(c.arguments(r.given)) == 0 {
			continue
		}
		if s.why == wholeKind && r.why != "" {
			s.why = r.why
		}
		n := c.need(strings.Fields(r.actions), s, "calls "+c.called())
		if r.passedTo != "" {
			n.Condition = Condition{"StringEquals": {"iam:PassedToService": {r.passedTo}}}
		}
		if key, param, ok := strings.Cut(r.when, " "); ok {
			if a := c.arguments(param); len(a) == 1 && a[0].known {
				n.Condition = Condition{"StringEquals": {key: {a[0].text}}}
			}
		}
		if r.on == "http" {
			n.Condition = c.httpCondition()
		}
		out = append(out, n)
	}
	return out
}

// called is the call as people name it.
func (c Call) called() string {
	return c.Resource.Service + ":" + c.Resource.Action + string(c.Resource.Pattern)
}

func (c Call) need(actions []string, s scope, does string) Need {
	if s.why != "" {
		does += "; " + s.why
	}
	return Need{Actions: actions, Resources: s.arns, Reason: c.because(does)}
}

func (c Call) because(does string) string {
	if c.State == "" {
		return "the machine " + does
	}
	return "state `" + c.State + "` " + does
}

// byScope are the needs of an SDK integration: the catalog's IAM actions, on what its
// parameters name.
func (c Call) byScope(env Env) []Need {
	var actions []string
	if s, ok := catalog.LookupService(c.Resource.Service); ok {
		if o, ok := s.Operation(c.Resource.Action); ok {
			actions = s.IAMActions(o)
			if len(actions) == 0 {
				return nil
			}
		}
	}
	if actions == nil {
		// A service without a model: its name and the operation's are the best guess.
		actions = []string{c.Resource.Service + ":" + strings.ToUpper(c.Resource.Action[:1]) + c.Resource.Action[1:]}
	}
	prefix, _, _ := strings.Cut(actions[0], ":")
	if prefix == "s3" {
		return c.s3Needs(env, actions)
	}
	for _, on := range scopes[prefix] {
		if s := c.scope(env, on, ""); len(s.arns) > 0 {
			return []Need{c.need(actions, s, "calls "+c.called())}
		}
	}
	return []Need{c.need(actions, scope{arns: []string{"*"}, why: noScope}, "calls "+c.called())}
}

// s3Needs are per action: some are on objects, some on their bucket.
func (c Call) s3Needs(env Env, actions []string) []Need {
	var out []Need
	for _, action := range actions {
		on := "bucket Bucket"
		if onObject(action) {
			on = "object Bucket Key"
		}
		s := c.scope(env, on, "")
		if len(s.arns) == 0 {
			s = scope{arns: []string{"*"}, why: noScope}
		}
		out = append(out, c.need([]string{action}, s, "calls "+c.called()))
	}
	return out
}

// onObject reports whether an action of S3 is on objects.
func onObject(action string) bool {
	name := strings.TrimPrefix(action, "s3:")
	return strings.Contains(name, "Object") && !strings.Contains(name, "Bucket") ||
		name == "ListMultipartUploadParts" || name == "AbortMultipartUpload" || name == "RestoreObject"
}

// httpCondition limits HTTP tasks to the method and the endpoint that are written down.
func (c Call) httpCondition() Condition {
	out := Condition{}
	for key, param := range map[string]string{"states:HTTPMethod": "Method", "states:HTTPEndpoint": "ApiEndpoint"} {
		if a := c.arguments(param); len(a) == 1 && a[0].known {
			if out["StringEquals"] == nil {
				out["StringEquals"] = map[string]List{}
			}
			out["StringEquals"][key] = List{a[0].text}
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
