package simulator

import (
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// wait is a Wait state. One of its times is set.
type wait struct {
	common
	seconds       field // JSONPath: a constant
	timestamp     field
	secondsPath   *path
	timestampPath *path
}

func (s *wait) work(st *strand) bool {
	in := st.input
	if s.inputPath != nil {
		var f *failure
		if in, f = st.follow(s.inputPath, in); f != nil {
			return st.fail(f)
		}
	}
	st.effective = in
	if t := st.exec.test; t != nil && !s.jsonata {
		t.saw(&t.data.AfterInputPath, in)
	}
	until, f := s.until(st)
	if f != nil {
		return st.fail(f)
	}
	if until <= st.exec.sim.now {
		return st.soon(phaseResume)
	}
	st.phase = phaseResume
	st.after(time.Duration(until - st.exec.sim.now))
	return false
}

func (s *wait) resume(st *strand) bool { return st.conclude(st.effective) }

// until is the instant at which the wait is over.
func (s *wait) until(st *strand) (int64, *failure) {
	v := &view{st: st, input: st.effective}
	switch {
	case s.seconds != nil:
		x, f := s.seconds.eval(v)
		if f != nil {
			return 0, f
		}
		if n := x.Float(); x.Kind() == value.Number && n >= 0 {
			if _, whole := x.Int(); !whole {
				return 0, st.queryFailure("Seconds", "The Seconds field cannot be parsed as a long value: %s", x)
			}
			return st.inSeconds(n), nil
		}
		return 0, st.queryFailure("Seconds", "The Seconds field references a negative value: %s", x)
	case s.secondsPath != nil:
		x, err := s.secondsPath.find(v)
		if err != nil {
			return 0, st.runtime("The SecondsPath parameter does not reference an input value: %s", s.secondsPath.text)
		}
		n, ok := javaLong(x)
		if !ok {
			return 0, st.runtime("The SecondsPath parameter cannot be parsed as a long value: %s == %s", s.secondsPath.text, x)
		}
		if n < 0 {
			return 0, st.runtime("The SecondsPath parameter references a negative value: %s == %d", s.secondsPath.text, n)
		}
		return st.inSeconds(float64(n)), nil
	case s.timestamp != nil:
		x, f := s.timestamp.eval(v)
		if f != nil {
			return 0, f
		}
		at, ok := offsetDateTime(x.Str())
		if !ok {
			return 0, st.queryFailure("Timestamp", "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: %s", plainText(x))
		}
		return at, nil
	default:
		x, err := s.timestampPath.find(v)
		if err != nil {
			return 0, st.runtime("The TimestampPath parameter does not reference an input value: %s", s.timestampPath.text)
		}
		at, ok := offsetDateTime(x.Str())
		if !ok {
			return 0, st.runtime("The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: %s == %s", s.timestampPath.text, plainText(x))
		}
		return at, nil
	}
}

// inSeconds is the instant n seconds from now; a wait never takes more than a thousand years.
func (st *strand) inSeconds(n float64) int64 {
	const most = 1000 * 366 * 24 * 3600
	s := st.exec.sim
	if n > most {
		return never - 1
	}
	at := s.now + int64(n*float64(time.Second))
	if at < s.now {
		return never - 1
	}
	return at
}

// queryFailure is a value that an expression answered and the field can't take.
func (st *strand) queryFailure(location, format string, args ...any) *failure {
	f := st.runtime(format, args...)
	f.err, f.fatal, f.location = textOf(errQueryEvaluation), false, location
	return f
}

// plainText is a string without quotes, and the JSON text of anything else.
func plainText(v value.Value) string {
	if v.Kind() == value.String {
		return v.Str()
	}
	return v.String()
}
