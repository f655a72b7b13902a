package jsonata

import (
	"math"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// $fromMillis and $toMillis follow XPath's fn:format-dateTime: literal text with markers
// such as [Y0001] or [MNn,3-3].

// datePart is a marker, or literal text if component is 0.
type datePart struct {
	literal   string
	component byte
	names     string // "n", "N" or "Nn": names of months and days
	zulu      bool   // 't': offset zero is Z
	integer   *integerPicture
	maxWidth  int // -1 for none
	yearWidth int // digits of the year that are shown, -1 for all
}

var defaultPresentation = map[byte]string{
	'Y': "1", 'M': "1", 'D': "1", 'd': "1", 'F': "n", 'W': "1", 'w': "1", 'X': "1", 'x': "1",
	'H': "1", 'h': "1", 'P': "n", 'm': "01", 's': "01", 'f': "1", 'Z': "01:01", 'z': "01:01", 'C': "n", 'E': "n",
}

func parseDatePicture(text string) ([]datePart, *Error) {
	var parts []datePart
	literal := func(s string) {
		if s != "" {
			parts = append(parts, datePart{literal: strings.ReplaceAll(s, "]]", "]")})
		}
	}
	start := 0
	for pos := 0; pos < len(text); pos++ {
		if text[pos] != '[' {
			continue
		}
		literal(text[start:pos])
		if pos+1 < len(text) && text[pos+1] == '[' {
			parts = append(parts, datePart{literal: "["})
			pos++
			start = pos + 1
			continue
		}
		n := strings.IndexByte(text[pos:], ']')
		if n < 0 {
			return nil, fail("D3135")
		}
		p, err := parseMarker(strings.Join(strings.Fields(text[pos+1:pos+n]), ""))
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
		pos += n
		start = pos + 1
	}
	literal(text[min(start, len(text)):])
	return parts, nil
}

func parseMarker(marker string) (datePart, *Error) {
	p := datePart{maxWidth: -1, yearWidth: -1}
	minWidth := -1
	shown := ""
	if marker != "" {
		r, n := decodeRune(marker)
		shown = marker[:n]
		if r < 0x80 {
			p.component = marker[0]
		} else {
			p.component = '?'
		}
		marker = marker[n:]
	}
	presentation := marker
	if i := strings.LastIndexByte(marker, ','); i >= 0 {
		presentation = marker[:i]
		least, most, ranged := strings.Cut(marker[i+1:], "-")
		minWidth = parseWidth(least)
		if ranged {
			p.maxWidth = parseWidth(most)
		}
	}
	modifier := ""
	switch {
	case presentation == "":
		var ok bool
		if presentation, ok = defaultPresentation[p.component]; !ok {
			return p, fail("D3132", withText("value", shown))
		}
	case len(presentation) > 1 && strings.IndexByte("atco", presentation[len(presentation)-1]) >= 0:
		modifier = presentation[len(presentation)-1:]
		presentation = presentation[:len(presentation)-1]
	}
	p.zulu = modifier == "t"
	var err *Error
	switch {
	case presentation[0] == 'n':
		p.names = "n"
	case presentation[0] == 'N':
		p.names = "N"
		if len(presentation) > 1 && presentation[1] == 'n' {
			p.names = "Nn"
		}
	case strings.IndexByte("YMDdFWwXxHhmsf", p.component) >= 0:
		if modifier != "" {
			presentation += ";" + modifier
		}
		if p.integer, err = parseIntegerPicture(presentation); err != nil {
			return p, err
		}
		p.integer.mandatory = max(p.integer.mandatory, minWidth)
		if strings.IndexByte("YMD", p.component) >= 0 {
			if p.maxWidth >= 0 {
				p.yearWidth = p.maxWidth
				p.integer.mandatory = p.maxWidth
			} else if w := p.integer.mandatory + p.integer.optional; w >= 2 && p.integer.kind == decimalDigits {
				p.yearWidth = w
			}
		}
	}
	if p.component == 'Z' || p.component == 'z' {
		p.integer, err = parseIntegerPicture(presentation)
	}
	return p, err
}

// parseWidth is a width modifier, -1 for none.
func parseWidth(s string) int {
	if s == "*" || s == "" {
		return -1
	}
	f := parseIntPrefix(s)
	if math.IsNaN(f) || f < 0 {
		return -1
	}
	return int(min(f, 1000))
}

var (
	dayNames   = []string{"", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	monthNames = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
)

const (
	dayMillis = 24 * 60 * 60 * 1000
	// maxMillis is the range of JavaScript's dates, either side of 1970.
	maxMillis = 8.64e15
)

// date is a moment in UTC with the fields that pictures show.
type date struct {
	millis float64
	t      time.Time
}

func newDate(millis float64) date {
	millis = math.Trunc(millis)
	return date{millis, time.UnixMilli(int64(millis)).UTC()}
}

// utc is JavaScript's Date.UTC: fields beyond their range carry over. Two-digit years are
// of the twentieth century.
func utc(year, month, day, hour, minute, second, ms float64) float64 {
	for _, f := range []float64{year, month, day, hour, minute, second, ms} {
		if math.IsNaN(f) || math.Abs(f) > 1e9 {
			return math.NaN()
		}
	}
	if y := math.Trunc(year); y >= 0 && y <= 99 {
		year = 1900 + y
	}
	t := time.Date(int(year), time.Month(int(month)+1), int(day), int(hour), int(minute), int(second), 0, time.UTC)
	out := float64(t.Unix())*1000 + math.Trunc(ms)
	if math.Abs(out) > maxMillis {
		return math.NaN()
	}
	return out
}

// weekOne is the start of the first week of a month or year: the one with its first
// Thursday.
func weekOne(year, month int) float64 {
	first := utc(float64(year), float64(month), 1, 0, 0, 0, 0)
	day := int(newDate(first).t.Weekday())
	if day == 0 {
		day = 7
	}
	if day > 4 {
		return first + float64(8-day)*dayMillis
	}
	return first - float64(day-1)*dayMillis
}

func weeks(from, to float64) float64 { return (to-from)/(dayMillis*7) + 1 }

// week counts weeks in the period that begins at (year, month), the next one at next, the
// one before at prev.
func (d date) week(full float64, this, next, prev [2]int) float64 {
	today := utc(float64(d.t.Year()), float64(d.t.Month()-1), float64(d.t.Day()), 0, 0, 0, 0)
	w := weeks(weekOne(this[0], this[1]), today)
	if w > full {
		if today >= weekOne(next[0], next[1]) {
			w = 1
		}
	} else if w < 1 {
		w = weeks(weekOne(prev[0], prev[1]), today)
	}
	return math.Floor(w)
}

func monthAfter(year, month int) [2]int {
	if month == 11 {
		return [2]int{year + 1, 0}
	}
	return [2]int{year, month + 1}
}

func monthBefore(year, month int) [2]int {
	if month == 0 {
		return [2]int{year - 1, 11}
	}
	return [2]int{year, month - 1}
}

// field is the number a component shows. P is 0 for am and 1 for pm.
func (d date) field(component byte) float64 {
	year, month := d.t.Year(), int(d.t.Month())-1
	switch component {
	case 'Y':
		return float64(year)
	case 'M':
		return float64(month + 1)
	case 'D':
		return float64(d.t.Day())
	case 'd':
		// As the reference counts, in which the first hundred years are those from 1900 on.
		today := utc(float64(year), float64(month), float64(d.t.Day()), 0, 0, 0, 0)
		return (today-utc(float64(year), 0, 1, 0, 0, 0, 0))/dayMillis + 1
	case 'F':
		if d.t.Weekday() == time.Sunday {
			return 7
		}
		return float64(d.t.Weekday())
	case 'W':
		return d.week(52, [2]int{year, 0}, [2]int{year + 1, 0}, [2]int{year - 1, 0})
	case 'w':
		return d.week(4, [2]int{year, month}, monthAfter(year, month), monthBefore(year, month))
	case 'X':
		switch {
		case d.millis < weekOne(year, 0):
			return float64(year - 1)
		case d.millis >= weekOne(year+1, 0):
			return float64(year + 1)
		}
		return float64(year)
	case 'x':
		next := monthAfter(year, month)
		switch {
		case d.millis < weekOne(year, month):
			return float64(monthBefore(year, month)[1] + 1)
		case d.millis >= weekOne(next[0], next[1]):
			return float64(next[1] + 1)
		}
		return float64(month + 1)
	case 'H':
		return float64(d.t.Hour())
	case 'h':
		if h := d.t.Hour() % 12; h != 0 {
			return float64(h)
		}
		return 12
	case 'P':
		if d.t.Hour() >= 12 {
			return 1
		}
		return 0
	case 'm':
		return float64(d.t.Minute())
	case 's':
		return float64(d.t.Second())
	case 'f':
		return float64(d.t.Nanosecond() / 1e6)
	}
	return math.NaN()
}

// isoPicture is what $fromMillis writes without a picture.
var isoPicture = mustDatePicture("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]")

func mustDatePicture(text string) []datePart {
	parts, err := parseDatePicture(text)
	if err != nil {
		panic("jsonata: bad picture " + text)
	}
	return parts
}

// zone is an offset from UTC as the reference reads it from a text such as -0500.
type zone struct{ hours, minutes float64 }

func parseZone(v value.Value) zone {
	if v.IsUndefined() {
		return zone{}
	}
	n := parseIntPrefix(v.Str())
	return zone{math.Floor(n / 100), math.Mod(n, 100)}
}

func fnFromMillis(st *state, a []value.Value) (value.Value, *Error) {
	if a[0].IsUndefined() {
		return a[0], nil
	}
	return formatDate(a[0].Float(), a[1], a[2])
}

func fnNow(st *state, a []value.Value) (value.Value, *Error) {
	return formatDate(float64(st.clock().UnixMilli()), a[0], a[1])
}

func fnMillis(st *state, _ []value.Value) (value.Value, *Error) {
	return value.OfInt(st.clock().UnixMilli()), nil
}

func formatDate(millis float64, picture, timezone value.Value) (value.Value, *Error) {
	z := parseZone(timezone)
	parts := isoPicture
	if !picture.IsUndefined() {
		var err *Error
		if parts, err = parseDatePicture(picture.Str()); err != nil {
			return picture, err
		}
	}
	millis += (60*z.hours + z.minutes) * 60 * 1000
	if math.IsNaN(millis) || math.Abs(millis) > maxMillis {
		return picture, fault("Invalid time value")
	}
	d := newDate(millis)
	var b strings.Builder
	for i := range parts {
		s, err := parts[i].format(d, z)
		if err != nil {
			return picture, err
		}
		b.WriteString(s)
	}
	return value.OfString(b.String()), nil
}

func (p *datePart) format(d date, z zone) (string, *Error) {
	switch p.component {
	case 0:
		return p.literal, nil
	case 'Z', 'z':
		return p.formatZone(z)
	case 'P':
		s := "am"
		if d.t.Hour() >= 12 {
			s = "pm"
		}
		if p.names == "N" {
			s = strings.ToUpper(s)
		}
		return s, nil
	case 'C', 'E':
		return "ISO", nil
	}
	if strings.IndexByte("YMDdFWwXxHhmsf", p.component) < 0 {
		return "undefined", nil
	}
	f := d.field(p.component)
	if p.component == 'Y' && p.names == "" && p.yearWidth >= 0 {
		f = math.Mod(f, math.Pow10(p.yearWidth))
	}
	if p.names == "" || p.component == 'f' {
		if p.integer == nil {
			return "", fault("Cannot read properties of undefined (reading 'primary')")
		}
		return p.integer.format(f)
	}
	var s string
	switch p.component {
	case 'M', 'x':
		s = monthNames[int(f)-1]
	case 'F':
		s = dayNames[int(f)]
	default:
		return "", fail("D3133", withText("value", string(p.component)))
	}
	switch p.names {
	case "N":
		s = strings.ToUpper(s)
	case "n":
		s = strings.ToLower(s)
	}
	if p.maxWidth >= 0 && len(s) > p.maxWidth {
		s = s[:p.maxWidth]
	}
	return s, nil
}

func (p *datePart) formatZone(z zone) (string, *Error) {
	offset := z.hours*100 + z.minutes
	var s string
	var err *Error
	switch digits := p.integer.mandatory; {
	case p.integer.regular > 0 || digits == 3 || digits == 4:
		s, err = p.integer.format(offset)
	case digits == 1 || digits == 2:
		s, err = p.integer.format(z.hours)
		if err == nil && z.minutes != 0 {
			var m string
			m, err = (&integerPicture{zero: '0', mandatory: 2}).format(math.Floor(z.minutes))
			s += ":" + m
		}
	default:
		return "", fail("D3134")
	}
	if err != nil {
		return "", err
	}
	if offset >= 0 {
		s = "+" + s
	}
	if p.component == 'z' {
		s = "GMT" + s
	}
	if offset == 0 && p.zulu {
		s = "Z"
	}
	return s, nil
}
