package policy

import (
	"slices"
	"strings"
)

// Request is what a service asks IAM: may this action be done on this resource.
type Request struct {
	Action   string
	Resource string
	// Context holds condition keys, as "states:HTTPMethod".
	Context map[string]string
}

// Allows reports whether the policy allows the request: some statement allows it and none
// denies it (IAM user guide: "Policy evaluation logic").
func (d *Document) Allows(r Request) bool {
	allowed := false
	for i := range d.Statement {
		s := &d.Statement[i]
		if !s.covers(r) {
			continue
		}
		if s.Effect == "Deny" {
			return false
		}
		allowed = true
	}
	return allowed
}

func (s *Statement) covers(r Request) bool {
	action := matchesAny(s.Action, strings.ToLower(r.Action), true)
	if len(s.NotAction) > 0 {
		action = !matchesAny(s.NotAction, strings.ToLower(r.Action), true)
	}
	resource := matchesAny(s.Resource, r.Resource, false)
	if len(s.NotResource) > 0 {
		resource = !matchesAny(s.NotResource, r.Resource, false)
	}
	return action && resource && s.Condition.holds(r.Context, s.Effect == "Deny")
}

func matchesAny(patterns List, text string, lower bool) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		if lower {
			p = strings.ToLower(p)
		}
		return match(p, text)
	})
}

// match is IAM's pattern: `*` stands for any text, `?` for one character. It runs in
// proportion to both lengths at worst multiplied, never more.
func match(pattern, text string) bool {
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// holds reports whether all conditions are met. An operator that is not known here never
// allows and always denies: unknown is the safe side.
func (c Condition) holds(context map[string]string, unknown bool) bool {
	for operator, keys := range c {
		base, ifExists := strings.CutSuffix(operator, "IfExists")
		for key, values := range keys {
			have, ok := context[key]
			if !ok && ifExists {
				continue
			}
			met, known := compare(base, values, have, ok)
			if !known {
				met = unknown
			}
			if !met {
				return false
			}
		}
	}
	return true
}

func compare(operator string, values List, have string, ok bool) (met, known bool) {
	switch operator {
	case "StringEquals", "ArnEquals":
		return ok && slices.Contains(values, have), true
	case "StringNotEquals", "ArnNotEquals":
		return !slices.Contains(values, have), true
	case "StringLike", "ArnLike":
		return ok && matchesAny(values, have, false), true
	case "StringNotLike", "ArnNotLike":
		return !ok || !matchesAny(values, have, false), true
	case "Bool", "StringEqualsIgnoreCase":
		return ok && slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, have) }), true
	case "Null":
		return slices.Contains(values, map[bool]string{true: "false", false: "true"}[ok]), true
	}
	return false, false
}
