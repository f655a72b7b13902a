package dataflow

import (
	"slices"

	"github.com/lockstep-go/lockstep/internal/jsonata"
)

// Kinds is a set of what an expression may answer.
type Kinds uint16

// The kinds of answer.
const (
	Undefined Kinds = 1 << iota
	Null
	Bool
	Number
	String
	List
	Mapping
	Function

	Value = Null | Bool | Number | String | List | Mapping // any JSON
	Any   = Value | Undefined
)

// Facts are what can be told of an expression without evaluating it.
type Facts struct {
	Kinds Kinds // what it may answer
	Fails bool  // it may throw an error
	// Volatile expressions may answer differently the second time: $random, $now and so on.
	Volatile bool
	// State is set if it reads of the context object what belongs to the state it stands in,
	// or nobody can tell: it must not move to another state.
	State bool
	// Item is set if it reads Map.Item of the context object.
	Item bool
	// Relative is set if it reads the context of a path it might be put into, such as $ or a
	// bare name.
	Relative bool
	// Whole is set if it uses $states other than as $states.input, .result, .errorOutput,
	// .context.
	Whole bool
	// Vars are the workflow variables it reads, Binds the names it binds itself.
	Vars, Binds []string
}

// Total reports whether an evaluation always answers a value.
func (f Facts) Total() bool { return !f.Fails && f.Kinds&(Undefined|Function) == 0 }

// Judge tells the facts of an expression.
func Judge(n jsonata.Node) Facts {
	j := judge{}
	f := Facts{}
	f.Kinds = j.kinds(n, nil)
	f.Fails = j.fails
	j.walk(n, false, nil)
	f.Volatile, f.State, f.Item, f.Relative, f.Whole = j.volatile, j.state, j.item, j.relative, j.whole
	f.Vars, f.Binds = j.vars, j.binds
	if f.Whole {
		f.State = true
	}
	return f
}

// JudgeTemplate joins the facts of all expressions of a template.
func JudgeTemplate(t Template) Facts {
	f := Facts{Kinds: Value}
	eachQuery(t, func(q *Query) {
		g := Judge(q.Node)
		f.Fails = f.Fails || g.Fails || g.Kinds&(Undefined|Function) != 0
		f.Volatile = f.Volatile || g.Volatile
		f.State = f.State || g.State
		f.Item = f.Item || g.Item
		f.Relative = f.Relative || g.Relative
		f.Whole = f.Whole || g.Whole
		f.Vars = append(f.Vars, g.Vars...)
		f.Binds = append(f.Binds, g.Binds...)
	})
	if hasUpdate(t) {
		f.Fails = f.Fails || !updatesObjects(t)
	}
	return f
}

func hasUpdate(t Template) bool {
	found := false
	eachTemplate(t, func(t Template) {
		if _, ok := t.(*Update); ok {
			found = true
		}
	})
	return found
}

// updatesObjects reports whether every Update stands on what is an object for sure.
func updatesObjects(t Template) bool {
	sure := true
	eachTemplate(t, func(t Template) {
		if u, ok := t.(*Update); ok && !isObject(u.Base) {
			sure = false
		}
	})
	return sure
}

func isObject(t Template) bool {
	switch t := t.(type) {
	case *Object, *Update:
		return true
	case Const:
		return t.V.Kind().String() == "object"
	case *Query:
		f := Judge(t.Node)
		return f.Kinds == Mapping && !f.Fails
	}
	return false
}

func eachTemplate(t Template, f func(Template)) {
	f(t)
	switch t := t.(type) {
	case *Object:
		for _, m := range t.Members {
			eachTemplate(m.T, f)
		}
	case *Array:
		for _, i := range t.Items {
			eachTemplate(i, f)
		}
	case *Update:
		eachTemplate(t.Base, f)
		for _, m := range t.Members {
			eachTemplate(m.T, f)
		}
	}
}

func eachQuery(t Template, f func(*Query)) {
	eachTemplate(t, func(t Template) {
		if q, ok := t.(*Query); ok {
			f(q)
		}
	})
}

type judge struct {
	fails    bool
	volatile bool
	state    bool
	item     bool
	relative bool
	whole    bool
	vars     []string
	binds    []string
}

