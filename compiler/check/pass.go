package check

import (
	"fmt"
	"iter"
	"math/bits"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// rule is one entry of the registry.
type rule struct {
	name    string // verb and noun, for messages about a rule that fails
	records []Record
	check   func(*pass)
}

// The codes of the service.
const (
	awsSchema       = "SCHEMA_VALIDATION_FAILED"
	awsTarget       = "MISSING_TRANSITION_TARGET"
	awsEnd          = "MISSING_END_STATE"
	awsDuplicate    = "DUPLICATE_STATE_NAME"
	awsLabel        = "DUPLICATE_LABEL_NAME"
	awsVariable     = "DUPLICATE_VARIABLE_NAME"
	awsJSON         = "INVALID_JSON_DESCRIPTION"
	awsBadJSONata   = "INVALID_JSONATA_EXPRESSION"
	awsBoundJSONata = "UNSUPPORTED_JSONATA_EXPRESSION"
)

// pass is one machine under check: what is known of it, and what was found.
type pass struct {
	options
	machine   *asl.Machine
	objects   []site // every object of the model, in document order
	states    []site // the states among them
	scopes    []*asl.Scope
	holders   []site   // the object that each scope's graph is a part of, in the order of scopes
	graphs    []*graph // see allGraphs
	findings  []Finding
	texts     []*text // see allTexts
	collected bool    // the texts are
	parsed    map[parseKey]*parsed
	called    map[string]*called // see resource
	advice    int                // searches for the nearest name so far
	room      *room
}

// site is a node of the machine: an object, or a member somewhere inside one. Its path is
// put together only when somebody asks: most sites have nothing wrong with them.
type site struct {
	object asl.Object  // the object of the model it is or belongs to
	part   asl.Path    // from the state, or the object that holds the scope's graph, to the object
	rest   asl.Path    // from the object to the node
	state  asl.State   // the state it belongs to; nil outside states
	scope  *asl.Scope  // the graph that state belongs to; the machine's outside states
	set    uint64      // of an object: which of its fields have a value, by asl.SetFields
	table  []asl.Field // of an object

	language asl.QueryLanguage // of the state; "" if it has to be looked up
}

// fields runs over the fields of the object that have a value.
func (s site) fields() iter.Seq[*asl.Field] {
	return func(yield func(*asl.Field) bool) {
		for set := s.set; set != 0; set &= set - 1 {
			if !yield(&s.table[bits.TrailingZeros64(set)]) {
				return
			}
		}
	}
}

// path is the path of the node in the machine.
func (s site) path() asl.Path {
	base := asl.Path("")
	switch {
	case s.state != nil:
		base = s.scope.StatePath(s.state.Base().Name)
	case s.scope != nil:
		base = s.scope.Path
	}
	return base + s.part + s.rest
}

// field is a field of the object s.
func (s site) field(f *asl.Field) site {
	s.rest = f.Path()
	return s
}

// key is the member of the node named name.
func (s site) key(name string) site {
	s.rest = s.rest.Key(name)
	return s
}

// index is element i of the node.
func (s site) index(i int) site {
	s.rest = s.rest.Index(i)
	return s
}

// holder is the object around a member.
func (s site) holder() site {
	s.rest = ""
	return s
}

// inner is the object o of the model at the node.
func (s site) inner(o asl.Object) site {
	s.object, s.part, s.rest = o, s.part+s.rest, ""
	s.set, s.table = 0, nil // see collect
	return s
}

// newPass is a pass over m, to be released.
func newPass(m *asl.Machine, o options) *pass {
	p := &pass{options: o, machine: m, room: rooms.Get().(*room)}
	n := len(m.States)
	p.states, p.objects = slices.Grow(p.room.states, n), slices.Grow(p.room.objects, 3*n)
	p.scopes, p.holders, p.texts = p.room.scopes, p.room.holders, p.room.found
	p.graphs = p.room.built
	root := &asl.Scope{Graph: &m.Graph}
	p.collect(site{object: m, scope: root}, root)
	return p
}

// collect notes the object at s and everything inside it.
func (p *pass) collect(s site, scope *asl.Scope) {
	s.table = asl.FieldsOf(s.object)
	if p.decoded {
		s.set = asl.DecodedFields(s.object)
	} else {
		s.set = asl.SetFields(s.object)
	}
	if s.object == asl.Object(s.state) {
		s.language = p.machine.Language(s.state)
		p.states = append(p.states, s)
	}
	p.objects = append(p.objects, s)
	for f := range s.fields() {
		switch f.Kind {
		case asl.KindObject:
			p.collectPart(s.field(f), f.Object(s.object), scope)
		case asl.KindObjects:
			for j := range f.Size(s.object) {
				at := s
				at.rest = f.ElementPath(j)
				p.collectPart(at, f.ObjectAt(s.object, j), scope)
			}
		case asl.KindStates:
			p.collectStates(s, scope)
		}
	}
}

// collectPart notes a part of a state. A branch or a processor opens a scope.
func (p *pass) collectPart(at site, o asl.Object, scope *asl.Scope) {
	at = at.inner(o)
	var graph *asl.Graph
	switch o := o.(type) {
	case *asl.Branch:
		graph = &o.Graph
	case *asl.Processor:
		graph = &o.Graph
	}
	if graph != nil {
		inner := p.room.scope()
		*inner = asl.Scope{Graph: graph, Path: at.path(), Parent: scope, Owner: at.state}
		scope = inner
	}
	p.collect(at, scope)
}

func (p *pass) collectStates(s site, scope *asl.Scope) {
	p.scopes = append(p.scopes, scope)
	p.holders = append(p.holders, s)
	for _, state := range scope.Graph.States {
		p.collect(site{object: state, state: state, scope: scope}, scope)
	}
}

// run runs one rule. A rule that panics is our fault and not the user's: the others still
// run.
func (p *pass) run(r *rule) {
	if r.check == nil {
		return
	}
	defer func() {
		if reason := recover(); reason != nil {
			p.report(site{object: p.machine}, CodeInternal, fmt.Sprintf("the rule `%s` failed: %v", r.name, reason)).
				help("please report this with the definition; the other rules have run")
		}
	}()
	r.check(p)
}

// report adds an error about the node at s. The answer takes more.
func (p *pass) report(s site, code, message string) *Finding {
	p.findings = append(p.findings, Finding{Diagnostic: diag.Diagnostic{
		Code:    code,
		Path:    string(s.path()),
		State:   nameOf(s.state),
		Origin:  asl.LocateIn(s.object, s.rest, s.rest == ""), // of a state, its name
		Message: message,
	}})
	return &p.findings[len(p.findings)-1]
}

// reportKey is report with the place of the member's name instead of its value.
func (p *pass) reportKey(s site, code, message string) *Finding {
	f := p.report(s, code, message)
	f.Origin = asl.LocateIn(s.object, s.rest, true)
	return f
}

func nameOf(s asl.State) string {
	if s == nil {
		return ""
	}
	return s.Base().Name
}

// help says what to do.
func (f *Finding) help(text string) *Finding {
	f.Help = text
	return f
}

// as sets the severity.
func (f *Finding) as(s diag.Severity) *Finding {
	f.Severity = s
	return f
}

// only hides the finding from our own report.
func (f *Finding) only() *Finding {
	f.hidden = true
	return f
}

// rename offers a new name for the member.
func (f *Finding) rename(to string) *Finding {
	f.Fixes = append(f.Fixes, diag.Fix{Title: "rename to `" + to + "`", Path: f.Path, Key: to})
	return f
}

// aws notes what the service says: its code, sentence and location.
func (f *Finding) aws(code, message string, location asl.Path) *Finding {
	return f.awsAt(StageSchema, code, message, location)
}

func (f *Finding) awsAt(stage Stage, code, message string, location asl.Path) *Finding {
	if f.AWSCode == "" {
		f.AWSCode = code
	}
	f.AWS = append(f.AWS, AWSText{Code: code, Message: message, Location: location, Stage: stage})
	return f
}

// related points at a second place.
func (f *Finding) related(s site, message string) *Finding {
	f.Related = append(f.Related, diag.Related{
		Path: string(s.path()), Origin: asl.LocateIn(s.object, s.rest, s.rest == ""), Message: message,
	})
	return f
}

// languageOf is the query language of the node.
func (p *pass) languageOf(s site) asl.QueryLanguage {
	switch {
	case s.language != "":
		return s.language
	case s.state == nil:
		return asl.JSONPath
	}
	return p.machine.Language(s.state)
}

// member is the value of the object's member, whether a field took it or not.
func member(o asl.Object, name string) value.Value {
	if f, ok := asl.FieldOf(o, name); ok {
		if v := f.Value(o); !v.IsUndefined() {
			return v
		}
	}
	return asl.NodeOf(o).ExtraValue(name)
}

// quote puts a text in backticks; long ones are cut.
func quote(text string) string {
	const most = 80
	runes := []rune(strings.ReplaceAll(text, "`", "'"))
	if len(runes) > most {
		runes = append(runes[:most], '…')
	}
	return "`" + string(runes) + "`"
}
