package api

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/internal/value"
)

// maxDepth bounds the nesting of a request. The deepest structure of the API has six levels.
const maxDepth = 64

// Malformed says that a request is no JSON or that a member has the wrong type. AWS calls
// it SerializationException.
type Malformed struct{ Message string }

func (e *Malformed) Error() string { return e.Message }

// Violation is one constraint that a request's member fails.
type Violation struct {
	// Path names the member, elements counted from 1: "routingConfiguration.1.member.weight".
	Path string
	// Value is the value in quotes, "null", or "" for a member whose value is a secret.
	Value string
	// Constraint is AWS's sentence, such as "Member must not be null".
	Constraint string
}

// InvalidRequest lists every constraint that a request fails, in the order of the model.
// AWS calls it ValidationException.
type InvalidRequest struct{ Violations []Violation }

func (e *InvalidRequest) Error() string {
	var b strings.Builder
	s := "s"
	if len(e.Violations) == 1 {
		s = ""
	}
	fmt.Fprintf(&b, "%d validation error%s detected: ", len(e.Violations), s)
	for i, v := range e.Violations {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString("Value ")
		if v.Value != "" {
			b.WriteString(v.Value + " ")
		}
		fmt.Fprintf(&b, "at '%s' failed to satisfy constraint: %s", v.Path, v.Constraint)
	}
	return b.String()
}

// Decode reads a request's body into the structure that into points at and checks it.
// Members it does not know are passed over, as AWS does; null means absent. The error is a
// [*Malformed] or an [*InvalidRequest].
func Decode(body []byte, into any) error {
	doc := value.OfObject(nil)
	if len(body) > 0 {
		var err error
		if doc, err = value.Decode(body, value.WithMaxDepth(maxDepth), value.WithDuplicates()); err != nil {
			return &Malformed{Message: err.Error()}
		}
	}
	d := &decoder{}
	if err := d.structure(doc, reflect.ValueOf(into).Elem(), ""); err != nil {
		return err
	}
	if len(d.violations) > 0 {
		return &InvalidRequest{Violations: d.violations}
	}
	return nil
}

type decoder struct{ violations []Violation }

func (d *decoder) fail(path, val, format string, args ...any) {
	d.violations = append(d.violations, Violation{Path: path, Value: val, Constraint: fmt.Sprintf(format, args...)})
}

func (d *decoder) structure(doc value.Value, into reflect.Value, path string) error {
	if doc.Kind() != value.Object {
		return &Malformed{Message: wrongType(doc, "Structure")}
	}
	fields := fieldsOf(into.Type())
	for i := range fields {
		f := &fields[i]
		at := path + f.name
		v := doc.Get(f.name)
		if v.IsUndefined() || v.IsNull() {
			if f.required {
				d.fail(at, "null", "Member must not be null")
			}
			continue
		}
		if err := d.member(v, into.Field(f.index), at, f); err != nil {
			return err
		}
	}
	return nil
}

// member decodes one value that is there into target and checks the field's constraints.
func (d *decoder) member(v value.Value, target reflect.Value, path string, f *field) error {
	if target.Kind() == reflect.Pointer {
		target.Set(reflect.New(target.Type().Elem()))
		target = target.Elem()
	}
	if target.Kind() != reflect.Slice {
		return d.scalar(v, target, path, &f.rules, f.pattern)
	}
	if v.Kind() != value.Array {
		return &Malformed{Message: "Expected list or null"}
	}
	elems := v.Elems()
	d.length(int64(len(elems)), path, f.rules.quote(javaList(elems, target.Type().Elem())), &f.rules)
	if f.rules.max != nil && int64(len(elems)) > *f.rules.max {
		elems = nil // refused already: an element for each of a million is not worth it
	}
	list := reflect.MakeSlice(target.Type(), len(elems), len(elems))
	for i, e := range elems {
		at := path + "." + strconv.Itoa(i+1) + ".member"
		if e.IsNull() {
			d.fail(at, "null", "Member must not be null")
			continue
		}
		if err := d.scalar(e, list.Index(i), at, &f.each, ""); err != nil {
			return err
		}
	}
	target.Set(list)
	return nil
}

