package awstask

import (
	"encoding/base64"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/internal/value"
)

// maxBody bounds the body of a response that becomes part of a result.
const maxBody = 8 << 20

// form is how results show what a service sent.
type form struct {
	naming func(field string) string // of a field of the SDK for Go
	when   func(time.Time) value.Value
}

// The two forms: aws-sdk integrations write times as texts, optimized ones as milliseconds
// since 1970.
var (
	sdkForm       = form{catalog.FieldName, func(t time.Time) value.Value { return value.OfString(t.UTC().Format("2006-01-02T15:04:05.999Z")) }}
	optimizedForm = form{func(field string) string { return field }, func(t time.Time) value.Value { return value.OfInt(t.UnixMilli()) }}
)

// read is a response as JSON. What the service did not send is left out: sent is the JSON
// that came, undefined where it was something else.
func read(v reflect.Value, sent value.Value, in form) value.Value {
	return readAt(v, sent, in, 0)
}

func readAt(v reflect.Value, sent value.Value, in form, depth int) value.Value {
	if depth > maxDepth {
		return value.NullValue
	}
	switch x := v.Interface().(type) {
	case time.Time:
		return in.when(x)
	case []byte:
		if x == nil {
			return value.Value{}
		}
		if utf8.Valid(x) {
			return value.OfString(string(x))
		}
		return value.OfString(base64.StdEncoding.EncodeToString(x))
	case io.ReadCloser:
		defer x.Close()
		body, err := io.ReadAll(io.LimitReader(x, maxBody))
		if err != nil {
			return value.NullValue
		}
		return value.OfString(string(body))
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return value.Value{}
		}
		// A member that was sent, be it empty.
		return present(readAt(v.Elem(), sent, in, depth), v.Elem())
	case reflect.Interface:
		if v.IsNil() {
			return value.Value{}
		}
		return readUnion(v.Elem(), sent, in, depth)
	case reflect.String:
		if v.Len() == 0 {
			return value.Value{}
		}
		return value.OfString(v.String())
	case reflect.Bool:
		return value.OfBool(v.Bool())
	case reflect.Int, reflect.Int32, reflect.Int64:
		return value.OfInt(v.Int())
	case reflect.Float32, reflect.Float64:
		return value.OfFloat(v.Float())
	case reflect.Slice:
		if v.IsNil() {
			return value.Value{}
		}
		elems := make([]value.Value, v.Len())
		for i := range elems {
			elems[i] = present(readAt(v.Index(i), sent.At(i), in, depth+1), v.Index(i))
		}
		return value.OfArray(elems)
	case reflect.Map:
		return readMap(v, sent, in, depth)
	case reflect.Struct:
		return readStruct(v, sent, in, depth)
	}
	return value.NullValue
}

// present is v, or the empty text where an element of a list or map is one.
func present(v value.Value, of reflect.Value) value.Value {
	if v.IsUndefined() {
		if of.Kind() == reflect.String {
			return value.OfString("")
		}
		return value.NullValue
	}
	return v
}

func readMap(v reflect.Value, sent value.Value, in form, depth int) value.Value {
	if v.IsNil() {
		return value.Value{}
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	members := make([]value.Member, len(keys))
	for i, k := range keys {
		members[i] = value.Member{Key: k.String(), Value: present(readAt(v.MapIndex(k), sent.Get(k.String()), in, depth+1), v.MapIndex(k))}
	}
	return value.OfObject(members)
}

func readStruct(v reflect.Value, sent value.Value, in form, depth int) value.Value {
	t := v.Type()
	var members []value.Member
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() || f.Name == "ResultMetadata" {
			continue
		}
		part := sentMember(sent, f.Name)
		switch v.Field(i).Kind() {
		case reflect.Bool, reflect.Int, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64:
			// The SDK's response doesn't tell a zero that was sent from none; the JSON does.
			if v.Field(i).IsZero() && part.IsUndefined() {
				continue
			}
		}
		if x := readAt(v.Field(i), part, in, depth+1); !x.IsUndefined() {
			members = append(members, value.Member{Key: in.naming(f.Name), Value: x})
		}
	}
	slices.SortFunc(members, func(a, b value.Member) int { return strings.Compare(a.Key, b.Key) })
	return value.OfObject(members)
}

// sentMember is the member of a JSON object behind a field of the SDK; services begin names
// with small letters or capitals.
func sentMember(sent value.Value, field string) value.Value {
	if x := sent.Get(field); !x.IsUndefined() || sent.Kind() != value.Object {
		return x
	}
	for _, m := range sent.Members() {
		if strings.EqualFold(m.Key, field) {
			return m.Value
		}
	}
	return value.Value{}
}

// readUnion is a choice: an object with the member that was chosen.
func readUnion(v reflect.Value, sent value.Value, in form, depth int) value.Value {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return readAt(v, sent, in, depth+1)
	}
	field := v.FieldByName("Value")
	if !field.IsValid() {
		return readStruct(v, sent, in, depth+1)
	}
	name := memberName(v.Type())
	return value.ObjectOf(value.Member{Key: in.naming(name), Value: present(readAt(field, sentMember(sent, name), in, depth+1), field)})
}
