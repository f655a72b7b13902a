package awstask

import (
	"encoding/base64"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

var (
	readerType = reflect.TypeFor[io.Reader]()
	timeType   = reflect.TypeFor[time.Time]()
	bytesType  = reflect.TypeFor[[]byte]()
)

// maxDepth bounds the walk into parameters and results.
const maxDepth = 100

// fill sets a field of a request from a JSON value. Objects and arrays become JSON text
// where the API wants a string, as the optimized integrations do.
func fill(to reflect.Value, v value.Value, at string) error {
	if v.IsNull() || v.IsUndefined() {
		return nil
	}
	if strings.Count(at, "/") > maxDepth {
		return fmt.Errorf("%s: too deep", at)
	}
	t := to.Type()
	wrong := func(want string) error { return fmt.Errorf("%s: %s is expected, not %s", at, want, v.Kind()) }
	switch {
	case t.Kind() == reflect.Pointer:
		p := reflect.New(t.Elem())
		to.Set(p)
		return fill(p.Elem(), v, at)
	case t == timeType:
		when, err := parseTime(v)
		if err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		to.Set(reflect.ValueOf(when))
		return nil
	case t == bytesType:
		to.SetBytes(blob(v))
		return nil
	case t == readerType:
		to.Set(reflect.ValueOf(strings.NewReader(text(v))))
		return nil
	}
	switch t.Kind() {
	case reflect.String:
		to.SetString(text(v))
	case reflect.Bool:
		if v.Kind() != value.Bool {
			return wrong("a boolean")
		}
		to.SetBool(v.Bool())
	case reflect.Int, reflect.Int32, reflect.Int64:
		n, ok := v.Int()
		if !ok || to.OverflowInt(n) {
			return wrong("an integer")
		}
		to.SetInt(n)
	case reflect.Float32, reflect.Float64:
		if f := v.Float(); !math.IsNaN(f) {
			to.SetFloat(f)
			return nil
		}
		return wrong("a number")
	case reflect.Slice:
		if v.Kind() != value.Array {
			return wrong("an array")
		}
		s := reflect.MakeSlice(t, v.Len(), v.Len())
		for i, e := range v.Elems() {
			if err := fill(s.Index(i), e, fmt.Sprintf("%s/%d", at, i)); err != nil {
				return err
			}
		}
		to.Set(s)
	case reflect.Map:
		if v.Kind() != value.Object {
			return wrong("an object")
		}
		m := reflect.MakeMapWithSize(t, v.Len())
		for _, e := range v.Members() {
			x := reflect.New(t.Elem()).Elem()
			if err := fill(x, e.Value, at+"/"+e.Key); err != nil {
				return err
			}
			m.SetMapIndex(reflect.ValueOf(e.Key).Convert(t.Key()), x)
		}
		to.Set(m)
	case reflect.Struct:
		return fillStruct(to, v, at)
	case reflect.Interface:
		return fillUnion(to, v, at)
	default:
		return fmt.Errorf("%s: a %s can't be set", at, t)
	}
	return nil
}

// fillStruct sets the fields that the members name, whatever the case of their letters:
// the SDKs for Java and Go disagree about abbreviations.
func fillStruct(to reflect.Value, v value.Value, at string) error {
	if v.Kind() != value.Object {
		return fmt.Errorf("%s: an object is expected, not %s", at, v.Kind())
	}
	for _, m := range v.Members() {
		f := to.FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, m.Key) })
		if !f.IsValid() || !f.CanSet() {
			return fmt.Errorf("the field %s is not supported by Step Functions", m.Key)
		}
		if err := fill(f, m.Value, at+"/"+m.Key); err != nil {
			return err
		}
	}
	return nil
}

// text is a string's text, and the JSON of anything else.
func text(v value.Value) string {
	if v.Kind() == value.String {
		return v.Str()
	}
	return v.String()
}

// blob is binary data: Base64 where the text is that, else the text itself.
func blob(v value.Value) []byte {
	s := text(v)
	if v.Kind() == value.String {
		if b, err := base64.StdEncoding.DecodeString(s); err == nil {
			return b
		}
	}
	return []byte(s)
}

func parseTime(v value.Value) (time.Time, error) {
	if v.Kind() == value.Number {
		return time.UnixMilli(int64(v.Float() * 1000)).UTC(), nil
	}
	return time.Parse(time.RFC3339Nano, v.Str())
}
