package deploy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/asl/diff"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Action is what a change does to a resource.
type Action string

// The actions.
const (
	Create Action = "create"
	Update Action = "update"
	Delete Action = "delete"
)

// Change is one difference between desired and live.
type Change struct {
	Action Action `json:"action"`
	// Resource is "machine", "role", "policy", "log group", "tags", "version" or "alias".
	Resource string `json:"resource"`
	// Field is what of the resource differs; empty for a whole resource.
	Field string `json:"field,omitempty"`
	// State is the state of a definition's change.
	State  string `json:"state,omitempty"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Reason is what needs a statement of the policy, and why it is no narrower.
	Reason string `json:"reason,omitempty"`
}

// String is a line for people.
func (c Change) String() string {
	sign := map[Action]string{Create: "+", Update: "~", Delete: "-"}[c.Action]
	text := sign + " " + c.Resource
	if c.State != "" {
		text += fmt.Sprintf(" state %q", c.State)
	}
	if c.Field != "" {
		text += " " + c.Field
	}
	switch {
	case c.Before != "" && c.After != "":
		text += ": " + c.Before + " → " + c.After
	case c.After != "":
		text += ": " + c.After
	case c.Before != "":
		text += ": " + c.Before
	}
	return text
}

// Diff compares what is desired with what is live. It calls nobody.
func Diff(want *Desired, live *Live) []Change {
	var out []Change
	add := func(c ...Change) { out = append(out, c...) }
	if live.Machine == nil || live.Machine.Deleting {
		add(Change{Action: Create, Resource: "machine", After: want.Name})
	} else {
		add(machineChanges(want, live.Machine)...)
	}
	if live.full {
		if want.OwnRole() {
			add(roleChanges(want, live.Role)...)
		}
		if want.Logging.On() {
			add(groupChanges(want, live.Group)...)
		}
	}
	versioned := slices.ContainsFunc(out, func(c Change) bool { return c.Resource == "machine" })
	if versioned {
		add(Change{Action: Create, Resource: "version"})
	}
	if want.Alias != "" {
		add(aliasChanges(want, live, versioned)...)
	}
	return out
}

func machineChanges(want *Desired, have *LiveMachine) []Change {
	var out []Change
	field := func(name, before, after string) {
		if before != after {
			out = append(out, Change{Action: Update, Resource: "machine", Field: name, Before: orNone(before), After: orNone(after)})
		}
	}
	if want.Type != have.Type {
		field("type", have.Type, want.Type)
	}
	out = append(out, definitionChanges(want, have)...)
	field("role", have.RoleARN, want.RoleARN())
	field("log level", levelOf(have.Logging), levelOf(want.Logging))
	if want.Logging.On() {
		field("log data", fmt.Sprint(have.Logging.IncludeExecutionData), fmt.Sprint(want.Logging.IncludeExecutionData))
		field("log group", have.LogGroup, want.Identity.LogGroupARN(want.Logging.Group))
	}
	field("tracing", fmt.Sprint(have.Tracing), fmt.Sprint(want.Tracing))
	if !sameKey(have.Encryption.KMSKeyID, want.Encryption.KMSKeyID) {
		field("encryption key", have.Encryption.KMSKeyID, want.Encryption.KMSKeyID)
	}
	if want.Encryption.KMSKeyID != "" {
		field("encryption key reuse", fmt.Sprint(have.Encryption.ReuseSeconds), fmt.Sprint(want.Encryption.reuse()))
	}
	set, remove := tagChanges(want.machineTags(), have.Tags)
	for _, k := range slices.Sorted(maps.Keys(set)) {
		if k == TagDefinition || k == TagTags {
			continue // follows from the definition, or from the others
		}
		action := Update
		if have.Tags[k] == "" {
			action = Create
		}
		out = append(out, Change{Action: action, Resource: "tags", Field: k, Before: have.Tags[k], After: set[k]})
	}
	for _, k := range remove {
		if k != TagTags {
			out = append(out, Change{Action: Delete, Resource: "tags", Field: k, Before: have.Tags[k]})
		}
	}
	return out
}

// definitionChanges compares definitions state by state.
func definitionChanges(want *Desired, have *LiveMachine) []Change {
	if have.Hidden {
		// The definition can't be read; its hash says whether it is another, unless it was
		// written for an update that nobody knows to have happened.
		if have.Tags[TagDefinition] != definitionHash(want.Definition) || have.Tags[TagDeployment] == unfinished {
			return []Change{{Action: Update, Resource: "machine", Field: "definition", Before: "(encrypted)"}}
		}
		return nil
	}
	if definitionHash([]byte(have.Definition)) == definitionHash(want.Definition) {
		return nil
	}
	before, _ := asl.DecodeJSON("live", []byte(have.Definition))
	after := want.machine()
	if before == nil || after == nil {
		return []Change{{Action: Update, Resource: "machine", Field: "definition"}}
	}
	actions := map[diff.Kind]Action{diff.Added: Create, diff.Removed: Delete}
	var out []Change
	for _, c := range diff.Machines(before, after) {
		action, ok := actions[c.Kind]
		if !ok {
			action = Update
		}
		change := Change{Action: action, Resource: "machine", State: c.State, Field: c.Field, Before: textOf(c.Before), After: textOf(c.After)}
		if c.Kind == diff.Renamed {
			change.Field, change.Before, change.After = renamed, c.Before.Str(), c.After.Str()
		}
		out = append(out, change)
	}
	if len(out) == 0 {
		// Only what the comparison counts as no difference, such as the order of states.
		out = append(out, Change{Action: Update, Resource: "machine", Field: "definition"})
	}
	return out
}

func roleChanges(want *Desired, have *LiveRole) []Change {
	if have == nil {
		return append([]Change{{Action: Create, Resource: "role", After: want.Role.Name}}, policyChanges("", want)...)
	}
	var out []Change
	if !sameJSON(have.Trust, string(want.Role.Trust)) {
		out = append(out, Change{Action: Update, Resource: "role", Field: "trust", Before: have.Trust, After: string(want.Role.Trust)})
	}
	if !sameJSON(have.Policy, string(want.Role.Policy)) {
		statements := policyChanges(have.Policy, want)
		if len(statements) == 0 {
			statements = []Change{{Action: Update, Resource: "policy"}} // their order, or what stands around them
		}
		out = append(out, statements...)
	}
	if have.Next != "" {
		out = append(out, Change{Action: Delete, Resource: "policy", Field: nextPolicyName})
	}
	return out
}

func groupChanges(want *Desired, have *LiveLogGroup) []Change {
	if have == nil {
		return []Change{{Action: Create, Resource: "log group", After: want.Logging.Group}}
	}
	if have.RetentionDays != want.Logging.RetentionDays {
		return []Change{{Action: Update, Resource: "log group", Field: "retention", Before: days(have.RetentionDays), After: days(want.Logging.RetentionDays)}}
	}
	return nil
}

// aliasChanges says where the alias has to go; others says that a new version comes.
func aliasChanges(want *Desired, live *Live, others bool) []Change {
	switch {
	case live.Alias == nil:
		return []Change{{Action: Create, Resource: "alias", After: want.Alias}}
	case others || !serves(live.Alias, want.Fingerprint()):
		return []Change{{Action: Update, Resource: "alias", Field: "routing", Before: routesText(live.Alias.Routes), After: "100 % to the deployed version, " + want.Strategy.String()}}
	}
	return nil
}

// textOf is a value of a comparison as JSON, empty if there is none.
func textOf(v value.Value) string {
	if v.IsUndefined() {
		return ""
	}
	return string(v.AppendJSON(nil))
}

// orNone shows that a field is empty.
func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func levelOf(l Logging) string {
	if !l.On() {
		return "OFF"
	}
	return l.Level
}

func days(n int) string {
	if n == 0 {
		return "for ever"
	}
	return fmt.Sprintf("%d days", n)
}

// sameKey reports whether two names are of one key: an id, an alias, or the ARN of either.
func sameKey(a, b string) bool {
	bare := func(s string) string {
		if !strings.HasPrefix(s, "arn:") {
			return s
		}
		return strings.TrimPrefix(s[strings.LastIndexByte(s, ':')+1:], "key/")
	}
	return bare(a) == bare(b)
}

// reuse is the period with AWS's default.
func (e Encryption) reuse() int32 {
	if e.ReuseSeconds == 0 {
		return 300
	}
	return e.ReuseSeconds
}

func sameJSON(a, b string) bool { return string(canonical([]byte(a))) == string(canonical([]byte(b))) }