// scalar decodes everything that is no list.
func (d *decoder) scalar(v value.Value, target reflect.Value, path string, r *rules, pattern string) error {
	switch target.Kind() {
	case reflect.Struct:
		return d.structure(v, target, path+".")
	case reflect.String:
		if v.Kind() != value.String {
			return &Malformed{Message: wrongType(v, "String")}
		}
		text := v.Str()
		target.SetString(text)
		quoted := r.quote(text)
		d.length(int64(utf8.RuneCountInString(text)), path, quoted, r)
		if r.enum != nil && !slices.Contains(r.enum, text) {
			d.fail(path, quoted, "Member must satisfy enum value set: [%s]", strings.Join(r.enum, ", "))
		}
		if match := matchers[pattern]; match != nil && text != "" && !match(text) {
			d.fail(path, quoted, "Member must satisfy regular expression pattern: %s", pattern)
		}
	case reflect.Bool:
		if v.Kind() != value.Bool {
			return &Malformed{Message: wrongType(v, "Boolean")}
		}
		target.SetBool(v.Bool())
	case reflect.Int64:
		kind := "Long"
		if r.int32 {
			kind = "Integer"
		}
		n, ok := v.Int()
		if v.Kind() != value.Number {
			return &Malformed{Message: wrongType(v, kind)}
		}
		if !ok {
			n = int64(v.Float()) // a fraction is cut off
		}
		if r.int32 && (n > math.MaxInt32 || n < math.MinInt32) {
			return &Malformed{Message: "Numeric value out of range of " + kind}
		}
		target.SetInt(n)
		d.number(float64(n), path, r.quote(v.NumberText()), r)
	case reflect.Float64:
		if v.Kind() != value.Number {
			return &Malformed{Message: wrongType(v, "Float")}
		}
		target.SetFloat(v.Float())
		d.number(v.Float(), path, r.quote(v.NumberText()), r)
	default:
		panic("api: no request has a member of type " + target.Type().String())
	}
	return nil
}

// javaList is a list as Java prints it, which is how the service shows it: structures by
// the name of their class with all their members.
func javaList(elems []value.Value, of reflect.Type) string {
	const most = 64 // what is longer would be cut
	texts := make([]string, 0, min(len(elems), most))
	for _, e := range elems[:min(len(elems), most)] {
		text := e.String()
		switch {
		case e.Kind() == value.String:
			text = e.Str()
		case e.Kind() == value.Object && of.Kind() == reflect.Struct:
			text = javaStructure(e, of)
		}
		texts = append(texts, text)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

func javaStructure(v value.Value, of reflect.Type) string {
	var members []string
	for _, f := range fieldsOf(of) {
		text := "null"
		switch m := v.Get(f.name); {
		case m.Kind() == value.String:
			text = m.Str()
		case !m.IsUndefined():
			text = m.String()
		}
		members = append(members, f.name+"="+text)
	}
	return of.Name() + "(" + strings.Join(members, ", ") + ")"
}

// quote is a value as a violation shows it; a secret is not shown, nor is a huge value whole.
func (r *rules) quote(text string) string {
	if r.sensitive {
		return ""
	}
	const most = 8 << 10
	if len(text) > most {
		text = text[:most] + "…"
	}
	return "'" + text + "'"
}

func (d *decoder) length(n int64, path, quoted string, r *rules) {
	if r.min != nil && n < *r.min {
		d.fail(path, quoted, "Member must have length greater than or equal to %d", *r.min)
	}
	if r.max != nil && n > *r.max {
		d.fail(path, quoted, "Member must have length less than or equal to %d", *r.max)
	}
}

func (d *decoder) number(n float64, path, quoted string, r *rules) {
	if r.min != nil && n < float64(*r.min) {
		d.fail(path, quoted, "Member must have value greater than or equal to %d", *r.min)
	}
	if r.max != nil && n > float64(*r.max) {
		d.fail(path, quoted, "Member must have value less than or equal to %d", *r.max)
	}
}

func wrongType(v value.Value, want string) string {
	switch v.Kind() {
	case value.Object:
		return "Start of structure or map found where not expected."
	case value.Array:
		return "Start of list found where not expected"
	case value.Number:
		return "NUMBER_VALUE can not be converted to a " + want
	case value.String:
		return "STRING_VALUE can not be converted to a " + want
	case value.Bool:
		return strings.ToUpper(v.String()) + "_VALUE can not be converted to a " + want
	}
	return "NULL_VALUE can not be converted to a " + want
}
