package sdk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/diag"
)

// inspection walks everything that was recorded, before it is lowered, and
// reports mistakes in the expressions: what their makers noted, optional fields
// that nothing guards, one random draw used in two places.
type inspection struct {
	rec      *recorder
	diags    []placedFault
	reported map[*expr]bool
	draws    map[*expr]origin
	actions  actions
	reaches  map[string]*reach  // of tasks, by resource
	possible map[[2]string]bool // resources and errors that they may fail with
	prefixes map[string]bool    // see servicePrefix
	guards   []guard            // the catchers in force, outermost first
	jumps    []jump
	grown    map[*step]bool // see growing
}

func (r *recorder) inspect() []placedFault {
	in := &inspection{rec: r, reported: map[*expr]bool{}, draws: map[*expr]origin{}, actions: actions{}, reaches: map[string]*reach{}, possible: map[[2]string]bool{}, grown: map[*step]bool{}, jumps: r.jumps()}
	in.block(r.root.block)
	return in.diags
}

func (in *inspection) block(b *blockRecord) {
	given := b.facts
	defer func() { b.facts = given }()
	for i, s := range b.steps {
		in.step(s)
		next := b.last + 1
		if i+1 < len(b.steps) {
			next = b.steps[i+1].ordinal
		}
		if known := s.after(); known != nil && !enter(in.jumps, next, b.last) {
			b.facts = append(slices.Clip(b.facts), known)
		}
	}
	if b.result != nil {
		in.expression(b, "", b.result, b.resultAt(), nil)
	}
}

func (in *inspection) step(s *step) {
	name := s.name
	if !s.kind.hasState() {
		name = ""
	}
	seen := func(e *expr, by origin) { in.expression(s.block, name, e, by, nil) }
	for _, f := range s.fields {
		seen(f.value, f.at)
	}
	for _, a := range s.arguments {
		seen(a.value, a.at)
		if a.want == nil || a.value.fault != nil {
			continue
		}
		if p, why := mismatch(a.want, a.value.typ); why != "" {
			in.report(fault{code: codeTypeMismatch, text: p[strings.LastIndexByte(p, '.')+1:], message: fmt.Sprintf("`%s` %s%s", a.name, placeOf(p), why), help: "give what " + article(a.want.String()) + " needs"}, a.at, name)
		}
	}
	for _, required := range s.required {
		if s.argument == nil && s.argumentNamed(required) == nil && s.field("Parameters") == nil {
			in.report(fault{code: codeMissingInput, message: fmt.Sprintf("the step has no `%s`", required), help: "put it by the method of that name"}, s.at, name)
		}
	}
	in.replaced(s)
	in.payload(s)
	in.parameters(s)
	in.unhandled(s)
	in.expected(s)
	if s.kind == stepWhile || s.kind == stepUntil {
		in.growing(s)
		in.idle(s)
	}
	for _, a := range s.arguments {
		in.tooLarge(a.value, a.at, name)
	}
	in.tooLarge(s.argument, s.argumentAt, name)
	in.tooLarge(s.output, s.outputAt, name)
	seen(s.argument, s.argumentAt)
	seen(s.output, s.outputAt)
	for _, a := range s.assign {
		seen(a.value, a.at)
		if s.kind == stepSucceed || s.kind == stepFail {
			in.report(fault{code: codeSetting, message: "a state that ends its graph has no `Assign`", help: "remove it: no state runs after this one that could read the variable"}, a.at, name)
		}
	}
	var failed []*expr
	for _, r := range s.rules {
		if s.kind == stepUntil {
			in.expression(s.body.record, name, r.condition, r.at, nil)
		} else {
			in.expression(s.block, name, r.condition, r.at, failed)
		}
		holds := append(slices.Clip(failed), r.condition)
		in.expression(s.block, name, r.output, r.outputAt, holds)
		for _, a := range r.assign {
			in.expression(s.block, name, a.value, a.at, holds)
		}
		failed = append(failed, not(r.condition))
		if r.body != nil {
			in.block(r.body.record)
		}
	}
	if s.otherwise != nil {
		in.block(s.otherwise.record)
	}
	if s.over != nil {
		seen(s.over.items, s.at)
		seen(s.over.selector, s.over.selectorAt)
	}
	if s.reader != nil {
		seen(operand(s.reader.arguments), s.at)
		seen(operand(s.reader.config), s.at)
	}
	if s.writer != nil {
		seen(operand(s.writer.arguments), s.at)
	}
	in.under(s, func() {
		if s.body != nil {
			in.block(s.body.record)
		}
		for _, b := range s.branches {
			in.block(b.record)
		}
	})
	for _, c := range s.catchers {
		seen(c.output, c.at)
		if c.body != nil {
			in.block(c.body.record)
		}
	}
}

