package sdk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/nearest"
)

// This file says what is accepted and most likely not meant: catchers of errors
// that never come, errors that nobody expects, values that nobody uses.

// actions looks tasks up in the catalog of AWS's services, each resource once.
type actions map[string]*catalog.Action

func (a actions) of(s *step) *catalog.Action {
	if s.kind != stepTask || !strings.Contains(s.resource, ":states:::") {
		return nil
	}
	text := s.resource + s.pattern.suffix()
	if found, known := a[text]; known {
		return found
	}
	a[text] = nil
	if r, err := catalog.Parse(text); err == nil {
		if action, err := r.Resolve(); err == nil {
			a[text] = action
		}
	}
	return a[text]
}

// parameters compares what is known of a task's arguments with the service's API.
// Constants are the checker's, which reads them in the definition.
func (in *inspection) parameters(s *step) {
	var action *catalog.Action
	for _, a := range s.arguments {
		in.attributes(s, a)
		if a.want != nil || a.value.fault != nil || a.value.typ.kind == kindAny || a.value.kind == exprLiteral || a.value.kind == exprVerbatim {
			continue
		}
		if action == nil {
			if action = in.actions.of(s); action == nil || action.Unchecked {
				return
			}
		}
		p, ok := action.Parameter(a.name)
		if !ok || action.TakesAnyIn(a.name) {
			continue
		}
		f := fault{code: codeParameter, message: fmt.Sprintf("`%s` takes %s, and this is %s", a.name, p.Kind, article(a.value.typ.String()))}
		switch k := a.value.typ.kind; {
		case a.value.typ.nullable && k == kindNull:
			continue
		case p.Kind == catalog.KindString && (k == kindInteger || k == kindNumber || k == kindBool):
			f.severity, f.help = diag.Warning, "write `sdk.ToString` around it if its text is meant"
		case p.Kind == catalog.KindString && k == kindArray,
			p.Kind == catalog.KindList && k != kindArray,
			(p.Kind == catalog.KindMap || p.Kind == catalog.KindStructure) && k != kindObject && k != kindMap,
			p.Kind == catalog.KindBoolean && k != kindBool && k != kindString,
			(p.Kind == catalog.KindInteger || p.Kind == catalog.KindFloat) && (k == kindBool || k == kindArray || k == kindObject || k == kindMap):
			f.help = "the call would fail; give what the action takes"
		default:
			continue
		}
		in.report(f, a.at, s.name)
	}
}

// attributes tells of the members of a DynamoDB item or key whose values have no type.
// Constants are the checker's.
func (in *inspection) attributes(s *step, a stepField) {
	if a.value.kind != exprObject || !strings.Contains(s.resource, ":dynamodb:") {
		return
	}
	action := in.actions.of(s)
	if action == nil || !action.HoldsAttributes(a.name) {
		return
	}
	for i, e := range a.value.args {
		switch e.typ.kind {
		case kindString, kindNumber, kindInteger, kindBool, kindArray:
			if e.kind == exprLiteral || e.fault != nil || e.typ.kind == kindString && action.PlainText() {
				continue
			}
			in.report(fault{code: codeParameter, severity: diag.Warning, text: a.value.keys[i], message: fmt.Sprintf("`%s` in `%s` is %s, and DynamoDB takes attribute values there", a.value.keys[i], a.name, article(e.typ.String())),
				help: "say its type: `sdk.Object{\"S\": …}` for a text, `sdk.Object{\"N\": sdk.ToString(…)}` for a number"}, a.at, s.name)
		}
	}
}

// guard is a set of catchers that a step is under: its own, a Try's, or those of a
// Map or Parallel around it.
type guard struct{ catchers []*catcher }

// under is the inspection's guards with those of one more step.
func (in *inspection) under(s *step, do func()) {
	in.guards = append(in.guards, guard{s.catchers})
	do()
	in.guards = in.guards[:len(in.guards)-1]
}

