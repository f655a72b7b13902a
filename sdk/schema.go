package sdk

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/lockstep-go/lockstep/internal/nearest"
	"github.com/lockstep-go/lockstep/internal/value"
)

// kind is the JSON shape of a schema. The zero kind is any value at all.
type kind uint8

const (
	kindAny kind = iota
	kindNull
	kindBool
	kindInteger
	kindNumber
	kindString
	kindArray
	kindObject // known members
	kindMap    // unknown keys, members of one type
)

// String names the kind as a reader of a diagnostic expects it.
func (k kind) String() string {
	return [...]string{"any", "null", "boolean", "integer", "number", "string", "array", "object", "object"}[k]
}

// schema is what is known of a value: its JSON kind, its members or elements,
// and the Go type it came from. Schemas of recursive Go types are cyclic.
type schema struct {
	kind     kind
	format   string // "date-time" for strings that are time.Time
	nullable bool   // a Go pointer, slice, map or interface may be JSON's null
	fields   []schemaField
	open     bool    // an object may hold members that are not listed
	elem     *schema // of an array, or of a map's values
	length   int     // of a Go array, which has a fixed one
	enum     []string
	goType   reflect.Type
}

// schemaField is one member of an object.
type schemaField struct {
	name     string
	optional bool // the encoder may leave it out
	schema   *schema
}

var (
	schemaAny       = &schema{}
	schemaBool      = &schema{kind: kindBool}
	schemaInteger   = &schema{kind: kindInteger}
	schemaNumber    = &schema{kind: kindNumber}
	schemaString    = &schema{kind: kindString}
	schemaTimestamp = &schema{kind: kindString, format: "date-time"}
)

// field finds a member of an object.
func (s *schema) field(name string) (schemaField, bool) {
	for _, f := range s.fields {
		if f.name == name {
			return f, true
		}
	}
	return schemaField{}, false
}

// names lists an object's members in order.
func (s *schema) names() []string {
	names := make([]string, len(s.fields))
	for i, f := range s.fields {
		names[i] = f.name
	}
	return names
}

// String names the type for a diagnostic: the Go type where there is one.
func (s *schema) String() string {
	switch {
	case s == nil || s.kind == kindAny:
		return "any"
	case s.kind == kindArray && s.elem != nil && s.elem.kind != kindAny:
		return "array of " + s.elem.String()
	case s.format == "date-time":
		return "timestamp"
	case s.kind == kindObject && s.goType != nil && s.goType.Name() != "":
		return "object " + s.goType.String()
	}
	return s.kind.String()
}

// Interfaces by which a Go type chooses its own JSON.
var (
	timeType       = reflect.TypeFor[time.Time]()
	rawType        = reflect.TypeFor[json.RawMessage]()
	valueType      = reflect.TypeFor[value.Value]()
	numberType     = reflect.TypeFor[json.Number]()
	marshalerType  = reflect.TypeFor[json.Marshaler]()
	textMarshaler  = reflect.TypeFor[encoding.TextMarshaler]()
	enumeratedType = reflect.TypeFor[Enumerated]()
)

// Enumerated is a type of few values. Comparisons with a constant that is none
// of them are mistakes the compiler reports. Values may answer the type's own
// values instead of strings.
//
//	func (Status) Values() []string { return []string{"OPEN", "CLOSED"} }
//	func (Status) Values() []Status { return []Status{Open, Closed} }
type Enumerated interface{ Values() []string }

// schemas remembers the schema of each type. A type's schema never changes, and
// no schema does once it is made.
var schemas sync.Map // reflect.Type to *schema

// schemaOf derives the schema of a Go type as encoding/json would write it.
func schemaOf(t reflect.Type) *schema {
	if s, ok := schemas.Load(t); ok {
		return s.(*schema)
	}
	s := (&schemaBuilder{seen: map[reflect.Type]*schema{}}).of(t)
	schemas.Store(t, s)
	return s
}

// enumOf are the words that a type lists by its method Values, nil if it has none.
func enumOf(t reflect.Type) (words []string) {
	if t.Kind() != reflect.String {
		return nil
	}
	if t.Implements(enumeratedType) {
		return reflect.Zero(t).Interface().(Enumerated).Values()
	}
	// By its name, not its index, so that the linker can still drop the methods nobody calls.
	list := reflect.Zero(t).MethodByName("Values")
	if !list.IsValid() || list.Type() != reflect.FuncOf(nil, []reflect.Type{reflect.SliceOf(t)}, false) {
		return nil
	}
	for _, v := range list.Call(nil)[0].Seq2() {
		words = append(words, v.String())
	}
	return words
}

// schemaBuilder ties the knots of recursive types.
type schemaBuilder struct{ seen map[reflect.Type]*schema }

