package sdk

import (
	"runtime"
	"strings"
	"sync/atomic"
)

// origin is a place in the author's code: where a call into this package returns
// to, and where within the SDK that call had got to. Both are program counters,
// looked up only when somebody asks, because a lookup costs a hundred times what
// recording does.
type origin struct{ caller, callee uintptr }

// here is the origin of the call that led into this package.
func here() origin {
	var few [5]uintptr // a deeper stack is rare, and unwinding is what costs
	if o, ok := outside(few[:runtime.Callers(2, few[:])]); ok {
		return o
	}
	var all [64]uintptr
	o, _ := outside(all[:runtime.Callers(2, all[:])])
	return o
}

// outside is the innermost call from outside of the SDK.
func outside(pcs []uintptr) (origin, bool) {
	for i, pc := range pcs {
		if withinSDK(pc) {
			continue
		}
		o := origin{caller: pc}
		if i > 0 {
			o.callee = pcs[i-1]
		}
		return o, true
	}
	return origin{}, false
}

// verdicts remembers which program counters are the SDK's: an entry is one
// shifted left, with the lowest bit saying so. It is a memo of what never
// changes, of a fixed size; an entry that is overwritten is found out again.
var verdicts [1 << 12]atomic.Uintptr

func withinSDK(pc uintptr) bool {
	entry := &verdicts[(pc^pc>>12)%uintptr(len(verdicts))]
	if e := entry.Load(); e>>1 == pc {
		return e&1 == 1
	}
	is := true
	if f := runtime.FuncForPC(pc - 1); f != nil { // not a Frame, whose line is dear in a long function
		is = ours(f.Name())
	}
	e := pc << 1
	if is {
		e |= 1
	}
	entry.Store(e)
	return is
}

// frameOf is the frame of one program counter that runtime.Callers answered.
func frameOf(pc uintptr) runtime.Frame {
	f, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	return f
}

// place is the file and line of the author's call.
func (o origin) place() (file string, line int) {
	if o.caller == 0 {
		return "", 0
	}
	f := frameOf(o.caller)
	return f.File, f.Line
}

// called is the name of the function or method that the author called, and
// whether it is a method.
func (o origin) called() (name string, method bool) {
	if o.callee == 0 {
		return "", false
	}
	name = withoutBrackets(frameOf(o.callee).Function)
	// The last part is pkg.Name, pkg.(*Type).Name or pkg.Type.Name.
	parts := strings.Split(name[strings.LastIndexByte(name, '/')+1:], ".")
	return parts[len(parts)-1], len(parts) > 2
}

// withoutBrackets is a function's name without its type arguments, which may
// hold any sign.
func withoutBrackets(name string) string {
	var b strings.Builder
	depth := 0
	for _, r := range name {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// modulePath is where this package and the service packages below it live.
const modulePath = "github.com/lockstep-go/lockstep/sdk"

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
		rest, _, _ = strings.Cut(rest, "[") // type arguments may hold any sign
		pkg, _, _ := strings.Cut(rest[strings.LastIndexByte(rest, '/')+1:], ".")
		return !strings.HasSuffix(pkg, "_test")
	}
	return false // sdk_test
}
