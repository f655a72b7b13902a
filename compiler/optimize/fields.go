package optimize

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/value"
)

// stage says when a field of a JSONata state is evaluated.
type stage uint8

const (
	stageBefore stage = iota // always, before the state does its work
	stageMaybe               // before or while, but not always
	stageAfter               // when the work succeeded
	stageCaught              // when an error was caught
)

// field is a field of a JSONata state that may hold expressions.
type field struct {
	name  string
	value *value.Value
	stage stage
}

// fieldsOf are the fields of s that may hold expressions, Assign among them.
func fieldsOf(s asl.State) []field {
	var out []field
	add := func(name string, v *value.Value, at stage) { out = append(out, field{name, v, at}) }
	switch s := s.(type) {
	case *asl.Task:
		add("Arguments", &s.Arguments, stageBefore)
		add("Credentials", &s.Credentials, stageBefore)
		add("TimeoutSeconds", &s.TimeoutSeconds, stageBefore)
		add("HeartbeatSeconds", &s.HeartbeatSeconds, stageBefore)
	case *asl.Parallel:
		add("Arguments", &s.Arguments, stageBefore)
	case *asl.Map:
		add("Items", &s.Items, stageBefore)
		add("MaxConcurrency", &s.MaxConcurrency, stageBefore)
		add("ToleratedFailureCount", &s.ToleratedFailureCount, stageMaybe)
		add("ToleratedFailurePercentage", &s.ToleratedFailurePercentage, stageMaybe)
		add("ItemSelector", &s.ItemSelector, stageMaybe)
		if r := s.ItemReader; r != nil {
			add("ItemReader", &r.Arguments, stageBefore)
			if r.ReaderConfig != nil {
				add("MaxItems", &r.ReaderConfig.MaxItems, stageMaybe)
			}
		}
		if b := s.ItemBatcher; b != nil {
			add("BatchInput", &b.BatchInput, stageMaybe)
			add("MaxItemsPerBatch", &b.MaxItemsPerBatch, stageMaybe)
			add("MaxInputBytesPerBatch", &b.MaxInputBytesPerBatch, stageMaybe)
		}
		if w := s.ResultWriter; w != nil {
			add("ResultWriter", &w.Arguments, stageMaybe)
		}
	case *asl.Choice:
		for i, r := range s.Choices {
			at := stageMaybe
			if i == 0 {
				at = stageBefore
			}
			add(fmt.Sprintf("Choices[%d].Condition", i), &r.Condition, at)
			add(fmt.Sprintf("Choices[%d].Output", i), &r.Output, stageMaybe)
			add(fmt.Sprintf("Choices[%d].Assign", i), &r.Assign, stageMaybe)
		}
		add("Output", &s.Output, stageMaybe)
		add("Assign", &s.Assign, stageMaybe)
		return out
	case *asl.Wait:
		add("Seconds", &s.Seconds, stageBefore)
		add("Timestamp", &s.Timestamp, stageBefore)
	case *asl.Pass:
		add("Output", &s.Output, stageBefore)
		add("Assign", &s.Assign, stageBefore)
		return out
	case *asl.Succeed:
		add("Output", &s.Output, stageBefore)
		return out
	case *asl.Fail:
		add("Error", &s.Error, stageBefore)
		add("Cause", &s.Cause, stageBefore)
		return out
	}
	if d := asl.DataOf(s); d != nil {
		add("Output", &d.Output, stageAfter)
		add("Assign", &d.Assign, stageAfter)
	}
	if h := asl.HandlersOf(s); h != nil {
		for i, c := range h.Catch {
			add(fmt.Sprintf("Catch[%d].Output", i), &c.Output, stageCaught)
			add(fmt.Sprintf("Catch[%d].Assign", i), &c.Assign, stageCaught)
		}
	}
	return out
}

// parse reads a field as a template; nil if it is absent.
func (u *unit) parse(v value.Value) (dataflow.Template, error) {
	if v.IsUndefined() {
		return nil, nil
	}
	if v.Kind() != value.String {
		return dataflow.Parse(v)
	}
	if t, ok := u.templates[v.Str()]; ok {
		return t, nil
	}
	t, err := dataflow.Parse(v)
	if err == nil {
		u.templates[v.Str()] = t
	}
	return t, err
}

// variables reads an Assign: the names in order, and their templates.
func (u *unit) variables(v value.Value) ([]string, map[string]dataflow.Template, error) {
	var names []string
	all := map[string]dataflow.Template{}
	for _, m := range v.Members() {
		t, err := u.parse(m.Value)
		if err != nil {
			return nil, nil, err
		}
		names, all[m.Key] = append(names, m.Key), t
	}
	if !v.IsUndefined() && v.Kind() != value.Object {
		return nil, nil, errors.New("an Assign is no object")
	}
	return names, all, nil
}

// commonOf is what a state of another type that takes the place of s has in common with it. A
// copy of the struct would bring along how s was written, which only its own type can.
func commonOf(s asl.State) asl.Common {
	b := s.Base()
	return asl.Common{Node: asl.Node{Origin: b.Place()}, Name: b.Name, Comment: b.Comment, QueryLanguage: b.QueryLanguage}
}

func tolerates(m *asl.Map) bool {
	return !m.ToleratedFailureCount.IsUndefined() || !m.ToleratedFailurePercentage.IsUndefined() ||
		m.ToleratedFailureCountPath != "" || m.ToleratedFailurePercentagePath != ""
}

// contextRead finds what reads the context object.
var contextRead = regexp.MustCompile(`\$\$|\$states\.context|\$states\s*[^.A-Za-z]`)

var variableName = regexp.MustCompile(`\$([A-Za-z_][A-Za-z0-9_]*)`)

// innerReads are the names that look like variables in the graphs that s holds.
func innerReads(s asl.State) map[string]bool {
	out := map[string]bool{}
	read := func(g *asl.Graph) {
		for _, inner := range g.States {
			text := asl.ValueOf(inner).String()
			for _, m := range variableName.FindAllStringSubmatch(text, -1) {
				out[m[1]] = true
			}
		}
	}
	switch s := s.(type) {
	case *asl.Parallel:
		for _, b := range s.Branches {
			read(&b.Graph)
		}
	case *asl.Map:
		if body := s.Body(); body != nil {
			read(&body.Graph)
		}
	default: // the others hold no graphs
	}
	return out
}
