package jsonata

import (
	"slices"

	"github.com/lockstep-go/lockstep/internal/value"
)

type lowerer struct {
	labels int
	keep   map[Node]bool // operands of []
}

func lower(n Node) (*plan, *Error) {
	l := lowerer{}
	p, err := l.node(n)
	if err != nil {
		return nil, err
	}
	if p.kind == kParent || p.seeking != nil {
		return nil, fail("S0217").at(n.base().at)
	}
	return p, nil
}

func (l *lowerer) node(n Node) (*plan, *Error) {
	p, err := l.lowered(n)
	if err == nil && l.keep[n] {
		p.keepArray = true
	}
	return p, err
}

func (l *lowerer) lowered(n Node) (*plan, *Error) {
	at := n.base().at
	switch n := n.(type) {
	case *Name:
		step := &plan{kind: kName, at: at, text: n.Value, keepArray: l.keep[n]}
		return &plan{kind: kPath, at: at, steps: []*plan{step}, keepSingleton: l.keep[n]}, nil
	case *Variable:
		return &plan{kind: kVariable, at: at, text: n.Value}, nil
	case *Number:
		return &plan{kind: kNumber, at: at, number: n.Value, lit: numberValue(n.Value)}, nil
	case *String:
		return &plan{kind: kString, at: at, text: n.Value, lit: value.OfString(n.Value)}, nil
	case *Literal:
		lit := value.NullValue
		if n.Value != "null" {
			lit = value.OfBool(n.Value == "true")
		}
		return &plan{kind: kLiteral, at: at, lit: lit}, nil
	case *Regex:
		return &plan{kind: kRegex, at: at, text: n.Pattern, flags: n.Flags}, nil
	case *Wildcard:
		return &plan{kind: kWildcard, at: at}, nil
	case *Descendant:
		return &plan{kind: kDescendant, at: at}, nil
	case *Parent:
		l.labels++
		return &plan{kind: kParent, at: at, slot: &slot{label: parentLabel(l.labels), level: 1}}, nil
	case *Placeholder:
		return &plan{kind: kPlaceholder, at: at}, nil
	case *Negate:
		return l.negate(n)
	case *Array:
		p := &plan{kind: kArray, at: at}
		return p, l.list(p, n.Items)
	case *Object:
		p := &plan{kind: kObject, at: at}
		for _, pair := range n.Pairs {
			k, v, err := l.pair(pair)
			if err != nil {
				return nil, err
			}
			p.inherit(k)
			p.inherit(v)
			p.pairs = append(p.pairs, [2]*plan{k, v})
		}
		return p, nil
	case *Block:
		p := &plan{kind: kBlock, at: at}
		if err := l.list(p, n.Exprs); err != nil {
			return nil, err
		}
		for _, part := range p.items {
			if part.consArray || part.kind == kPath && part.steps[0].consArray {
				p.consArray = true
			}
		}
		return p, nil
	case *Binary:
		p := &plan{kind: kBinary, at: at, text: n.Op}
		return p, l.operands(p, n.Left, n.Right)
	case *Bind:
		p := &plan{kind: kBind, at: at, text: n.Name}
		var err *Error
		if p.b, err = l.node(n.X); err == nil {
			p.inherit(p.b)
		}
		return p, err
	case *Condition:
		return l.condition(n)
	case *Call:
		return l.call(n)
	case *Lambda:
		p := &plan{kind: kLambda, at: at, params: n.Params}
		if n.Signature != "" {
			sig, err := parseSignature(n.Signature)
			if err != nil {
				return nil, err.at(at)
			}
			p.sig = sig
		}
		body, err := l.node(n.Body)
		if err != nil {
			return nil, err
		}
		p.b = markTail(body)
		return p, nil
	case *Apply:
		p := &plan{kind: kApply, at: at}
		var err *Error
		if p.a, err = l.node(n.Left); err != nil {
			return nil, err
		}
		if p.b, err = l.node(n.Right); err != nil {
			return nil, err
		}
		p.keepArray = p.a.keepArray || p.b.keepArray
		return p, nil
	case *Transform:
		p := &plan{kind: kTransform, at: at}
		var err *Error
		if p.a, err = l.node(n.Pattern); err != nil {
			return nil, err
		}
		if p.b, err = l.node(n.Update); err != nil {
			return nil, err
		}
		if n.Delete != nil {
			p.c, err = l.node(n.Delete)
		}
		return p, err
	case *missing:
		return nil, fail("S0207").at(at)
	}
	return l.step(n)
}