// replaced reports arguments that were put one by one and then replaced as a whole: in the
// packages of services whose API has a parameter called Arguments that is easily done.
func (in *inspection) replaced(s *step) {
	if s.argument == nil || len(s.arguments) == 0 {
		return
	}
	in.report(fault{
		code: codeSetting, text: "Arguments", message: fmt.Sprintf("`Arguments` is the whole argument and replaces `%s`", s.arguments[0].name),
		help: "put each part by its method; a parameter that is itself called Arguments is put by `ArgumentsParameter`",
	}, s.argumentAt, s.name)
}

// payload reports a text as the Payload of a Lambda function. It is sent as it stands, so
// the function gets no JSON (States Language and AWS SDK: Payload is a blob).
func (in *inspection) payload(s *step) {
	if !strings.HasPrefix(s.resource, "arn:aws:states:::lambda:invoke") {
		return
	}
	for _, a := range s.arguments {
		if a.name != "Payload" || a.value.fault != nil || a.value.typ.kind != kindString || a.value.op == opToJSON {
			continue
		}
		if _, why := mismatch(a.want, a.value.typ); a.want == nil || why == "" {
			in.report(fault{
				code: codeParameter, severity: diag.Warning, text: "Payload", message: "a text as `Payload` is sent as it stands, and a function takes JSON",
				help: "put it into an object, and let the handler take a struct; a text that is JSON already passes by `sdk.As[any]`",
			}, a.at, s.name)
		}
	}
}

func (in *inspection) report(f fault, at origin, state string, related ...relatedPlace) {
	in.diags = append(in.diags, placedFault{fault: f, at: at, state: state, related: related})
}

// expression reports the mistakes in one expression of a step. facts are
// conditions known to hold besides those of the block, by is the call that the
// expression was given to.
func (in *inspection) expression(b *blockRecord, state string, e *expr, by origin, facts []*expr) {
	if e == nil {
		return
	}
	if e.fault != nil {
		if !in.reported[e] {
			in.reported[e] = true
			at := e.at
			if at == (origin{}) {
				at = by
			}
			in.report(*e.fault, at, state)
		}
		return
	}
	if src, path, ok := e.ref(); ok {
		if i := unguarded(b, facts, src, path); i >= 0 {
			at, more := useOf(e, by)
			in.report(fault{code: codeOptional, text: pathText(path), message: fmt.Sprintf("`%s` may be missing", pathText(path[:i+1])),
				help: "guard the step by `sdk.IsPresent`, or give the field a value by `sdk.Default`"}, at, state, more...)
		}
		return
	}
	if e.kind != exprCall {
		for _, a := range e.args {
			in.expression(b, state, a, by, facts)
		}
		return
	}
	if e.op.volatile {
		if first, again := in.draws[e]; again {
			in.report(fault{code: codeVolatile, message: fmt.Sprintf("one `%s` is used in two places and would differ between them", e.op.name), help: "keep it by `sdk.Let` and use what that answers"}, by, state, relatedPlace{first, "the first use"})
		}
		in.draws[e] = by
	}
	switch e.op {
	case opIsPresent, opIsAbsent, opIsNull, opIsString, opIsNumeric, opIsBoolean:
		return // asking is how a missing field is guarded
	case opDefault:
		if _, _, ok := e.args[0].ref(); !ok {
			in.expression(b, state, e.args[0], by, facts)
		}
		in.expression(b, state, e.args[1], by, facts)
	case opAnd:
		in.expression(b, state, e.args[0], by, facts)
		in.expression(b, state, e.args[1], by, append(slices.Clip(facts), e.args[0]))
	case opOr:
		in.expression(b, state, e.args[0], by, facts)
		in.expression(b, state, e.args[1], by, append(slices.Clip(facts), not(e.args[0])))
	case opIf:
		in.expression(b, state, e.args[0], by, facts)
		in.expression(b, state, e.args[1], by, append(slices.Clip(facts), e.args[0]))
		in.expression(b, state, e.args[2], by, append(slices.Clip(facts), not(e.args[0])))
	default:
		for _, a := range e.args {
			in.expression(b, state, a, by, facts)
		}
	}
}

