package optimize

import (
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// removeDeadData takes away what is made and never read.
//
// Rule: a variable that no state reads is no longer assigned. A Pass is bypassed if the state
// behind it does not read its input. The Output of a state becomes {} if the only state behind
// it does not read its input.
//
// Preconditions: what is dropped can't fail and is not drawn anew, which would change what is
// drawn later. Reading is anything that hands the input on: a Choice, a Wait, a state without
// Arguments or Parameters, a ResultPath but "$". What ends a graph is read. A Pass is not
// preserved, and a Pass that ends its graph stays.
//
// Why behaviour is kept: nothing that can be observed depends on what is dropped, and dropping
// can't fail. The document gets smaller, which can only avoid States.DataLimitExceeded.
func removeDeadData(u *unit) int {
	did := u.removeDeadVariables()
	for _, f := range u.flows() {
		for _, s := range f.states() {
			name := s.Base().Name
			if f.gone[name] || u.preserved(name) || !understood(s) {
				continue
			}
			if pass, ok := f.state[name].(*asl.Pass); ok && !pass.End && pass.Next != name && u.deadPass(pass) && f.ignoresInput(pass.Next, nil) {
				f.bypass(name, pass.Next)
				f.remove(name)
				did++
				continue
			}
			if f.dropOutput(f.state[name]) {
				did++
			}
		}
		f.commit()
	}
	return did
}

// deadPass reports whether a Pass only makes data, and can't fail.
func (u *unit) deadPass(p *asl.Pass) bool {
	if p.Assign.Len() > 0 || u.machine.Language(p) == asl.JSONata && !u.sure(p.Output) {
		return false
	}
	return u.machine.Language(p) == asl.JSONata ||
		sureTemplate(p.Parameters) && !drawsAnew(p.Parameters) && surePathField(p.InputPath) && surePathField(p.OutputPath) && (p.ResultPath.IsNull() || wholePath(p.ResultPath))
}

func surePathField(v value.Value) bool { return v.IsNull() || wholePath(v) }

// sure reports whether a field of a JSONata state can't fail and is not drawn anew.
func (u *unit) sure(v value.Value) bool {
	t, err := u.parse(v)
	if err != nil {
		return false
	}
	return t == nil || len(dataflow.Obligations(t)) == 0 && !dataflow.JudgeTemplate(t).Volatile
}

// dropOutput makes a state answer {} if nobody reads what it makes.
func (f *flow) dropOutput(s asl.State) bool {
	u := f.u
	flow, data := asl.FlowOf(s), asl.DataOf(s)
	if flow == nil || flow.Next == "" || u.machine.Language(s) != asl.JSONata || data.Output.IsUndefined() || !u.sure(data.Output) {
		return false
	}
	if t, err := u.parse(data.Output); err != nil || isConstant(t) || !f.ignoresInput(flow.Next, nil) {
		return false
	}
	next := copyState(s)
	asl.DataOf(next).Output = value.OfObject(nil)
	f.replace(next)
	return true
}

func isConstant(t dataflow.Template) bool { _, ok := t.(dataflow.Const); return ok }

// ignoresInput reports whether nothing that can be observed depends on the input of the state
// of that name. seen are the states on the way to it.
func (f *flow) ignoresInput(name string, seen []string) bool {
	s := f.state[name]
	for _, n := range seen {
		if n == name {
			return false
		}
	}
	seen = append(seen, name)
	if !understood(s) {
		return false
	}
	if w, ok := s.(*asl.Wait); ok && !w.End && w.Assign.IsUndefined() && w.Output.IsUndefined() && w.SecondsPath == "" && w.TimestampPath == "" &&
		wholePath(w.InputPath) && wholePath(w.OutputPath) && !isQuery(w.Seconds) && !isQuery(w.Timestamp) {
		return f.ignoresInput(w.Next, seen)
	}
	if f.u.machine.Language(s) == asl.JSONata {
		return f.u.queriesIgnoreInput(s)
	}
	return pathsIgnoreInput(s)
}

// queriesIgnoreInput is ignoresInput for a state of JSONata.
func (u *unit) queriesIgnoreInput(s asl.State) bool {
	switch s := s.(type) {
	case *asl.Task:
		if s.Arguments.IsUndefined() {
			return false
		}
	case *asl.Parallel:
		if s.Arguments.IsUndefined() {
			return false
		}
	case *asl.Pass:
		if s.Output.IsUndefined() {
			return false
		}
	case *asl.Succeed:
		if s.Output.IsUndefined() {
			return false
		}
	case *asl.Fail:
	case *asl.Map, *asl.Choice, *asl.Wait:
		return false
	}
	for _, fd := range fieldsOf(s) {
		t, err := u.parse(*fd.value)
		if err != nil {
			return false
		}
		if t != nil && (dataflow.JudgeTemplate(t).Whole || dataflow.Reads(t, "input")) {
			return false
		}
	}
	return true
}

// pathsIgnoreInput is ignoresInput for a state of JSONPath.
func pathsIgnoreInput(s asl.State) bool {
	d := asl.DataOf(s)
	if d != nil && (!surePathField(d.InputPath) || d.Assign.Len() > 0) {
		return false
	}
	if h := asl.HandlersOf(s); h != nil {
		for _, c := range h.Catch {
			if !wholePath(c.ResultPath) || c.Assign.Len() > 0 {
				return false
			}
		}
	}
	switch s := s.(type) {
	case *asl.Task:
		return s.TimeoutSecondsPath == "" && s.HeartbeatSecondsPath == "" && s.Credentials.IsUndefined() &&
			!s.Parameters.IsUndefined() && wholePath(s.ResultPath) && templateIgnoresInput(s.Parameters)
	case *asl.Parallel:
		return !s.Parameters.IsUndefined() && wholePath(s.ResultPath) && templateIgnoresInput(s.Parameters)
	case *asl.Pass:
		return wholePath(s.ResultPath) && (!s.Result.IsUndefined() || !s.Parameters.IsUndefined()) && templateIgnoresInput(s.Parameters)
	case *asl.Fail:
		return s.ErrorPath == "" && s.CausePath == ""
	case *asl.Map, *asl.Choice, *asl.Wait, *asl.Succeed:
	}
	return false
}

// templateIgnoresInput reports whether a payload template reads the context object and
// variables alone.
func templateIgnoresInput(t value.Value) bool {
	ignores := true
	eachDynamic(t, func(text string) {
		if strings.ContainsAny(text, "(") {
			ignores = false // a call: its arguments are not looked at
			return
		}
		p, err := jsonpath.Compile(text)
		if err != nil {
			ignores = false
			return
		}
		root, _ := p.Root()
		ignores = ignores && root != jsonpath.RootInput
	})
	return ignores
}

// removeDeadVariables drops the assignments of variables that nothing reads.
func (u *unit) removeDeadVariables() int {
	assigns := false
	for scope := range asl.Scopes(u.machine) {
		for _, s := range scope.Graph.States {
			assigns = assigns || len(assignedBy(s)) > 0
		}
	}
	if !assigns {
		return 0
	}
	text := asl.ValueOf(u.machine).String()
	if strings.Contains(text, "$eval") {
		return 0
	}
	read := map[string]bool{}
	for _, m := range variableName.FindAllStringSubmatch(text, -1) {
		read[m[1]] = true
	}
	did := 0
	for _, f := range u.flows() {
		for _, s := range f.states() {
			if len(assignedBy(s)) == 0 || u.preserved(s.Base().Name) || !understood(s) {
				continue
			}
			next := copyState(s)
			n := 0
			for _, v := range assignsOf(next) {
				n += u.dropUnread(v, read, u.machine.Language(s))
			}
			if n > 0 {
				f.replace(next)
				did += n
			}
		}
	}
	return did
}

// assignsOf are the Assign fields of a state.
func assignsOf(s asl.State) []*value.Value {
	var out []*value.Value
	if d := asl.DataOf(s); d != nil {
		out = append(out, &d.Assign)
	}
	if h := asl.HandlersOf(s); h != nil {
		for _, c := range h.Catch {
			out = append(out, &c.Assign)
		}
	}
	if c, ok := s.(*asl.Choice); ok {
		for _, r := range c.Choices {
			out = append(out, &r.Assign)
		}
	}
	return out
}

func (u *unit) dropUnread(assign *value.Value, read map[string]bool, language asl.QueryLanguage) int {
	did := 0
	for _, m := range assign.Members() {
		name := strings.TrimSuffix(m.Key, ".$")
		if read[name] || !variableName.MatchString("$"+name) || variableName.FindString("$"+name) != "$"+name {
			continue
		}
		one := value.OfObject([]value.Member{m})
		if language == asl.JSONata && !u.sure(m.Value) || language != asl.JSONata && (!sureTemplate(one) || drawsAnew(one)) {
			continue
		}
		*assign = assign.Without(m.Key)
		did++
	}
	if did > 0 && assign.Len() == 0 {
		*assign = value.Value{}
	}
	return did
}
