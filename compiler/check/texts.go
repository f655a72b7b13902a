package check

import (
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// form is what kind of expression a string is.
type form uint8

const (
	formPath      form = iota // a JSONPath that reads
	formReference             // a reference path
	formIntrinsic             // a call of an intrinsic function
	formJSONata               // {% … %}
)

// phase says when a string is evaluated, and so what it can read.
type phase uint8

const (
	phaseInput  phase = iota // before the work: the state's input
	phaseResult              // after it: the result as well
	phaseCaught              // in a catcher: the error output
)

// text is a string of the machine that the service evaluates.
type text struct {
	site
	field string // of the state, or of its part, that the string is in
	form  form
	phase phase
	raw   string
	skip  int // bytes of raw before the expression

	*parsed

	template   asl.Path // from the object to that whose member it is, in a payload template
	inTemplate bool

	found int // see enough
}

// parsed is what a text says, wherever it stands: definitions repeat themselves.
type parsed struct {
	route *jsonpath.Path
	call  *intrinsic.Expr
	node  jsonata.Node
	err   error    // why it can't be parsed
	bare  []string // words without quotes in filters
	uses  []use    // the variables it reads
}

// parseKey is a text and how it is read.
type parseKey struct {
	form form
	raw  string
}

// text is the text raw at a place, read as form says.
func (p *pass) text(at site, form form, raw string) *text {
	key := parseKey{form, raw}
	what, again := p.parsed[key]
	if !again {
		what = parse(form, raw)
		if p.parsed == nil {
			p.parsed = make(map[parseKey]*parsed)
		}
		p.parsed[key] = what
	}
	t := p.room.text()
	*t = text{site: at, form: form, raw: raw, parsed: what}
	if form == formJSONata {
		t.skip = len("{%")
	}
	return t
}

// enough reports whether a report can hold no more about this text than was found. To find
// a place inside takes a walk over the text, so that the number has to be bounded.
func (t *text) enough() bool {
	t.found++
	return t.found > diag.Limit
}

// paths are all paths of a JSONPath text.
func (t *parsed) paths() []*jsonpath.Path {
	switch {
	case t.route != nil:
		return []*jsonpath.Path{t.route}
	case t.call != nil:
		return t.call.Paths()
	}
	return nil
}

// at is a place inside the expression.
func (p *pass) at(t *text, f *Finding, offset int) *Finding {
	f.Origin = asl.LocateText(t.object, t.rest, t.skip+offset)
	return f
}

// allTexts are all expressions of the machine, parsed; they are collected once.
func (p *pass) allTexts() []*text {
	if !p.collected {
		p.collected = true
		for _, s := range p.objects {
			if s.state != nil {
				p.collectTexts(s)
			}
		}
	}
	return p.texts
}

func (p *pass) collectTexts(s site) {
	for f := range s.fields() {
		switch f.Kind {
		case asl.KindObject, asl.KindObjects, asl.KindStates, asl.KindStrings, asl.KindTarget:
			continue
		}
		if p.otherLanguage(s, f) {
			continue
		}
		c := collector{p, f.Name, p.phaseOf(s, f.Name)}
		if p.languageOf(s) == asl.JSONata {
			if v := f.Value(s.object); (f.Expr || f.Kind == asl.KindTemplate) && mayHoldText(v) {
				c.expressions(s.field(f), v)
			}
			continue
		}
		c.jsonPath(s, f)
	}
}

// phaseOf says when a field of an object is evaluated.
func (p *pass) phaseOf(s site, field string) phase {
	after := field == "Output" || field == "Assign" || field == "ResultSelector"
	switch s.object.(type) {
	case *asl.Catcher:
		return phaseCaught
	case *asl.Task, *asl.Map, *asl.Parallel:
		if after {
			return phaseResult
		}
	}
	return phaseInput
}

type collector struct {
	*pass
	field string
	phase phase
}

func (c *collector) add(t *text) {
	t.field, t.phase = c.field, c.phase
	c.texts = append(c.texts, t)
}

// addMember adds a member of the template object at.
func (c *collector) addMember(at site, t *text) {
	t.template, t.inTemplate = at.rest, true
	c.add(t)
}

// jsonPath adds the paths of a field of a JSONPath state.
func (c *collector) jsonPath(s site, f *asl.Field) {
	switch f.Kind {
	case asl.KindPath:
		if v := f.Value(s.object); v.Kind() == value.String && !c.isSubstitution(v.Str()) {
			if f.Intrinsic && intrinsic.IsCall(v.Str()) {
				c.add(c.text(s.field(f), formIntrinsic, v.Str()))
			} else {
				c.add(c.text(s.field(f), formPath, v.Str()))
			}
		}
	case asl.KindRefPath:
		if v := f.Value(s.object); v.Kind() == value.String && !c.isSubstitution(v.Str()) {
			c.add(c.text(s.field(f), formReference, v.Str()))
		}
	case asl.KindTemplate:
		c.template(s.field(f), f.Value(s.object))
	case asl.KindComparator:
		rule := s.object.(*asl.ChoiceRule)
		if cmp, _ := rule.Comparator.Comparison(); cmp.Path && rule.Operand.Kind() == value.String && !c.isSubstitution(rule.Operand.Str()) {
			c.field = string(rule.Comparator)
			c.add(c.text(s.key(c.field), formPath, rule.Operand.Str()))
		}
	}
}

// template adds the members of a payload template whose names end in ".$".
func (c *collector) template(at site, v value.Value) {
	for i, e := range v.Elems() {
		if e.Len() > 0 {
			c.template(at.index(i), e)
		}
	}
	for _, m := range v.Members() {
		switch {
		case !strings.HasSuffix(m.Key, ".$"):
			if m.Value.Len() > 0 {
				c.template(at.key(m.Key), m.Value)
			}
		case m.Value.Kind() != value.String || c.isSubstitution(m.Value.Str()):
			// rule_template reports it.
		case strings.HasPrefix(m.Value.Str(), "$"):
			c.addMember(at, c.text(at.key(m.Key), formPath, m.Value.Str()))
		default:
			c.addMember(at, c.text(at.key(m.Key), formIntrinsic, m.Value.Str()))
		}
	}
}

// expressions adds the strings of a JSONata field that are expressions, at any depth.
func (c *collector) expressions(at site, v value.Value) {
	switch v.Kind() {
	case value.String:
		if s := v.Str(); strings.HasPrefix(s, "{%") && strings.HasSuffix(s, "%}") && len(s) >= 4 && !c.isSubstitution(s) {
			c.add(c.text(at, formJSONata, s))
		}
	case value.Array:
		for i, e := range v.Elems() {
			if mayHoldText(e) {
				c.expressions(at.index(i), e)
			}
		}
	case value.Object:
		for _, m := range v.Members() {
			if mayHoldText(m.Value) {
				c.expressions(at.key(m.Key), m.Value)
			}
		}
	}
}

// mayHoldText reports whether a value is a text or has parts.
func mayHoldText(v value.Value) bool { return v.Kind() == value.String || v.Len() > 0 }

func parse(form form, raw string) *parsed {
	t := &parsed{}
	switch form {
	case formPath:
		t.parsePath(raw)
	case formReference:
		var r *jsonpath.Reference
		if r, t.err = jsonpath.ParseReference(raw); t.err == nil {
			t.route = r.Path()
		}
	case formIntrinsic:
		t.parseIntrinsic(raw)
	case formJSONata:
		t.node, t.err = jsonata.Parse(raw[2 : len(raw)-2])
	}
	if t.err == nil {
		t.uses = t.findUses(raw)
	}
	return t
}

func (t *parsed) parsePath(raw string) {
	if !strings.HasPrefix(raw, "$") {
		// The library would take it as if it began with "$."; the service does not.
		t.err = &jsonpath.SyntaxError{Text: raw, Message: "a path begins with '$'"}
		return
	}
	t.route, t.err = jsonpath.Compile(raw)
	t.lenient(raw, func(quoted string) error {
		var err error
		t.route, err = jsonpath.Compile(quoted)
		return err
	})
}

func (t *parsed) parseIntrinsic(raw string) {
	if !strings.HasPrefix(raw, "States.") {
		t.err = &intrinsic.SyntaxError{Text: raw, Message: "a path begins with '$' and a call with 'States.'"}
		return
	}
	t.call, t.err = intrinsic.Compile(raw)
	t.lenient(raw, func(quoted string) error {
		var err error
		t.call, err = intrinsic.Compile(quoted)
		return err
	})
}

// lenient parses a text again that failed on a word without quotes in a filter, such as
// [?(@.status==FAILED)]. The service accepts those, as samples of its own show; what they
// select is another matter, see rule_path.
func (t *parsed) lenient(raw string, parse func(string) error) {
	quoted := raw
	for range 20 {
		if t.err == nil {
			return
		}
		offset, _ := reason(t.err)
		if !strings.Contains(quoted[:min(offset, len(quoted))], "[?") {
			return
		}
		end := offset
		for end < len(quoted) && (isLetter(quoted[end]) || end > offset && quoted[end] >= '0' && quoted[end] <= '9') {
			end++
		}
		if end == offset {
			return
		}
		t.bare = append(t.bare, quoted[offset:end])
		quoted = quoted[:offset] + "'" + quoted[offset:end] + "'" + quoted[end:]
		if err := parse(quoted); err == nil {
			t.err = nil
		} else if again, _ := reason(err); again <= offset {
			return // it was something else
		} else {
			t.err = err
		}
	}
}

func isLetter(c byte) bool {
	return c == '_' || c == '-' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
