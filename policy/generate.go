package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Generate derives the least policy that a machine needs in an environment. Statements are
// in an order that does not change, each with its reason.
func Generate(m *asl.Machine, env Env) *Document {
	var needs []Need
	for _, c := range Calls(m) {
		needs = append(needs, c.Needs(env)...)
	}
	for _, state := range asl.Walk(m) {
		if s, ok := state.(*asl.Map); ok && s.Distributed() {
			run := MapRun{State: s.Name, Label: s.Label}
			needs = append(needs, run.Needs(env)...)
			run.Redrive = true
			needs = append(needs, run.Needs(env)...)
		}
	}
	needs = append(needs, environmentNeeds(env)...)
	return &Document{Version: version, Statement: statements(needs)}
}

// Calls are the calls that a machine's Tasks, readers and writers make, as they are written.
func Calls(m *asl.Machine) []Call {
	var out []Call
	add := func(state, resource string, parameters, arguments, credentials value.Value) {
		r, err := catalog.Parse(resource)
		if err != nil {
			return // the checker refuses it
		}
		c := Call{State: state, Resource: r, Arguments: parameters}
		if !arguments.IsUndefined() {
			c.Arguments = arguments
		}
		c.RoleARN = roleOf(credentials)
		out = append(out, c)
	}
	for _, state := range asl.Walk(m) {
		switch s := state.(type) {
		case *asl.Task:
			add(s.Name, s.Resource, s.Parameters, s.Arguments, s.Credentials)
		case *asl.Map:
			if r := s.ItemReader; r != nil {
				add(s.Name, r.Resource, r.Parameters, r.Arguments, value.Value{})
				if further := furtherObjects(r); !further.IsUndefined() {
					add(s.Name, "arn:aws:states:::s3:getObject", further, value.Value{}, value.Value{})
				}
			}
			if w := s.ResultWriter; w != nil && w.Resource != "" {
				add(s.Name, w.Resource, w.Parameters, w.Arguments, value.Value{})
			}
		case *asl.Choice, *asl.Parallel, *asl.Wait, *asl.Pass, *asl.Succeed, *asl.Fail:
		}
	}
	return out
}

// furtherObjects are the objects that a reader reads besides the one it names: those it
// lists, or those that a manifest names. Undefined if there are none.
func furtherObjects(r *asl.ItemReader) value.Value {
	c := r.ReaderConfig
	if c == nil {
		return value.Value{}
	}
	given := r.Parameters
	if !r.Arguments.IsUndefined() {
		given = r.Arguments
	}
	switch {
	case c.Transformation == "LOAD_AND_FLATTEN":
		prefix := given.Get("Prefix")
		if prefix.Kind() != value.String || (Call{}).dynamic(prefix) {
			return given.Without("Key")
		}
		return given.With("Key", value.OfString(prefix.Str()+"*"))
	case c.InputType == "MANIFEST" || c.ManifestType != "":
		return value.ObjectOf(value.Member{Key: "Bucket.$", Value: value.OfString("$")})
	}
	return value.Value{}
}

// roleOf is the RoleArn of Credentials; undefined without, a text that is no ARN if it is
// only known when the state runs.
func roleOf(credentials value.Value) value.Value {
	switch {
	case credentials.IsUndefined():
		return value.Value{}
	case credentials.Has("RoleArn"):
		return credentials.Get("RoleArn")
	}
	return value.OfString("")
}

// environmentNeeds are what logs, traces and keys need.
func environmentNeeds(env Env) []Need {
	var out []Need
	if env.Logging {
		out = append(out, Need{Actions: strings.Fields("logs:CreateLogDelivery logs:CreateLogStream logs:GetLogDelivery logs:UpdateLogDelivery logs:DeleteLogDelivery logs:ListLogDeliveries logs:PutLogEvents logs:PutResourcePolicy logs:DescribeResourcePolicies logs:DescribeLogGroups"),
			Resources: []string{"*"}, Reason: "the machine writes a log; " + noNarrower})
	}
	if env.Tracing {
		out = append(out, Need{Actions: strings.Fields("xray:PutTraceSegments xray:PutTelemetryRecords xray:GetSamplingRules xray:GetSamplingTargets"),
			Resources: []string{"*"}, Reason: "the machine writes traces; " + noNarrower})
	}
	if env.KMSKey == "" {
		return out
	}
	key, alias := env.key()
	need := func(actions []string, reason, operator, context string, value string) {
		c := Condition{operator: {context: {value}}}
		if alias != "" {
			reason += "; rights are given on keys, and the alias narrows them to its own"
			c["ForAnyValue:StringEquals"] = map[string]List{"kms:ResourceAliases": {alias}}
		}
		out = append(out, Need{Actions: actions, Resources: []string{key}, Reason: reason, Condition: c})
	}
	need([]string{"kms:Decrypt", "kms:GenerateDataKey"}, "the machine's data is encrypted with this key", "StringEquals", "kms:EncryptionContext:aws:states:stateMachineArn", env.machineARN())
	if env.Logging {
		need([]string{"kms:GenerateDataKey"}, "the log of the machine is encrypted with this key", "StringLike", "kms:EncryptionContext:SourceArn", env.arn("logs:{r}:{a}:*"))
	}
	return out
}

