package value

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf8"
	"unsafe"
)

// A Quoter writes JSON inside JSON: the text of a value as a JSON string, as histories of
// executions hold documents. It remembers the texts of arrays and objects that it wrote
// last, because the documents of a history share most of their parts: what a state puts out
// is what went in but for a member. Values are immutable, so a part that is the same is
// written by copying. The zero Quoter is ready; it must not be used concurrently.
type Quoter struct {
	memos   [1 << memoBits]quoteMemo
	bytes   int    // of all remembered texts
	scratch []byte // for texts that need escaping twice
}

// quoteMemo is a part and its text without the quotes around it. It holds on to the part,
// so that its address stands for nothing else meanwhile.
type quoteMemo struct {
	of   unsafe.Pointer // string bytes, first array element, or *object
	n    int
	kind Kind
	text []byte
}

const (
	memoBits = 7
	// quoteRemembered is the least text that is worth remembering.
	quoteRemembered = 32
	// quoteBytes bounds what a Quoter holds on to.
	quoteBytes = 16 << 20
)

// Append appends the compact JSON text of v as a JSON string: what
// AppendQuoted(dst, v.String()) appends for any v but undefined.
func (q *Quoter) Append(dst []byte, v Value) []byte {
	return append(q.value(append(dst, '"'), v), '"')
}

// AppendText appends a text as a JSON string, as [AppendQuoted] does.
func (q *Quoter) AppendText(dst []byte, s string) []byte {
	of := unsafe.Pointer(unsafe.StringData(s))
	m, found := q.memo(String, of, len(s))
	dst = append(dst, '"')
	if found {
		return append(append(dst, m.text...), '"')
	}
	from := len(dst)
	dst = appendEscaped(dst, s)
	q.remember(m, String, of, len(s), dst[from:])
	return append(dst, '"')
}

// value appends the escaped text of v.
func (q *Quoter) value(dst []byte, v Value) []byte {
	k := v.Kind()
	if k != Array && k != Object {
		return q.scalar(dst, v)
	}
	m, found := q.memo(k, v.ptr, int(v.n))
	if found {
		return append(dst, m.text...)
	}
	from := len(dst)
	if k == Array {
		dst = append(dst, '[')
		for i, e := range v.Elems() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = q.value(dst, e)
		}
		dst = append(dst, ']')
	} else {
		dst = append(dst, '{')
		members := v.Members()
		for i := range members {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = q.quoted(dst, members[i].Key)
			dst = append(dst, ':')
			dst = q.value(dst, members[i].Value)
		}
		dst = append(dst, '}')
	}
	q.remember(m, k, v.ptr, int(v.n), dst[from:])
	return dst
}

func (q *Quoter) scalar(dst []byte, v Value) []byte {
	switch {
	case v.Kind() == String:
		return q.quoted(dst, v.text())
	case v.Kind() == Number && v.meta.rep() == repFloat:
		q.scratch = v.appendNumber(q.scratch[:0]) // one that is not finite is a string
		return q.again(dst)
	}
	return v.AppendJSON(dst)
}

// quoted appends s as a JSON string, escaped once more.
func (q *Quoter) quoted(dst []byte, s string) []byte {
	if plainLen(s) == len(s) {
		dst = append(dst, '\\', '"')
		dst = append(dst, s...)
		return append(dst, '\\', '"')
	}
	q.scratch = AppendQuoted(q.scratch[:0], s)
	return q.again(dst)
}

// again appends the scratch, escaped.
func (q *Quoter) again(dst []byte) []byte {
	return appendEscaped(dst, unsafe.String(unsafe.SliceData(q.scratch), len(q.scratch)))
}

// memo is the place where the text of a part is remembered, and whether it is.
func (q *Quoter) memo(k Kind, of unsafe.Pointer, n int) (m *quoteMemo, found bool) {
	hash := uint64(uintptr(of)) >> 3 * 0x9e3779b97f4a7c15
	m = &q.memos[hash>>(64-memoBits)]
	return m, m.of == of && m.n == n && m.kind == k
}

// remember notes the text of a part in its place, whose old text gives way.
func (q *Quoter) remember(m *quoteMemo, k Kind, of unsafe.Pointer, n int, text []byte) {
	if n == 0 || len(text) < quoteRemembered || len(text) > quoteBytes/16 {
		return
	}
	q.bytes -= cap(m.text)
	m.of, m.n, m.kind, m.text = of, n, k, append(m.text[:0], text...)
	if q.bytes += cap(m.text); q.bytes > quoteBytes {
		clear(q.memos[:])
		q.bytes = 0
	}
}

// appendEscaped appends s as it stands between the quotes of a JSON string, see
// [AppendQuoted]. It looks at eight bytes at a time.
func appendEscaped(dst []byte, s string) []byte {
	for len(s) >= 8 {
		if cap(dst)-len(dst) < 16 {
			dst = slices.Grow(dst, len(s)+len(s)/4+16)
		}
		w := load(s)
		n := len(dst)
		binary.LittleEndian.PutUint64(dst[n:n+8], w)
		found := special(w)
		if found == 0 {
			dst, s = dst[:n+8], s[8:]
			continue
		}
		k := bits.TrailingZeros64(found) >> 3
		dst = dst[:n+k]
		if c := s[k]; c == '"' || c == '\\' {
			dst, s = append(dst, '\\', c), s[k+1:]
			continue
		}
		var size int
		dst, size = appendSpecial(dst, s[k:])
		s = s[k+size:]
	}
	for len(s) > 0 {
		if plain[s[0]] {
			dst, s = append(dst, s[0]), s[1:]
			continue
		}
		var size int
		dst, size = appendSpecial(dst, s)
		s = s[size:]
	}
	return dst
}

// appendSpecial appends the first character of s, which is not plain, and answers how many
// bytes of s it takes.
func appendSpecial(dst []byte, s string) ([]byte, int) {
	c := s[0]
	if c >= utf8.RuneSelf {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			return append(dst, "\uFFFD"...), 1
		}
		return append(dst, s[:size]...), size
	}
	switch c {
	case '"', '\\':
		dst = append(dst, '\\', c)
	case '\b':
		dst = append(dst, '\\', 'b')
	case '\f':
		dst = append(dst, '\\', 'f')
	case '\n':
		dst = append(dst, '\\', 'n')
	case '\r':
		dst = append(dst, '\\', 'r')
	case '\t':
		dst = append(dst, '\\', 't')
	default:
		dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
	return dst, 1
}

// load is the first eight bytes of s, the first the lowest.
func load(s string) uint64 {
	return binary.LittleEndian.Uint64(unsafe.Slice(unsafe.StringData(s), 8))
}

// special has the top bit set of the lowest of eight bytes that is not plain, and perhaps
// of some above it; it is 0 where all are plain.
func special(w uint64) uint64 {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	quote, backslash := w^ones*'"', w^ones*'\\'
	return ((quote-ones)&^quote | (backslash-ones)&^backslash | (w-ones*' ')&^w | w) & tops
}

// plainLen is the length of the text that s begins with and that stands for itself in a
// JSON string, as far as ASCII goes.
func plainLen(s string) int {
	i := 0
	for ; len(s)-i >= 8; i += 8 {
		if found := special(load(s[i:])); found != 0 {
			return i + bits.TrailingZeros64(found)>>3
		}
	}
	for i < len(s) && plain[s[i]] {
		i++
	}
	return i
}
