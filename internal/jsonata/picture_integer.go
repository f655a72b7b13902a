package jsonata

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/internal/value"
)

// $formatInteger and $parseInteger follow XPath's fn:format-integer; the date pictures are
// made of the same integers.

type numeralKind uint8

const (
	decimalDigits numeralKind = iota
	letterNumerals
	romanNumerals
	wordNumerals
	sequenceNumerals // a sequence nobody knows: formatting and parsing fail
)

type letterCase uint8

const (
	lowerCase letterCase = iota
	upperCase
	titleCase
)

// integerPicture is a picture such as #,##0;o or Ww.
type integerPicture struct {
	kind      numeralKind
	letters   letterCase
	ordinal   bool
	zero      rune
	mandatory int // digits
	optional  int
	regular   int // distance of separators if they repeat, else 0
	groups    []separator
	token     string
	width     int // exact digits when a date is parsed, 0 for any number
}

type separator struct {
	position int // digits to the right of it
	text     string
}

var zeroDigits = []rune{
	0x30, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
	0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
	0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
}

func zeroOf(r rune) (rune, bool) {
	for _, z := range zeroDigits {
		if r >= z && r <= z+9 {
			return z, true
		}
	}
	return 0, false
}

func parseIntegerPicture(text string) (*integerPicture, *Error) {
	p := &integerPicture{}
	primary := text
	if i := strings.LastIndexByte(text, ';'); i >= 0 {
		primary = text[:i]
		p.ordinal = strings.HasPrefix(text[i+1:], "o")
	}
	switch primary {
	case "A":
		p.kind, p.letters = letterNumerals, upperCase
	case "a":
		p.kind = letterNumerals
	case "I":
		p.kind, p.letters = romanNumerals, upperCase
	case "i":
		p.kind = romanNumerals
	case "W":
		p.kind, p.letters = wordNumerals, upperCase
	case "Ww":
		p.kind, p.letters = wordNumerals, titleCase
	case "w":
		p.kind = wordNumerals
	default:
		return p, p.digits(primary)
	}
	return p, nil
}

// digits reads a decimal pattern from its right end, where positions count from.
func (p *integerPicture) digits(primary string) *Error {
	position := 0
	chars := characters(primary)
	slices.Reverse(chars)
	for _, c := range chars {
		r, _ := decodeRune(c)
		if z, ok := zeroOf(r); ok {
			if p.mandatory > 0 && z != p.zero {
				return fail("D3131")
			}
			p.zero = z
			p.mandatory++
			position++
		} else if c == "#" {
			p.optional++
			position++
		} else {
			p.groups = append(p.groups, separator{position, c})
		}
	}
	if p.mandatory == 0 {
		p.kind, p.token = sequenceNumerals, primary
		return nil
	}
	positions := make([]int, len(p.groups))
	for i, g := range p.groups {
		if g.text != p.groups[0].text {
			return nil
		}
		positions[i] = g.position
	}
	p.regular = regularDistance(positions)
	return nil
}

func (p *integerPicture) format(f float64) (string, *Error) {
	negative := f < 0
	f = math.Abs(f)
	var out string
	switch p.kind {
	case letterNumerals:
		out = toLetters(f, p.letters == upperCase)
	case romanNumerals:
		if f > 1e6 {
			return "", fault("Maximum call stack size exceeded")
		}
		out = toRoman(f)
		if p.letters == upperCase {
			out = strings.ToUpper(out)
		}
	case wordNumerals:
		out = toWords(f, p.ordinal)
		switch p.letters {
		case upperCase:
			out = strings.ToUpper(out)
		case lowerCase:
			out = strings.ToLower(out)
		}
	case sequenceNumerals:
		return "", fail("D3130", withText("value", p.token))
	default:
		out = p.formatDigits(f)
	}
	if negative {
		out = "-" + out
	}
	return out, nil
}

func (p *integerPicture) formatDigits(f float64) string {
	chars := characters(formatNumber(f))
	if pad := p.mandatory - len(chars); pad > 0 {
		chars = append(slices.Repeat([]string{"0"}, pad), chars...)
	}
	if p.zero != '0' {
		for i, c := range chars {
			chars[i] = string(rune(c[0]) + p.zero - '0')
		}
	}
	insert := func(distance int, text string) {
		if at := len(chars) - distance; at >= 0 {
			chars = slices.Insert(chars, at, text)
		} else {
			// JavaScript's substr counts a negative start from the end.
			chars = append([]string{text}, chars[max(0, at+len(chars)):]...)
		}
	}
	if p.regular > 0 {
		for i := (len(chars) - 1) / p.regular; i > 0; i-- {
			insert(i*p.regular, p.groups[0].text)
		}
	} else {
		for _, g := range slices.Backward(p.groups) {
			insert(g.position, g.text)
		}
	}
	out := strings.Join(chars, "")
	if !p.ordinal {
		return out
	}
	suffix := map[string]string{"1": "st", "2": "nd", "3": "rd"}[charAt(chars, len(chars)-1)]
	if suffix == "" || charAt(chars, len(chars)-2) == "1" {
		suffix = "th"
	}
	return out + suffix
}

