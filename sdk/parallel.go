package sdk

import "reflect"

// Parallel is a step that runs branches at the same time (States Language,
// "Parallel State").
//
//	p := b.Parallel("Ship and bill")
//	label := sdk.Branch(p, func(b *sdk.Block) sdk.Value[Label] { … })
//	bill := sdk.Branch(p, func(b *sdk.Block) sdk.Value[Bill] { … })
//
// A branch reads the values of the steps before; what it makes leaves it only as
// the value it returns.
type Parallel struct{ Work[*Parallel] }

// Parallel records a Parallel state; [Branch] and [Parallel.Branch] give it
// branches.
func (b *Block) Parallel(name string) *Parallel {
	p := &Parallel{}
	s := b.add(stepParallel, name)
	s.src.typ = &schema{kind: kindArray, elem: schemaAny}
	p.Work = Work[*Parallel]{newState(s, p)}
	return p
}

// Branch adds a branch to a [Parallel] and answers its value, which is there once all
// branches have ended. If one fails, the others are stopped and the Parallel fails
// with its error.
func Branch[R any](p *Parallel, define func(b *Block) Value[R]) Value[R] {
	s := p.s
	i := len(s.branches)
	typ := schemaOf(reflect.TypeFor[R]())
	if define == nil {
		s.report(codeNilFunction, "the branch's function is nil", "pass the function that records its steps")
		return Value[R]{e: literalAny()}
	}
	s.addBranch(func(b *Block) *expr {
		v := define(b)
		return operand(v)
	})
	if t := s.branches[i].record.result.typ; t.kind != kindAny {
		typ = t
	}
	e := &expr{kind: exprSource, src: s.src, typ: s.src.typ, at: here()}
	return Value[R]{e: e.get([]pathStep{{index: i, isIndex: true}}, typ, e.at)}
}

// Branch adds a branch that is there for what it does, not for a value.
func (p *Parallel) Branch(define func(b *Block)) *Parallel {
	if define == nil {
		p.s.report(codeNilFunction, "the branch's function is nil", "pass the function that records its steps")
		return p
	}
	p.s.addBranch(func(b *Block) *expr { define(b); return nil })
	return p
}

// Arguments is the input of every branch instead of the Parallel's own
// (JSONata).
func (p *Parallel) Arguments(v any) *Parallel {
	p.s.argument, p.s.argumentAt = operand(v), here()
	return p
}

// Result is the array of the branches' outputs, in their order.
func (p *Parallel) Result() Value[[]any] { return result[[]any](p.s) }

func (s *step) addBranch(define func(b *Block) *expr) {
	sc := &scope{parent: s.block.scope, owner: s}
	inner := s.view.child(sc)
	sc.block = inner.record
	sc.input = &source{kind: sourceScope, scope: sc, typ: schemaAny, name: s.name + " input", at: s.at, step: s}
	inner.record.run(func() { inner.record.result = define(inner) })
	s.branches = append(s.branches, inner)
}

func literalAny() *expr { return &expr{kind: exprLiteral, typ: schemaAny, at: here()} }