func (l *lowerer) negate(n *Negate) (*plan, *Error) {
	x, err := l.node(n.X)
	if err != nil {
		return nil, err
	}
	if x.kind == kNumber {
		x.number = -x.number
		x.lit = numberValue(x.number)
		return x, nil
	}
	p := &plan{kind: kNegate, at: n.at, a: x}
	p.inherit(x)
	return p, nil
}

func (l *lowerer) condition(n *Condition) (*plan, *Error) {
	p := &plan{kind: kCondition, at: n.at}
	if err := l.operands(p, n.If, n.Then); err != nil {
		return nil, err
	}
	if n.Else != nil {
		var err *Error
		if p.c, err = l.node(n.Else); err != nil {
			return nil, err
		}
		p.inherit(p.c)
	}
	return p, nil
}

func (l *lowerer) call(n *Call) (*plan, *Error) {
	p := &plan{kind: kCall, at: n.at}
	for _, a := range n.Args {
		if _, ok := a.(*Placeholder); ok {
			p.kind = kPartial
		}
	}
	if err := l.list(p, n.Args); err != nil {
		return nil, err
	}
	var err *Error
	p.a, err = l.node(n.Proc)
	return p, err
}

// list lowers the parts of an array, block or call into p.items.
func (l *lowerer) list(p *plan, nodes []Node) *Error {
	p.items = make([]*plan, 0, len(nodes))
	for _, n := range nodes {
		item, err := l.node(n)
		if err != nil {
			return err
		}
		p.inherit(item)
		p.items = append(p.items, item)
	}
	return nil
}

func (l *lowerer) operands(p *plan, a, b Node) *Error {
	var err *Error
	if p.a, err = l.node(a); err != nil {
		return err
	}
	if p.b, err = l.node(b); err != nil {
		return err
	}
	p.inherit(p.a)
	p.inherit(p.b)
	return nil
}

func (l *lowerer) pair(p Pair) (k, v *plan, err *Error) {
	if k, err = l.node(p.Key); err != nil {
		return nil, nil, err
	}
	v, err = l.node(p.Value)
	return k, v, err
}

// markTail marks the calls that a function body ends with. They are made after the body is
// left, so recursion in tail position takes no depth.
func markTail(p *plan) *plan {
	switch p.kind {
	case kCall:
		if p.predicate == nil {
			p.tail = true
		}
	case kCondition:
		p.b = markTail(p.b)
		if p.c != nil {
			p.c = markTail(p.c)
		}
	case kBlock:
		if n := len(p.items); n > 0 {
			p.items[n-1] = markTail(p.items[n-1])
		}
	}
	return p
}