func (b *schemaBuilder) of(t reflect.Type) *schema {
	if t == nil {
		return schemaAny
	}
	if s, ok := b.seen[t]; ok {
		return s
	}
	s := &schema{goType: t}
	b.seen[t] = s
	switch t {
	case timeType:
		s.kind, s.format = kindString, "date-time"
		return s
	case rawType, valueType:
		return s
	case numberType:
		s.kind = kindNumber
		return s
	}
	if t.Kind() == reflect.Pointer {
		*s = *b.of(t.Elem())
		s.nullable = true
		return s
	}
	if enum := enumOf(t); enum != nil {
		s.kind, s.enum = kindString, enum
		return s
	}
	if t.Implements(marshalerType) || reflect.PointerTo(t).Implements(marshalerType) {
		return s // its JSON is its own affair
	}
	if t.Implements(textMarshaler) || reflect.PointerTo(t).Implements(textMarshaler) {
		s.kind = kindString
		return s
	}
	switch t.Kind() {
	case reflect.Bool:
		s.kind = kindBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		s.kind = kindInteger
	case reflect.Float32, reflect.Float64:
		s.kind = kindNumber
	case reflect.String:
		s.kind = kindString
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			s.kind = kindString // base64
			return s
		}
		s.kind, s.nullable, s.elem = kindArray, true, b.of(t.Elem())
	case reflect.Array:
		s.kind, s.length, s.elem = kindArray, t.Len(), b.of(t.Elem())
	case reflect.Map:
		s.kind, s.nullable, s.elem = kindMap, true, b.of(t.Elem())
	case reflect.Struct:
		s.kind = kindObject
		for _, f := range jsonFields(t) {
			fs := b.of(f.typ)
			if f.asString {
				fs = schemaString
			}
			s.fields = append(s.fields, schemaField{name: f.name, optional: f.optional, schema: fs})
		}
	}
	return s
}

// jsonField is a struct field that encoding/json writes, embedded ones
// promoted.
type jsonField struct {
	name     string
	index    []int // as reflect.Value.FieldByIndex takes it
	typ      reflect.Type
	optional bool
	asString bool
	tagged   bool
}

// jsonFields lists the members encoding/json writes for a struct: tags,
// omitempty, omitzero, embedding and its rules of precedence (the shallowest
// wins, then the tagged one, else neither).
func jsonFields(t reflect.Type) []jsonField {
	var all []jsonField
	var walk func(t reflect.Type, index []int, optional bool, visiting []reflect.Type)
	walk = func(t reflect.Type, index []int, optional bool, visiting []reflect.Type) {
		if slices.Contains(visiting, t) {
			return
		}
		visiting = append(slices.Clip(visiting), t)
		for i := range t.NumField() {
			f := t.Field(i)
			tag := f.Tag.Get("json")
			if tag == "-" {
				continue
			}
			name, opts, _ := strings.Cut(tag, ",")
			at := append(slices.Clip(index), i)
			if f.Anonymous && name == "" {
				inner, opt := f.Type, optional
				if inner.Kind() == reflect.Pointer {
					inner, opt = inner.Elem(), true
				}
				if inner.Kind() == reflect.Struct && inner != timeType {
					walk(inner, at, opt, visiting)
					continue
				}
			}
			if !f.IsExported() {
				continue
			}
			jf := jsonField{name: name, index: at, typ: f.Type, tagged: name != "",
				// A pointer stands for what may be absent, whatever its tag says.
				optional: optional || f.Type.Kind() == reflect.Pointer}
			if name == "" {
				jf.name = f.Name
			}
			for opt := range strings.SplitSeq(opts, ",") {
				switch opt {
				case "omitempty", "omitzero":
					jf.optional = true
				case "string":
					jf.asString = true
				}
			}
			all = append(all, jf)
		}
	}
	walk(t, nil, false, nil)

	var kept []jsonField
	for i, f := range all {
		wins := true
		for j, g := range all {
			if i == j || g.name != f.name {
				continue
			}
			switch {
			case len(g.index) < len(f.index):
				wins = false
			case len(g.index) == len(f.index) && (g.tagged || !f.tagged):
				wins = false
			}
		}
		if wins {
			kept = append(kept, f)
		}
	}
	return kept
}

// schemaOfValue derives the schema of a constant.
func schemaOfValue(v value.Value) *schema {
	switch v.Kind() {
	case value.Null:
		return &schema{kind: kindNull, nullable: true}
	case value.Bool:
		return schemaBool
	case value.Number:
		if _, ok := v.Int(); ok {
			return schemaInteger
		}
		return schemaNumber
	case value.String:
		return schemaString
	case value.Array:
		s := &schema{kind: kindArray, elem: schemaAny}
		for i, e := range v.Elems() {
			es := schemaOfValue(e)
			if i == 0 {
				s.elem = es
			} else {
				s.elem = joinSchemas(s.elem, es)
			}
		}
		return s
	case value.Object:
		s := &schema{kind: kindObject}
		for _, m := range v.Members() {
			s.fields = append(s.fields, schemaField{name: m.Key, schema: schemaOfValue(m.Value)})
		}
		return s
	}
	return schemaAny
}

