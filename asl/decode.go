package asl

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// MaxBytes is the largest document that is decoded. AWS's own bound on a definition, 1 MB,
// is the checker's business: this one only keeps memory bounded.
const MaxBytes = 16 << 20

// Codes of what makes a text no document of the model at all.
const (
	CodeSyntax      = "ASL1001" // no JSON or YAML
	CodeTooLarge    = "ASL1002" // past MaxBytes
	CodeTooDeep     = "ASL1003" // nested past value.MaxDepth
	CodeRepeatedKey = "ASL1004" // a key stands twice in an object
	CodeNotObject   = "ASL1005" // JSON, but no object
	CodeEncoding    = "ASL1006" // not UTF-8
)

// Decode reads a definition, JSON or YAML by the look of file's name and, where that says
// nothing, of its text. file is used in messages. The list has what kept the text from
// being read; the machine is nil if nothing could be. What is readable and wrong is kept
// in the machine, and is the checker's to report.
//
// The machine refers to data, which must not be changed afterwards.
func Decode(file string, data []byte) (*Machine, diag.List) {
	if isYAML(file, data) {
		return DecodeYAML(file, data)
	}
	return DecodeJSON(file, data)
}

func isYAML(file string, data []byte) bool {
	name := strings.ToLower(file)
	switch {
	case strings.HasSuffix(name, ".json"):
		return false
	case strings.HasSuffix(name, ".yaml"), strings.HasSuffix(name, ".yml"):
		return true
	}
	text := strings.TrimLeft(string(data[:min(len(data), 512)]), " \t\r\n\uFEFF")
	return text != "" && text[0] != '{' && text[0] != '[' && text[0] != '"'
}

// DecodeJSON is [Decode] for JSON.
func DecodeJSON(file string, data []byte) (*Machine, diag.List) {
	c, list := readJSON(file, data)
	return machineOf(c, list)
}

// DecodeState reads a definition of one state, as TestState takes it. The state has no
// name. It is nil if the text is no JSON object with the Type of a state.
func DecodeState(file string, data []byte) (State, diag.List) {
	read := readJSON
	if isYAML(file, data) {
		read = readYAML
	}
	c, list := read(file, data)
	if c.v.Kind() != value.Object {
		return nil, list
	}
	s := New(Type(c.v.Get("Type").Str()))
	if s == nil {
		return nil, append(list, diag.Diagnostic{
			Code: CodeNotObject, AWSCode: awsSchema, Path: "/Type", Origin: c.find([]string{"Type"}).origin(),
			Message: "the field `Type` must name a state type",
			Help:    "use one of " + typeNames(),
		})
	}
	c.decodeInto(s)
	return s, list
}

// FromValue makes a machine of a JSON value; it is nil if v is no object. Nothing has a
// place in a file.
func FromValue(v value.Value) *Machine {
	m, _ := machineOf(cursor{v: v}, nil)
	return m
}

const awsSchema = "SCHEMA_VALIDATION_FAILED"

func typeNames() string {
	var names []string
	for _, t := range Types() {
		names = append(names, string(t))
	}
	return strings.Join(names, ", ")
}

func machineOf(c cursor, list diag.List) (*Machine, diag.List) {
	if c.v.Kind() != value.Object {
		return nil, list
	}
	m := &Machine{}
	c.decodeInto(m)
	return m, list
}

// readJSON reads any JSON object with the places of its nodes. The value is undefined if
// there is none.
func readJSON(file string, data []byte) (cursor, diag.List) {
	if d, ok := refuseBytes(file, data); !ok {
		return cursor{}, diag.List{d}
	}
	text := unsafe.String(unsafe.SliceData(data), len(data)) // as internal/value does; see Decode
	text = strings.TrimPrefix(text, "\uFEFF")                // editors on Windows write it
	v, err := value.DecodeString(text)
	src := &source{file: file, text: text}
	if err == nil {
		return finish(cursor{v: v, source: src})
	}
	// A repeated key is no reason to stop: look whether it is the only thing wrong.
	lenient, again := value.DecodeString(text, value.WithDuplicates())
	if again != nil {
		return cursor{}, diag.List{syntaxDiagnostic(src, again)}
	}
	var list diag.List
	for _, d := range src.indexJSON(true) {
		list = append(list, repeatedKey(src, d))
	}
	c, more := finish(cursor{v: lenient, source: src})
	return c, append(list, more...)
}

