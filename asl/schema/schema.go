package schema

import (
	"reflect"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

//go:generate go run ./internal/gen ../../docs

// ID is the $id of the schema.
const ID = "https://github.com/lockstep-go/lockstep/docs/asl.schema.json"

// JSON is the schema of a definition as indented JSON text.
func JSON() []byte { return append(asl.AppendIndented(nil, Value()), '\n') }

// Value is the schema as a JSON value.
func Value() value.Value {
	var defs node
	for _, s := range []set{inJSONPath, inJSONata, mixed} {
		s.define(&defs)
	}
	root := inJSONPath.object(&asl.Machine{}, "States")
	root = append(root,
		is("if", object(is("required", texts("QueryLanguage")), is("properties", object(is("QueryLanguage", object(is("const", text("JSONata")))))))),
		is("then", object(is("properties", object(is("States", inJSONata.ref("States")))))),
		is("else", object(is("properties", object(is("States", inJSONPath.ref("States")))))),
	)
	head := node{
		is("$schema", text("https://json-schema.org/draft/2020-12/schema")),
		is("$id", text(ID)),
		is("title", text("Amazon States Language")),
	}
	return object(append(append(head, root...), is("$defs", object(defs...)))...)
}

// set is a copy of the definitions. What may stand in a state depends on its query
// language, and what its branches take by default on the machine's; a schema can't pass
// either down, so that there is a copy for each pair that the language allows.
type set struct {
	name    string
	own     asl.QueryLanguage // of the states
	machine string            // name of the set that nested graphs are in
}

var (
	inJSONPath = set{"JSONPath", asl.JSONPath, "JSONPath"}
	inJSONata  = set{"JSONata", asl.JSONata, "JSONata"}
	mixed      = set{"Mixed", asl.JSONata, "JSONPath"} // a JSONata state of a JSONPath machine
)

// node is the members of a schema.
type node []value.Member

func is(key string, v value.Value) value.Member  { return value.Member{Key: key, Value: v} }
func object(members ...value.Member) value.Value { return value.OfObject(members) }
func array(elems ...value.Value) value.Value     { return value.OfArray(elems) }
func text(s string) value.Value                  { return value.OfString(s) }

func texts(all ...string) value.Value {
	elems := make([]value.Value, len(all))
	for i, s := range all {
		elems[i] = text(s)
	}
	return array(elems...)
}

func (s set) ref(name string) value.Value {
	return object(is("$ref", text("#/$defs/"+s.name+"."+name)))
}

// nested is the set of the graphs inside a state of s.
func (s set) nested() set {
	if s.machine == inJSONata.name {
		return inJSONata
	}
	return inJSONPath
}

func (s set) define(defs *node) {
	add := func(name string, members node) { *defs = append(*defs, is(s.name+"."+name, object(members...))) }
	if s.own == asl.JSONPath || s.machine == s.name {
		add("States", node{
			is("type", text("object")), is("minProperties", value.OfInt(1)),
			is("propertyNames", object(is("minLength", value.OfInt(1)), is("maxLength", value.OfInt(80)))),
			is("additionalProperties", s.ref("State")),
		})
		add("State", s.state())
		for _, o := range []asl.Object{&asl.Branch{}, &asl.Processor{}} {
			add(nameOf(o), s.object(o, ""))
		}
	}
	for _, t := range asl.Types() {
		add(string(t), s.object(asl.New(t), ""))
	}
	for _, o := range []asl.Object{
		&asl.ProcessorConfig{}, &asl.Retrier{}, &asl.Catcher{}, &asl.ItemReader{}, &asl.ReaderConfig{},
		&asl.ItemBatcher{}, &asl.ResultWriter{}, &asl.WriterConfig{}, &asl.ChoiceRule{},
	} {
		add(nameOf(o), s.object(o, ""))
	}
	if s.own == asl.JSONPath {
		add("Test", s.object(&asl.ChoiceRule{}, "", "Next", "Assign", "Output"))
	}
}

func nameOf(o asl.Object) string { return reflect.TypeOf(o).Elem().Name() }

// state picks the schema of a state by its type and its query language.
func (s set) state() node {
	var types []string
	var cases []value.Value
	for _, t := range asl.Types() {
		types = append(types, string(t))
		then := s.ref(string(t))
		if s.own == asl.JSONPath {
			then = object(
				is("if", object(is("required", texts("QueryLanguage")), is("properties", object(is("QueryLanguage", object(is("const", text("JSONata")))))))),
				is("then", mixed.ref(string(t))), is("else", s.ref(string(t))),
			)
		}
		cases = append(cases, object(
			is("if", object(is("properties", object(is("Type", object(is("const", text(string(t))))))))),
			is("then", then),
		))
	}
	return node{
		is("type", text("object")), is("required", texts("Type")),
		is("properties", object(is("Type", object(is("enum", texts(types...)))))),
		is("allOf", array(cases...)),
	}
}

// object is the schema of an object of the model. The field open, and those that are left
// out, are not described here.
func (s set) object(o asl.Object, open string, without ...string) node {
	var properties node
	var required []string
	if state, ok := o.(asl.State); ok {
		properties = append(properties, is("Type", object(is("const", text(string(state.Type()))))))
		required = append(required, "Type")
	}
	fields := asl.FieldsOf(o)
	for i := range fields {
		f := &fields[i]
		switch {
		case f.Language != "" && f.Language != s.own, slices.Contains(without, f.Name):
			continue
		case f.Kind == asl.KindComparator:
			properties = append(properties, comparators()...)
			continue
		case f.Name == open:
			properties = append(properties, is(f.Name, value.OfBool(true)))
		default:
			properties = append(properties, is(f.Name, s.field(o, f)))
		}
		if f.Required {
			required = append(required, f.Name)
		}
	}
	var all []value.Value
	if _, ok := o.(*asl.ChoiceRule); ok {
		if len(without) == 0 {
			required = append(required, "Next")
		}
		if s.own == asl.JSONata {
			required = append(required, "Condition")
		} else {
			all = append(all, oneTest())
		}
	}
	for _, g := range asl.GroupsOf(o) {
		all = append(all, s.group(fields, g)...)
	}
	out := node{is("type", text("object"))}
	if len(required) > 0 {
		out = append(out, is("required", texts(required...)))
	}
	out = append(out, is("properties", object(properties...)), is("additionalProperties", value.OfBool(false)))
	if len(all) > 0 {
		out = append(out, is("allOf", array(all...)))
	}
	return out
}

// group is the fields that exclude each other.
func (s set) group(fields []asl.Field, g asl.Group) []value.Value {
	var there []value.Value // one schema each: the field is there
	for i := range fields {
		f := &fields[i]
		if g.Fields&(1<<i) == 0 || f.Language != "" && f.Language != s.own {
			continue
		}
		members := node{is("required", texts(f.Name))}
		if f.Kind == asl.KindBoolean { // false is the same as none
			members = append(members, is("properties", object(is(f.Name, object(is("not", object(is("const", value.OfBool(false)))))))))
		}
		there = append(there, object(members...))
	}
	switch {
	case g.Required:
		return []value.Value{object(is("oneOf", array(there...)))}
	case len(there) == 2:
		return []value.Value{object(is("not", object(is("allOf", array(there...)))))}
	}
	return nil
}

// Patterns of texts.
const (
	expression   = `^\{%[\s\S]*%\}$`
	substitution = `\$\{[^{}]*\}` // CloudFormation fills it in
	path         = `^\$`
	pathOrCall   = `^(\$|States\.)`
	rfc3339      = `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`
)

func pattern(p string) value.Value { return object(is("type", text("string")), is("pattern", text(p))) }

func kind(name string) value.Value { return object(is("type", text(name))) }

func nonEmpty() value.Value {
	return object(is("type", text("string")), is("minLength", value.OfInt(1)))
}

// field is the schema of the values of a field.
func (s set) field(o asl.Object, f *asl.Field) value.Value {
	options := s.options(o, f)
	if f.Null {
		options = append(options, kind("null"))
	}
	if f.Expr && s.own == asl.JSONata && f.Kind != asl.KindAny {
		options = append(options, pattern(expression))
	}
	var out node
	if f.Deprecated != "" {
		out = append(out, is("description", text("The old name of "+f.Deprecated+".")), is("deprecated", value.OfBool(true)))
	}
	switch {
	case len(options) == 1 && len(out) == 0:
		return options[0]
	case len(options) > 0:
		out = append(out, is("anyOf", array(options...)))
	}
	if len(out) == 0 {
		return value.OfBool(true)
	}
	return object(out...)
}

// options are the schemas of what may stand in a field apart from null and expressions;
// none if that is anything.
func (s set) options(o asl.Object, f *asl.Field) []value.Value {
	filled := pattern(substitution)
	if len(f.Enum) > 0 {
		return []value.Value{object(is("enum", texts(f.Enum...))), filled}
	}
	switch f.Kind {
	case asl.KindText:
		if f.Name == "Comment" {
			return []value.Value{kind("string")}
		}
		return []value.Value{nonEmpty()}
	case asl.KindTarget:
		return []value.Value{nonEmpty()}
	case asl.KindString:
		return []value.Value{kind("string")}
	case asl.KindBoolean:
		return []value.Value{kind("boolean"), filled}
	case asl.KindInt, asl.KindNumber:
		return []value.Value{number(f), filled}
	case asl.KindTimestamp:
		return []value.Value{pattern(rfc3339), filled}
	case asl.KindPath, asl.KindRefPath:
		if f.Intrinsic {
			return []value.Value{pattern(pathOrCall), filled}
		}
		return []value.Value{pattern(path), filled}
	case asl.KindTemplate:
		if s.own == asl.JSONPath && f.Name != "Assign" && f.Name != "Credentials" {
			return nil // a payload template is any JSON
		}
		return []value.Value{kind("object"), filled}
	case asl.KindStrings:
		members := node{is("type", text("array")), is("items", kind("string"))}
		if f.NonEmpty {
			members = append(members, is("minItems", value.OfInt(1)))
		}
		return []value.Value{object(members...)}
	case asl.KindObject, asl.KindObjects, asl.KindStates:
		return []value.Value{s.part(o, f)}
	}
	return nil
}

// part is the schema of a field that holds objects of the model.
func (s set) part(o asl.Object, f *asl.Field) value.Value {
	if f.Kind == asl.KindStates {
		return s.nested().ref("States")
	}
	t, _ := reflect.TypeOf(o).Elem().FieldByName(f.Name)
	element := t.Type
	for element.Kind() != reflect.Struct {
		element = element.Elem()
	}
	in, name := s, element.Name()
	switch {
	case element == reflect.TypeFor[asl.Branch](), element == reflect.TypeFor[asl.Processor]():
		in = s.nested()
	case element == reflect.TypeFor[asl.ChoiceRule]() && f.Name != "Choices":
		name = "Test"
	}
	if f.Kind == asl.KindObject {
		return in.ref(name)
	}
	members := node{is("type", text("array")), is("items", in.ref(name))}
	if f.NonEmpty {
		members = append(members, is("minItems", value.OfInt(1)))
	}
	return object(members...)
}

func number(f *asl.Field) value.Value {
	members := node{is("type", text("number"))}
	if f.Kind == asl.KindInt {
		members[0] = is("type", text("integer"))
	}
	for _, bound := range []struct{ name, n string }{{"minimum", f.Min}, {"maximum", f.Max}} {
		if v, err := value.DecodeString(bound.n); err == nil {
			members = append(members, is(bound.name, v))
		}
	}
	return object(members...)
}

// comparators are the fields that compare.
func comparators() node {
	var all node
	for _, c := range asl.Comparators() {
		comparison, _ := c.Comparison()
		options := []value.Value{pattern(substitution)}
		switch {
		case comparison.Path:
			options = append(options, pattern(path))
		case comparison.Is || comparison.Operand == "Boolean":
			options = append(options, kind("boolean"))
		case comparison.Operand == "Numeric":
			options = append(options, kind("number"))
		case comparison.Operand == "Timestamp":
			options = append(options, pattern(rfc3339))
		default:
			options = []value.Value{kind("string")}
		}
		slices.Reverse(options)
		all = append(all, is(string(c), object(is("anyOf", array(options...)))))
	}
	return all
}

// oneTest: a rule in JSONPath has one comparator and what it compares, or one of And, Or,
// Not.
func oneTest() value.Value {
	var tests []value.Value
	for _, c := range asl.Comparators() {
		tests = append(tests, object(is("required", texts("Variable", string(c)))))
	}
	for _, name := range strings.Fields("And Or Not") {
		tests = append(tests, object(is("required", texts(name))))
	}
	return object(is("oneOf", array(tests...)))
}
