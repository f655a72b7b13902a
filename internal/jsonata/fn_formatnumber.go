package jsonata

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// $formatNumber follows XPath's fn:format-number: a picture such as #,##0.00 with two
// sub-pictures at most, the second one for negative numbers.

// numberSymbols are the characters a picture is made of.
type numberSymbols struct {
	decimal, grouping, exponent, minus, percent, perMille, zero, digit, pattern string

	family []string // the ten digits
	active []string
}

func newNumberSymbols(options value.Value) numberSymbols {
	get := func(name, otherwise string) string {
		if v := options.Get(name); v.Kind() == value.String {
			return v.Str()
		}
		return otherwise
	}
	s := numberSymbols{
		decimal: get("decimal-separator", "."), grouping: get("grouping-separator", ","),
		exponent: get("exponent-separator", "e"), minus: get("minus-sign", "-"),
		percent: get("percent", "%"), perMille: get("per-mille", "\u2030"),
		zero: get("zero-digit", "0"), digit: get("digit", "#"), pattern: get("pattern-separator", ";"),
	}
	zero := units(s.zero)
	for i := range 10 {
		d := "NaN"
		if len(zero) > 0 {
			d = fromUnits([]uint16{zero[0] + uint16(i)})
		}
		s.family = append(s.family, d)
	}
	s.active = append(slices.Clone(s.family), s.decimal, s.exponent, s.grouping, s.digit, s.pattern)
	return s
}

func (s *numberSymbols) isDigit(c string) bool { return slices.Contains(s.family, c) }

// count counts the characters of a part that f accepts.
func count(part []string, f func(string) bool) int {
	n := 0
	for _, c := range part {
		if f(c) {
			n++
		}
	}
	return n
}

// subPicture is one of the pictures, taken apart. Parts are lists of characters.
type subPicture struct {
	source                              string
	text                                []string
	prefix, suffix                      []string
	active, mantissa, integer, fraction []string
	exponent                            []string
	hasExponent                         bool

	integerGroups, fractionGroups []int
	regularGroup                  int
	minInteger, scaling           int
	minFraction, maxFraction      int
	minExponent                   int
}

func indexFrom(part []string, c string, from int) int {
	for i := max(from, 0); i < len(part); i++ {
		if part[i] == c {
			return i
		}
	}
	return -1
}

func lastIndex(part []string, c string) int {
	for i := len(part) - 1; i >= 0; i-- {
		if part[i] == c {
			return i
		}
	}
	return -1
}

func charAt(part []string, i int) string {
	if i < 0 || i >= len(part) {
		return ""
	}
	return part[i]
}

func (s *numberSymbols) split(text string) (*subPicture, *Error) {
	p := &subPicture{source: text, text: characters(text)}
	starts := func(c string) bool { return slices.Contains(s.active, c) && c != s.exponent }
	first := slices.IndexFunc(p.text, starts)
	if first < 0 {
		return nil, fault("Cannot read properties of undefined (reading 'length')")
	}
	end := len(p.text)
	for !starts(p.text[end-1]) {
		end--
	}
	p.prefix, p.active, p.suffix = p.text[:first], p.text[first:end], p.text[end:]
	at := indexFrom(p.text, s.exponent, first)
	if at < 0 || at > end {
		p.mantissa = p.active
	} else {
		// The reference counts from the start of the picture here, prefix included.
		p.mantissa = p.active[:min(at, len(p.active))]
		p.exponent = p.active[min(at+1, len(p.active)):]
		p.hasExponent = true
	}
	if point := indexFrom(p.mantissa, s.decimal, 0); point < 0 {
		p.integer, p.fraction = p.mantissa, p.suffix
	} else {
		p.integer, p.fraction = p.mantissa[:point], p.mantissa[point+1:]
	}
	return p, nil
}

