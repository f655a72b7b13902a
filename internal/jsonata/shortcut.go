package jsonata

import (
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// A shortcut evaluates what most states of a workflow do — read a member, count, compare,
// put an object together, merge a member in — without the bookkeeping of an evaluation:
// no stack, no steps, no frames.
//
// The invariant: it answers what the evaluators of compile.go would answer, or it declines
// (ok is false), and then they evaluate the expression from its beginning. It has no effects,
// so nothing is done twice. It declines whatever is not the plain case: anything undefined, a
// type that an operator does not expect, what would be an error, what could meet a bound.
type shortcut func(env *Env) (v value.Value, ok bool)

// What a shortcut may take at most, so that no bound of at least this size can be met.
// Evaluations with smaller bounds take no shortcuts.
const (
	shortcutNodes   = 40
	shortcutMembers = 256  // of a merged object
	shortcutText    = 4096 // bytes of a concatenation
	shortcutSteps   = 10 * shortcutNodes
	shortcutBytes   = shortcutNodes * max(shortcutMembers*bytesPerMember, 2*shortcutText*bytesPerUnit)
)

// shortcuts reports whether no shortcut can meet a bound.
func (l *Limits) shortcuts() bool {
	wide := func(limit, need int) bool { return limit == 0 || limit >= need }
	return wide(l.Depth, 2*shortcutNodes) && wide(l.Steps, shortcutSteps) && wide(l.Memory, shortcutBytes) && wide(l.Allocated, shortcutBytes)
}

// short evaluates by the shortcut, if the expression has one.
func (e *Expr) short(input value.Value, env *Env) (value.Value, bool) {
	if e.shortcut == nil || input.Kind() == value.Array || !env.Limits.shortcuts() {
		return value.Value{}, false
	}
	v, ok := e.shortcut(env)
	if !ok {
		return v, false
	}
	// What export does to a result that needs no change.
	switch v.Kind() {
	case value.Array, value.Object:
		limit := env.Limits.Memory
		if limit == 0 {
			limit = DefaultLimits.Memory
		}
		v = v.Measure(limit / bytesPerSlot)
		ok = v.Settled() && v.EncodedLen() <= limit/bytesPerSlot
	case value.Number:
		ok = javaClean(v)
	case value.String:
		ok = strings.IndexByte(v.Str(), 0xED) < 0
	}
	return v, ok
}

// shortcutOf is the shortcut for a plan, nil if it has none. Only the dialect of AWS has
// shortcuts: that of the reference orders members and shows functions.
func shortcutOf(p *plan, d *dialect) shortcut {
	c := shortcutCompiler{merge: d.function("merge")}
	if s := c.node(p); d.javaText && c.nodes <= shortcutNodes {
		return s
	}
	return nil
}

type shortcutCompiler struct {
	nodes int
	merge value.Value
}

// node is the shortcut for one node; nil if it, or anything below it, has none.
func (c *shortcutCompiler) node(p *plan) shortcut {
	c.nodes++
	if c.nodes > shortcutNodes || !p.bare() {
		return nil
	}
	switch p.kind {
	case kNumber, kString, kLiteral:
		lit := p.lit
		return func(*Env) (value.Value, bool) { return lit, true }
	case kVariable:
		return c.variable(p.text)
	case kPath:
		return c.path(p)
	case kBinary:
		return c.binary(p)
	case kCondition:
		return c.condition(p)
	case kObject:
		return c.object(p)
	case kCall:
		return c.call(p)
	}
	return nil
}

// bare reports whether a node has nothing hung on to it: no predicates, grouping, bindings
// or marks.
func (p *plan) bare() bool {
	return p.predicate == nil && p.group == nil && !p.hasStages && p.stages == nil && !p.keepArray && !p.keepSingleton && !p.consArray &&
		!p.tuple && !p.hasFocus && !p.hasIndex && p.ancestor == nil && p.seeking == nil && !p.tail
}

func (c *shortcutCompiler) variable(name string) shortcut {
	if name == "" || name == "$" {
		return nil
	}
	return func(env *Env) (value.Value, bool) { return env.variable(name) }
}

// variable is a variable that has a value.
func (env *Env) variable(name string) (value.Value, bool) {
	if env.Bindings == nil {
		return value.Value{}, false
	}
	v, ok := env.Bindings(name)
	return v.WithMark(0), ok && !v.IsUndefined()
}

// member is the member of a variable that is an object.
func (env *Env) member(name, key string) (value.Value, bool) {
	if env.Member != nil {
		if v, ok := env.Member(name, key); ok {
			return v, true
		}
	}
	v, ok := env.variable(name)
	return v.Get(key), ok
}

// path is a way through objects that begins with a variable.
func (c *shortcutCompiler) path(p *plan) shortcut {
	if len(p.steps) < 2 || p.steps[0].kind != kVariable {
		return nil
	}
	names := make([]string, len(p.steps))
	for i, s := range p.steps {
		if !s.bare() || i > 0 && s.kind != kName {
			return nil
		}
		names[i] = s.text
	}
	variable, key, rest := names[0], names[1], names[2:]
	if variable == "" || variable == "$" {
		return nil
	}
	return func(env *Env) (value.Value, bool) {
		v, ok := env.member(variable, key)
		for _, name := range rest {
			v = v.Get(name)
		}
		return v, ok && !v.IsUndefined() && v.Mark() == 0
	}
}

func (c *shortcutCompiler) binary(p *plan) shortcut {
	a, b := c.node(p.a), c.node(p.b)
	if a == nil || b == nil {
		return nil
	}
	switch op := p.text; op {
	case "and", "or":
		decides := op == "or"
		return func(env *Env) (value.Value, bool) {
			v, ok := a(env)
			if ok && v.Kind() == value.Bool && v.Bool() != decides {
				v, ok = b(env)
			}
			return v, ok && v.Kind() == value.Bool
		}
	case "&":
		return func(env *Env) (value.Value, bool) {
			x, ok := a(env)
			if !ok || x.Kind() != value.String {
				return x, false
			}
			y, ok := b(env)
			if !ok || y.Kind() != value.String || x.EncodedLen()+y.EncodedLen() > shortcutText {
				return y, false
			}
			return value.OfString(concat(x.Str(), y.Str())), true
		}
	case "=", "!=":
		return equalityShortcut(a, b, op == "=", numberOperators[op])
	default:
		quick := numberOperators[op]
		if quick == nil {
			return nil
		}
		return func(env *Env) (value.Value, bool) {
			x, ok := a(env)
			if !ok || x.Kind() != value.Number {
				return x, false
			}
			y, ok := b(env)
			if !ok || y.Kind() != value.Number {
				return y, false
			}
			return onNumbers(quick, x, y)
		}
	}
}

// onNumbers is an operator on two numbers, if they and the result are finite.
func onNumbers(quick func(x, y float64) value.Value, a, b value.Value) (value.Value, bool) {
	x, y := a.Float(), b.Float()
	if x-x != 0 || y-y != 0 {
		return a, false
	}
	v := quick(x, y)
	if v.Kind() == value.Number {
		f := v.Float()
		return v, f-f == 0
	}
	return v, true
}

// equalityShortcut compares two numbers or two strings.
func equalityShortcut(a, b shortcut, want bool, quick func(x, y float64) value.Value) shortcut {
	return func(env *Env) (value.Value, bool) {
		x, ok := a(env)
		if !ok {
			return x, false
		}
		y, ok := b(env)
		switch {
		case !ok:
			return y, false
		case x.Kind() == value.Number && y.Kind() == value.Number:
			return onNumbers(quick, x, y)
		case x.Kind() == value.String && y.Kind() == value.String:
			return value.OfBool((x.Str() == y.Str()) == want), true
		}
		return x, false
	}
}

func (c *shortcutCompiler) condition(p *plan) shortcut {
	if p.c == nil {
		return nil
	}
	cond, then, otherwise := c.node(p.a), c.node(p.b), c.node(p.c)
	if cond == nil || then == nil || otherwise == nil {
		return nil
	}
	return func(env *Env) (value.Value, bool) {
		v, ok := cond(env)
		switch {
		case !ok || v.Kind() != value.Bool:
			return v, false
		case v.Bool():
			return then(env)
		}
		return otherwise(env)
	}
}

// members are the keys of an object constructor, all different literals, and what they get.
func (c *shortcutCompiler) members(p *plan) (keys []string, values []shortcut) {
	seen := map[string]bool{}
	for _, pair := range p.pairs {
		k, v := pair[0], c.node(pair[1])
		if k.kind != kString || !k.bare() || seen[k.text] || v == nil {
			return nil, nil
		}
		seen[k.text] = true
		keys, values = append(keys, k.text), append(values, v)
	}
	return keys, values
}

func (c *shortcutCompiler) object(p *plan) shortcut {
	keys, values := c.members(p)
	if len(keys) == 0 {
		return nil
	}
	return func(env *Env) (value.Value, bool) {
		members := make([]value.Member, len(keys))
		for i, key := range keys {
			v, ok := values[i](env)
			if !ok {
				return v, false
			}
			members[i] = value.Member{Key: key, Value: v}
		}
		return value.OfObject(members), true
	}
}

// call is $merge of a list of objects that is written out.
func (c *shortcutCompiler) call(p *plan) shortcut {
	if p.a.kind != kVariable || p.a.text != "merge" || !p.a.bare() || c.merge.IsUndefined() || len(p.items) != 1 {
		return nil
	}
	list := p.items[0]
	if list.kind != kArray || !list.bare() || len(list.items) < 2 {
		return nil
	}
	first := c.node(list.items[0])
	if first == nil {
		return nil
	}
	var keys []string
	var values []shortcut
	for _, item := range list.items[1:] {
		// Objects whose keys are known are not made, their members are set.
		if item.kind != kObject || !item.bare() {
			return nil
		}
		k, v := c.members(item)
		if len(k) == 0 {
			return nil
		}
		keys, values = append(keys, k...), append(values, v...)
	}
	return func(env *Env) (value.Value, bool) {
		if env.Bindings != nil {
			if v, hidden := env.Bindings("merge"); hidden {
				return v, false
			}
		}
		out, ok := first(env)
		if !ok || out.Kind() != value.Object || out.Len() > shortcutMembers-len(keys) {
			return out, false
		}
		for i, key := range keys {
			v, ok := values[i](env)
			if !ok {
				return v, false
			}
			out = out.With(key, v)
		}
		return out, true
	}
}
