package optimize

import (
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// fact is a condition whose outcome is known at a point of a graph, because a Choice before it
// decided by it and what it reads has not changed since.
type fact struct {
	key   string // the condition's text
	holds bool
	test  test
	reads []string // what it depends on: paths such as $['a'], variables such as $x, $ for all of the input
}

// test is a condition that compares one thing with a constant; op is "" for all others.
type test struct {
	subject string
	op      string // = < > <= >=, or present
	operand value.Value
}

// maxFacts bounds the facts at a point; the oldest are forgotten.
const maxFacts = 24

// branchFacts are the facts that hold on entering each state, whichever way control comes. The
// facts on an edge are those of its state after what the state changes and what the edge tells.
func (f *flow) branchFacts() map[string][]fact {
	in := map[string][]fact{f.graph.StartAt: nil}
	reached := map[string]bool{f.graph.StartAt: true}
	queue := []string{f.graph.StartAt}
	for len(queue) > 0 {
		s := f.state[queue[0]]
		queue = queue[1:]
		for _, t := range asl.TargetsOf(s) {
			out := f.edgeFacts(s, t, in[s.Base().Name])
			next := *t.Name
			if !reached[next] {
				reached[next], in[next] = true, out
				queue = append(queue, next)
				continue
			}
			kept := slices.DeleteFunc(slices.Clone(in[next]), func(x fact) bool { return !knows(out, x) })
			if len(kept) < len(in[next]) {
				in[next] = kept
				queue = append(queue, next)
			}
		}
	}
	return in
}

func knows(list []fact, x fact) bool {
	return slices.ContainsFunc(list, func(y fact) bool { return y.key == x.key && y.holds == x.holds })
}

// edgeFacts are the facts on an edge of s, given those that hold on entering it.
func (f *flow) edgeFacts(s asl.State, t asl.Target, in []fact) []fact {
	changed, assigned := f.u.changes(s, t)
	out := slices.DeleteFunc(slices.Clone(in), func(x fact) bool {
		return slices.ContainsFunc(x.reads, func(r string) bool { return changed.touches(r) || slices.Contains(assigned, r) })
	})
	if c, ok := s.(*asl.Choice); ok && !changed.all {
		for i, r := range c.Choices {
			if t.Kind == asl.TargetChoice && i == t.Index {
				out = f.u.learn(out, r, true, assigned)
				break
			}
			out = f.u.learn(out, r, false, assigned)
		}
	}
	if len(out) > maxFacts {
		out = out[len(out)-maxFacts:]
	}
	return out
}

// change is what a state does to its document on a way out.
type change struct {
	all bool
	at  string // a path that is set; "" for none
}

// touches reports whether a path or variable reads what was changed.
func (c change) touches(read string) bool {
	if read != "$" && !strings.HasPrefix(read, "$[") {
		return false // a variable
	}
	if c.all {
		return true
	}
	return c.at != "" && (strings.HasPrefix(read, c.at) || strings.HasPrefix(c.at, read))
}

// changes says what goes along an edge that did not come into s, and which variables are
// assigned there, as $name.
func (u *unit) changes(s asl.State, t asl.Target) (change, []string) {
	var assigned []string
	for name := range assignedBy(s) {
		assigned = append(assigned, "$"+name)
	}
	d := asl.DataOf(s)
	if !understood(s) || d == nil {
		return change{all: true}, assigned
	}
	if u.machine.Language(s) == asl.JSONata {
		switch s.Type() {
		case asl.TypeChoice, asl.TypePass, asl.TypeWait:
			return change{all: !u.edgeOf(s, t).output.IsUndefined()}, assigned
		default: // what they make is new
		}
		return change{all: true}, assigned
	}
	if !wholePath(d.InputPath) || !wholePath(d.OutputPath) {
		return change{all: true}, assigned
	}
	result := value.NullValue // keeps the document
	switch s := s.(type) {
	case *asl.Choice, *asl.Wait:
	case *asl.Pass:
		result = s.ResultPath
		if wholePath(result) && s.Result.IsUndefined() && s.Parameters.IsUndefined() {
			result = value.NullValue
		}
	case *asl.Task:
		result = s.ResultPath
	case *asl.Map:
		result = s.ResultPath
	case *asl.Parallel:
		result = s.ResultPath
	case *asl.Succeed, *asl.Fail:
	}
	if t.Kind == asl.TargetCatch {
		result = asl.HandlersOf(s).Catch[t.Index].ResultPath
	}
	switch {
	case result.IsNull():
		return change{}, assigned
	case wholePath(result):
		return change{all: true}, assigned
	}
	p, err := jsonpath.Compile(result.Str())
	if err != nil {
		return change{all: true}, assigned
	}
	return change{at: p.Canonical()}, assigned
}

// learn adds what is known where a rule holds, or does not.
func (u *unit) learn(facts []fact, r *asl.ChoiceRule, holds bool, assigned []string) []fact {
	for _, x := range u.factsOf(r, holds) {
		if !slices.ContainsFunc(x.reads, func(r string) bool { return slices.Contains(assigned, r) }) && !knows(facts, x) {
			facts = append(facts, x)
		}
	}
	return facts
}

// factsOf are the facts that follow from a rule that holds, or does not.
func (u *unit) factsOf(r *asl.ChoiceRule, holds bool) []fact {
	if !r.Condition.IsUndefined() {
		n, err := u.condition(r)
		if err != nil {
			return nil
		}
		return queryFacts(n, holds)
	}
	var out []fact
	if holds {
		for _, c := range r.And {
			out = append(out, u.factsOf(c, true)...)
		}
	} else {
		for _, c := range r.Or {
			out = append(out, u.factsOf(c, false)...)
		}
	}
	if r.Not != nil {
		out = append(out, u.factsOf(r.Not, !holds)...)
	}
	if reads, ok := ruleReads(r); ok {
		out = append(out, fact{key: ruleKey(r), holds: holds, test: ruleTest(r), reads: reads})
	}
	return out
}

// ruleKey is the text of a rule without Next and what else tells no condition.
func ruleKey(r *asl.ChoiceRule) string {
	c := *r
	c.Next, c.Comment, c.Assign, c.Output = "", "", value.Value{}, value.Value{}
	return asl.ValueOf(&c).String()
}

// ruleReads are the paths that a rule of JSONPath reads; false if it reads the context object.
func ruleReads(r *asl.ChoiceRule) (reads []string, ok bool) {
	texts := []string{}
	if r.Comparator != "" {
		texts = append(texts, r.Variable)
		if c, _ := r.Comparator.Comparison(); c.Path {
			texts = append(texts, r.Operand.Str())
		}
	}
	for _, text := range texts {
		p, err := jsonpath.Compile(text)
		if err != nil {
			return nil, false
		}
		switch root, name := p.Root(); root {
		case jsonpath.RootInput:
			if !p.Definite() {
				reads = append(reads, "$")
			} else {
				reads = append(reads, p.Canonical())
			}
		case jsonpath.RootVariable:
			reads = append(reads, "$"+name)
		default:
			return nil, false
		}
	}
	inner := append(slices.Clone(r.And), r.Or...)
	if r.Not != nil {
		inner = append(inner, r.Not)
	}
	for _, c := range inner {
		more, ok := ruleReads(c)
		if !ok {
			return nil, false
		}
		reads = append(reads, more...)
	}
	return reads, true
}

var signs = map[string]string{"Equals": "=", "LessThan": "<", "GreaterThan": ">", "LessThanEquals": "<=", "GreaterThanEquals": ">="}

func ruleTest(r *asl.ChoiceRule) test {
	c, ok := r.Comparator.Comparison()
	switch {
	case !ok || c.Path:
		return test{}
	case c.Is && c.Op == "Present":
		return test{r.Variable, "present", r.Operand}
	case c.Operand == "Numeric" && r.Operand.Kind() == value.Number,
		(c.Operand == "String" || c.Operand == "Boolean") && c.Op == "Equals" && scalarOf(c.Operand, r.Operand):
		return test{r.Variable, signs[c.Op], r.Operand}
	}
	return test{}
}

func scalarOf(operand string, v value.Value) bool {
	return operand == "String" && v.Kind() == value.String || operand == "Boolean" && v.Kind() == value.Bool
}

// queryFacts are the facts that follow from an expression that answers true or false.
func queryFacts(n jsonata.Node, holds bool) []fact {
	var out []fact
	if b, ok := n.(*jsonata.Block); ok && len(b.Exprs) == 1 {
		return queryFacts(b.Exprs[0], holds)
	}
	f := dataflow.Judge(n)
	if f.Kinds&^dataflow.Bool != 0 || f.Volatile || f.State || f.Relative || f.Whole || f.Item {
		return nil
	}
	if b, ok := n.(*jsonata.Binary); ok && (b.Op == "and" && holds || b.Op == "or" && !holds) {
		out = append(queryFacts(b.Left, holds), queryFacts(b.Right, holds)...)
	}
	x := fact{key: n.String(), holds: holds, test: queryTest(n)}
	if dataflow.Reads(&dataflow.Query{Node: n}, "input") {
		x.reads = append(x.reads, "$")
	}
	for _, v := range f.Vars {
		x.reads = append(x.reads, "$"+v)
	}
	return append(out, x)
}

func queryTest(n jsonata.Node) test {
	b, ok := n.(*jsonata.Binary)
	if !ok || !slices.Contains([]string{"=", "<", ">", "<=", ">="}, b.Op) {
		return test{}
	}
	if _, _, ok := dataflow.Chain(b.Left); !ok {
		return test{}
	}
	t, err := dataflow.Encode(&dataflow.Query{Node: b.Right})
	if err != nil || isQuery(t) || b.Op != "=" && t.Kind() != value.Number {
		return test{}
	}
	return test{b.Left.String(), b.Op, t}
}

// outcome is what is known of a condition.
type outcome int8

const (
	unknown outcome = iota
	always
	never
)

func outcomeOf(holds bool) outcome {
	if holds {
		return always
	}
	return never
}

// decide says what facts tell of a rule. And and Or are told in their order: what stands behind
// something unknown is not looked at, since that might fail.
func (u *unit) decide(r *asl.ChoiceRule, facts []fact) outcome {
	if !r.Condition.IsUndefined() {
		if r.Condition.Kind() == value.Bool {
			return outcomeOf(r.Condition.Bool())
		}
		n, err := u.condition(r)
		if err != nil {
			return unknown
		}
		return decideQuery(n, facts)
	}
	key := ruleKey(r)
	for _, x := range facts {
		if x.key == key {
			return outcomeOf(x.holds)
		}
	}
	switch {
	case r.And != nil:
		for _, c := range r.And {
			if o := u.decide(c, facts); o != always {
				return o
			}
		}
		return always
	case r.Or != nil:
		for _, c := range r.Or {
			if o := u.decide(c, facts); o != never {
				return o
			}
		}
		return never
	case r.Not != nil:
		switch u.decide(r.Not, facts) {
		case always:
			return never
		case never:
			return always
		case unknown:
		}
		return unknown
	}
	return decideTest(ruleTest(r), facts)
}

func decideQuery(n jsonata.Node, facts []fact) outcome {
	if l, ok := n.(*jsonata.Literal); ok && l.Value != "null" {
		return outcomeOf(l.Value == "true")
	}
	key := n.String()
	for _, x := range facts {
		if x.key == key {
			return outcomeOf(x.holds)
		}
	}
	if b, ok := n.(*jsonata.Binary); ok && (b.Op == "and" || b.Op == "or") {
		first := decideQuery(b.Left, facts)
		if first == unknown || (first == always) == (b.Op == "or") {
			return first
		}
		return decideQuery(b.Right, facts)
	}
	return decideTest(queryTest(n), facts)
}

// decideTest compares a test with those that hold of the same thing.
func decideTest(t test, facts []fact) outcome {
	if t.op == "" {
		return unknown
	}
	for _, x := range facts {
		if !x.holds || x.test.op == "" || x.test.subject != t.subject {
			continue
		}
		if t.op == "present" {
			if x.test.op != "present" {
				return outcomeOf(t.operand.Bool())
			}
			return outcomeOf(t.operand.Bool() == x.test.operand.Bool())
		}
		if x.test.op == "present" {
			continue
		}
		if o := implies(x.test, t); o != unknown {
			return o
		}
	}
	return unknown
}

// implies says what a test that holds tells of another one of the same thing.
func implies(known, t test) outcome {
	if known.operand.Kind() != t.operand.Kind() {
		if t.op == "=" {
			return never // what equals or is ordered with one type is not of the other
		}
		return unknown
	}
	if t.operand.Kind() != value.Number {
		if same, sure := dataflow.Same(known.operand, t.operand); sure && known.op == "=" && t.op == "=" {
			return outcomeOf(same)
		}
		return unknown
	}
	a, b := known.operand.Float(), t.operand.Float()
	satisfies := func(x float64) bool {
		return t.op == "=" && x == b || t.op == "<" && x < b || t.op == ">" && x > b || t.op == "<=" && x <= b || t.op == ">=" && x >= b
	}
	if known.op == "=" {
		return outcomeOf(satisfies(a))
	}
	up := known.op[0] == '>' // known: all from a up, or down
	strict := len(known.op) == 1
	switch {
	case t.op == "=":
		if up && (b < a || strict && b == a) || !up && (b > a || strict && b == a) {
			return never
		}
	case (t.op[0] == '>') == up:
		if up && (a > b || a == b && (strict || t.op == ">=")) || !up && (a < b || a == b && (strict || t.op == "<=")) {
			return always
		}
	default:
		if up && (a > b || a == b && (strict || t.op == "<")) || !up && (a < b || a == b && (strict || t.op == ">")) {
			return never
		}
	}
	return unknown
}
