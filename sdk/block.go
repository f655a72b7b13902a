package sdk

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// Block records steps in the order they run. The functions of this package and
// of the service packages take it as their first argument. A Block belongs to
// the function it was given to: a branch or handler records on its own.
type Block struct {
	record   *blockRecord
	prefix   string
	defaults defaults
}

// blockRecord is what all views of one block share.
type blockRecord struct {
	rec    *recorder
	scope  *scope
	parent *blockRecord
	steps  []*step
	facts  []*expr // conditions that hold whenever the block runs
	closed bool
	last   int // the ordinal of the last step in it, of inner blocks too

	comment, startAt string // of the States object whose block this is
	result           *expr  // what the block's function returned, of an iteration or branch
}

// defaults are what b.Defaults set for the steps that follow.
type defaults struct {
	retriers []Retrier
}

// run calls the author's function for a block.
func (r *blockRecord) run(define func()) {
	r.rec.open = append(r.rec.open, r)
	define()
	r.rec.open = r.rec.open[:len(r.rec.open)-1]
	r.closed, r.last = true, r.rec.steps
}

// child is a new block within b: a branch of it (same scope) or a scope of its
// own.
func (b *Block) child(sc *scope, facts ...*expr) *Block {
	inner := &blockRecord{rec: b.record.rec, scope: sc, parent: b.record, facts: facts}
	return &Block{record: inner, prefix: b.prefix, defaults: b.defaults}
}

// add records a step on the block.
func (b *Block) add(kind stepKind, name string) *step {
	r := b.record
	s := &step{kind: kind, name: b.prefix + name, at: here(), block: r, view: b}
	s.src = &source{kind: sourceResult, typ: schemaAny, name: name, at: s.at, step: s}
	if r.rec.steps++; r.rec.steps > mostSteps {
		panic(endless{s.at})
	}
	s.ordinal = r.rec.steps
	open := r.rec.open
	switch {
	case r.closed || len(open) == 0:
		r.rec.report(fault{code: codeWrongBlock, message: fmt.Sprintf("the step `%s` is recorded on a Block whose function has returned", name),
			help: "record steps only inside the function that was given the Block"}, s.at, s.name)
		return s
	case open[len(open)-1] != r:
		r.rec.report(fault{code: codeWrongBlock, message: fmt.Sprintf("the step `%s` is recorded on the Block of an enclosing function", name),
			help: "use the Block that the innermost function was given"}, s.at, s.name)
		return s
	}
	if kind.hasState() {
		r.rec.claim(s)
	}
	r.steps = append(r.steps, s)
	return s
}

// claim reports names that are missing, too long or taken.
func (r *recorder) claim(s *step) {
	if r.names == nil {
		r.names = map[string]*step{}
	}
	switch n := len([]rune(s.name)); {
	case n == 0:
		r.report(fault{code: codeStateName, message: "the step has no name", help: "give it a name that says what it does; mocks, diffs and redrives rely on it"}, s.at, s.name)
	case strings.Contains(s.name, formatted):
		r.report(fault{code: codeStateName, message: "the name of the step is made of a Value, which holds nothing while the workflow is recorded",
			help: "write a constant; in a Map each iteration has the same step"}, s.at, s.name)
	case n > 80:
		r.report(fault{code: codeStateName, text: strings.TrimPrefix(s.name, s.view.prefix), message: fmt.Sprintf("the name of the step has %d characters and Step Functions takes 80", n), help: "shorten it"}, s.at, s.name)
	}
	if first, taken := r.names[s.name]; taken {
		r.report(fault{code: codeDuplicateName, text: strings.TrimPrefix(s.name, s.view.prefix), message: fmt.Sprintf("two steps are named `%s`", s.name),
			help: "names are unique over the whole workflow; a fragment used twice takes `b.Prefix`"}, s.at, s.name, relatedPlace{first.at, "the first one"})
		return
	}
	r.names[s.name] = s
}

// Prefix is the same block, with prefix put before the names of the steps that
// are recorded through it, so that a fragment (a Go function that takes a Block)
// can be used more than once.
func (b *Block) Prefix(prefix string) *Block {
	c := *b
	c.prefix = b.prefix + prefix
	return &c
}

// Defaults is the same block with retriers for the Tasks, Maps and Parallels recorded
// through it, those inside nested blocks included. A step's own retriers come first.
//
//	b = b.Defaults(lambda.Transient())
func (b *Block) Defaults(retriers ...Retrier) *Block {
	c := *b
	c.defaults.retriers = append(append([]Retrier(nil), retriers...), b.defaults.retriers...)
	return &c
}