// catches reports whether a handler in force, or a retrier of the step, names the
// error or one that stands for it.
func (in *inspection) catches(s *step, name string) bool {
	matches := func(names []string) bool {
		return slices.Contains(names, name) || slices.Contains(names, "States.ALL") ||
			slices.Contains(names, "States.TaskFailed") && name != "States.Timeout" && name != "States.HeartbeatTimeout" ||
			slices.Contains(names, "States.Timeout") && name == "States.HeartbeatTimeout"
	}
	for _, r := range s.retriers {
		if matches(r.errors) {
			return true
		}
	}
	for _, g := range append(slices.Clip(in.guards), guard{s.catchers}) {
		for _, c := range g.catchers {
			if matches(c.errors) {
				return true
			}
		}
	}
	return false
}

// unhandled tells of an error that belongs to what the task asks for, and that
// nothing handles.
func (in *inspection) unhandled(s *step) {
	outcome := func(name, when, help string) {
		if !in.catches(s, name) {
			in.report(fault{code: codeUnhandled, severity: diag.Info, message: fmt.Sprintf("`%s` ends the execution %s", name, when), help: help}, s.at, s.name)
		}
	}
	for _, name := range s.fails {
		outcome(name, "where the call ends with it", "catch it, or leave it out of Fails if that is what the execution shall end with")
	}
	if s.argumentNamed("ConditionExpression") != nil {
		if action := in.actions.of(s); action != nil && action.Service != nil && action.Service.Segment == "dynamodb" {
			outcome(action.ErrorPrefix+".ConditionalCheckFailedException", "where the condition does not hold", "catch it, if that is an outcome of the process and no accident")
		}
	}
	if s.pattern == waitForToken {
		switch {
		case s.field("HeartbeatSeconds") != nil:
			outcome("States.HeartbeatTimeout", "where nobody answers in time", "catch it and say what then happens")
		case s.field("TimeoutSeconds") != nil:
			outcome("States.Timeout", "where nobody answers in time", "catch it and say what then happens")
		}
	}
}

// expected tells of handlers that name an error of a service which no step under
// them calls, or one that is nearly the name of an error the service has.
func (in *inspection) expected(s *step) {
	handlers := make([]stepErrors, 0, len(s.retriers)+len(s.catchers))
	for _, r := range s.retriers {
		handlers = append(handlers, stepErrors{r.errors, r.at})
	}
	for _, c := range s.catchers {
		handlers = append(handlers, stepErrors{c.errors, c.at})
	}
	own, complete := s.declared()
	var below *reach
	same := s.kind == stepTask && len(s.rawFields) == 0 // fails as every task of the resource does
	for _, h := range handlers {
		for _, name := range h.names {
			if complete && in.undeclared(s, h, name, own) {
				continue
			}
			if same {
				key := [2]string{s.resource, name}
				if in.possible[key] {
					continue
				}
				in.possible[key] = true // unless it turns out otherwise
			}
			prefix, own, dotted := strings.Cut(name, ".")
			if !dotted || prefix == "States" || prefix == "" || own == "" {
				continue
			}
			if below == nil {
				below = in.reached(s)
			}
			if below.unknown || below.prefixes[prefix] && below.names[name] {
				continue
			}
			f := fault{code: codeNeverThrown, severity: diag.Warning, text: name, message: fmt.Sprintf("nothing here fails with `%s`", name)}
			switch near := nearest.Name(name, below.list); {
			case near != "" && below.prefixes[prefix]:
				f.help = "did you mean `" + near + "`?"
			case below.prefixes[prefix]:
				continue // services have errors that their models don't list
			case near != "":
				f.help = "did you mean `" + near + "`?"
			case in.servicePrefix(prefix):
				f.help = "it is an error of a service that is not called here; remove it, or catch what the step can fail with"
			default:
				continue // an error of the author's own may be called anything
			}
			delete(in.possible, [2]string{s.resource, name})
			in.report(f, h.at, s.name)
		}
	}
}

