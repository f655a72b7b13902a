package sdk

import (
	"runtime"
	"strings"
)

// origin is a place in the author's code: the program counters of a call, kept
// as they are and looked up only when somebody asks, because a lookup costs a
// hundred times what recording does.
type origin [12]uintptr

// here is the origin of the call that led into this package.
func here() origin {
	var pcs origin
	runtime.Callers(2, pcs[:])
	return pcs
}

// modulePath is where this package and the service packages below it live.
const modulePath = "github.com/lockstep-go/lockstep/sdk"

// place is the file and line of the innermost frame that is the author's.
func (o origin) place() (file string, line int) {
	n := 0
	for n < len(o) && o[n] != 0 {
		n++
	}
	if n == 0 {
		return "", 0
	}
	frames := runtime.CallersFrames(o[:n])
	for {
		f, more := frames.Next()
		if !ours(f.Function) {
			return f.File, f.Line
		}
		if !more {
			return f.File, f.Line
		}
	}
}

// ours reports whether a function belongs to the SDK rather than to its user.
func ours(function string) bool {
	rest, ok := strings.CutPrefix(function, modulePath)
	if !ok || rest == "" {
		return strings.HasPrefix(function, "runtime.")
	}
	switch rest[0] {
	case '.':
		return true
	case '/':
		pkg, _, _ := strings.Cut(rest[strings.LastIndexByte(rest, '/')+1:], ".")
		return !strings.HasSuffix(pkg, "_test")
	}
	return false // sdk_test
}