// finish refuses what is no object.
func finish(c cursor) (cursor, diag.List) {
	if c.v.Kind() == value.Object {
		return c, nil
	}
	return cursor{}, diag.List{{
		Code: CodeNotObject, AWSCode: "INVALID_JSON_DESCRIPTION", Origin: c.origin(),
		Message: fmt.Sprintf("a definition must be an object, this is %s", article(c.v.Kind())),
		Help:    `begin with {"StartAt": …, "States": {…}}`,
	}}
}

func refuseBytes(file string, data []byte) (diag.Diagnostic, bool) {
	if len(data) > MaxBytes {
		return diag.Diagnostic{
			Code: CodeTooLarge, AWSCode: "INVALID_JSON_DESCRIPTION", Origin: diag.Origin{File: file, Line: 1, Column: 1},
			Message: fmt.Sprintf("the document has %d bytes, more than the %d that are read", len(data), MaxBytes),
			Help:    "Step Functions takes definitions of at most 1 MB: split the workflow, or keep data in S3",
		}, false
	}
	if utf8.Valid(data) {
		return diag.Diagnostic{}, true
	}
	at := 0
	for at < len(data) {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return diag.Diagnostic{
		Code: CodeEncoding, AWSCode: "INVALID_JSON_DESCRIPTION", Origin: (&source{file: file, text: string(data)}).origin(int32(at)),
		Message: fmt.Sprintf("the byte 0x%02X is not UTF-8", data[at]),
		Help:    "save the file in UTF-8",
	}, false
}

func syntaxDiagnostic(src *source, err error) diag.Diagnostic {
	d := diag.Diagnostic{Code: CodeSyntax, AWSCode: "INVALID_JSON_DESCRIPTION", Message: err.Error()}
	if se, ok := errors.AsType[*value.SyntaxError](err); ok {
		d.Origin = src.origin(int32(min(se.Offset, len(src.text))))
		d.Message = se.Message
		d.Help = syntaxHelp(src.text, se.Offset)
		if strings.HasPrefix(se.Message, "nested deeper") {
			d.Code = CodeTooDeep
			d.Help = "give each level a state machine of its own and start it by a Task"
		}
	}
	return d
}

// syntaxHelp knows the slips that are made most often.
func syntaxHelp(text string, at int) string {
	before := strings.TrimRight(text[:min(at, len(text))], " \t\r\n")
	after := text[min(at, len(text)):]
	switch {
	case strings.TrimSpace(text) == "":
		return `the text is empty; begin with {"StartAt": …, "States": {…}}`
	case strings.HasPrefix(after, "//"), strings.HasPrefix(after, "/*"), strings.HasPrefix(after, "#"):
		return "JSON has no comments: use the field `Comment`"
	case strings.HasSuffix(before, ",") && strings.HasPrefix(after, "}"), strings.HasSuffix(before, ",") && strings.HasPrefix(after, "]"):
		return "remove the comma before the closing bracket"
	case strings.HasPrefix(after, "'"):
		return "use double quotes"
	case strings.HasPrefix(after, "\"") && before != "" && strings.IndexByte("\"}]0123456789el", before[len(before)-1]) >= 0:
		return "put a comma before this"
	case after == "":
		return "a closing bracket or quote is missing before the end"
	}
	return "the definition must be JSON (RFC 8259), or YAML in a file named *.yaml"
}

func repeatedKey(src *source, d duplicate) diag.Diagnostic {
	first := src.origin(d.first)
	return diag.Diagnostic{
		Code: CodeRepeatedKey, AWSCode: awsSchema, Origin: src.origin(d.second),
		Message: fmt.Sprintf("the key `%s` stands twice in one object", d.key),
		Help:    "remove or rename one of the two: only the last would count",
		Related: []diag.Related{{Origin: first, Message: "first written here"}},
	}
}

// article is a kind of value with its article: "an array".
func article(k value.Kind) string {
	switch k {
	case value.Array, value.Object:
		return "an " + k.String()
	case value.Null, value.Undefined:
		return k.String()
	default:
		return "a " + k.String()
	}
}

// decodeInto fills the fields of o from the object at c. Whatever does not fit goes into
// Extra. It answers the place after c.
func (c cursor) decodeInto(o Object) int32 { return c.decodeWith(layoutOf(o), o) }

func (c cursor) decodeWith(l *layout, o Object) int32 {
	members := c.v.Members()
	node := o.node()
	node.layout = l
	node.from = c
	target := reflect.ValueOf(o).Elem()
	n := c.first()
	for _, m := range members {
		at := c.at(m.Value, n)
		n = 0
		f, known := l.byName[m.Key]
		taken := false
		switch {
		case known:
			if n, taken = at.decodeField(&l.fields[f], target); taken {
				node.decoded |= 1 << f
			}
		case m.Key == "Type" && l.state:
			taken = true
		default:
			if taken = at.decodeComparator(m.Key, o); taken {
				node.decoded |= 1 << l.byName[""]
			}
		}
		if !taken {
			node.Extra = append(node.Extra, m)
		}
		if n == 0 {
			n = at.end()
		}
	}
	return n
}

// decodeComparator takes a comparator of a rule that has none yet.
func (c cursor) decodeComparator(key string, o Object) bool {
	rule, ok := o.(*ChoiceRule)
	if !ok || rule.Comparator != "" {
		return false
	}
	if _, ok := Comparator(key).Comparison(); !ok {
		return false
	}
	rule.Comparator, rule.Operand = Comparator(key), c.v
	return true
}

// decodeField sets a field of target if the value has its type and is not empty. It answers
// the place after c if it came by it.
func (c cursor) decodeField(f *Field, target reflect.Value) (end int32, taken bool) {
	switch f.store {
	case storeString:
		if c.v.Str() == "" {
			return 0, false
		}
		target.FieldByIndex(f.index).SetString(c.v.Str())
	case storeBool:
		if !c.v.Bool() {
			return 0, false
		}
		target.FieldByIndex(f.index).SetBool(true)
	case storeValue:
		*target.FieldByIndex(f.index).Addr().Interface().(*value.Value) = c.v
	case storeStrings:
		return 0, c.decodeStrings(target.FieldByIndex(f.index))
	case storeObject:
		if c.v.Kind() != value.Object {
			return 0, false
		}
		field := target.FieldByIndex(f.index)
		p := reflect.New(field.Type().Elem())
		end = c.decodeWith(f.inner, p.Interface().(Object))
		field.Set(p)
	case storeObjects:
		return c.decodeObjects(f, target.FieldByIndex(f.index))
	case storeStates:
		return c.decodeStates(target.FieldByIndex(f.index[:len(f.index)-1]).Addr().Interface().(*Graph))
	default:
		return 0, false
	}
	return end, true
}

func (c cursor) decodeStrings(field reflect.Value) bool {
	if c.v.Kind() != value.Array {
		return false
	}
	texts := make([]string, c.v.Len())
	for i, e := range c.v.Elems() {
		if e.Kind() != value.String {
			return false
		}
		texts[i] = e.Str()
	}
	*field.Addr().Interface().(*[]string) = texts
	return true
}

func (c cursor) decodeObjects(f *Field, field reflect.Value) (end int32, taken bool) {
	if c.v.Kind() != value.Array {
		return 0, false
	}
	elems := c.v.Elems()
	for _, e := range elems {
		if e.Kind() != value.Object {
			return 0, false
		}
	}
	slice := reflect.MakeSlice(field.Type(), len(elems), len(elems))
	n := c.first()
	for i, e := range elems {
		p := reflect.New(field.Type().Elem().Elem())
		n = c.at(e, n).decodeWith(f.inner, p.Interface().(Object))
		slice.Index(i).Set(p)
	}
	field.Set(slice)
	return n, true
}

func (c cursor) decodeStates(g *Graph) (end int32, taken bool) {
	if c.v.Kind() != value.Object {
		return 0, false
	}
	g.empty = c.v.Len() == 0
	g.States = make([]State, 0, c.v.Len())
	n := c.first()
	for i, m := range c.v.Members() {
		at := c.at(m.Value, n)
		at.named = true
		s := New(Type(m.Value.Get("Type").Str()))
		if s == nil {
			g.Unreadable = append(g.Unreadable, Unreadable{Name: m.Key, Value: m.Value, Index: i})
			n = at.end()
			continue
		}
		n = at.decodeInto(s)
		s.Base().Name = m.Key
		g.States = append(g.States, s)
	}
	return n, true
}
