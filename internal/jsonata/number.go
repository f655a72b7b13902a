package jsonata

import (
	"math"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// Numbers are the doubles of JavaScript. A number read from a document keeps its text until
// it is computed with; texts are made the way JavaScript makes them.

// maxSafe is the largest integer up to which a double is exact.
const maxSafe = 1 << 53

// numberValue holds f, as an integer where that is exact.
func numberValue(f float64) value.Value {
	if i := int64(f); float64(i) == f && i > -maxSafe && i < maxSafe {
		return value.OfInt(i)
	}
	return value.OfFloat(f)
}

// formatNumber is JavaScript's String(f).
func formatNumber(f float64) string { return string(appendNumber(nil, f)) }

func appendNumber(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	case f == 0:
		return append(dst, '0')
	}
	if abs := math.Abs(f); abs >= 1e-6 && abs < 1e21 {
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
	from := len(dst)
	dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
	// Go writes e-07 where JavaScript writes e-7.
	if n := len(dst); n-from >= 4 && dst[n-4] == 'e' && dst[n-2] == '0' {
		dst[n-2] = dst[n-1]
		dst = dst[:n-1]
	}
	return dst
}

// precise is JavaScript's Number(f.toPrecision(15)).
func precise(f float64) float64 {
	if i := int64(f); float64(i) == f && i > -1e15 && i < 1e15 {
		return f
	}
	p, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'e', 14, 64), 64)
	return p
}

// plainText is v as JSON.stringify writes it: numbers of JavaScript, functions left out. It
// serves error messages and stops after some 64 KiB.
func plainText(v value.Value) string {
	w := jsonWriter{number: appendNumber, max: 64 << 10}
	return string(w.append(nil, v, 0))
}

// jsonWriter writes a value as JSON.stringify does, with a say in how numbers look.
type jsonWriter struct {
	indent    int // spaces per level, 0 for compact text
	number    func([]byte, float64) []byte
	functions string // what a function becomes: "" leaves it out as JSON.stringify does
	max       int    // so many bytes are enough, 0 for no bound
}

func (w *jsonWriter) append(dst []byte, v value.Value, depth int) []byte {
	if w.max > 0 && len(dst) > w.max {
		return dst
	}
	switch v.Kind() {
	case value.Number:
		f := v.Float()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return append(dst, "null"...)
		}
		return w.number(dst, f)
	case value.String:
		return appendScriptQuoted(dst, v.Str())
	case value.Opaque:
		if w.functions == "" {
			return append(dst, "null"...)
		}
		return append(dst, w.functions...)
	case value.Array:
		elems := v.Elems()
		if len(elems) == 0 {
			return append(dst, "[]"...)
		}
		dst = append(dst, '[')
		for i := range elems {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = w.append(w.line(dst, depth+1), elems[i], depth+1)
		}
		return append(w.line(dst, depth), ']')
	case value.Object:
		dst = append(dst, '{')
		empty := true
		members := v.Members()
		for i := range members {
			m := &members[i]
			if m.Value.IsUndefined() || m.Value.Kind() == value.Opaque && w.functions == "" {
				continue
			}
			if !empty {
				dst = append(dst, ',')
			}
			empty = false
			dst = append(appendScriptQuoted(w.line(dst, depth+1), m.Key), ':')
			if w.indent > 0 {
				dst = append(dst, ' ')
			}
			dst = w.append(dst, m.Value, depth+1)
		}
		if !empty {
			dst = w.line(dst, depth)
		}
		return append(dst, '}')
	}
	return v.AppendJSON(dst)
}

// appendScriptQuoted is value.AppendQuoted that writes halves of surrogate pairs as escapes.
func appendScriptQuoted(dst []byte, s string) []byte {
	if strings.IndexByte(s, 0xED) < 0 {
		return value.AppendQuoted(dst, s)
	}
	return append(dst, stringText(s)...)
}

func (w *jsonWriter) line(dst []byte, depth int) []byte {
	if w.indent == 0 {
		return dst
	}
	dst = append(dst, '\n')
	return append(dst, strings.Repeat(" ", w.indent*depth)...)
}
