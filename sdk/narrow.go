package sdk

import "slices"

// This file finds what is known after a Choice of whose ways some don't come back. After
//
//	b.Choice("No coupon?").When(sdk.IsAbsent(coupon), func(b *sdk.Block) { b.Return("none") })
//
// the coupon is there, as it would be after the same `if` in Go.

// leaves reports whether the block's end is never reached.
func (b *blockRecord) leaves() bool { return slices.ContainsFunc(b.steps, (*step).leaves) }

func (s *step) leaves() bool {
	switch s.kind {
	case stepReturn, stepFail, stepSucceed, stepGoTo, stepState:
		return true
	case stepChoice:
		for _, r := range s.rules {
			if r.body != nil && !r.body.record.leaves() {
				return false
			}
		}
		return s.otherwiseLeaves()
	case stepTry:
		return s.body.record.leaves() && !slices.ContainsFunc(s.catchers, func(c *catcher) bool { return c.body != nil && !c.body.record.leaves() })
	}
	return s.flowSet
}

// otherwiseLeaves reports whether a Choice does not go on after itself when no rule holds.
func (s *step) otherwiseLeaves() bool {
	if s.otherwise != nil {
		return s.otherwise.record.leaves()
	}
	return s.target != "" || s.noDefault
}

// after is what holds wherever a Choice goes on after itself, nil if nothing is known.
func (s *step) after() *expr {
	if s.kind != stepChoice {
		return nil
	}
	var known *expr // by any of the ways so far
	var failed []*expr
	way := func(facts ...*expr) {
		holds := facts[0]
		for _, f := range facts[1:] {
			holds = operand(And(Value[bool]{e: holds}, Value[bool]{e: f}))
		}
		if known == nil {
			known = holds
		} else {
			known = operand(Or(Value[bool]{e: known}, Value[bool]{e: holds}))
		}
	}
	for _, r := range s.rules {
		if r.condition.fault != nil || r.condition.readsVariable() {
			return nil // which a branch may have set
		}
		if r.body != nil && !r.body.record.leaves() {
			way(append(slices.Clip(failed), r.condition)...)
		}
		failed = append(failed, not(r.condition))
	}
	if len(failed) > 0 && !s.otherwiseLeaves() {
		way(failed...)
	}
	return known
}

// failed are the negations of a Choice's conditions so far.
func (s *step) failed() (facts []*expr) {
	for _, r := range s.rules {
		facts = append(facts, not(r.condition))
	}
	return facts
}

// returns is the type of what the workflow puts out, nil if it may end otherwise than by a
// Return.
func (r *recorder) returns() *schema {
	other := !r.root.block.leaves()
	var visit func(b *blockRecord)
	visit = func(b *blockRecord) {
		for _, s := range b.steps {
			other = other || s.kind == stepSucceed || s.kind == stepState || s.explicitEnd || len(s.rawFields) > 0
			s.eachBlock(func(b *blockRecord) {
				if b.scope == r.root {
					visit(b)
				}
			})
		}
	}
	visit(r.root.block)
	if other {
		return nil
	}
	return r.output
}

// not is the negation of a condition.
func not(condition *expr) *expr { return operand(Not(Value[bool]{e: condition})) }

// readsVariable reports whether an expression reads what a [Variable] holds.
func (e *expr) readsVariable() bool {
	found := false
	refs(e, func(_ *expr, src *source, _ []pathStep) { found = found || src.step != nil && src.step.mutable })
	return found
}

// jump is a transition to a step by its name: the ordinals of where it is and of where it
// leads.
type jump struct{ from, to int }

// jumps are all of the workflow.
func (r *recorder) jumps() (all []jump) {
	var visit func(b *blockRecord)
	visit = func(b *blockRecord) {
		if to := r.names[b.startAt]; to != nil {
			all = append(all, jump{0, to.ordinal})
		}
		for _, s := range b.steps {
			names := append(s.rawTargets(), s.target, s.explicitNext)
			for _, rule := range s.rules {
				names = append(names, rule.next)
			}
			for _, c := range s.catchers {
				names = append(names, c.next)
			}
			for _, name := range names {
				if to := r.names[name]; to != nil {
					all = append(all, jump{s.ordinal, to.ordinal})
				}
			}
			s.eachBlock(visit)
		}
	}
	visit(r.root.block)
	return all
}

// enter reports whether a jump leads from elsewhere to one of the steps from first to last.
func enter(jumps []jump, first, last int) bool {
	inside := func(n int) bool { return first <= n && n <= last }
	return slices.ContainsFunc(jumps, func(j jump) bool { return inside(j.to) && !inside(j.from) })
}
