package jsonata

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// isoTimestamp is what $toMillis takes without a picture.
var isoTimestamp = regexp.MustCompile(`^\d{4}(-[01]\d)*(-[0-3]\d)*(T[0-2]\d:[0-5]\d:[0-5]\d)*(\.\d+)?([+-][0-2]\d:?[0-5]\d|Z)?$`)

func fnToMillis(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	s := a[0].Str()
	if !a[1].IsUndefined() {
		return st.parseDate(s, a[1].Str())
	}
	if !isoTimestamp.MatchString(s) {
		return a[0], failValue("D3110", a[0])
	}
	return numberValue(parseISO(s)), nil
}

var isoFields = regexp.MustCompile(`^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?$`)

// parseISO is JavaScript's Date.parse for the texts that isoTimestamp lets through; NaN for
// dates that do not exist.
func parseISO(s string) float64 {
	m := isoFields.FindStringSubmatch(s)
	if m == nil {
		return math.NaN()
	}
	field := func(i int, otherwise float64) float64 {
		if m[i] == "" {
			return otherwise
		}
		n, _ := strconv.Atoi(m[i])
		return float64(n)
	}
	year, month, day := field(1, 0), field(2, 1), field(3, 1)
	hour, minute, second := field(4, 0), field(5, 0), field(6, 0)
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return math.NaN()
	}
	if hour > 24 || hour == 24 && (minute > 0 || second > 0) {
		return math.NaN()
	}
	ms := 0.0
	if m[7] != "" {
		ms, _ = strconv.ParseFloat((m[7] + "000")[:3], 64)
	}
	t := time.Date(int(year), time.Month(int(month)), int(day), int(hour), int(minute), int(second), 0, time.UTC)
	out := float64(t.Unix())*1000 + ms
	if z := m[8]; z != "" && z != "Z" {
		if m[4] == "" {
			return math.NaN()
		}
		z = strings.Replace(z, ":", "", 1)
		h, _ := strconv.Atoi(z[1:3])
		mi, _ := strconv.Atoi(z[3:5])
		offset := float64(h*60+mi) * 60 * 1000
		if z[0] == '-' {
			offset = -offset
		}
		out -= offset
	}
	return out
}

// dateMatcher is the regular expression that a part of a picture stands for, and how what
// it matched is read. read is nil for literal text.
type dateMatcher struct {
	component byte
	pattern   string
	read      func(s string) (float64, *Error)
}

func (p *datePart) matcher() (dateMatcher, *Error) {
	m := dateMatcher{component: p.component}
	switch {
	case p.component == 0:
		m.pattern = regexp.QuoteMeta(p.literal)
	case p.component == 'Z' || p.component == 'z':
		m.pattern = "[-+][0-9]+"
		sep := ""
		if p.integer.regular > 0 {
			sep = p.integer.groups[0].text
			m.pattern += regexp.QuoteMeta(sep) + "[0-9]+"
		}
		if p.component == 'z' {
			m.pattern = "GMT" + m.pattern
		}
		skip := len(m.pattern) - len(strings.TrimPrefix(m.pattern, "GMT"))
		m.read = func(s string) (float64, *Error) { return readZone(s[skip:], sep), nil }
	case p.integer != nil:
		p.integer.width = p.yearWidth
		var err *Error
		if m.pattern, err = p.integer.pattern(); err != nil {
			return m, err
		}
		m.read = p.integer.parse
	default:
		names := map[string]float64{}
		add := func(list []string, from int) {
			for i, name := range list {
				if name == "" {
					continue
				}
				if p.maxWidth > 0 && p.maxWidth < len(name) {
					name = name[:p.maxWidth]
				}
				names[name] = float64(i + from)
			}
		}
		switch p.component {
		case 'M', 'x':
			add(monthNames, 1)
		case 'F':
			add(dayNames, 0)
		case 'P':
			names = map[string]float64{"am": 0, "AM": 0, "pm": 1, "PM": 1}
		default:
			return m, fail("D3133", withText("value", string(p.component)))
		}
		m.pattern = "[a-zA-Z]+"
		m.read = func(s string) (float64, *Error) {
			if f, ok := names[s]; ok {
				return f, nil
			}
			return missingField, nil
		}
	}
	return m, nil
}

// missingField stands for a name that was matched but is not known: the reference has
// undefined there. No component has such a value.
var missingField = math.Inf(-1)

func readZone(s, sep string) float64 {
	hours, minutes := 0.0, 0.0
	switch {
	case sep != "":
		i := strings.Index(s, sep)
		hours, minutes = parseIntPrefix(s[:max(i, 0)]), parseIntPrefix(s[i+1:])
	case len(s) <= 3:
		hours = parseIntPrefix(s)
	default:
		hours, minutes = parseIntPrefix(s[:3]), parseIntPrefix(s[3:])
	}
	return hours*60 + minutes
}

