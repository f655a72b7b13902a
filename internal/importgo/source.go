package importgo

import (
	"bytes"
	"fmt"
	"go/format"
	"slices"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Options name what the code holds.
type Options struct {
	Package string // "workflow" if empty
	Func    string // "Workflow" if empty
	Name    string // of the state machine; "workflow" if empty
}

// Error is a machine that can't be written as Go code.
type Error struct{ Message string }

// Error is the message.
func (e *Error) Error() string { return e.Message }

// Source is a Go file whose one function makes the machine.
func Source(m *asl.Machine, o Options) ([]byte, error) {
	body, err := Function(m, o)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Package %s holds a workflow that was imported from the Amazon States Language.\npackage %s\n\nimport (\n", or(o.Package, "workflow"), or(o.Package, "workflow"))
	if bytes.Contains(body, []byte("time.Second")) {
		b.WriteString("\t\"time\"\n\n")
	}
	b.WriteString("\t\"github.com/lockstep-go/lockstep/sdk\"\n)\n\n")
	b.Write(body)
	return format.Source(b.Bytes())
}

// Function is the function alone, for a file that has the imports.
func Function(m *asl.Machine, o Options) ([]byte, error) {
	if len(m.Extra) > 0 {
		return nil, &Error{fmt.Sprintf("the definition has the field `%s`, which the States Language does not have there", m.Extra[0].Key)}
	}
	if len(m.States) == 0 {
		return nil, &Error{"the definition has no states"}
	}
	if bad := unreadable(m); bad != "" {
		return nil, &Error{fmt.Sprintf("the state `%s` has no Type that exists", bad)}
	}
	w := &writer{machine: m, depth: 1}
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
			return nil, &Error{"TimeoutSeconds of the definition is no positive whole number"}
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
	w.depth = 0
	w.line("func %s() *sdk.Workflow {", name)
	w.line("return sdk.Untyped(%s, func(b *sdk.Block, _ sdk.Value[any]) {", quote(or(o.Name, "workflow")))
	w.graph(&m.Graph, true)
	w.line("}%s)", strings.Join(append([]string{""}, options...), ", "))
	w.line("}")
	source, err := format.Source(w.out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("the code written for %s is not Go: %w", o.Name, err)
	}
	return source, nil
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
	depth   int
	// structure is that of the States object being written, nil if its states are
	// written one after the other.
	structure *structure
	nesting   int // of functions around the step being written
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
	if g.StartAt != "" && g.StartAt != g.States[0].Base().Name {
		w.line("b.StartAt(%s)", quote(g.StartAt))
	}
	if w.blocks(g) {
		return
	}
	for i, s := range g.States {
		following := ""
		if i+1 < len(g.States) {
			following = g.States[i+1].Base().Name
		}
		mark := w.out.Len()
		if !w.state(s, following) {
			w.out.Truncate(mark)
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
	around, mark := w.structure, w.out.Len()
	defer func() { w.structure = around }()
	w.structure = newStructure(g)
	if w.structure == nil {
		return false
	}
	ok := w.block(-1, w.structure.index[g.StartAt], "") && !slices.Contains(w.structure.written, false)
	if !ok {
		w.out.Truncate(mark)
	}
	return ok
}

// block writes the states of one block: from the state i on, all that is reached
// only through the state at entry. after is the state that follows the block.
func (w *writer) block(entry, i int, after string) bool {
	s := w.structure
	for i >= 0 {
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
		if !w.state(s.states[i], following) {
			return false
		}
		if next >= 0 {
			s.held[next] = false
			w.out.WriteByte('\n')
		}
		i = next
	}
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
	w       *writer
	lang    asl.QueryLanguage
	members []value.Member // what is left to write
	calls   []string
	last    string // a call that answers nothing, so it comes last
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
	name := quote(s.Base().Name)
	c := &chain{w: w, lang: w.machine.Language(s), members: slices.Clone(asl.ValueOf(s).Members()), following: following}
	c.take("Type")
	head, nested := "", func() {}
	switch s := s.(type) {
	case *asl.Task:
		resource, _ := c.take("Resource")
		if resource.Kind() != value.String || c.lang == asl.JSONata && s.Arguments.IsUndefined() && strings.Contains(s.Resource, ":aws-sdk:") {
			return false
		}
		head = fmt.Sprintf("sdk.Call[any](b, %s, %s)", name, quote(resource.Str()))
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
	for _, m := range c.members {
		c.call("Field(%s, %s)", quote(m.Key), rawJSON(m.Value))
	}
	w.out.WriteString(head)
	nested()
	if c.last != "" {
		c.calls = append(c.calls, c.last)
	}
	for _, call := range c.calls {
		w.out.WriteString(".\n" + call)
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
	c.when("Assign", func(v value.Value) (string, bool) { return c.assign("Assign", v) })
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
		key, expr, ok := c.member(m)
		if !ok || seen[key] {
			return "", false
		}
		seen[key] = true
		calls = append(calls, fmt.Sprintf("%s(%s, %s)", method, quote(key), expr))
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