// Return ends the workflow, the iteration or the branch with v as its output: a Value,
// an Object or Array, or a constant. It costs no transition where the step before it
// can give the output itself. A workflow that does not end by Return puts out what its
// last step does.
func (b *Block) Return(v any) {
	s := b.add(stepReturn, "")
	s.output, s.outputAt = operand(v), s.at
	r := b.record.rec
	if s.block.scope == r.root {
		if r.output == nil {
			r.output = s.output.typ
		} else {
			r.output = joinSchemas(r.output, s.output.typ)
		}
	}
}

// StartAt makes the named state the first one of the workflow, branch or
// iteration instead of the one recorded first.
func (b *Block) StartAt(name string) { b.record.startAt = name }

// Comment describes the branch or iteration that the Block is; for a workflow
// see the option of that name.
func (b *Block) Comment(text string) { b.record.comment = text }

// State records a state as it stands in the States Language, Type and Next and
// all: the door for a definition that is written elsewhere.
func (b *Block) State(name, json string) {
	s := b.add(stepState, name)
	v, err := value.DecodeString(json)
	if err != nil || v.Kind() != value.Object {
		b.record.rec.report(fault{code: codeConstant, message: fmt.Sprintf("the state `%s` is no JSON object", name), help: "give the value that stands in States"}, s.at, s.name)
		return
	}
	s.raw = v
}

// GoTo continues with the step of that name, which must be in the same scope: the same
// workflow, iteration or branch. To the name of a [Block.While] or [Block.Until] from
// within its body it is what continue is in Go, to a step behind it what break is.
func (b *Block) GoTo(name string) {
	s := b.add(stepGoTo, "")
	s.target = name
}

// Let keeps the value of an expression for the steps that follow, under a name
// that the definition's variable takes. It is needed for what differs at each
// evaluation, such as [UUID] and [Now], and pays for what is costly. It costs a
// transition only where no step comes before it.
func Let[T any](b *Block, name string, v Value[T]) Value[T] {
	s := b.add(stepLet, name)
	e := operand(v)
	s.output, s.outputAt = e, s.at
	s.src.kind = sourceVariable
	s.src.typ = e.typ
	s.src.block = b.record
	return Value[T]{e: &expr{kind: exprSource, src: s.src, typ: e.typ, at: s.at}}
}

// Variable is a value that steps change, such as a counter or a page token.
type Variable[T any] struct {
	Value[T]
	src *source
}

// Var declares a variable and gives it its first value.
func Var[T any](b *Block, name string, initial any) Variable[T] {
	s := b.add(stepLet, name)
	s.output, s.outputAt = operand(initial), s.at
	s.src.kind = sourceVariable
	s.src.typ = schemaOf(reflect.TypeFor[T]())
	s.src.block = b.record
	s.mutable = true
	s.checkAssigned()
	return Variable[T]{Value: Value[T]{e: &expr{kind: exprSource, src: s.src, typ: s.src.typ, at: s.at}}, src: s.src}
}

// Set gives the variable another value, from here on.
func (v Variable[T]) Set(b *Block, x any) {
	s := b.add(stepSet, "")
	if v.src == nil {
		b.record.rec.report(fault{code: codeZeroValue, message: "a Variable that was never declared is set", help: "declare it by `sdk.Var`"}, s.at, "")
		s.kind = stepNothing
		return
	}
	s.output, s.outputAt = operand(x), s.at
	s.src = v.src
	s.checkAssigned()
	if theirs := v.src.block.rec; theirs != b.record.rec {
		b.record.rec.report(foreign(v.src, theirs), s.at, "", relatedPlace{v.src.at, "declared here"})
		s.kind = stepNothing
		return
	}
	if b.record.scope != v.src.block.scope {
		b.record.rec.report(fault{code: codeOuterVariable, message: fmt.Sprintf("`%s` belongs to an enclosing scope, which a Map or Parallel can read and not change", v.src.name),
			help: "return the value from the branch or iteration and set the variable outside"}, s.at, "", relatedPlace{v.src.at, "declared here"})
	}
}

func (s *step) checkAssigned() {
	if p, why := mismatch(s.src.typ, s.output.typ); why != "" && s.output.fault == nil {
		s.block.rec.report(fault{code: codeTypeMismatch, message: fmt.Sprintf("what `%s` is set to %s%s", s.src.name, placeOf(p), why), help: "assign a value of the variable's type"}, s.at, "")
	}
}

// camel makes a variable's name of a step's: "Charge card" is chargeCard.
func camel(name string) string {
	var b strings.Builder
	up := false
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9' && b.Len() > 0:
			switch {
			case b.Len() == 0:
				b.WriteString(strings.ToLower(string(r)))
			case up:
				b.WriteString(strings.ToUpper(string(r)))
			default:
				b.WriteRune(r)
			}
			up = false
		default:
			up = b.Len() > 0
		}
	}
	if b.Len() == 0 {
		return "value"
	}
	return b.String()
}
