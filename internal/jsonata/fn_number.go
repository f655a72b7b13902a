package jsonata

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

var (
	decimalText = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?$`)
	radixText   = regexp.MustCompile(`^(0[xX][0-9A-Fa-f]+)|(0[oO][0-7]+)|(0[bB][0-1]+)$`)
)

func fnNumber(_ *state, a []value.Value) (value.Value, *Error) {
	v := a[0]
	switch v.Kind() {
	case value.Undefined, value.Number:
		return v, nil
	case value.Bool:
		if v.Bool() {
			return value.OfInt(1), nil
		}
		return value.OfInt(0), nil
	case value.String:
		s := v.Str()
		if decimalText.MatchString(s) {
			if f, err := strconv.ParseFloat(s, 64); err == nil {
				return numberValue(f), nil
			}
		} else if radixText.MatchString(s) {
			return numberValue(parseRadix(s)), nil
		}
	}
	return v, failValue("D3030", v)
}

// parseRadix is JavaScript's Number of a text with a prefix 0x, 0o or 0b. The reference
// lets through some texts that only contain one; they are not numbers.
func parseRadix(s string) float64 {
	if len(s) < 3 || s[0] != '0' {
		return math.NaN()
	}
	base := map[byte]float64{'x': 16, 'X': 16, 'o': 8, 'O': 8, 'b': 2, 'B': 2}[s[1]]
	f := 0.0
	for i := 2; i < len(s); i++ {
		d := strings.IndexByte("0123456789abcdef", s[i]|0x20)
		if s[i] <= '9' {
			d = int(s[i]) - '0'
		}
		if d < 0 || float64(d) >= base {
			return math.NaN()
		}
		f = f*base + float64(d)
	}
	return f
}

// onNumber makes a function of a number that leaves undefined alone.
func onNumber(f func(float64) float64) func(*state, []value.Value) (value.Value, *Error) {
	return func(_ *state, a []value.Value) (value.Value, *Error) {
		if a[0].IsUndefined() {
			return a[0], nil
		}
		return numberValue(f(a[0].Float())), nil
	}
}

var (
	fnFloor = onNumber(math.Floor)
	fnCeil  = onNumber(math.Ceil)
	fnAbs   = onNumber(math.Abs)
)

func fnRound(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	precision := 0.0
	if !a[1].IsUndefined() {
		precision = a[1].Float()
	}
	return numberValue(round(a[0].Float(), precision)), nil
}

// round rounds half to even at a decimal place. It shifts the decimal text, not the binary
// value, so 2.675 is the half it looks like.
func round(f, precision float64) float64 {
	shift := func(f, by float64) float64 {
		if by == 0 || math.IsNaN(by) {
			return f
		}
		mantissa, exp, ok := strings.Cut(formatNumber(f), "e")
		e := by
		if ok {
			x, _ := strconv.ParseFloat(exp, 64)
			e += x
		}
		text := formatNumber(e)
		if e != math.Trunc(e) || strings.ContainsAny(text, "eIN") {
			return math.NaN()
		}
		r, err := strconv.ParseFloat(mantissa+"e"+text, 64)
		if err != nil && !math.IsInf(r, 0) && r != 0 {
			return math.NaN()
		}
		return r
	}
	f = shift(f, precision)
	r := math.Floor(f)
	if f-r >= 0.5 {
		r++
	}
	if math.Abs(r-f) == 0.5 && math.Abs(math.Mod(r, 2)) == 1 {
		r--
	}
	r = shift(r, -precision)
	if r == 0 {
		return 0
	}
	return r
}

func fnSqrt(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	f := a[0].Float()
	if f < 0 {
		return a[0], failValue("D3060", a[0])
	}
	return numberValue(math.Sqrt(f)), nil
}

func fnPower(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	base, exp := a[0].Float(), a[1].Float()
	f := pow(base, exp)
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return a[0], failValue("D3061", a[0], arg{"exp", errorText(a[1])})
	}
	return numberValue(f), nil
}

func fnFormatBase(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	f, radix := round(a[0].Float(), 0), 10.0
	if !a[1].IsUndefined() {
		radix = round(a[1].Float(), 0)
	}
	if !(radix >= 2 && radix <= 36) {
		return a[0], failValue("D3100", numberValue(radix))
	}
	return value.OfString(toRadix(f, int(radix))), nil
}

// toRadix is JavaScript's toString(radix) of a whole number. Beyond 2^53 it gives zeros for
// the digits that a double does not hold.
func toRadix(f float64, radix int) string {
	if radix == 10 || math.IsNaN(f) || math.IsInf(f, 0) {
		return formatNumber(f)
	}
	if math.Abs(f) < maxSafe {
		return strconv.FormatInt(int64(f), radix)
	}
	sign := ""
	if f < 0 {
		sign, f = "-", -f
	}
	var digits []byte
	for f >= maxSafe {
		f /= float64(radix)
		digits = append(digits, '0')
	}
	f = math.Floor(f)
	return sign + strconv.FormatInt(int64(f), radix) + string(digits)
}