// joinSchemas is what is known of a value that is one or the other.
func joinSchemas(a, b *schema) *schema {
	switch {
	case a == b:
		return a
	case a.kind == b.kind && a.kind != kindObject && a.kind != kindArray && a.kind != kindMap:
		return &schema{kind: a.kind, nullable: a.nullable || b.nullable}
	case a.isNumeric() && b.isNumeric():
		return schemaNumber
	case a.kind == kindNull:
		s := *b
		s.nullable = true
		return &s
	case b.kind == kindNull:
		s := *a
		s.nullable = true
		return &s
	case a.goType != nil && a.goType == b.goType:
		return a
	}
	return schemaAny
}

func (s *schema) isNumeric() bool { return s.kind == kindInteger || s.kind == kindNumber }

// mismatch says why a value of type have can't stand where want is asked for,
// with the path to the place; "" if it can, or if it can't be known.
func mismatch(want, have *schema) (path, why string) {
	return mismatchAt(want, have, "", 0)
}

// maxSchemaDepth ends the comparison of recursive types.
const maxSchemaDepth = 12

func mismatchAt(want, have *schema, path string, depth int) (string, string) {
	if want == have || want.kind == kindAny || have.kind == kindAny || depth > maxSchemaDepth {
		return "", ""
	}
	if want.goType != nil && want.goType == have.goType {
		return "", ""
	}
	switch {
	case have.kind == kindNull:
		if want.nullable {
			return "", ""
		}
	case want.kind == kindNumber && have.kind == kindInteger:
		return "", ""
	case want.kind == kindInteger && have.kind == kindNumber:
		return "", "" // a float64 may hold a whole number; Go's types can't tell
	case want.kind == kindArray && have.kind == kindArray:
		return mismatchAt(want.elem, have.elem, path+"[]", depth+1)
	case want.kind == kindMap && have.kind == kindMap:
		return mismatchAt(want.elem, have.elem, path+"{}", depth+1)
	case want.kind == kindMap && have.kind == kindObject:
		for _, f := range have.fields {
			if p, why := mismatchAt(want.elem, f.schema, joinPath(path, f.name), depth+1); why != "" {
				return p, why
			}
		}
		return "", ""
	case want.kind == kindObject && have.kind == kindMap:
		return "", ""
	case want.kind == kindObject && have.kind == kindObject:
		return mismatchFields(want, have, path, depth)
	case want.kind == have.kind:
		return "", ""
	}
	return path, "is " + article(have.String()) + " where " + article(want.String()) + " is wanted"
}

func mismatchFields(want, have *schema, path string, depth int) (string, string) {
	known := func(f schemaField) bool { _, ok := want.field(f.name); return ok }
	if have.goType != nil && len(have.fields) > 0 && len(want.fields) > 0 && !want.open && !have.open && !slices.ContainsFunc(have.fields, known) {
		return path, "is " + article(have.String()) + ", which has no field of " + article(want.String())
	}
	for _, f := range have.fields {
		w, ok := want.field(f.name)
		if !ok {
			if want.open || len(want.fields) == 0 || have.goType != nil {
				continue // decoding ignores what it does not know; a literal's author should hear of it
			}
			return joinPath(path, f.name), "is not a field of " + article(want.String()) + advise(f.name, want.names())
		}
		if p, why := mismatchAt(w.schema, f.schema, joinPath(path, f.name), depth+1); why != "" {
			return p, why
		}
	}
	return "", ""
}

// article puts "a" or "an" before a type's name.
func article(name string) string {
	if rest, ok := strings.CutPrefix(name, "object "); ok {
		return rest // a Go type is a name of its own
	}
	if name != "" && strings.ContainsRune("aeiou", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}

func joinPath(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// advise is the advice to a misspelled name: "; did you mean `total`?", the
// list of names if none is near and the list is short, else nothing.
func advise(name string, names []string) string {
	if near := nearest.Name(name, names); near != "" {
		return "; did you mean `" + near + "`?"
	}
	if len(names) > 0 && len(names) <= 12 {
		return "; it has " + quoteList(names)
	}
	return ""
}

func quoteList(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = "`" + n + "`"
	}
	return strings.Join(quoted, ", ")
}

// pathStep is one step of a path: a member's name or an element's index.
type pathStep struct {
	name    string
	index   int
	isIndex bool
}

func (p pathStep) String() string {
	if p.isIndex {
		return "[" + strconv.Itoa(p.index) + "]"
	}
	return p.name
}

// pathText writes a path as the author of an At would.
func pathText(path []pathStep) string {
	var b strings.Builder
	for i, p := range path {
		if i > 0 && !p.isIndex {
			b.WriteByte('.')
		}
		b.WriteString(p.String())
	}
	return b.String()
}
