package importgo

import (
	"bytes"
	"fmt"
	"go/format"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/servicesteps"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Options name what the code holds.
type Options struct {
	Package string // "workflow" if empty
	Func    string // "Workflow" if empty
	Name    string // of the state machine; "workflow" if empty
	// Taken are names that the package has already declared elsewhere.
	Taken []string
}

// Error is a machine that can't be written as Go code.
type Error struct{ Message string }

// Error is the message.
func (e *Error) Error() string { return e.Message }

// Census counts what the code is made of. A raw one is written as a text of the
// States Language rather than as calls.
type Census struct {
	States, RawStates         int // RawStates: by Block.State, or with a field as JSON
	Tasks, RawTasks           int // RawTasks: integrations that no service package has a step for
	Conditions, RawConditions int // of the rules of Choices
	Values, RawValues         int // paths, intrinsic calls, JSONata expressions; or whole templates
}

// Add adds the counts of another machine.
func (c *Census) Add(d Census) {
	c.States, c.RawStates = c.States+d.States, c.RawStates+d.RawStates
	c.Tasks, c.RawTasks = c.Tasks+d.Tasks, c.RawTasks+d.RawTasks
	c.Conditions, c.RawConditions = c.Conditions+d.Conditions, c.RawConditions+d.RawConditions
	c.Values, c.RawValues = c.Values+d.Values, c.RawValues+d.RawValues
}

// Source is a Go file whose one function makes the machine.
func Source(m *asl.Machine, o Options) ([]byte, error) {
	source, _, err := Count(m, o)
	return source, err
}

// Count is [Source], and what the code is made of.
func Count(m *asl.Machine, o Options) ([]byte, Census, error) {
	if len(m.Extra) > 0 {
		return nil, Census{}, &Error{fmt.Sprintf("the definition has the field `%s`, which the States Language does not have there", m.Extra[0].Key)}
	}
	if len(m.States) == 0 {
		return nil, Census{}, &Error{"the definition has no states"}
	}
	if bad := unreadable(m); bad != "" {
		return nil, Census{}, &Error{fmt.Sprintf("the state `%s` has no Type that exists", bad)}
	}
	w := &writer{machine: m, taken: map[string]bool{"b": true, "sdk": true, "time": true}}
	for _, name := range o.Taken {
		w.taken[name] = true
	}
	w.taken[or(o.Func, "Workflow")] = true
	for _, s := range servicesteps.Packages() {
		w.taken[s] = true
	}
	w.repeated = repeatedRetriers(m)
	if err := w.workflow(o); err != nil {
		return nil, Census{}, err
	}
	source, err := format.Source(w.file(o))
	if err != nil {
		return nil, Census{}, fmt.Errorf("the code written for %s is not Go: %w", o.Name, err)
	}
	return source, w.count, nil
}

// file is the whole file around the function.
func (w *writer) file(o Options) []byte {
	body := w.out.Bytes()
	var b bytes.Buffer
	pkg := or(o.Package, "workflow")
	fmt.Fprintf(&b, "// Package %s holds a workflow that was imported from the Amazon States Language.\npackage %s\n\nimport (\n", pkg, pkg)
	if usesTime.Match(body) || len(w.policies) > 0 && usesTime.MatchString(w.policies.text()) {
		b.WriteString("\t\"time\"\n\n")
	}
	b.WriteString("\t\"github.com/lockstep-go/lockstep/sdk\"\n")
	slices.Sort(w.packages)
	for _, p := range w.packages {
		fmt.Fprintf(&b, "\t\"github.com/lockstep-go/lockstep/sdk/%s\"\n", p)
	}
	b.WriteString(")\n\n")
	w.declarations(&b)
	b.Write(body)
	return b.Bytes()
}

// usesTime finds uses of package time that stand outside of texts well enough: one
// that is found in vain is rare, and is seen by the compiler.
var usesTime = regexp.MustCompile(`[ (]time\.(?:Second|Minute|Hour)\)|\[time\.Time\]`)

// declarations writes the resources that have got names.
func (w *writer) declarations(b *bytes.Buffer) {
	if len(w.constants) > 0 {
		declareAll(b, "What the workflow uses in the account.", "const", w.constants, quote)
	}
	if len(w.policies) > 0 {
		declareAll(b, "When to try again.", "var", w.policies, func(text string) string { return text })
	}
	if len(w.functions) > 0 {
		declareAll(b, "The Lambda functions it invokes. One whose handler is written in Go gets types by\n// lambda.Function(name, Handler).", "var", w.functions,
			func(text string) string { return "lambda.Deployed(" + quote(text) + ")" })
	}
}

// declareAll writes the declarations of one kind.
func declareAll(b *bytes.Buffer, comment, keyword string, list []declaration, value func(text string) string) {
	fmt.Fprintf(b, "// %s\n%s ", comment, keyword)
	if len(list) == 1 {
		fmt.Fprintf(b, "%s = %s\n\n", list[0].name, value(list[0].text))
		return
	}
	b.WriteString("(\n")
	for _, d := range list {
		fmt.Fprintf(b, "\t%s = %s\n", d.name, value(d.text))
	}
	b.WriteString(")\n\n")
}

// use notes a service package that the code needs.
func (w *writer) use(pkg string) {
	if !slices.Contains(w.packages, pkg) {
		w.packages = append(w.packages, pkg)
	}
}

// workflow writes the function.
func (w *writer) workflow(o Options) error {
	m := w.machine
	var options []string
	if m.Comment != "" {
		options = append(options, "sdk.Comment("+quote(m.Comment)+")")
	}
	if m.Version != "" {
		options = append(options, "sdk.Version("+quote(m.Version)+")")
	}
	if !m.TimeoutSeconds.IsUndefined() {
		n, ok := m.TimeoutSeconds.Int()
		if !ok || n <= 0 {
			return &Error{"TimeoutSeconds of the definition is no positive whole number"}
		}
		options = append(options, fmt.Sprintf("sdk.TimeoutSeconds(%d)", n))
	}
	switch m.QueryLanguage {
	case string(asl.JSONata):
	case string(asl.JSONPath):
		options = append(options, "sdk.UseJSONPath()", "sdk.SayQueryLanguage()")
	default:
		options = append(options, "sdk.UseJSONPath()")
	}
	name := or(o.Func, "Workflow")
	w.line("// %s is the state machine %s.", name, or(o.Name, "workflow"))
	w.line("func %s() *sdk.Workflow {", name)
	w.line("return sdk.Untyped(%s, func(b *sdk.Block, _ sdk.Value[any]) {", quote(or(o.Name, "workflow")))
	w.graph(&m.Graph, true)
	w.line("}%s)", strings.Join(append([]string{""}, options...), ", "))
	w.line("}")
	return nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// unreadable names a state of any scope that is none.
func unreadable(m *asl.Machine) string {
	for s := range asl.Scopes(m) {
		for _, u := range s.Graph.Unreadable {
			return u.Name
		}
	}
	return ""
}

// writer writes the code of one machine.
type writer struct {
	machine *asl.Machine
	out     bytes.Buffer
	count   Census
	// What stands before the function: the service packages, and the names given to
	// resources; taken are names that can't be given.
	packages             []string
	constants, functions []declaration
	policies             policies
	repeated             map[string]int // how often a retrier stands in the definition
	taken                map[string]bool
	// structure is that of the States object being written, nil if its states are
	// written one after the other.
	structure *structure
	last      int    // the state that the block written last ends with
	tried     string // the Choice of the loop written last
	nesting   int    // of functions around the step being written
}

// deepest is how many functions stand inside of one another at most: deeper ones
// are harder to read than a GoTo.
const deepest = 5

func (w *writer) line(f string, args ...any) {
	fmt.Fprintf(&w.out, f, args...)
	w.out.WriteByte('\n')
}

// graph writes the steps of one States object.
func (w *writer) graph(g *asl.Graph, top bool) {
	if g.Comment != "" && !top {
		w.line("b.Comment(%s)", quote(g.Comment))
	}
	if w.blocks(g) { // which begin with the first state
		return
	}
	if g.StartAt != "" && g.StartAt != g.States[0].Base().Name {
		w.line("b.StartAt(%s)", quote(g.StartAt))
	}
	for i, s := range g.States {
		following := ""
		if i+1 < len(g.States) {
			following = g.States[i+1].Base().Name
		}
		mark := w.mark()
		if !w.state(s, following) {
			w.reset(mark)
			w.count.States++
			w.count.RawStates++
			w.line("b.State(%s, %s)", quote(s.Base().Name), rawJSON(asl.ValueOf(s)))
			if flow := asl.FlowOf(s); flow == nil || following == "" {
				continue
			}
		}
		w.out.WriteByte('\n')
	}
}

// blocks writes the steps with branches and handlers as functions in place; false
// if the graph, or a state of it, can be written only state by state.
func (w *writer) blocks(g *asl.Graph) bool {
	around, mark := w.structure, w.mark()
	defer func() { w.structure = around }()
	w.structure = newStructure(g)
	if w.structure == nil {
		return false
	}
	ok := w.block(-1, w.structure.index[g.StartAt], "") && !slices.Contains(w.structure.written, false)
	if !ok {
		w.reset(mark)
	}
	return ok
}

// mark is how far the code has got.
type mark struct {
	text, constants, functions, policies, packages int
	count                                          Census
}

func (w *writer) mark() mark {
	return mark{w.out.Len(), len(w.constants), len(w.functions), len(w.policies), len(w.packages), w.count}
}

// reset takes back what was written since.
func (w *writer) reset(m mark) {
	for _, d := range slices.Concat(w.constants[m.constants:], w.functions[m.functions:], w.policies[m.policies:]) {
		delete(w.taken, d.name)
	}
	w.out.Truncate(m.text)
	w.constants, w.functions, w.policies = w.constants[:m.constants], w.functions[:m.functions], w.policies[:m.policies]
	w.packages, w.count = w.packages[:m.packages], m.count
}

// block writes the states of one block: from the state i on, all that is reached
// only through the state at entry. after is the state that follows the block.
func (w *writer) block(entry, i int, after string) bool {
	s := w.structure
	last := i
	for i >= 0 {
		if !slices.Contains(s.inLoop, i) {
			if next, ok := w.until(entry, i, after); ok {
				w.out.WriteByte('\n')
				last, i = s.index[w.tried], next
				continue
			}
		}
		s.written[i] = true
		next := s.next(entry, i)
		if next < 0 {
			next = s.rest(entry, i, w.nesting < deepest)
		}
		following := after
		if next >= 0 {
			following = s.states[next].Base().Name
			s.held[next] = true
		}
		if !w.while(i, following) && !w.state(s.states[i], following) {
			return false
		}
		if next >= 0 {
			s.held[next] = false
			w.out.WriteByte('\n')
		}
		last, i = i, next
	}
	w.last = last
	return true
}

// function writes a block in place, as the body of a function; false if the
// state of that name is none. following is the state after the step it belongs
// to.
func (w *writer) function(name, following string) (body string, ok bool) {
	if w.structure == nil {
		return "", false
	}
	i, ok := w.structure.block(name)
	if !ok || w.nesting == deepest {
		return "", false
	}
	out := w.out
	w.out = bytes.Buffer{}
	w.nesting++
	ok = w.block(i, i, following)
	w.nesting--
	body = w.out.String()
	w.out = out
	if !ok {
		w.structure.written[i] = false // which gives the whole up
	}
	return body, ok
}

// chain is the calls on one step.
type chain struct {
	w     *writer
	lang  asl.QueryLanguage
	scope scope // what $ stands for
	// inside is how many objects of a template are open: only whole templates are compared
	// with what they come from.
	inside int
	// distributed says that a Map has the fields of that mode.
	distributed bool
	members     []value.Member // what is left to write
	calls       []string
	last        string // a call that answers nothing, so it comes last
	// following is the state that the code goes on with after this step.
	following string
}

func (c *chain) call(f string, args ...any) { c.calls = append(c.calls, fmt.Sprintf(f, args...)) }

// take removes a member and answers its value.
func (c *chain) take(key string) (value.Value, bool) {
	for i, m := range c.members {
		if m.Key == key {
			c.members = slices.Delete(c.members, i, i+1)
			return m.Value, true
		}
	}
	return value.Value{}, false
}

// when writes a member if there is one that write can say; else it stays.
func (c *chain) when(key string, write func(v value.Value) (string, bool)) {
	for _, m := range c.members {
		if m.Key != key {
			continue
		}
		if call, ok := write(m.Value); ok {
			c.take(key)
			if call != "" {
				c.calls = append(c.calls, call)
			}
		}
		return
	}
}

// state writes one step; false if only b.State can say it.
func (w *writer) state(s asl.State, following string) bool {
	w.count.States++
	name := quote(s.Base().Name)
	c := &chain{w: w, lang: w.machine.Language(s), members: slices.Clone(asl.ValueOf(s).Members()), following: following}
	c.take("Type")
	head, nested := "", func() {}
	switch s := s.(type) {
	case *asl.Task:
		if resource, _ := c.take("Resource"); resource.Kind() != value.String {
			return false
		}
		var ok bool
		if head, ok = c.task(s); !ok {
			return false
		}
	case *asl.Pass:
		head = "b.Pass(" + name + ")"
	case *asl.Wait:
		head = "b.Wait(" + name + ")"
	case *asl.Succeed:
		head = "b.Succeed(" + name + ")"
	case *asl.Fail:
		head = "b.Fail(" + name + ")"
	case *asl.Choice:
		head = "b.Choice(" + name + ")"
		if !c.rules(s) {
			return false
		}
	case *asl.Parallel:
		head = "b.Parallel(" + name + ")"
		if !c.branches(s) {
			return false
		}
		nested = func() {
			for _, b := range s.Branches {
				w.out.WriteString(".\nBranch(func(b *sdk.Block) {\n")
				w.graph(&b.Graph, false)
				w.out.WriteString("})")
			}
		}
	case *asl.Map:
		body, ok := c.processor(s)
		if !ok {
			return false
		}
		w.line("b.Map(%s, func(b *sdk.Block) {", name)
		w.graph(&body.Graph, false)
		head = "})"
	}
	c.common(s)
	c.own(s)
	c.handlers()
	c.flow(s, following)
	if len(c.members) > 0 {
		w.count.RawStates++
	}
	for _, m := range c.members {
		c.call("Field(%s, %s)", quote(m.Key), rawJSON(m.Value))
	}
	w.out.WriteString(head)
	nested()
	if c.last != "" {
		c.calls = append(c.calls, c.last)
	}
	lead := ".\n"
	if len(c.calls) == 1 && len(head)+len(c.calls[0]) < 80 && !strings.Contains(c.calls[0], "\n") && len(s.Base().Name) > 0 {
		lead = "." // a short step is one line
	}
	for _, call := range c.calls {
		w.out.WriteString(lead + call)
	}
	w.out.WriteByte('\n')
	return true
}

// common writes the members that states of all types have.
func (c *chain) common(s asl.State) {
	c.when("Comment", func(v value.Value) (string, bool) {
		return "Comment(" + quote(v.Str()) + ")", v.Kind() == value.String && v.Str() != ""
	})
	c.when("QueryLanguage", func(v value.Value) (string, bool) {
		return "In" + v.Str() + "()", v.Str() == string(asl.JSONata) || v.Str() == string(asl.JSONPath)
	})
	if _, fail := s.(*asl.Fail); fail {
		return
	}
	if c.lang == asl.JSONPath {
		for _, key := range []string{"InputPath", "OutputPath"} {
			c.when(key, path(key))
		}
	} else {
		c.when("Output", func(v value.Value) (string, bool) { return "Output(" + c.expression(v) + ")", true })
	}
	c.when("Assign", func(v value.Value) (string, bool) { return c.in(assignScope(s)).assign("Assign", v) })
}

// assignScope is what $ stands for in the Assign of a state.
func assignScope(s asl.State) scope {
	switch s := s.(type) {
	case *asl.Task, *asl.Map, *asl.Parallel:
		return ofResult
	case *asl.Pass:
		if !s.Result.IsUndefined() || !s.Parameters.IsUndefined() {
			return ofResult
		}
	default: // the others hand their input on
	}
	return ofInput
}

// path writes a field that is a path or null.
func path(key string) func(value.Value) (string, bool) {
	return func(v value.Value) (string, bool) {
		switch v.Kind() {
		case value.Null:
			return key + "(nil)", true
		case value.String:
			return key + "(" + quote(v.Str()) + ")", true
		}
		return "", false
	}
}

// assign writes one call a variable.
func (c *chain) assign(method string, v value.Value) (string, bool) {
	if v.Kind() != value.Object || v.Len() == 0 {
		return "", false
	}
	var calls []string
	seen := map[string]bool{}
	for _, m := range v.Members() {
		key, t, ok := c.member(m)
		if !ok || seen[key] {
			return "", false
		}
		seen[key] = true
		calls = append(calls, fmt.Sprintf("%s(%s, %s)", method, quote(key), t.code))
	}
	return strings.Join(calls, ".\n"), true
}

// flow writes Next and End where the order of the steps does not say them.
func (c *chain) flow(s asl.State, following string) {
	flow := asl.FlowOf(s)
	if flow == nil {
		return
	}
	next, hasNext := c.take("Next")
	end, hasEnd := c.take("End")
	switch {
	case hasNext && !hasEnd && next.Kind() == value.String:
		if next.Str() != following {
			c.call("Next(%s)", quote(next.Str()))
		}
	case hasEnd && !hasNext && end.Kind() == value.Bool && end.Bool():
		if following != "" {
			c.call("End()")
		}
	default: // neither or both: the checker's business
		if hasNext {
			c.members = append(c.members, value.Member{Key: "Next", Value: next})
		}
		if hasEnd {
			c.members = append(c.members, value.Member{Key: "End", Value: end})
		}
	}
}

// quote is a Go string literal, raw where that reads better.
func quote(s string) string {
	if strings.ContainsAny(s, "\"\\") && strconv.CanBackquote(s) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

// rawJSON is JSON as a Go string literal.
func rawJSON(v value.Value) string {
	text := v.String()
	if strconv.CanBackquote(text) {
		return "`" + text + "`"
	}
	return strconv.Quote(text)
}