// step lowers the nodes that make or change a path.
func (l *lowerer) step(n Node) (*plan, *Error) {
	switch n := n.(type) {
	case *Dot:
		return l.dot(n)
	case *Filter:
		return l.filter(n)
	case *KeepArray:
		var base Node = n
		for {
			switch b := base.(type) {
			case *KeepArray:
				base = b.X
				continue
			case *Filter:
				base = b.X
				continue
			}
			break
		}
		if l.keep == nil {
			l.keep = map[Node]bool{}
		}
		l.keep[base] = true
		return l.node(n.X)
	case *Group:
		p, err := l.node(n.X)
		if err != nil {
			return nil, err
		}
		if p.group != nil {
			return nil, fail("S0210").at(n.at)
		}
		g := &planGroup{at: n.at}
		for _, pair := range n.Pairs {
			k, v, err := l.pair(pair)
			if err != nil {
				return nil, err
			}
			g.pairs = append(g.pairs, [2]*plan{k, v})
		}
		p.group = g
		return p, nil
	case *Sort:
		p, err := l.node(n.X)
		if err != nil {
			return nil, err
		}
		if p.kind != kPath {
			p = &plan{kind: kPath, at: p.at, steps: []*plan{p}}
		}
		s := &plan{kind: kSort, at: n.at}
		for _, t := range n.Terms {
			x, err := l.node(t.X)
			if err != nil {
				return nil, err
			}
			s.inherit(x)
			s.terms = append(s.terms, planTerm{t.Descending, x})
		}
		p.steps = append(p.steps, s)
		return p, resolveAncestry(p)
	case *Focus:
		p, err := l.node(n.X)
		if err != nil {
			return nil, err
		}
		step := p.last()
		if step.hasStages || step.predicate != nil {
			return nil, fail("S0215").at(n.at)
		}
		if step.kind == kSort {
			return nil, fail("S0216").at(n.at)
		}
		if l.keep[n] {
			step.keepArray = true
		}
		step.focus, step.hasFocus, step.tuple = n.Name, true, true
		return p, nil
	case *Index:
		p, err := l.node(n.X)
		if err != nil {
			return nil, err
		}
		step := p.last()
		if p.kind != kPath {
			p = &plan{kind: kPath, at: p.at, steps: []*plan{p}}
			step.predicateToStages()
		}
		if step.hasStages {
			step.stages = append(step.stages, stage{index: n.Name})
		} else {
			step.index, step.hasIndex = n.Name, true
		}
		step.tuple = true
		return p, nil
	}
	return nil, fail("S0206", withText("token", n.String())).at(n.base().at)
}

// last is the step that a suffix applies to: the last of a path, else the node itself.
func (p *plan) last() *plan {
	if p.kind == kPath {
		return p.steps[len(p.steps)-1]
	}
	return p
}

func (p *plan) predicateToStages() {
	if p.predicate == nil {
		return
	}
	for _, f := range p.predicate {
		p.stages = append(p.stages, stage{filter: f})
	}
	p.predicate, p.hasStages = nil, true
}

func (l *lowerer) dot(n *Dot) (*plan, *Error) {
	left, err := l.node(n.Left)
	if err != nil {
		return nil, err
	}
	p := left
	if left.kind != kPath {
		p = &plan{kind: kPath, at: n.at, steps: []*plan{left}}
	}
	if left.kind == kParent {
		p.seeking = []*slot{left.slot}
	}
	rest, err := l.node(n.Right)
	if err != nil {
		return nil, err
	}
	if rest.kind == kPath {
		p.steps = append(p.steps, rest.steps...)
	} else {
		rest.predicateToStages()
		p.steps = append(p.steps, rest)
	}
	for _, s := range p.steps {
		switch s.kind {
		case kNumber, kLiteral:
			return nil, failValue("S0213", s.lit).at(s.at)
		case kString:
			s.kind = kName
		}
	}
	if slices.ContainsFunc(p.steps, func(s *plan) bool { return s.keepArray }) {
		p.keepSingleton = true
	}
	if first := p.steps[0]; first.kind == kArray {
		first.consArray = true
	}
	if last := p.last(); last.kind == kArray {
		last.consArray = true
	}
	return p, resolveAncestry(p)
}

func (l *lowerer) filter(n *Filter) (*plan, *Error) {
	p, err := l.node(n.X)
	if err != nil {
		return nil, err
	}
	step := p.last()
	if step.group != nil {
		return nil, fail("S0209").at(n.at)
	}
	x, err := l.node(n.Predicate)
	if err != nil {
		return nil, err
	}
	if x.seeking != nil {
		for _, s := range x.seeking {
			if s.level == 1 {
				if err := seekParent(step, s); err != nil {
					return nil, err
				}
			} else {
				s.level--
			}
		}
		step.inherit(x)
	}
	if p.kind == kPath {
		step.stages, step.hasStages = append(step.stages, stage{filter: x}), true
	} else {
		step.predicate = append(step.predicate, x)
	}
	return p, nil
}