// refinement is what a condition around an expression tells: texts that are defined.
type refinement struct {
	defined []string
	is      map[string]Kinds // what $type said of an expression
	up      *refinement
}

func (r *refinement) knows(n jsonata.Node) bool {
	if r == nil {
		return false
	}
	text := n.String()
	for ; r != nil; r = r.up {
		if slices.Contains(r.defined, text) {
			return true
		}
	}
	return false
}

// kinds is what n may answer; j.fails is set if it may throw.
func (j *judge) kinds(n jsonata.Node, known *refinement) Kinds {
	k := j.kindsOf(n, known)
	if is, ok := known.kind(n); ok {
		return k & is
	}
	if k&Undefined != 0 && known.knows(n) {
		k &^= Undefined
	}
	return k
}

// kind is what a check of $type around n says of it.
func (r *refinement) kind(n jsonata.Node) (Kinds, bool) {
	if r == nil {
		return 0, false
	}
	text := n.String()
	for ; r != nil; r = r.up {
		if k, ok := r.is[text]; ok {
			return k, true
		}
	}
	return 0, false
}

// told is what holds where a condition does.
func told(n jsonata.Node, up *refinement) *refinement {
	b, ok := unblock(n).(*jsonata.Binary)
	if !ok {
		return up
	}
	switch b.Op {
	case "and":
		return told(b.Right, told(b.Left, up))
	case "=":
		kind, isText := b.Right.(*jsonata.String)
		if isText && isCall(b.Left, "type") && len(unblock(b.Left).(*jsonata.Call).Args) == 1 {
			for k, name := range kindNames {
				if name == kind.Value {
					arg := unblock(unblock(b.Left).(*jsonata.Call).Args[0])
					return &refinement{is: map[string]Kinds{arg.String(): k}, up: up}
				}
			}
		}
	}
	return up
}

func (j *judge) kindsOf(n jsonata.Node, known *refinement) Kinds {
	switch n := n.(type) {
	case *jsonata.String:
		return String
	case *jsonata.Number:
		return Number
	case *jsonata.Literal:
		if n.Value == "null" {
			return Null
		}
		return Bool
	case *jsonata.Variable:
		if n.Value == "states" {
			return Mapping
		}
		return Any
	case *jsonata.Dot:
		return j.path(n, known)
	case *jsonata.Filter:
		j.kinds(n.X, known)
		if _, ok := unblock(n.Predicate).(*jsonata.Number); !ok {
			if neg, ok := unblock(n.Predicate).(*jsonata.Negate); !ok || !isNumber(neg.X) {
				j.kinds(n.Predicate, known)
			}
		}
		return Any
	case *jsonata.Block:
		k := Undefined
		for _, e := range n.Exprs {
			k = j.kinds(e, known)
		}
		return k
	case *jsonata.Bind:
		return j.kinds(n.X, known)
	case *jsonata.Array:
		for _, i := range n.Items {
			if b, ok := i.(*jsonata.Binary); ok && b.Op == ".." {
				j.fails = true
			}
			j.kinds(i, known)
		}
		return List
	case *jsonata.Object:
		seen := map[string]bool{}
		for _, p := range n.Pairs {
			key, ok := p.Key.(*jsonata.String)
			if !ok || seen[key.Value] {
				j.fails = true
			} else {
				seen[key.Value] = true
			}
			j.kinds(p.Value, known)
		}
		return Mapping
	case *jsonata.Condition:
		j.kinds(n.If, known)
		then := known
		if names, ok := existenceChecks(n.If); ok {
			then = &refinement{defined: names, up: known}
		}
		then = told(n.If, then)
		k := j.kinds(n.Then, then)
		if n.Else == nil {
			return k | Undefined
		}
		return k | j.kinds(n.Else, known)
	case *jsonata.Binary:
		return j.binary(n, known)
	case *jsonata.Negate:
		if k := j.kinds(n.X, known); k&^(Number|Undefined) != 0 {
			j.fails = true
			return Number | k&Undefined
		} else {
			return k
		}
	case *jsonata.Call:
		return j.call(n, known)
	case *jsonata.Lambda:
		return Function
	case *jsonata.Name, *jsonata.Wildcard, *jsonata.Descendant, *jsonata.Parent:
		return Any
	}
	j.fails = true
	return Any | Function
}

