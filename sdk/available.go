package sdk

import "slices"

// This file finds what is surely there when a state is entered, and what its input
// is: a forward analysis over the edges of each graph.

// sourceSet is a set of sources by id.
type sourceSet []uint64

func (s sourceSet) has(id int) bool { return id>>6 < len(s) && s[id>>6]&(1<<(id&63)) != 0 }

func (s sourceSet) with(ids ...int) sourceSet {
	c := slices.Clone(s)
	for _, id := range ids {
		for id>>6 >= len(c) {
			c = append(c, 0)
		}
		c[id>>6] |= 1 << (id & 63)
	}
	return c
}

// intersect keeps of s what t has, and reports whether that changed s.
func (s sourceSet) intersect(t sourceSet) (changed bool) {
	for i := range s {
		var w uint64
		if i < len(t) {
			w = t[i]
		}
		if s[i]&^w != 0 {
			s[i] &= w
			changed = true
		}
	}
	return changed
}

// spread runs the analysis of what is available, outer graphs first.
func (f *flow) spread(g *graph, outer sourceSet) {
	entry := outer.with(f.id(g.scope.input))
	if g.start == nil {
		return
	}
	type state struct {
		avail sourceSet
		input *place
		seen  bool
	}
	states := make(map[*node]*state, len(g.nodes))
	for _, n := range g.nodes {
		states[n] = &state{}
	}
	var work []*node
	flowInto := func(n *node, avail sourceSet, in *place) {
		s := states[n]
		if s == nil {
			return
		}
		changed := !s.seen
		if !s.seen {
			s.seen, s.avail, s.input = true, slices.Clone(avail), in
		} else {
			changed = s.avail.intersect(avail)
			if s.input != nil && !s.input.equal(in) {
				s.input, changed = nil, true
			}
		}
		if changed {
			work = append(work, n)
		}
	}
	flowInto(g.start, entry, &place{src: g.scope.input})
	for len(work) > 0 {
		n := work[0]
		work = work[1:]
		s := states[n]
		for _, e := range n.edges {
			if e.to != nil {
				flowInto(e.to, s.avail.with(f.made(e)...), e.carries(s.input))
			}
		}
	}
	for _, n := range g.nodes {
		n.available, n.input = states[n].avail, states[n].input
		if n.step.field("InputPath") != nil {
			n.input = nil
		}
		for _, e := range n.edges {
			for _, src := range e.makes() {
				f.makers[src] = append(f.makers[src], e)
			}
		}
		for _, c := range n.children {
			f.spread(c, n.available)
		}
	}
}

// makes are the sources that come into being on an edge.
func (e *edge) makes() []*source {
	var made []*source
	switch e.kind {
	case edgeNext:
		made = append(made, e.from.step.src)
	case edgeCatch:
		if e.caught != nil {
			made = append(made, e.caught)
		}
	}
	for _, a := range e.assigns {
		if a.src != nil {
			made = append(made, a.src)
		}
	}
	return made
}

func (f *flow) made(e *edge) []int {
	var ids []int
	for _, s := range e.makes() {
		ids = append(ids, f.id(s))
	}
	return ids
}

// carries is what the next state's input is, given this state's.
func (e *edge) carries(in *place) *place {
	n := e.from
	if e.kind == edgeRaw || e.resultPath != nil || len(n.step.rawFields) > 0 {
		return nil
	}
	if e.output != nil {
		if n.lang == languageJSONata {
			if src, path, ok := e.output.ref(); ok && src.kind != sourceVariable {
				return &place{src, path}
			}
			if n.kind == stepPass && e.kind == edgeNext {
				return &place{src: n.step.src}
			}
		}
		return nil
	}
	switch e.kind {
	case edgeCatch:
		if e.caught == nil {
			return nil
		}
		return &place{src: e.caught}
	case edgeNext:
		switch n.kind {
		case stepTask, stepMap, stepParallel:
			if n.shapesOutput() {
				return nil
			}
			return &place{src: n.step.src}
		case stepPass:
			if n.shapesOutput() {
				return nil
			}
		}
	}
	if n.step.field("OutputPath") != nil || n.step.field("InputPath") != nil {
		return nil
	}
	return in
}

// shapesOutput reports whether the author changes what the state puts out by a
// field of JSONPath mode.
func (n *node) shapesOutput() bool {
	return slices.ContainsFunc(n.step.fields, func(f stepField) bool {
		switch f.name {
		case "ResultPath", "ResultSelector", "OutputPath", "Result":
			return true
		case "Parameters", "InputPath":
			return n.kind == stepPass
		}
		return false
	})
}
