package asl

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// Kind is what a field holds.
type Kind uint8

// The kinds of field. The name of the constant is the option in the struct tag, or follows
// from the Go type.
const (
	KindAny        Kind = iota // any JSON
	KindText                   // a string taken as it stands
	KindString                 // a string
	KindTarget                 // the name of a state of the same graph
	KindBoolean                // true or false
	KindInt                    // an integer
	KindNumber                 // a number
	KindTimestamp              // a string in RFC 3339
	KindPath                   // a JSONPath
	KindRefPath                // a Reference Path: a JSONPath that names one place
	KindTemplate               // a payload template (JSONPath) or an object whose strings may be expressions (JSONata)
	KindStrings                // an array of strings
	KindObject                 // an object of the model
	KindObjects                // an array of objects of the model
	KindStates                 // the states of a graph
	KindComparator             // one of the comparators of a data test
)

var kindNames = map[string]Kind{
	"any": KindAny, "text": KindText, "string": KindString, "target": KindTarget, "boolean": KindBoolean,
	"int": KindInt, "number": KindNumber, "timestamp": KindTimestamp, "path": KindPath,
	"refpath": KindRefPath, "template": KindTemplate,
}

// Field is what the language says about a field of an object: its tagged struct line.
//
// The options of the tag `asl:"Name,…"` are a kind (see [Kind]) and
//
//	jsonpath, jsonata  only in that query language
//	expr               in JSONata the value may be an expression
//	intrinsic          the path may be an intrinsic function call
//	null               null is a value of its own
//	required           must be there
//	nonempty           the array must not be empty
//	oneof=G            exactly one of the fields with the same G
//	atmost=G           not more than one of the fields with the same G
//	min=N, max=N       bounds, both included
//	enum=A|B           the only values
//	distributed        only in a Map whose mode is DISTRIBUTED
//	deprecated=F       F has taken its place
//	late               is encoded after the fields that are not
type Field struct {
	Name        string
	Kind        Kind
	Language    QueryLanguage // "" if it exists in both
	Expr        bool
	Intrinsic   bool
	Null        bool
	Required    bool
	NonEmpty    bool
	Distributed bool
	OneOf       string
	AtMost      string
	Min, Max    string // number literals; "" if there is no bound
	Enum        []string
	Deprecated  string

	index    []int
	store    store
	inner    *layout // of the objects that it holds, nil for others
	low      float64 // Min, or -Inf
	high     float64 // Max, or +Inf
	late     bool
	path     Path
	elements [fewElements]Path
}

// fewElements is how many paths of elements each field keeps ready.
const fewElements = 8

// Bounds are Min and Max as numbers; without a bound it is infinite.
func (f *Field) Bounds() (low, high float64) { return f.low, f.high }

// Path is the path of the field from its object.
func (f *Field) Path() Path { return f.path }

// ElementPath is the path of element i of the field's array from its object.
func (f *Field) ElementPath(i int) Path {
	if i < fewElements {
		return f.elements[i]
	}
	return f.path.Index(i)
}

// store is the Go type of the struct line.
type store uint8

const (
	storeString store = iota
	storeBool
	storeValue
	storeStrings
	storeObject
	storeObjects
	storeStates
	storeComparator
)

// layout is all fields of one struct in canonical order: the late ones after the others,
// else as declared.
type layout struct {
	of     reflect.Type // a pointer to the struct
	fields []Field
	groups []Group
	byName map[string]int
	state  bool // has a Type
}

// Group is fields that exclude each other.
type Group struct {
	Name     string
	Required bool   // one of them must be there
	Fields   uint64 // as in [SetFields]
}

// GroupsOf are the groups of o's type. The slice must not be changed.
func GroupsOf(o Object) []Group { return layoutOf(o).groups }