func isNumber(n jsonata.Node) bool { _, ok := n.(*jsonata.Number); return ok }

// path judges X.name and the like.
func (j *judge) path(n *jsonata.Dot, known *refinement) Kinds {
	if root, names, ok := Chain(n); ok && root == "states" {
		return statesKinds(names)
	}
	switch r := n.Right.(type) {
	case *jsonata.Name:
		k := j.kinds(n.Left, known)
		if k&Function != 0 {
			j.fails = true
		}
		return Any
	default:
		j.kinds(n.Left, known)
		j.kinds(r, known)
		return Any
	}
}

// statesKinds is what a path into $states answers.
func statesKinds(names []string) Kinds {
	at := func(i int) string {
		if i < len(names) {
			return names[i]
		}
		return ""
	}
	switch {
	case len(names) == 0:
		return Mapping
	case len(names) == 1 && (at(0) == "input" || at(0) == "result"):
		return Value
	case at(0) == "errorOutput":
		if len(names) == 1 {
			return Mapping
		}
		return String | Null | Undefined
	case at(0) == "context" && len(names) == 3:
		switch at(1) + "." + at(2) {
		case "State.EnteredTime", "State.Name", "Execution.Id", "Execution.Name", "Execution.StartTime", "Execution.RoleArn", "StateMachine.Id", "StateMachine.Name":
			return String
		case "Execution.Input":
			return Value
		}
	}
	return Any
}

func (j *judge) binary(n *jsonata.Binary, known *refinement) Kinds {
	l := j.kinds(n.Left, known)
	if n.Op == "and" {
		known = told(n.Left, known)
	}
	r := j.kinds(n.Right, known)
	switch n.Op {
	case "+", "-", "*", "/", "%":
		if (l|r)&^(Number|Undefined) != 0 || n.Op == "/" || n.Op == "%" {
			j.fails = true
		}
		return Number | (l|r)&Undefined
	case "&":
		if (l|r)&Function != 0 {
			j.fails = true
		}
		return String
	case "=", "!=", "in":
		return Bool
	case "and", "or":
		return Bool
	case "<", "<=", ">", ">=":
		numbers := (l|r)&^(Number|Undefined) == 0
		texts := (l|r)&^(String|Undefined) == 0
		if !numbers && !texts {
			j.fails = true
		}
		return Bool | (l|r)&Undefined
	}
	j.fails = true
	return Any
}

func (j *judge) call(n *jsonata.Call, known_ *refinement) Kinds {
	v, ok := n.Proc.(*jsonata.Variable)
	if !ok {
		j.fails = true
		return Any | Function
	}
	f, ok := builtins[v.Value]
	if isTimeOfEntry(n) {
		return map[string]Kinds{"toMillis": Number, "fromMillis": String}[v.Value]
	}
	if !ok {
		j.fails = true
		for _, a := range n.Args {
			j.kinds(a, known_)
		}
		return Any | Function
	}
	answers := f.answers
	for i, a := range n.Args {
		k := j.kinds(a, known_)
		if i == 0 && f.passes {
			answers |= k & Undefined
		}
		takes := f.takes[min(i, len(f.takes)-1)]
		if k&^takes != 0 && k&^takes != Undefined || takes == 0 {
			j.fails = true
		}
	}
	if v.Value == "merge" {
		j.fails = j.fails || !mergesObjects(n)
	}
	if v.Value == "error" {
		j.fails = true
	}
	return answers
}

// mergesObjects reports whether all that $merge is given are objects for sure.
func mergesObjects(n *jsonata.Call) bool {
	if len(n.Args) != 1 {
		return false
	}
	list, ok := n.Args[0].(*jsonata.Array)
	if !ok {
		return false
	}
	for _, i := range list.Items {
		if f := Judge(i); f.Fails || f.Kinds&^(Mapping|Undefined) != 0 {
			return false
		}
	}
	return true
}

// Reads reports whether a template reads $states.name: the input, the result, the errorOutput.
func Reads(t Template, name string) bool {
	found := false
	eachQuery(t, func(q *Query) {
		jsonata.Walk(q.Node, func(n jsonata.Node) bool {
			if root, names, ok := Chain(n); ok && root == "states" {
				found = found || len(names) == 0 || names[0] == name
				return false
			}
			return !found
		})
	})
	return found
}
