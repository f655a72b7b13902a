package export

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/deploy"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// desired is what a configuration comes to in the account that a template's placeholders
// stand for.
func desired(c *deploy.Config, m *asl.Machine, id deploy.Identity) (*deploy.Desired, diag.List) {
	d, list := c.Desired(m, id)
	if list.HasErrors() {
		return nil, list
	}
	return d, list
}

// object makes an object of members in their order; undefined values are left out.
func object(members ...value.Member) value.Value {
	return value.OfObject(slices.DeleteFunc(members, func(m value.Member) bool { return m.Value.IsUndefined() }))
}

func member(key string, v value.Value) value.Member { return value.Member{Key: key, Value: v} }

// text is a text, undefined if it is empty.
func text(s string) value.Value {
	if s == "" {
		return value.Value{}
	}
	return value.OfString(s)
}

// when is v if the condition holds, else undefined.
func when(condition bool, v value.Value) value.Value {
	if !condition {
		return value.Value{}
	}
	return v
}

// decode reads JSON that lockstep wrote.
func decode(data json.RawMessage) value.Value {
	v, err := value.Decode(data)
	if err != nil {
		panic(err) // it is a definition or a policy, encoded a moment ago
	}
	return v
}

// mapStrings copies v with f applied to every text in it.
func mapStrings(v value.Value, f func(string) value.Value) value.Value {
	switch v.Kind() {
	case value.Object:
		members := slices.Clone(v.Members())
		for i := range members {
			members[i].Value = mapStrings(members[i].Value, f)
		}
		return value.OfObject(members)
	case value.Array:
		elems := slices.Clone(v.Elems())
		for i := range elems {
			elems[i] = mapStrings(elems[i], f)
		}
		return value.OfArray(elems)
	case value.String:
		return f(v.Str())
	}
	return v
}

// logicalID is a name as CloudFormation takes it: letters and digits.
func logicalID(name string) string {
	var b strings.Builder
	upper := true
	for _, r := range name {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
			if upper {
				r = []rune(strings.ToUpper(string(r)))[0]
			}
			b.WriteRune(r)
			upper = false
		default:
			upper = true
		}
	}
	return b.String()
}

// ownTags are the user's tags and the owner's.
func ownTags(d *deploy.Desired) map[string]string {
	tags := maps.Clone(d.Tags)
	if tags == nil {
		tags = map[string]string{}
	}
	tags[deploy.TagOwner] = d.Owner
	return tags
}

// tagObject is tags as an object, sorted.
func tagObject(tags map[string]string) value.Value {
	var members []value.Member
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		members = append(members, member(k, value.OfString(tags[k])))
	}
	return value.OfObject(members)
}

// indented is a template's text.
func indented(v value.Value) []byte { return append(asl.AppendIndented(nil, v), '\n') }