var layouts = func() map[reflect.Type]*layout {
	all := make(map[reflect.Type]*layout)
	for _, o := range []Object{
		&Machine{}, &Branch{}, &Processor{}, &ProcessorConfig{},
		&Task{}, &Choice{}, &Map{}, &Parallel{}, &Wait{}, &Pass{}, &Succeed{}, &Fail{},
		&ChoiceRule{}, &Retrier{}, &Catcher{},
		&ItemReader{}, &ReaderConfig{}, &ItemBatcher{}, &ResultWriter{}, &WriterConfig{},
	} {
		t := reflect.TypeOf(o).Elem()
		l := &layout{of: reflect.TypeOf(o), byName: make(map[string]int)}
		_, l.state = o.(State)
		l.collect(t, nil)
		slices.SortStableFunc(l.fields, func(a, b Field) int {
			switch {
			case a.late == b.late:
				return 0
			case b.late:
				return -1
			default:
				return 1
			}
		})
		for i := range l.fields {
			f := &l.fields[i]
			f.path = Path("").Key(f.Name)
			for j := range f.elements {
				f.elements[j] = f.path.Index(j)
			}
			l.byName[f.Name] = i
			l.group(i)
		}
		all[t] = l
	}
	for _, l := range all {
		for i := range l.fields {
			f := &l.fields[i]
			if of := l.of.Elem().FieldByIndex(f.index).Type; f.store == storeObject {
				f.inner = all[of.Elem()]
			} else if f.store == storeObjects {
				f.inner = all[of.Elem().Elem()]
			}
		}
	}
	return all
}()

// group adds field i to its group.
func (l *layout) group(i int) {
	name := l.fields[i].OneOf + l.fields[i].AtMost
	if name == "" {
		return
	}
	at := slices.IndexFunc(l.groups, func(g Group) bool { return g.Name == name })
	if at < 0 {
		at = len(l.groups)
		l.groups = append(l.groups, Group{Name: name, Required: l.fields[i].OneOf != ""})
	}
	l.groups[at].Fields |= 1 << i
}

func layoutOf(o Object) *layout {
	t := reflect.TypeOf(o)
	if l := o.node().layout; l != nil && l.of == t {
		return l // it is another type's if somebody copied a Common from state to state
	}
	return layouts[t.Elem()]
}

// FieldsOf is the table of the fields of o's type in canonical order. The field Type of
// states, which o's Go type stands for, is not in it. The slice must not be changed.
func FieldsOf(o Object) []Field { return layoutOf(o).fields }

// FieldOf is the line of the field named name of o's type, which must not be changed, and
// whether there is one.
func FieldOf(o Object, name string) (*Field, bool) {
	l := layoutOf(o)
	i, ok := l.byName[name]
	if !ok {
		return nil, false
	}
	return &l.fields[i], true
}

// IsSet reports whether the field of o has a value. A field that was written with a wrong
// type, or empty, is not set; see [Node.ExtraValue].
func (f *Field) IsSet(o Object) bool { return f.isSet(o, f.of(o)) }

func (f *Field) isSet(o Object, v reflect.Value) bool {
	switch f.store {
	case storeValue:
		return !v.Addr().Interface().(*value.Value).IsUndefined()
	case storeStrings, storeObjects:
		return !v.IsNil()
	case storeStates:
		return f.graph(o).HasStates()
	default:
		return !v.IsZero()
	}
}

// SetFields has bit i set if field i of [FieldsOf] has a value in o, see [Field.IsSet]. No
// object has more than 64 fields.
func SetFields(o Object) uint64 {
	var set uint64
	l := layoutOf(o)
	v := reflect.ValueOf(o).Elem()
	for i := range l.fields {
		if l.fields[i].isSet(o, v.FieldByIndex(l.fields[i].index)) {
			set |= 1 << i
		}
	}
	return set
}

// DecodedFields is what [SetFields] answered when o had just been decoded. It costs nothing,
// and is right as long as nobody has changed o.
func DecodedFields(o Object) uint64 { return o.node().decoded }

// Value is the JSON value of the field of o, undefined if it is not set. Objects of the
// model are encoded anew; text, numbers, templates cost nothing.
func (f *Field) Value(o Object) value.Value { return f.encode(o) }

// graph is the graph whose States the field is.
func (f *Field) graph(o Object) *Graph {
	return reflect.ValueOf(o).Elem().FieldByIndex(f.index[:len(f.index)-1]).Addr().Interface().(*Graph)
}

func (f *Field) of(o Object) reflect.Value {
	return reflect.ValueOf(o).Elem().FieldByIndex(f.index)
}