// validate finds what is wrong with a picture; the last fault found is the one reported.
func (s *numberSymbols) validate(p *subPicture) *Error {
	code := ""
	check := func(bad bool, c string) {
		if bad {
			code = c
		}
	}
	twice := func(c string) bool { return strings.Index(p.source, c) != strings.LastIndex(p.source, c) }
	has := func(c string) bool { return strings.Contains(p.source, c) }
	point := indexFrom(p.text, s.decimal, 0)
	check(twice(s.decimal), "D3081")
	check(twice(s.percent), "D3082")
	check(twice(s.perMille), "D3083")
	check(has(s.percent) && has(s.perMille), "D3084")
	check(count(p.mantissa, func(c string) bool { return s.isDigit(c) || c == s.digit }) == 0, "D3085")
	check(count(p.active, func(c string) bool { return !slices.Contains(s.active, c) }) > 0, "D3086")
	if point >= 0 {
		check(charAt(p.text, point-1) == s.grouping || charAt(p.text, point+1) == s.grouping, "D3087")
	} else {
		check(charAt(p.integer, len(p.integer)-1) == s.grouping, "D3088")
	}
	check(strings.Contains(p.source, s.grouping+s.grouping), "D3089")
	if i := indexFrom(p.integer, s.digit, 0); i >= 0 {
		check(count(p.integer[:i], s.isDigit) > 0, "D3090")
	}
	if i := lastIndex(p.fraction, s.digit); i >= 0 {
		check(count(p.fraction[i:], s.isDigit) > 0, "D3091")
	}
	check(p.hasExponent && len(p.exponent) > 0 && (has(s.percent) || has(s.perMille)), "D3092")
	check(p.hasExponent && (len(p.exponent) == 0 || count(p.exponent, s.isDigit) < len(p.exponent)), "D3093")
	if code != "" {
		return fail(code)
	}
	return nil
}

func (s *numberSymbols) analyse(p *subPicture) {
	digitOrOption := func(c string) bool { return s.isDigit(c) || c == s.digit }
	groups := func(part []string, left bool) []int {
		var out []int
		// After the first separator the reference goes on in the integer part, whichever
		// part it is counting.
		for at := indexFrom(part, s.grouping, 0); at >= 0; at = indexFrom(p.integer, s.grouping, at+1) {
			within := part[min(at, len(part)):]
			if left {
				within = part[:min(at, len(part))]
			}
			out = append(out, count(within, digitOrOption))
		}
		return out
	}
	p.integerGroups = groups(p.integer, false)
	p.regularGroup = regularDistance(p.integerGroups)
	p.fractionGroups = groups(p.fraction, true)
	p.minInteger = count(p.integer, s.isDigit)
	p.scaling = p.minInteger
	p.minFraction = count(p.fraction, s.isDigit)
	p.maxFraction = count(p.fraction, digitOrOption)
	if p.minInteger == 0 && p.maxFraction == 0 {
		if p.hasExponent {
			p.minFraction, p.maxFraction = 1, 1
		} else {
			p.minInteger = 1
		}
	}
	if p.hasExponent && p.minInteger == 0 && indexFrom(p.integer, s.digit, 0) >= 0 {
		p.minInteger = 1
	}
	if p.minInteger == 0 && p.minFraction == 0 {
		p.minFraction = 1
	}
	p.minExponent = count(p.exponent, s.isDigit)
}

// regularDistance is the distance between separators if they repeat regularly, else 0.
func regularDistance(positions []int) int {
	if len(positions) == 0 {
		return 0
	}
	factor := positions[0]
	for _, p := range positions[1:] {
		for b := p; b != 0; {
			factor, b = b, factor%b
		}
	}
	for i := range positions {
		if !slices.Contains(positions, (i+1)*factor) {
			return 0
		}
	}
	return factor
}

