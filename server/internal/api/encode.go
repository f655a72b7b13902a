package api

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"strconv"

	"github.com/lockstep-go/lockstep/internal/value"
)

// Append writes the structure that from points at as JSON to dst, members in the order of
// the model. What is nil is left out; a required list that is nil is [].
func Append(dst []byte, from any) []byte {
	return appendStruct(dst, reflect.ValueOf(from).Elem())
}

func appendStruct(dst []byte, v reflect.Value) []byte {
	dst = append(dst, '{')
	first := true
	fields := fieldsOf(v.Type())
	for i := range fields {
		f := &fields[i]
		m := v.Field(f.index)
		switch m.Kind() {
		case reflect.Pointer, reflect.Map:
			if m.IsNil() {
				continue
			}
		case reflect.Slice:
			if m.IsNil() && !f.required {
				continue
			}
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = value.AppendQuoted(dst, f.name)
		dst = append(dst, ':')
		dst = appendAny(dst, m)
	}
	return append(dst, '}')
}

func appendAny(dst []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Pointer:
		return appendAny(dst, v.Elem())
	case reflect.String:
		return value.AppendQuoted(dst, v.String())
	case reflect.Bool:
		return strconv.AppendBool(dst, v.Bool())
	case reflect.Int64:
		return strconv.AppendInt(dst, v.Int(), 10)
	case reflect.Float64:
		// As Java writes a float: 50.0.
		start := len(dst)
		dst = strconv.AppendFloat(dst, v.Float(), 'f', -1, 64)
		if bytes.IndexByte(dst[start:], '.') < 0 {
			dst = append(dst, ".0"...)
		}
		return dst
	case reflect.Slice:
		if v.Type() == jsonType {
			return append(dst, v.Bytes()...)
		}
		dst = append(dst, '[')
		for i := range v.Len() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendAny(dst, v.Index(i))
		}
		return append(dst, ']')
	case reflect.Map:
		return appendMap(dst, v)
	}
	if v.Type() == timestampType {
		return AppendTimestamp(dst, v.Interface().(Timestamp))
	}
	return appendStruct(dst, v)
}

// appendMap writes a map by its keys in order, so that one answer is the same bytes twice.
func appendMap(dst []byte, v reflect.Value) []byte {
	keys := make([]string, 0, v.Len())
	for _, k := range v.MapKeys() {
		keys = append(keys, k.String())
	}
	slices.Sort(keys)
	dst = append(dst, '{')
	for i, k := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = value.AppendQuoted(dst, k)
		dst = append(dst, ':')
		dst = appendAny(dst, v.MapIndex(reflect.ValueOf(k)))
	}
	return append(dst, '}')
}

// AppendTimestamp writes seconds since 1970 with at most three decimals, such as 1700000000.25.
func AppendTimestamp(dst []byte, t Timestamp) []byte {
	ms := t.UnixMilli()
	if ms%1000 == 0 {
		return strconv.AppendInt(dst, ms/1000, 10)
	}
	return strconv.AppendFloat(dst, math.Round(float64(ms))/1000, 'f', -1, 64)
}
