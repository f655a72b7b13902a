package sdk

import (
	"slices"

	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/golines"
	"github.com/lockstep-go/lockstep/internal/gosource"
)

// This file says where mistakes are, in files, lines and columns. Most of
// it runs only for a workflow that has some.

// unplaced is an object of the model whose place is still a program counter.
type unplaced struct {
	to *diag.Origin
	at origin
}

// place notes where an object comes from. All are looked up at once, by settle.
func (f *flow) place(to *diag.Origin, at origin) {
	f.unplaced = append(f.unplaced, unplaced{to, at})
}

func (f *flow) settle() {
	counters := make([]uintptr, len(f.unplaced))
	for i, u := range f.unplaced {
		counters[i] = u.at.caller
	}
	for i, p := range golines.Of(counters) {
		*f.unplaced[i].to = diag.Origin{File: p.File, Line: p.Line}
	}
	f.unplaced = nil
}

// useOf is where a mistake in using a value is told of: the expression's own
// place if it stands in the call it was given to, else that call. The place of an
// expression that was made elsewhere then explains it.
func useOf(e *expr, by origin) (at origin, more []relatedPlace) {
	switch {
	case e.at == (origin{}):
		return by, nil
	case by == (origin{}):
		return e.at, nil
	}
	made, used := frameOf(e.at.caller), frameOf(by.caller)
	if made.Function == used.Function && made.File == used.File && made.Line >= used.Line {
		return e.at, nil
	}
	return by, []relatedPlace{{e.at, "the value is taken here"}}
}

// diagnostics makes the list that users see, sorted by source.
func (r *recorder) diagnostics(faults []placedFault) diag.List {
	p := &placer{rec: r}
	list := make(diag.List, 0, len(faults))
	for _, f := range faults {
		d := diag.Diagnostic{Code: f.code, Severity: f.severity, State: f.state, Origin: p.origin(f.at, f.text), Message: f.message, Help: f.help}
		for _, r := range f.related {
			d.Related = append(d.Related, diag.Related{Origin: p.origin(r.at, ""), Message: r.message})
		}
		list = append(list, d)
	}
	list.Sort()
	kept, _ := list.Truncate(diag.Limit)
	return kept
}

// placer finds the columns of calls.
type placer struct {
	rec   *recorder
	files gosource.Files
	sites map[site][]uintptr
}

// site is what the program knows of a call: several on one line may share it.
type site struct {
	file   string
	line   int
	name   string
	method bool
}

func (o origin) site() site {
	s := site{}
	s.file, s.line = o.place()
	s.name, s.method = o.called()
	return s
}

// origin is the place of a call, or, if the mistake is in a constant that stands
// among its arguments, of that. The column is 0 if it can't be known.
func (p *placer) origin(o origin, constant string) diag.Origin {
	if o.caller == 0 {
		return diag.Origin{}
	}
	at := o.site()
	found := diag.Origin{File: at.file, Line: at.line}
	calls := slices.DeleteFunc(slices.Clone(p.files.Calls(at.file, at.line)), func(c gosource.Call) bool {
		return c.Name != at.name || c.Method != at.method
	})
	if len(calls) > 1 {
		calls = p.among(o, at, calls, constant)
	}
	if len(calls) == 0 {
		return found
	}
	call := calls[0]
	found.Line, found.Column = call.Line, call.Column
	if constant != "" {
		if line, column, ok := call.Constant(constant); ok {
			found.Line, found.Column = line, column
		}
	}
	return found
}

// among picks one of several calls of the same name on one line.
func (p *placer) among(o origin, at site, calls []gosource.Call, constant string) []gosource.Call {
	if p.sites == nil {
		p.collect()
	}
	// Machine code is laid out in the order of evaluation.
	if known := p.sites[at]; len(known) == len(calls) {
		if i := slices.Index(known, o.caller); i >= 0 {
			return calls[i : i+1]
		}
	}
	if constant != "" {
		for i, c := range calls {
			if _, _, ok := c.Constant(constant); ok {
				return calls[i : i+1]
			}
		}
	}
	// Small functions that are inlined share a place: then the call around the
	// others is told of, which holds the one that is meant.
	return calls[len(calls)-1:]
}

// collect notes all the calls that were recorded.
func (p *placer) collect() {
	p.sites = map[site][]uintptr{}
	seen := map[*expr]bool{}
	note := func(o origin) {
		if o.caller == 0 {
			return
		}
		s := o.site()
		if i, known := slices.BinarySearch(p.sites[s], o.caller); !known {
			p.sites[s] = slices.Insert(p.sites[s], i, o.caller)
		}
	}
	expression := func(e *expr) {
		e.walk(func(e *expr) bool {
			if seen[e] {
				return false
			}
			seen[e] = true
			note(e.at)
			return true
		})
	}
	var block func(b *blockRecord)
	block = func(b *blockRecord) {
		expression(b.result)
		for _, s := range b.steps {
			note(s.at)
			for _, f := range slices.Concat(s.fields, s.arguments) {
				note(f.at)
				expression(f.value)
			}
			for _, a := range s.assign {
				note(a.at)
				expression(a.value)
			}
			for _, r := range s.retriers {
				note(r.at)
			}
			for _, r := range s.rules {
				note(r.at)
				expression(r.condition)
				expression(r.output)
			}
			for _, c := range s.catchers {
				note(c.at)
			}
			note(s.outputAt)
			expression(s.output)
			note(s.argumentAt)
			expression(s.argument)
			if s.over != nil {
				expression(s.over.items)
				expression(s.over.selector)
			}
			s.eachBlock(block)
		}
	}
	block(p.rec.root.block)
	for _, f := range p.rec.faults {
		note(f.at)
	}
}

// resultAt is where the result of an iteration or branch is told of.
func (r *blockRecord) resultAt() origin {
	if r.result.at == (origin{}) && r.scope.owner != nil {
		return r.scope.owner.at
	}
	return r.result.at
}
