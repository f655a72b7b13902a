package jsonpath

import (
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/dlclark/regexp2"
)

// patternTime bounds one match of a pattern that needs backtracking. The matcher's clock
// errs: one goroutine may start it again while another reads it, and that one is told that
// its time is over at once; so it is after a pause of the whole process. A match counts as
// too slow only if it was so patternTries times in a row.
const (
	patternTime  = 250 * time.Millisecond
	patternTries = 3
)

// pattern is a regular expression that must match a whole text. Most are run by a linear
// matcher; those with look-around or back references by a backtracking one with a clock.
type pattern struct {
	linear  *regexp.Regexp
	general *regexp2.Regexp
}

var errPatternTime = errors.New("the pattern takes too long on this text")

// newPattern compiles a pattern with Java's flags: i, m, s, x; d, u and U change nothing
// here, where case folding knows Unicode anyway.
func newPattern(body, flags string) (*pattern, error) {
	var inline string
	var options regexp2.RegexOptions
	for _, f := range flags {
		switch f {
		case 'i':
			inline += "i"
			options |= regexp2.IgnoreCase
		case 'm':
			inline += "m"
			options |= regexp2.Multiline
		case 's':
			inline += "s"
			options |= regexp2.Singleline
		case 'x':
			options |= regexp2.IgnorePatternWhitespace
		}
	}
	if options&regexp2.IgnorePatternWhitespace == 0 {
		prefix := ""
		if inline != "" {
			prefix = "(?" + inline + ")"
		}
		if re, err := regexp.Compile(prefix + `\A(?:` + body + `)\z`); err == nil {
			return &pattern{linear: re}, nil
		}
	}
	re, err := regexp2.Compile(`\A(?:`+body+`)\z`, options)
	if err != nil {
		message, _, _ := strings.Cut(err.Error(), " in `")
		return nil, errors.New("the pattern is malformed: " + message)
	}
	re.MatchTimeout = patternTime
	return &pattern{general: re}, nil
}

func (p *pattern) match(text string) (bool, error) {
	if p.linear != nil {
		return p.linear.MatchString(text), nil
	}
	for range patternTries {
		if ok, err := p.general.MatchString(text); err == nil {
			return ok, nil
		}
	}
	return false, errPatternTime
}