// collect reads the tags of t. It panics on a tag it does not understand: the tags are
// part of this package, and every test of it would fail.
func (l *layout) collect(t reflect.Type, at []int) {
	for i := range t.NumField() {
		sf := t.Field(i)
		index := append(slices.Clone(at), i)
		if sf.Anonymous && sf.Name != "Node" {
			l.collect(sf.Type, index)
			if without, ok := strings.CutPrefix(sf.Tag.Get("asl"), "without="); ok {
				l.fields = slices.DeleteFunc(l.fields, func(f Field) bool { return f.Name == without })
			}
			continue
		}
		if sf.Type == reflect.TypeFor[Comparator]() {
			l.fields = append(l.fields, Field{Name: "", Kind: KindComparator, Language: JSONPath, index: index, store: storeComparator})
			continue
		}
		tag, ok := sf.Tag.Lookup("asl")
		if !ok {
			continue
		}
		f := Field{index: index, low: math.Inf(-1), high: math.Inf(1)}
		f.storeAs(sf.Type)
		options := strings.Split(tag, ",")
		f.Name = options[0]
		for _, option := range options[1:] {
			f.apply(option)
		}
		l.fields = append(l.fields, f)
	}
}

func (f *Field) storeAs(t reflect.Type) {
	switch {
	case t.Kind() == reflect.String:
		f.store, f.Kind = storeString, KindText
	case t.Kind() == reflect.Bool:
		f.store, f.Kind = storeBool, KindBoolean
	case t == reflect.TypeFor[value.Value]():
		f.store = storeValue
	case t == reflect.TypeFor[[]string]():
		f.store, f.Kind = storeStrings, KindStrings
	case t == reflect.TypeFor[[]State]():
		f.store, f.Kind = storeStates, KindStates
	case t.Kind() == reflect.Slice:
		f.store, f.Kind = storeObjects, KindObjects
	case t.Kind() == reflect.Pointer:
		f.store, f.Kind = storeObject, KindObject
	default:
		panic(fmt.Sprintf("asl: field type %v", t))
	}
}

func (f *Field) apply(option string) {
	name, arg, _ := strings.Cut(option, "=")
	if k, ok := kindNames[name]; ok {
		f.Kind = k
		return
	}
	switch name {
	case "jsonpath":
		f.Language = JSONPath
	case "jsonata":
		f.Language = JSONata
	case "expr":
		f.Expr = true
	case "intrinsic":
		f.Intrinsic = true
	case "null":
		f.Null = true
	case "required":
		f.Required = true
	case "nonempty":
		f.NonEmpty = true
	case "oneof":
		f.OneOf = arg
	case "atmost":
		f.AtMost = arg
	case "min":
		f.Min, f.low = arg, number(arg)
	case "max":
		f.Max, f.high = arg, number(arg)
	case "enum":
		f.Enum = strings.Split(arg, "|")
	case "distributed":
		f.Distributed = true
	case "deprecated":
		f.Deprecated = arg
	case "late":
		f.late = true
	default:
		panic(fmt.Sprintf("asl: unknown option %q of field %s", option, f.Name))
	}
}

func number(text string) float64 {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic("asl: bound " + text)
	}
	return n
}

// Object is the object of the model that the field of o holds, nil if there is none. The
// field must be of [KindObject].
func (f *Field) Object(o Object) Object {
	v := f.of(o)
	if v.IsNil() {
		return nil
	}
	return v.Interface().(Object)
}

// Size is how many elements the field of o has. The field must be of [KindObjects] or
// [KindStrings].
func (f *Field) Size(o Object) int { return f.of(o).Len() }

// ObjectAt is element i of the field of o, which must be of [KindObjects].
func (f *Field) ObjectAt(o Object, i int) Object { return f.of(o).Index(i).Interface().(Object) }

// Objects are the objects of the model that the field of o holds. The field must be of
// [KindObjects].
func (f *Field) Objects(o Object) []Object {
	v := f.of(o)
	objects := make([]Object, v.Len())
	for i := range objects {
		objects[i] = v.Index(i).Interface().(Object)
	}
	return objects
}