func toLetters(f float64, upper bool) string {
	first := byte('a')
	if upper {
		first = 'A'
	}
	var out []byte
	for f > 0 && len(out) < 400 {
		out = append(out, first+byte(math.Mod(f-1, 26)))
		f = math.Floor((f - 1) / 26)
	}
	slices.Reverse(out)
	return string(out)
}

func fromLetters(s string, upper bool) float64 {
	first := 'a'
	if upper {
		first = 'A'
	}
	f := 0.0
	u := units(s)
	for i := range u {
		f += float64(rune(u[len(u)-1-i])-first+1) * pow(26, float64(i))
	}
	return f
}

var romanTable = []struct {
	value float64
	text  string
}{
	{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"},
	{10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"},
}

func toRoman(f float64) string {
	var b strings.Builder
	for _, r := range romanTable {
		for ; f >= r.value; f -= r.value {
			b.WriteString(r.text)
		}
	}
	return b.String()
}

func fromRoman(s string) float64 {
	values := map[rune]float64{'M': 1000, 'D': 500, 'C': 100, 'L': 50, 'X': 10, 'V': 5, 'I': 1}
	total, highest := 0.0, 1.0
	for _, r := range slices.Backward([]rune(s)) {
		v, ok := values[r]
		if !ok {
			return math.NaN()
		}
		if v < highest {
			total -= v
		} else {
			highest = v
			total += v
		}
	}
	return total
}

// parse reads an integer. What is none gives NaN, as in the reference.
func (p *integerPicture) parse(s string) (float64, *Error) {
	switch p.kind {
	case letterNumerals:
		return fromLetters(s, p.letters == upperCase), nil
	case romanNumerals:
		if p.letters != upperCase {
			s = upper16(s)
		}
		return fromRoman(s), nil
	case wordNumerals:
		return fromWords(lower16(s)), nil
	case sequenceNumerals:
		return 0, fail("D3130", withText("value", p.token))
	}
	if p.ordinal {
		t := newText16(s)
		s = t.slice(0, t.len()-2)
	}
	if p.regular > 0 {
		s = strings.ReplaceAll(s, ",", "")
	} else {
		for _, g := range p.groups {
			s = strings.ReplaceAll(s, g.text, "")
		}
	}
	if p.zero != '0' {
		var b []byte
		for len(s) > 0 {
			r, n := decodeRune(s)
			b = utf8.AppendRune(b, r-p.zero+'0')
			s = s[n:]
		}
		s = string(b)
	}
	return parseIntPrefix(s), nil
}

// parseIntPrefix is JavaScript's parseInt(s): the leading integer, or NaN. A prefix 0x
// makes it hexadecimal.
func parseIntPrefix(s string) float64 {
	s = strings.TrimLeft(s, " \t\n\r\v\f\u00a0\ufeff\u2028\u2029")
	sign, base := 1.0, 10.0
	if s != "" && (s[0] == '-' || s[0] == '+') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	if len(s) > 1 && s[0] == '0' && s[1]|0x20 == 'x' {
		s, base = s[2:], 16
	}
	f, i := 0.0, 0
	for ; i < len(s); i++ {
		c := s[i]
		if !isHex(c) || base == 10 && c > '9' {
			break
		}
		f = f*base + float64(unhex(c))
	}
	if i == 0 {
		return math.NaN()
	}
	if base == 10 && f >= maxSafe {
		f = parseDecimal(s[:i])
	}
	return sign * f
}

func fnFormatInteger(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	p, err := parseIntegerPicture(a[1].Str())
	if err != nil {
		return a[0], err
	}
	out, err := p.format(math.Floor(a[0].Float()))
	return value.OfString(out), err
}

func fnParseInteger(_ *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	p, err := parseIntegerPicture(a[1].Str())
	if err != nil {
		return a[0], err
	}
	f, err := p.parse(a[0].Str())
	return numberValue(f), err
}
