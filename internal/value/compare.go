package value

import (
	"cmp"
	"hash/maphash"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// CompareNumbers orders two numbers by their exact values: -1, 0 or +1. Literals are
// compared by all their digits, so 9007199254740993 is more than 9007199254740992. A value
// that is no number, and NaN, comes before every number.
func CompareNumbers(a, b Value) int {
	if i, ok := a.smallInt(); ok {
		if j, ok := b.smallInt(); ok {
			return cmp.Compare(i, j)
		}
	}
	x, y := a.Float(), b.Float()
	switch c := cmp.Compare(x, y); {
	case c != 0 || math.IsNaN(x) || a.meta.rep() != repText && b.meta.rep() != repText:
		return c
	case math.IsInf(x, 0) && a.meta.rep() != b.meta.rep():
		// A literal too large for a float64 is less than an infinity, or more than -infinity.
		if (a.meta.rep() == repText) == (x > 0) {
			return -1
		}
		return 1
	}
	return compareDecimals(a.NumberText(), b.NumberText())
}

// smallInt is v as an int64 where that needs no parsing of a fraction or exponent.
func (v Value) smallInt() (int64, bool) {
	switch {
	case v.Kind() != Number:
		return 0, false
	case v.meta.rep() == repInt:
		return int64(v.n), true
	case v.meta.rep() == repText:
		return atoi(v.text())
	}
	return 0, false
}

// atoi reads up to 18 digits, which can't overflow.
func atoi(s string) (int64, bool) {
	digits := s
	if s != "" && s[0] == '-' {
		digits = s[1:]
	}
	if len(digits) == 0 || len(digits) > 18 {
		return 0, false
	}
	var n int64
	for i := range len(digits) {
		c := digits[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + int64(c)
	}
	if len(digits) < len(s) {
		n = -n
	}
	return n, true
}

// compareDecimals orders two JSON number literals without loss, in time that grows with
// their lengths and not with their exponents.
func compareDecimals(a, b string) int {
	x, y := parseDecimal(a), parseDecimal(b)
	switch {
	case x.sign != y.sign:
		return cmp.Compare(x.sign, y.sign)
	case x.sign == 0:
		return 0
	}
	c := x.exponent.Cmp(&y.exponent)
	if c == 0 {
		c = strings.Compare(x.digits, y.digits)
	}
	return c * x.sign
}

// decimal is ±0.digits × 10^exponent, without zeros at either end of digits.
type decimal struct {
	sign     int
	digits   string
	exponent big.Int
}

func parseDecimal(s string) *decimal {
	d := &decimal{sign: 1}
	if s != "" && s[0] == '-' {
		d.sign, s = -1, s[1:]
	}
	mantissa, exponent := s, ""
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa, exponent = s[:i], strings.TrimPrefix(s[i+1:], "+")
		d.exponent.SetString(exponent, 10)
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	d.exponent.Add(&d.exponent, big.NewInt(int64(len(whole))))
	all := whole + fraction
	d.digits = strings.TrimLeft(all, "0")
	d.exponent.Sub(&d.exponent, big.NewInt(int64(len(all)-len(d.digits))))
	d.digits = strings.TrimRight(d.digits, "0")
	if d.digits == "" {
		d.sign = 0
	}
	return d
}

// int64 is the number as an integer, if it is one that fits.
func (d *decimal) int64() (int64, bool) {
	if !d.exponent.IsInt64() {
		return 0, false
	}
	n := d.exponent.Int64()
	if n > 19 || n < int64(len(d.digits)) {
		return 0, d.sign == 0
	}
	text := d.digits + strings.Repeat("0", int(n)-len(d.digits))
	if d.sign < 0 {
		text = "-" + text
	}
	i, err := strconv.ParseInt(text, 10, 64)
	return i, err == nil
}

// CompareUTF16 orders two strings by their UTF-16 code units, as Java and JavaScript do.
// That differs from the order of bytes only where a character beyond U+FFFF meets one from
// U+E000 to U+FFFF.
func CompareUTF16(a, b string) int {
	n := min(len(a), len(b))
	i := 0
	for i < n && a[i] == b[i] {
		i++
	}
	if i == n {
		return cmp.Compare(len(a), len(b))
	}
	for i > 0 && (!utf8.RuneStart(a[i]) || !utf8.RuneStart(b[i])) {
		i--
	}
	x, _ := utf8.DecodeRuneInString(a[i:])
	y, _ := utf8.DecodeRuneInString(b[i:])
	if x > 0xFFFF != (y > 0xFFFF) && (x >= 0xE000 && y >= 0xE000) {
		return cmp.Compare(y, x) // surrogates, from U+D800, come before U+E000
	}
	return cmp.Compare(x, y)
}

// IsIntegerText reports whether v is a number written without fraction and exponent, which
// other languages read as an integer. 1 is, 1.0 and 1e2 are not.
func (v Value) IsIntegerText() bool {
	switch {
	case v.Kind() != Number:
		return false
	case v.meta.rep() == repText:
		return !strings.ContainsAny(v.text(), ".eE")
	case v.meta.rep() == repInt:
		return true
	}
	return !strings.ContainsAny(v.NumberText(), ".eEIN")
}

// seed makes hashes differ from process to process, so that nobody can prepare collisions.
var seed = maphash.MakeSeed()

// Hash is equal for values that [Equal] calls equal. It differs from process to process.
func Hash(v Value) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	h.WriteByte(byte(v.Kind()))
	switch v.Kind() {
	case Bool:
		h.WriteByte(byte(v.n))
	case Number:
		f := v.Float()
		if f == 0 {
			f = 0 // -0 equals 0
		}
		maphash.WriteComparable(&h, f)
	case String:
		h.WriteString(v.text())
	case Array:
		for _, e := range v.Elems() {
			maphash.WriteComparable(&h, Hash(e))
		}
	case Object:
		var sum uint64 // members in any order
		for _, m := range v.Members() {
			sum += maphash.String(seed, m.Key) ^ Hash(m.Value)*0x9E3779B97F4A7C15
		}
		maphash.WriteComparable(&h, sum)
	}
	return h.Sum64()
}
