package golines

import (
	"runtime"
	"slices"
)

// Place is a line of a source file; the zero Place is not known.
type Place struct {
	File string
	Line int
}

// few is how many program counters the runtime is asked about without reading the
// executable, which costs about as much.
const few = 200

// Of are the places of program counters, in their order. A counter is one that
// runtime.Callers answered: the one after the call's.
func Of(counters []uintptr) []Place {
	if len(counters) >= few {
		if t, err := open(); err == nil {
			if places, ok := t.places(counters); ok {
				return places
			}
		}
	}
	places := make([]Place, len(counters))
	for i, pc := range counters {
		places[i] = ask(pc)
	}
	return places
}

// ask is the runtime's answer.
func ask(pc uintptr) Place {
	if pc == 0 {
		return Place{}
	}
	f, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	return Place{f.File, f.Line}
}

// places answers from the table. It is not ok if the table does not fit the
// program that runs.
func (t *table) places(counters []uintptr) ([]Place, bool) {
	order := make([]int, 0, len(counters)) // of the counters, by their value
	for i, pc := range counters {
		if pc != 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return int(counters[a]) - int(counters[b]) })
	places := make([]Place, len(counters))
	for len(order) > 0 {
		f := runtime.FuncForPC(counters[order[0]] - 1)
		if f == nil {
			return nil, false
		}
		fn, ok := t.function(counters[order[0]] - 1)
		if !ok {
			return nil, false
		}
		n := len(order)
		if i := slices.IndexFunc(order, func(i int) bool { return counters[i]-1 >= fn.end }); i >= 0 {
			n = i
		}
		if !t.walk(fn, counters, order[:n], places) {
			return nil, false
		}
		// The last of a function is the one that is furthest to be read.
		if last := order[n-1]; ask(counters[last]) != places[last] {
			return nil, false
		}
		order = order[n:]
	}
	return places, true
}

// walk fills in the places of the counters of one function, which ascend.
func (t *table) walk(fn function, counters []uintptr, order []int, places []Place) bool {
	files, lines := t.deltas(fn, fn.files), t.deltas(fn, fn.lines)
	for _, i := range order {
		file, ok := files.at(counters[i] - 1)
		if !ok {
			return false
		}
		line, ok := lines.at(counters[i] - 1)
		if !ok {
			return false
		}
		name, ok := t.fileName(fn, file)
		if !ok {
			return false
		}
		places[i] = Place{name, int(line)}
	}
	return true
}