// declared are the errors that the author says the tasks of a step, and of the blocks in
// it, fail with. It is complete if there are any, and no other task may end with an error
// of the author's own: functions, activities and callbacks may, services don't.
func (s *step) declared() (names []string, complete bool) {
	complete = true
	said := false
	var visit func(s *step)
	visit = func(s *step) {
		names, said = append(names, s.fails...), said || len(s.fails) > 0
		switch {
		case s.kind == stepState || len(s.rawFields) > 0:
			complete = false
		case s.kind == stepTask && len(s.fails) == 0:
			complete = complete && s.pattern != waitForToken && strings.Contains(s.resource, ":states:::") && !strings.Contains(s.resource, ":states:::lambda:")
		case s.kind == stepFail:
			if e := s.field("Error"); e != nil && e.kind == exprLiteral {
				names = append(names, e.lit.Str())
			} else {
				complete = false
			}
		}
		for _, b := range s.bodies() {
			for _, inner := range b.steps {
				visit(inner)
			}
		}
	}
	visit(s)
	return names, complete && said
}

// undeclared tells of a handler whose error is none of those that the author says
// the step fails with. Names with a dot are a service's or the language's.
func (in *inspection) undeclared(s *step, h stepErrors, name string, declared []string) bool {
	if strings.Contains(name, ".") || name == "" || slices.Contains(declared, name) || slices.Contains(runtimeErrors, name) {
		return false
	}
	f := fault{code: codeNeverThrown, severity: diag.Warning, text: name, message: fmt.Sprintf("nothing here fails with `%s`", name),
		help: "declared are " + quoted(declared) + "; remove the handler, or add the error to Fails"}
	if near := nearest.Name(name, declared); near != "" {
		f.help = "did you mean `" + near + "`?"
	}
	in.report(f, h.at, s.name)
	return true
}

// runtimeErrors are names that a function of any errors may fail with: the types that
// Go's errors.New, fmt.Errorf and errors.Join make, and other languages' plain ones.
var runtimeErrors = []string{"errorString", "wrapError", "wrapErrors", "joinError", "Error", "Exception"}

// quoted lists names for a message.
func quoted(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }

// stepErrors are the names of one handler.
type stepErrors struct {
	names []string
	at    origin
}

// reach is what the tasks of a step, and of the blocks in it, can fail with.
type reach struct {
	prefixes, names map[string]bool
	list            []string
	unknown         bool // a state written as JSON may fail with anything
}

func (in *inspection) reached(s *step) *reach {
	if s.kind == stepTask && len(s.rawFields) == 0 {
		if r := in.reaches[s.resource]; r != nil {
			return r
		}
	}
	r := &reach{prefixes: map[string]bool{}, names: map[string]bool{}}
	var visit func(s *step)
	visit = func(s *step) {
		if s.kind == stepState || len(s.rawFields) > 0 {
			r.unknown = true
		}
		if s.kind == stepFail {
			if e := s.field("Error"); e != nil && e.kind != exprLiteral {
				r.unknown = true
			} else if e != nil {
				r.names[e.lit.Str()] = true
				r.prefixes[strings.SplitN(e.lit.Str(), ".", 2)[0]] = true
			}
		}
		if s.kind == stepTask {
			action := in.actions.of(s)
			if action == nil || action.Unchecked {
				r.unknown = r.unknown || !strings.Contains(s.resource, ":states:::")
			} else {
				r.prefixes[action.ErrorPrefix] = true
				for _, name := range action.ErrorNames() {
					if !r.names[name] {
						r.names[name] = true
						r.list = append(r.list, name)
					}
				}
			}
		}
		for _, b := range s.bodies() {
			for _, inner := range b.steps {
				visit(inner)
			}
		}
	}
	visit(s)
	if s.kind == stepTask && len(s.rawFields) == 0 {
		in.reaches[s.resource] = r
	}
	return r
}

