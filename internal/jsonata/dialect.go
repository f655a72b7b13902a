package jsonata

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// dialect is a set of departures from the reference. All of AWS's are fields here; where
// one was measured stands beside it.
type dialect struct {
	functions map[string]value.Value

	// number writes a number for $string and &.
	number func(dst []byte, f float64) []byte
	// indexesFirst: members whose keys look like indexes of an array come first, as in
	// JavaScript. AWS keeps the order in which they were made.
	indexesFirst bool
	// showsFunctions: a built-in function as a result is shown as npm's package shows it,
	// instead of being no result.
	showsFunctions bool
	// javaText: results are written by Java, and whole numbers beyond 2^53 have become
	// doubles when an expression read them.
	javaText bool
	// asciiSpace: \s in a regular expression matches ASCII white space only.
	asciiSpace bool
	// cutsFractions: a limit of 2.5 for $replace, or a width of 6.5 for $pad, is cut.
	cutsFractions bool
	// utf8Base64: $base64encode and $base64decode work on UTF-8, take texts without
	// padding and fail on characters outside the alphabet.
	utf8Base64 bool
	// formURLs: $decodeUrlComponent reads + as a space and bytes that are not UTF-8 as
	// U+FFFD.
	formURLs bool
}

// reference is JSONata 2.0.6 as npm has it.
var reference = dialect{
	indexesFirst:   true,
	showsFunctions: true,
	functions:      newFunctions(builtins),
	number:         func(dst []byte, f float64) []byte { return appendNumber(dst, precise(f)) },
}

// awsDialect is what AWS Step Functions was measured to do in August and September 2026:
// the notes of sfnx (design.md, "measured") and the trackers of floci, issues 2662, 2676,
// 2736, 2737 and 2783. Functions it adds are in fn_aws.go.
var awsDialect = dialect{
	functions:     newFunctions(builtins, awsBuiltins),
	number:        appendJavaString,
	javaText:      true,
	asciiSpace:    true,
	cutsFractions: true,
	utf8Base64:    true,
	formURLs:      true,
}

// function is the built-in function of a name, undefined if there is none.
func (d *dialect) function(name string) value.Value { return d.functions[name] }

// appendJavaString writes a number as AWS's $string does: whole numbers as JavaScript, in
// full below 1e21; fractions with 15 significant digits, rounded down, in the notation of
// Java's BigDecimal. Sources: sfnx design notes; recordings of the functions group.
func appendJavaString(dst []byte, f float64) []byte {
	if f == math.Trunc(f) || math.IsInf(f, 0) || math.IsNaN(f) {
		return appendNumber(dst, f)
	}
	text := strconv.FormatFloat(f, 'e', -1, 64)
	mantissa, exponent, _ := strings.Cut(text, "e")
	e, _ := strconv.Atoi(exponent)
	negative := strings.HasPrefix(mantissa, "-")
	digits := strings.Replace(strings.TrimPrefix(mantissa, "-"), ".", "", 1)
	if len(digits) > 15 {
		cut := new(big.Int)
		cut.SetString(digits[:15], 10)
		if negative { // down is away from zero
			cut.Add(cut, big.NewInt(1))
		}
		rounded := cut.String()
		e += len(rounded) - 15
		digits = rounded
	}
	digits = strings.TrimRight(digits, "0")
	if negative {
		dst = append(dst, '-')
	}
	point := e + 1 // digits before the decimal point
	switch {
	case e < -6 || point > len(digits):
		dst = append(dst, digits[0])
		if len(digits) > 1 {
			dst = append(append(dst, '.'), digits[1:]...)
		}
		dst = append(dst, 'e')
		if e > 0 {
			dst = append(dst, '+')
		}
		return strconv.AppendInt(dst, int64(e), 10)
	case point <= 0:
		return append(append(append(dst, "0."...), strings.Repeat("0", -point)...), digits...)
	case point == len(digits):
		return append(dst, digits...)
	}
	return append(append(append(dst, digits[:point]...), '.'), digits[point:]...)
}

// javaDouble is a number as Java's Double.toString writes it: plain between 1e-3 and 1e7,
// else with an E.
func javaDouble(f float64) string {
	if abs := math.Abs(f); f == 0 || abs >= 1e-3 && abs < 1e7 {
		s := strconv.FormatFloat(f, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	e, _ := strconv.Atoi(exponent)
	return mantissa + "E" + strconv.Itoa(e)
}
