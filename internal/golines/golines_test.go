package golines_test

import (
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/golines"
)

// note adds where it is called from.
//
//go:noinline
func note(to *[]uintptr) {
	var pcs [4]uintptr
	*to = append(*to, pcs[:runtime.Callers(2, pcs[:])]...)
}

// inlined is small enough to become part of who calls it.
func inlined(to *[]uintptr) { note(to) }

func generic[T any](to *[]uintptr, _ T) { inlined(to) }

// TestOf compares with the runtime: many counters, which are read from the
// executable, few, which are not, and some that are nowhere.
func TestOf(t *testing.T) {
	var counters []uintptr
	for i := range 40 {
		note(&counters)
		inlined(&counters)
		generic(&counters, i)
		func() {
			defer note(&counters)
			generic(&counters, "")
			inlined(&counters)
		}()
		counters = append(counters, 0)
	}
	for _, n := range []int{0, 1, 10, len(counters)} {
		some := counters[:n]
		want := make([]golines.Place, n)
		for i, pc := range some {
			if pc != 0 {
				f, _ := runtime.CallersFrames([]uintptr{pc}).Next()
				want[i] = golines.Place{File: f.File, Line: f.Line}
			}
		}
		if diff := cmp.Diff(want, golines.Of(some)); diff != "" {
			t.Errorf("%d counters (-runtime +got):\n%s", n, diff)
		}
	}
	if !golines.Reads(counters) && (runtime.GOOS == "linux" || runtime.GOOS == "darwin") {
		t.Error("the executable's table was not read")
	}
}

// TestNowhere asks for counters outside of the program.
func TestNowhere(t *testing.T) {
	counters := make([]uintptr, 300)
	for i := range counters {
		counters[i] = uintptr(i) * 7
	}
	for i, got := range golines.Of(counters) {
		if got != (golines.Place{}) {
			t.Fatalf("counter %d is at %v", counters[i], got)
		}
	}
}