// key is the ARN of the key, and the alias that names it if that is all that is known.
func (e Env) key() (arn, alias string) {
	id := e.KMSKey
	if _, name, ok := strings.Cut(id, ":alias/"); ok && strings.HasPrefix(id, "arn:") {
		id = "alias/" + name
	}
	switch {
	case strings.HasPrefix(id, "alias/"):
		return e.arn("kms:{r}:{a}:key/*"), id
	case strings.HasPrefix(id, "arn:"):
		return id, ""
	}
	return e.arn("kms:{r}:{a}:key/" + id), ""
}

// statements joins needs: actions of a service on the same resources, then resources of
// the same actions.
func statements(needs []Need) []Statement {
	joined := join(uncovered(needs), func(n Need) string {
		service, _, _ := strings.Cut(n.Actions[0], ":")
		return service + " " + strings.Join(n.Resources, " ")
	}, func(into *Need, n Need) {
		into.Actions = union(into.Actions, n.Actions)
	})
	joined = join(joined, func(n Need) string { return strings.Join(n.Actions, " ") }, func(into *Need, n Need) {
		into.Resources = union(into.Resources, n.Resources)
	})
	var out []Statement
	sids := map[string]int{}
	for _, n := range joined {
		sid := sidOf(n.Actions[0])
		if sids[sid]++; sids[sid] > 1 {
			sid = fmt.Sprintf("%s%d", sid, sids[sid])
		}
		out = append(out, Statement{Sid: sid, Effect: "Allow", Action: n.Actions, Resource: n.Resources, Condition: n.Condition, Reason: n.Reason})
	}
	return out
}

// uncovered leaves out actions on resources that another need allows under no condition, as
// reading an object of a bucket where some state reads objects of all.
func uncovered(needs []Need) []Need {
	var out []Need
	for i, n := range needs {
		covers := func(action, resource string) bool {
			for j, other := range needs {
				if i == j || other.Condition != nil || !slices.Contains(other.Actions, action) {
					continue
				}
				if slices.ContainsFunc(other.Resources, func(pattern string) bool { return pattern != resource && match(pattern, resource) }) {
					return true
				}
			}
			return false
		}
		var actions []string
		for _, a := range n.Actions {
			if slices.ContainsFunc(n.Resources, func(r string) bool { return !covers(a, r) }) {
				actions = append(actions, a)
			}
		}
		if len(actions) > 0 {
			n.Actions = actions
			out = append(out, n)
		}
	}
	return out
}

// join merges needs of one key and one condition, in a stable order.
func join(needs []Need, key func(Need) string, merge func(*Need, Need)) []Need {
	var out []Need
	at := map[string]int{}
	for _, n := range needs {
		n.Actions, n.Resources = union(nil, n.Actions), union(nil, n.Resources)
		k := key(n) + "\n" + fmt.Sprint(n.Condition)
		i, ok := at[k]
		if !ok {
			at[k] = len(out)
			out = append(out, n)
			continue
		}
		merge(&out[i], n)
		if !slices.Contains(strings.Split(out[i].Reason, ", "), n.Reason) {
			out[i].Reason += ", " + n.Reason
		}
	}
	slices.SortFunc(out, func(a, b Need) int {
		return cmp.Or(slices.Compare(a.Actions, b.Actions), slices.Compare(a.Resources, b.Resources), strings.Compare(fmt.Sprint(a.Condition), fmt.Sprint(b.Condition)))
	})
	return out
}

// union is sorted and without what another member covers.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool {
		return slices.ContainsFunc(all, func(other string) bool { return other != s && match(other, s) })
	})
}

// sidOf is a statement's name: "sqs:SendMessage" gives "SqsSendMessage".
func sidOf(action string) string {
	prefix, name, _ := strings.Cut(action, ":")
	var b strings.Builder
	for word := range strings.SplitSeq(prefix, "-") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String() + strings.ReplaceAll(name, "*", "Any")
}