// bodies are the blocks that run as part of a step, its handlers not included.
func (s *step) bodies() []*blockRecord {
	var all []*blockRecord
	handlers := map[*blockRecord]bool{}
	for _, c := range s.catchers {
		if c.body != nil {
			handlers[c.body.record] = true
		}
	}
	s.eachBlock(func(b *blockRecord) {
		if !handlers[b] {
			all = append(all, b)
		}
	})
	return all
}

// servicePrefix reports whether errors of some AWS service begin so.
func (in *inspection) servicePrefix(prefix string) bool {
	if in.prefixes == nil {
		in.prefixes = map[string]bool{}
		for s := range catalog.Services() {
			in.prefixes[strings.ToLower(s.Client)] = true
		}
	}
	return prefix[0] >= 'A' && prefix[0] <= 'Z' && in.prefixes[strings.ToLower(prefix)]
}

// readers begin the names of actions that only ask.
var readers = []string{"get", "list", "describe", "query", "scan", "head", "batchGet", "search"}

// unused tells of values that are made and never used. It is silent where the
// author wrote expressions or states as text: what those read is not known.
func (f *flow) unused(root *graph) []placedFault {
	used := map[*source]bool{}
	raw := false
	for _, g := range f.graphs {
		f.uses(g, func(_ slot, e *expr) {
			e.walk(func(e *expr) bool {
				raw = raw || e.kind == exprRaw || e.kind == exprVerbatim || e.kind == exprState || e.kind == exprVariable || e.kind == exprContext && len(e.path) == 0
				return true
			})
			refs(e, func(_ *expr, src *source, _ []pathStep) { used[src] = true })
		})
		for _, n := range g.nodes {
			raw = raw || n.kind == stepState || len(n.step.rawFields) > 0 || n.lang == languageJSONPath || len(n.step.assign) > 0
		}
	}
	if raw {
		return nil
	}
	var found []placedFault
	tell := func(fa fault, n *node) {
		fa.code = codeUnused
		found = append(found, placedFault{fault: fa, at: n.step.at, state: n.name})
	}
	told := map[*source]bool{}
	for _, g := range f.graphs {
		for _, n := range g.nodes {
			for _, e := range n.edges {
				for _, a := range e.assigns {
					if a.src != nil && a.src.kind == sourceVariable && !used[a.src] && !told[a.src] {
						told[a.src] = true
						found = append(found, placedFault{fault: fault{code: codeUnused, severity: diag.Warning, text: a.src.name,
							message: fmt.Sprintf("the variable `%s` is never read", a.src.name), help: "use it, or remove it"}, at: a.src.at})
					}
				}
			}
			if used[n.step.src] || n.automatic || n.passesOn() {
				continue
			}
			switch n.kind {
			case stepTask:
				action := n.step.resource[strings.LastIndexByte(n.step.resource, ':')+1:]
				if len(n.step.catchers) == 0 && strings.Contains(n.step.resource, ":states:::") && n.step.pattern == requestResponse && asks(action) {
					tell(fault{severity: diag.Info, message: fmt.Sprintf("nobody uses what `%s` answers", action), help: "use its Result, or remove the step"}, n)
				}
			case stepMap:
				if r := n.step.body.record.result; r != nil && r.kind != exprLiteral && !n.step.over.distributed && r.typ.kind != kindNull {
					tell(fault{severity: diag.Info, message: "nobody uses the results of the Map", help: "use its Result, or run it by `sdk.ForEach`, whose iterations give none"}, n)
				}
			}
		}
	}
	return found
}

func asks(action string) bool {
	return slices.ContainsFunc(readers, func(verb string) bool {
		rest, ok := strings.CutPrefix(action, verb)
		return ok && (rest == "" || rest[0] >= 'A' && rest[0] <= 'Z')
	})
}

// passesOn reports whether what the state puts out is seen without being named:
// it ends its graph, or its author shapes it.
func (n *node) passesOn() bool {
	for _, e := range n.edges {
		if e.end || e.output != nil && e.kind == edgeNext {
			return true
		}
	}
	return false
}