// pattern is the regular expression for an integer of the picture.
func (p *integerPicture) pattern() (string, *Error) {
	switch p.kind {
	case letterNumerals:
		if p.letters == upperCase {
			return "[A-Z]+", nil
		}
		return "[a-z]+", nil
	case romanNumerals:
		if p.letters == upperCase {
			return "[MDCLXVI]+", nil
		}
		return "[mdclxvi]+", nil
	case wordNumerals:
		return "(?:" + strings.Join(wordOrder, "|") + `|and|[\-, ])+`, nil
	case sequenceNumerals:
		return "", fail("D3130", withText("value", p.token))
	}
	out := "[0-9]"
	switch {
	case p.width > 0 && p.optional == 0:
		out += "{" + strconv.Itoa(p.width) + "}"
	case p.width > 0:
		// A least number below 0 makes JavaScript read the braces as text, which nothing matches.
		out += "{" + strconv.Itoa(p.width-p.optional) + "," + strconv.Itoa(p.width) + "}"
	default:
		out += "+"
	}
	if p.ordinal {
		out += "(?:th|st|nd|rd)"
	}
	return out, nil
}

// parseDate reads a timestamp by a picture. Fields before the first one given are those of
// now, fields after the last one are the least; a gap between is an error.
func (st *state) parseDate(s, picture string) (value.Value, *Error) {
	parts, err := parseDatePicture(picture)
	if err != nil {
		return value.Value{}, err
	}
	var matchers []dateMatcher
	pattern := "^"
	for i := range parts {
		m, err := parts[i].matcher()
		if err != nil {
			return value.Value{}, err
		}
		matchers = append(matchers, m)
		pattern += "(" + m.pattern + ")"
	}
	re, err := newRegex(pattern+"$", "i", st.dialect)
	if err != nil {
		return value.Value{}, err
	}
	m, err := re.matcher(s).from(st, 0)
	if err != nil || m == nil {
		return value.Value{}, err
	}
	fields := dateFields{}
	given := false
	for i, dm := range matchers {
		if dm.read == nil {
			continue
		}
		f, err := dm.read(m.groups[i].Str())
		if err != nil {
			return value.Value{}, err
		}
		given = true
		if f == missingField {
			delete(fields, dm.component)
		} else {
			fields[dm.component] = f
		}
	}
	if !given {
		return value.Value{}, nil
	}
	f, err := fields.millis(newDate(float64(st.clock().UnixMilli())))
	return numberValue(f), err
}

type dateFields map[byte]float64

// mask has a bit for each of the components that is given and not zero.
func (f dateFields) mask(components string) int {
	mask := 0
	for i := range len(components) {
		mask <<= 1
		if v := f[components[i]]; v != 0 && !math.IsNaN(v) {
			mask |= 1
		}
	}
	return mask
}

// The components that make one way of giving a date or time, as bits of mask.
const (
	dateByDay     = 130 // Y, d
	dateByMonthWk = 84  // X, x, w
	dateByWeek    = 72  // X, W
	dateByMonth   = 161 // Y, M, D
	timeHalfDay   = 47  // P, h and smaller
	timeDay       = 23  // H and smaller
)

func (f dateFields) millis(now date) (float64, *Error) {
	is := func(mask, kind int) bool { return ^kind&mask == 0 && kind&mask != 0 }
	dm := f.mask("YXMxWwdD")
	byDay := !is(dm, dateByMonth) && is(dm, dateByDay)
	byMonthWeek := is(dm, dateByMonthWk)
	byWeek := !byMonthWeek && is(dm, dateByWeek)
	tm := f.mask("PHhmsf")
	halfDay := !is(tm, timeDay) && is(tm, timeHalfDay)
	order := "YMD"
	switch {
	case byDay:
		order = "YD"
	case byMonthWeek:
		order = "XxwF"
	case byWeek:
		order = "XWF"
	}
	if halfDay {
		order += "Phmsf"
	} else {
		order += "Hmsf"
	}
	afternoon := f['P'] == 1 // that of now does not count, in the reference
	begun, ended := false, false
	for i := range len(order) {
		c := order[i]
		switch _, ok := f[c]; {
		case ok && ended:
			return 0, fail("D3136")
		case ok:
			begun = true
		case begun:
			f[c] = 0
			if strings.IndexByte("MDd", c) >= 0 {
				f[c] = 1
			}
			ended = true
		default:
			f[c] = now.field(c)
		}
	}
	month := math.Max(f['M']-1, 0)
	if math.IsNaN(month) {
		month = 0
	}
	day := f['D']
	if byDay {
		d := newDate(utc(f['Y'], 0, 1, 0, 0, 0, 0) + (f['d']-1)*dayMillis)
		month, day = d.field('M')-1, d.field('D')
	}
	if byMonthWeek || byWeek {
		return 0, fail("D3136")
	}
	hour := f['H']
	if halfDay {
		if hour = f['h']; hour == 12 {
			hour = 0
		}
		if afternoon {
			hour += 12
		}
	}
	out := utc(f['Y'], month, day, hour, f['m'], f['s'], f['f'])
	if z := f['Z']; z != 0 {
		out -= z * 60 * 1000
	} else if z := f['z']; z != 0 {
		out -= z * 60 * 1000
	}
	return out, nil
}