func fnFormatNumber(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	s := newNumberSymbols(a[2])
	var pictures []*subPicture
	texts := splitText(a[1].Str(), s.pattern)
	if len(texts) > 2 {
		return a[0], fail("D3080")
	}
	for _, text := range texts {
		p, err := s.split(text)
		if err != nil {
			return a[0], err
		}
		pictures = append(pictures, p)
	}
	for _, p := range pictures {
		if err := s.validate(p); err != nil {
			return a[0], err
		}
	}
	f := a[0].Float()
	p := pictures[0]
	s.analyse(p)
	prefix := strings.Join(p.prefix, "")
	if !(f >= 0) {
		if len(pictures) == 1 {
			prefix = s.minus + prefix
		} else {
			p = pictures[1]
			s.analyse(p)
			prefix = strings.Join(p.prefix, "")
		}
	}
	if p.maxFraction > 100 {
		return a[0], fault("toFixed() digits argument must be between 0 and 100")
	}
	out := prefix + s.format(p, f) + strings.Join(p.suffix, "")
	return value.OfString(out), st.allocText(len(out))
}

// format writes the number without prefix and suffix.
func (s *numberSymbols) format(p *subPicture, f float64) string {
	switch {
	case strings.Contains(p.source, s.percent):
		f *= 100
	case strings.Contains(p.source, s.perMille):
		f *= 1000
	}
	exponent := 0
	// The reference loops for ever on zero and negative numbers; their exponent is that of
	// the magnitude here.
	if p.minExponent > 0 && f != 0 && !math.IsInf(f, 0) {
		f = math.Abs(f)
		most, least := math.Pow10(p.scaling), math.Pow10(p.scaling-1)
		for ; f < least; exponent-- {
			f *= 10
		}
		for ; f > most; exponent++ {
			f /= 10
		}
	}
	text := s.digits(fixed(math.Abs(round(f, float64(p.maxFraction))), p.maxFraction))
	if i := indexFrom(text, ".", 0); i >= 0 {
		text[i] = s.decimal
	} else {
		text = append(text, s.decimal)
	}
	for len(text) > 0 && text[0] == s.zero {
		text = text[1:]
	}
	for len(text) > 0 && text[len(text)-1] == s.zero {
		text = text[:len(text)-1]
	}
	point := indexFrom(text, s.decimal, 0)
	left := p.minInteger - point
	right := p.minFraction - (len(text) - point - 1)
	text = slices.Concat(s.zeros(left), text, s.zeros(right))
	point = indexFrom(text, s.decimal, 0)
	insert := func(at int) {
		if at < 0 { // as slice of JavaScript has it: from the end
			at += len(text)
		}
		text = slices.Insert(text, max(0, min(at, len(text))), s.grouping)
	}
	if p.regularGroup > 0 {
		for i := 1; i <= (point-1)/p.regularGroup; i++ {
			insert(point - i*p.regularGroup)
		}
	} else {
		for _, n := range p.integerGroups {
			insert(point - n)
			point++
		}
	}
	point = indexFrom(text, s.decimal, 0)
	for _, n := range p.fractionGroups {
		insert(n + point + 1)
	}
	point = indexFrom(text, s.decimal, 0)
	if indexFrom(p.text, s.decimal, 0) < 0 || point == len(text)-1 {
		text = text[:max(0, len(text)-1)]
	}
	if p.minExponent > 0 {
		digits := s.digits(strconv.Itoa(max(exponent, -exponent)))
		text = append(text, s.exponent)
		if exponent < 0 {
			text = append(text, s.minus)
		}
		text = append(append(text, s.zeros(p.minExponent-len(digits))...), digits...)
	}
	return strings.Join(text, "")
}

func (s *numberSymbols) zeros(n int) []string {
	if n <= 0 {
		return nil
	}
	return slices.Repeat([]string{s.zero}, n)
}

// digits writes a number's text with the digits of the family.
func (s *numberSymbols) digits(text string) []string {
	out := characters(text)
	for i, c := range out {
		if s.zero != "0" && c >= "0" && c <= "9" && len(c) == 1 {
			out[i] = s.family[c[0]-'0']
		}
	}
	return out
}

// fixed is JavaScript's toFixed for numbers that are not negative.
func fixed(f float64, places int) string {
	if f >= 1e21 || math.IsNaN(f) || math.IsInf(f, 0) {
		return formatNumber(f)
	}
	return strconv.FormatFloat(f, 'f', places, 64)
}
