package simulator

import (
	"strings"
	"time"
	"unicode/utf16"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// comparator is the function of one of the 39 comparators (spec: "Choice State", "Data-test
// expression"). Operands of a wrong type compare as false.
func comparator(c asl.Comparison) func(x, operand value.Value) bool {
	if c.Is {
		is := kindTests[c.Op]
		return func(x, operand value.Value) bool { return is(x) == operand.Bool() }
	}
	if c.Op == "Matches" {
		return func(x, operand value.Value) bool {
			return x.Kind() == value.String && operand.Kind() == value.String && matchesPattern(x.Str(), operand.Str())
		}
	}
	order, accept := orders[c.Operand], accepts[c.Op]
	return func(x, operand value.Value) bool {
		n, ok := order(x, operand)
		return ok && accept(n)
	}
}

var kindTests = map[string]func(value.Value) bool{
	"Null":    value.Value.IsNull,
	"Numeric": func(v value.Value) bool { return v.Kind() == value.Number },
	"String":  func(v value.Value) bool { return v.Kind() == value.String },
	"Boolean": func(v value.Value) bool { return v.Kind() == value.Bool },
	"Timestamp": func(v value.Value) bool {
		_, ok := offsetDateTime(v.Str())
		return ok
	},
}

var accepts = map[string]func(n int) bool{
	"Equals":            func(n int) bool { return n == 0 },
	"LessThan":          func(n int) bool { return n < 0 },
	"GreaterThan":       func(n int) bool { return n > 0 },
	"LessThanEquals":    func(n int) bool { return n <= 0 },
	"GreaterThanEquals": func(n int) bool { return n >= 0 },
}

// orders compares two operands of a type; false if one is not of it.
var orders = map[string]func(a, b value.Value) (int, bool){
	"String": func(a, b value.Value) (int, bool) {
		return compareUTF16(a.Str(), b.Str()), a.Kind() == value.String && b.Kind() == value.String
	},
	"Numeric": func(a, b value.Value) (int, bool) {
		return compareNumbers(a, b), a.Kind() == value.Number && b.Kind() == value.Number
	},
	"Boolean": func(a, b value.Value) (int, bool) {
		if a.Bool() == b.Bool() {
			return 0, a.Kind() == value.Bool && b.Kind() == value.Bool
		}
		return 1, a.Kind() == value.Bool && b.Kind() == value.Bool
	},
	"Timestamp": func(a, b value.Value) (int, bool) {
		s, ok := parseOffsetDateTime(a.Str())
		t, ok2 := parseOffsetDateTime(b.Str())
		return s.Compare(t), ok && ok2
	},
}

func compareNumbers(a, b value.Value) int {
	i, ok := a.Int()
	j, ok2 := b.Int()
	if ok && ok2 {
		return compare(i, j)
	}
	return compare(a.Float(), b.Float())
}

func compare[T int64 | float64 | uint16](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// compareUTF16 orders strings as Java's compareTo does, by UTF-16 code units.
func compareUTF16(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	// Up to U+D7FF bytes and code units order alike: only lead bytes from 0xEE on differ.
	if i < len(a) && i < len(b) && a[i] < 0xEE && b[i] < 0xEE {
		return compare(int64(a[i]), int64(b[i]))
	}
	x, y := utf16.Encode([]rune(a)), utf16.Encode([]rune(b))
	for k := range min(len(x), len(y)) {
		if x[k] != y[k] {
			return compare(x[k], y[k])
		}
	}
	return compare(int64(len(x)), int64(len(y)))
}

// matchesPattern is StringMatches: "*" stands for any text, "\*" and "\\" for themselves.
func matchesPattern(s, pattern string) bool {
	var parts []string // literal texts between the stars
	var lit strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			i++
			lit.WriteByte(pattern[i])
		case c == '*':
			parts = append(parts, lit.String())
			lit.Reset()
		default:
			lit.WriteByte(c)
		}
	}
	last := lit.String()
	if len(parts) == 0 {
		return s == last
	}
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	for _, p := range parts[1:] {
		at := strings.Index(s, p)
		if at < 0 {
			return false
		}
		s = s[at+len(p):]
	}
	return strings.HasSuffix(s, last)
}

// offsetDateTime reads a time as Java's ISO_OFFSET_DATE_TIME does and cuts it to seconds.
func offsetDateTime(s string) (int64, bool) {
	t, ok := parseOffsetDateTime(s)
	if !ok {
		return 0, false
	}
	if y := t.Year(); y > 2200 {
		return never - 1, true
	} else if y < 1700 {
		return 0, true
	}
	return t.Truncate(time.Second).UnixNano(), true
}

// timeLayouts are what ISO_OFFSET_DATE_TIME takes: seconds may be missing; Go takes
// fractions of a second after any layout that ends in seconds.
var timeLayouts = [...]string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00:00"}

func parseOffsetDateTime(s string) (time.Time, bool) {
	if len(s) < 17 || len(s) > 64 || strings.ContainsRune(s, ',') {
		return time.Time{}, false
	}
	s = strings.ToUpper(s)
	for _, l := range timeLayouts {
		if t, err := time.Parse(l, s); err == nil {
			return t, javaTakes(t, s)
		}
	}
	return time.Time{}, false
}

// javaTakes holds a time that Go took to java.time's limits: offsets up to 18 hours, nine
// digits of a second.
func javaTakes(t time.Time, s string) bool {
	const most = 18 * 60 * 60
	if _, offset := t.Zone(); offset > most || offset < -most {
		return false
	}
	_, fraction, ok := strings.Cut(s, ".")
	digits := strings.IndexFunc(fraction, func(r rune) bool { return r < '0' || r > '9' })
	return !ok || digits <= 9
}
