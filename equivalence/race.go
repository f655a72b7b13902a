package equivalence

import (
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Branches of a Parallel run at the same time, and nothing says which of two things that
// happen in one instant is first: which of two failures ends the Parallel, or whether a branch
// still makes its call. In the simulator that depends on how many states each branch went
// through, which is what optimizing changes. So before a difference counts, the first machine
// is run again with branches held up by Waits of no time: a difference that it shows to
// itself is none.

// heldUp is by how many Waits a branch is held up; more than Maps and Parallels are nested.
const heldUp = 10

// races are variants of the first machine, made when the first difference asks for them.
func (p *pair) races() []*runner {
	if p.raced {
		return p.variants
	}
	p.raced = true
	for i := 0; ; i++ {
		m, more := holdUp(p.machine, i)
		if !more {
			return p.variants
		}
		resources := p.a.resources
		r, err := newRunner(m, &resources, p.shapes)
		if err != nil {
			continue
		}
		r.resources = p.a.resources
		p.variants = append(p.variants, r)
	}
}

// holdUp is a copy of m in which all branches of one Parallel but the i-th of the machine's
// branches are held up; false if there are not that many.
func holdUp(m *asl.Machine, i int) (*asl.Machine, bool) {
	out := m.Clone()
	for _, s := range asl.Walk(out) {
		par, ok := s.(*asl.Parallel)
		if !ok || len(par.Branches) < 2 {
			continue
		}
		if i >= len(par.Branches) {
			i -= len(par.Branches)
			continue
		}
		for k, b := range par.Branches {
			if k == i {
				continue
			}
			for n := range heldUp {
				name := fmt.Sprintf("held up %d of branch %d of %s", n, k, par.Name)
				if len(name) > 80 {
					name = fmt.Sprintf("held up %d.%d %.50s", n, k, par.Name)
				}
				wait := &asl.Wait{Seconds: value.OfInt(0)}
				wait.Name, wait.Next = name, b.StartAt
				b.States, b.StartAt = append(b.States, wait), name
			}
		}
		return out, true
	}
	return nil, false
}

// isRace reports that the first machine gives the second's outcome too, if its branches come
// in another order.
func (s *search) isRace(c *Case, b *Outcome) bool {
	for _, r := range s.races() {
		x := r.run(c, eventsOfB, observed)
		if diff(&x, b, s.opts.Converted) == "" {
			return true
		}
	}
	return false
}