// optionalSteps are the steps of path that may be missing.
func optionalSteps(s *schema, path []pathStep) []int {
	var optional []int
	for i, p := range path {
		switch {
		case s == nil:
			return optional
		case p.isIndex && s.kind == kindArray:
			s = s.elem
		case s.kind == kindObject && !p.isIndex:
			f, ok := s.field(p.name)
			if !ok {
				return optional
			}
			if f.optional {
				optional = append(optional, i)
			}
			s = f.schema
		case s.kind == kindMap && !p.isIndex:
			optional = append(optional, i)
			s = s.elem
		default:
			return optional
		}
	}
	return optional
}

// optionalStep is the first step of path that may be missing, -1 if none.
func optionalStep(s *schema, path []pathStep) int {
	if steps := optionalSteps(s, path); len(steps) > 0 {
		return steps[0]
	}
	return -1
}

// unguarded is the first step of path that may be missing whatever the
// conditions around say, -1 if none. A fact about a longer path covers the
// shorter ones.
func unguarded(b *blockRecord, facts []*expr, src *source, path []pathStep) int {
	for _, i := range optionalSteps(src.typ, path) {
		if !anyFact(b, facts, func(f *expr) bool { return f.asserts(src, path[:i+1], true) }) {
			return i
		}
	}
	return -1
}

func anyFact(b *blockRecord, facts []*expr, test func(*expr) bool) bool {
	if slices.ContainsFunc(facts, test) {
		return true
	}
	for ; b != nil; b = b.parent {
		if slices.ContainsFunc(b.facts, test) {
			return true
		}
	}
	return false
}

// asserts reports whether a condition, when it is true (or false, by holds),
// means that the path of the source is there.
func (e *expr) asserts(src *source, path []pathStep, holds bool) bool {
	if e.kind != exprCall {
		return false
	}
	switch e.op {
	case opAnd:
		if holds {
			return e.args[0].asserts(src, path, true) || e.args[1].asserts(src, path, true)
		}
		return e.args[0].asserts(src, path, false) && e.args[1].asserts(src, path, false)
	case opOr:
		if holds {
			return e.args[0].asserts(src, path, true) && e.args[1].asserts(src, path, true)
		}
		return e.args[0].asserts(src, path, false) || e.args[1].asserts(src, path, false)
	case opNot:
		return e.args[0].asserts(src, path, !holds)
	case opIsPresent, opIsAbsent, opIsString, opIsNumeric, opIsBoolean:
		s, p, ok := e.args[0].ref()
		return holds == (e.op != opIsAbsent) && ok && s == src && hasPrefix(p, path)
	}
	return false
}

// hasPrefix reports whether path begins with prefix.
func hasPrefix(path, prefix []pathStep) bool {
	return len(path) >= len(prefix) && slices.Equal(path[:len(prefix)], prefix)
}
