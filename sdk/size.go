package sdk

import (
	"fmt"
	"slices"

	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// This file bounds the size of data (developer guide: "Service quotas"): 256 KiB
// for the input and output of a state, an execution and a variable.

// mostData is how many bytes of JSON a state, or a variable, may have.
const mostData = 256 << 10

// leastSize is how many bytes the JSON of e has at the least, whatever the data.
func (e *expr) leastSize() int {
	switch e.kind {
	case exprLiteral, exprVerbatim:
		return literalSize(e.lit)
	case exprObject:
		n := 2
		for i, a := range e.args {
			n += len(e.keys[i]) + 3 + a.leastSize()
		}
		return n
	case exprArray:
		n := 2
		for _, a := range e.args {
			n += 1 + a.leastSize()
		}
		return n
	case exprCall:
		switch e.op {
		case opConcat, opAppend, opAppendAll, opFormat:
			n := 0
			for _, a := range e.args {
				if a.kind == exprLiteral || a.kind == exprCall {
					n += a.leastSize()
				}
			}
			return n
		case opIf, opDefault:
			return min(e.args[len(e.args)-2].leastSize(), e.args[len(e.args)-1].leastSize())
		}
	}
	return 1
}

// literalSize is the size of a constant; only long ones are written to know it.
func literalSize(v value.Value) int {
	switch v.Kind() {
	case value.String:
		return len(v.Str()) + 2
	case value.Object, value.Array:
		return len(v.AppendJSON(nil))
	}
	return 1
}

// unbounded is the size of what has no bound.
const unbounded = 1 << 40

// mostSize is how many bytes the JSON of a value of this type has at the most: the
// sum of its parts. Texts, lists and types that are not known have no bound.
func (s *schema) mostSize(depth int) int {
	const number = 25 // digits of a float64, with sign and exponent
	switch {
	case s == nil || depth > maxSchemaDepth:
		return unbounded
	case s.kind == kindNull:
		return 4
	case s.kind == kindBool:
		return 5
	case s.isNumeric():
		return number
	case s.format == "date-time":
		return 37
	case len(s.enum) > 0:
		n := 0
		for _, v := range s.enum {
			n = max(n, len(v)+2)
		}
		return n
	case s.kind == kindObject && !s.open:
		n := 2
		for _, f := range s.fields {
			n += len(f.name) + 4 + f.schema.mostSize(depth+1)
		}
		return min(n, unbounded)
	case s.kind == kindArray && s.length > 0:
		return min(2+s.length*(1+s.elem.mostSize(depth+1)), unbounded)
	}
	return unbounded
}

// tooLarge tells of data that is sure to be more than a state or variable holds.
func (in *inspection) tooLarge(e *expr, at origin, state string) {
	if e == nil || e.fault != nil {
		return
	}
	if n := e.leastSize(); n > mostData {
		in.report(fault{code: codeTooLarge, message: fmt.Sprintf("this has at least %d bytes, and a state takes %d", n, mostData),
			help: "keep it in S3 and hand on its bucket and key"}, at, state)
	}
}

// historyEvents is how many events a Standard execution may have; each state of a
// round takes two of them at the least.
const historyEvents = 25_000

// growing tells of variables that get longer with each round of a loop, unless
// the execution's history is sure to end first.
func (in *inspection) growing(loop *step) {
	if loop.body == nil {
		return
	}
	states := 1
	var sets []*step
	var visit func(b *blockRecord)
	visit = func(b *blockRecord) {
		for _, s := range b.steps {
			if s.kind.hasState() {
				states++
			}
			if s.kind == stepSet {
				sets = append(sets, s)
			}
			if s.kind != stepMap && s.kind != stepParallel {
				s.eachBlock(visit)
			}
		}
	}
	visit(loop.body.record)
	rounds := historyEvents / (2 * states)
	for _, s := range sets {
		if in.grown[s] || s.output == nil || s.output.kind != exprCall {
			continue
		}
		added := grows(s.output, s.src)
		if added == nil || added.typ.mostSize(0)*rounds <= mostData {
			continue
		}
		in.grown[s] = true
		in.report(fault{code: codeGrowing, severity: diag.Warning, message: fmt.Sprintf("`%s` grows with each round of `%s`, and a variable holds %d bytes", s.src.name, loop.name, mostData),
			help: "keep only what later steps read, or write each round's data to S3 or a table and keep the key"}, s.at, loop.name)
	}
}

// idle tells of a loop that ends at once or never: nothing in it changes what its condition
// reads, and no step in it leaves it.
func (in *inspection) idle(loop *step) {
	if loop.body == nil || len(loop.rules) == 0 || loop.rules[0].condition.fault != nil {
		return
	}
	condition, body := loop.rules[0].condition, loop.body.record
	changes := false
	read := map[*source]bool{}
	condition.walk(func(e *expr) bool {
		switch {
		case e.kind == exprRaw, e.kind == exprVerbatim, e.kind == exprState, e.kind == exprVariable, e.kind == exprContext, e.kind == exprCall && e.op.volatile:
			changes = true
		}
		return true
	})
	refs(condition, func(_ *expr, src *source, _ []pathStep) {
		read[src] = true
		changes = changes || src.step != nil && loop.ordinal < src.step.ordinal && src.step.ordinal <= body.last
	})
	var visit func(b *blockRecord)
	visit = func(b *blockRecord) {
		for _, s := range b.steps {
			switch s.kind {
			case stepSet:
				changes = changes || read[s.src]
			case stepReturn, stepFail, stepSucceed, stepGoTo, stepState:
				changes = true
			}
			changes = changes || s.flowSet || len(s.rawFields) > 0 || len(s.assign) > 0 ||
				slices.ContainsFunc(s.catchers, func(c *catcher) bool { return c.body == nil || len(c.assign) > 0 }) ||
				slices.ContainsFunc(s.rules, func(r *choiceRule) bool { return r.next != "" || len(r.assign) > 0 })
			s.eachBlock(visit)
		}
	}
	visit(body)
	if !changes {
		in.report(fault{code: codeIdleLoop, severity: diag.Warning, message: fmt.Sprintf("nothing in the loop `%s` changes what its condition reads, so it ends at once or never", loop.name),
			help: "set an `sdk.Var` in its body, or test what a step in it answers"}, loop.at, loop.name)
	}
}

// grows answers what an expression adds to the value of a source, nil if it adds
// nothing to it.
func grows(e *expr, src *source) *expr {
	switch e.op {
	case opAppend, opAppendAll, opConcat, opMerge:
	default:
		return nil
	}
	for i, a := range e.args {
		if s, path, ok := a.ref(); ok && s == src && len(path) == 0 {
			return e.args[len(e.args)-1-i]
		}
	}
	return nil
}
