package optimize

import (
	"errors"
	"fmt"
	"slices"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// retryPollingLoops polls by retrying: a retry is billed as one transition, a turn of a loop
// as three or more.
//
// Rule: in Wait n → Task → Choice, where some ways of the Choice lead back to the Wait, the
// Task's Output raises an error while the Choice would go back, and the Task's only retrier
// matches that error, with IntervalSeconds n, BackoffRate 1 and as many attempts as there
// are. The Choice stays for the ways out.
//
// Preconditions: level 3. The Wait has constant Seconds of at least 1. The Task has no Retry:
// its attempts would no longer begin anew at each poll. Nothing in the loop assigns a
// variable, draws anything anew, or reads of the context object what belongs to the state. The
// Task's arguments, its Output and what its catchers make do not read what an earlier poll
// left: the loop carries nothing. The Task raises States.QueryEvaluationError by nothing else,
// or it would be retried for ever: whatever its fields may lack is looked for in the states
// that lead to it, which fail where the Task did, and the condition is one that can't fail; where it would
// have failed in the Choice, the Task goes on to the Choice, which fails. No handler around the
// loop sees failed expressions.
//
// Why behaviour is kept: the call is made at the same instants with the same arguments, its
// last answer leads the same way with the same output, and every failure has its place, its
// time and its name. That Step Functions retries a Task whose Output failed was measured.
func retryPollingLoops(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		for _, s := range slices.Clone(f.graph.States) {
			wait, ok := f.state[s.Base().Name].(*asl.Wait)
			if !ok {
				continue
			}
			task, ok := f.state[wait.Next].(*asl.Task)
			if !ok {
				continue
			}
			choice, ok := f.state[task.Next].(*asl.Choice)
			if !ok || !slices.Contains(targetNames(choice), wait.Name) {
				continue
			}
			l := loop{f: f, wait: wait, task: task, choice: choice}
			if err := l.rewrite(); err != nil {
				u.keep(wait.Name, "%s", err)
				continue
			}
			did++
		}
	}
	return did
}

// loop is a polling loop.
type loop struct {
	f      *flow
	wait   *asl.Wait
	task   *asl.Task
	choice *asl.Choice
}

// maxRetries is the largest MaxAttempts that Step Functions takes.
const maxRetries = 99999999

func (l *loop) rewrite() error {
	f, u := l.f, l.f.u
	seconds, ok := l.wait.Seconds.Int()
	switch {
	case !ok || seconds < 1:
		return errors.New("its time is not a constant number of seconds")
	case f.graph.StartAt == l.task.Name:
		return fmt.Errorf("`%s` is the start, and nothing before it can look for what it reads", l.task.Name)
	case retries(l.task):
		return fmt.Errorf("`%s` has a Retry, whose attempts begin anew at each poll", l.task.Name)
	}
	w, err := f.jsonata(l.wait)
	if err != nil {
		return err
	}
	t, err := f.jsonata(l.task)
	if err != nil {
		return err
	}
	c, err := f.jsonata(l.choice)
	if err != nil {
		return err
	}
	wait, task, choice := w.state.(*asl.Wait), t.state.(*asl.Task), c.state.(*asl.Choice)
	if !wait.Assign.IsUndefined() || !task.Assign.IsUndefined() || !choice.Assign.IsUndefined() {
		return errors.New("the loop assigns variables")
	}
	made, err := u.parse(task.Output)
	if err != nil {
		return err
	}
	if made == nil {
		made = statesPath("result")
	}
	if err := l.carriesNothing(wait, task, choice, made); err != nil {
		return err
	}
	again, err := l.goesBack(choice, made)
	if err != nil {
		return err
	}
	needs, err := l.needs(task, made)
	if err != nil {
		return err
	}
	before, err := l.lookFor(wait, needs)
	if err != nil {
		return err
	}
	out, err := dataflow.Strict(made)
	if err != nil {
		return err
	}
	out = unguarded(out, nil)
	raise := &jsonata.Call{Proc: &jsonata.Variable{Value: "error"}, Args: []jsonata.Node{&jsonata.String{Value: "not yet"}}}
	if task.Output, err = dataflow.Encode(&dataflow.Query{Node: &jsonata.Condition{If: again, Then: raise, Else: out}}); err != nil {
		return err
	}
	// A shield would come first. Its catcher stays, and sees nothing: the attempts don't run out.
	task.Retry = []*asl.Retrier{{
		Comment:     "polls until the answer is there",
		ErrorEquals: []string{"States.QueryEvaluationError"}, IntervalSeconds: value.OfInt(seconds),
		BackoffRate: value.OfInt(1), MaxAttempts: value.OfInt(maxRetries),
	}}
	for _, s := range before {
		f.replace(s)
	}
	f.replace(task)
	return nil
}

// carriesNothing checks that a turn of the loop leaves nothing that a later turn reads.
func (l *loop) carriesNothing(wait *asl.Wait, task *asl.Task, choice *asl.Choice, made dataflow.Template) error {
	u := l.f.u
	// The document as it comes round: through the Task with an earlier answer, the Choice's
	// ways back, and the Wait.
	earlier := dataflow.Bindings{Result: &dataflow.Query{Node: &jsonata.Variable{Value: earlierAnswer}}}
	round, err := earlier.Apply(made)
	if err != nil {
		return err
	}
	for _, t := range asl.TargetsOf(choice) {
		if *t.Name != wait.Name {
			continue
		}
		e := u.edgeOf(choice, t)
		if !e.assign.IsUndefined() {
			return errors.New("the loop assigns variables")
		}
		if !e.output.IsUndefined() {
			return errors.New("the way back makes data")
		}
	}
	through, err := u.parse(wait.Output)
	if err != nil {
		return err
	}
	if through != nil {
		b := dataflow.Bindings{Input: round}
		if round, err = b.Apply(through); err != nil {
			return err
		}
	}
	b := dataflow.Bindings{Input: round}
	for _, fd := range append(fieldsOf(task), field{"Arguments", &value.Value{}, stageBefore}) {
		t, err := u.parse(*fd.value)
		if err != nil {
			return err
		}
		if t == nil {
			switch fd.name {
			case "Arguments":
				if task.Arguments.IsUndefined() {
					t = statesPath("input")
				}
			case "Output":
				t = made
			}
		}
		if t == nil {
			continue
		}
		if facts := dataflow.JudgeTemplate(t); facts.State || facts.Volatile {
			return fmt.Errorf("%s draws something anew, or reads of the context object what belongs to the state", fd.name)
		}
		later, err := b.Apply(t)
		if err != nil {
			return fmt.Errorf("%s: %w", fd.name, err)
		}
		if !sameTemplate(t, later) {
			return fmt.Errorf("%s of `%s` reads what the poll before left", fd.name, task.Name)
		}
	}
	return nil
}

// earlierAnswer stands for the answer of an earlier poll; no variable can be called so.
const earlierAnswer = "an earlier answer"

func sameTemplate(a, b dataflow.Template) bool {
	if v, err := dataflow.Encode(a); err == nil {
		if w, err := dataflow.Encode(b); err == nil && value.Equal(v, w) {
			return true
		}
	}
	x, err := dataflow.Strict(a)
	if err != nil {
		return false
	}
	y, err := dataflow.Strict(b)
	return err == nil && x.String() == y.String()
}

// goesBack is the condition under which the Choice leads back to the Wait, in terms of the
// Task's answer. It can't fail: where the Choice would, it is false.
func (l *loop) goesBack(choice *asl.Choice, made dataflow.Template) (jsonata.Node, error) {
	u := l.f.u
	truth := func(b bool) jsonata.Node {
		if b {
			return &jsonata.Literal{Value: "true"}
		}
		return &jsonata.Literal{Value: "false"}
	}
	back := truth(choice.Default == l.wait.Name)
	if choice.Default == "" {
		back = truth(false)
	}
	var needs []jsonata.Node
	b := dataflow.Bindings{Input: made}
	for i := range slices.Backward(choice.Choices) {
		n, err := u.condition(choice.Choices[i])
		if err != nil {
			return nil, err
		}
		t, err := b.Apply(&dataflow.Query{Node: unguarded(n, &needs)})
		if err != nil {
			return nil, err
		}
		if n, err = dataflow.Loose(t); err != nil {
			return nil, err
		}
		back = either(n, truth(choice.Choices[i].Next == l.wait.Name), back)
	}
	for _, need := range needs {
		t, err := b.Apply(&dataflow.Query{Node: need})
		if err != nil {
			return nil, err
		}
		n, err := dataflow.Loose(t)
		if err != nil {
			return nil, err
		}
		check := dataflow.Simplify(&jsonata.Call{Proc: &jsonata.Variable{Value: "exists"}, Args: []jsonata.Node{n}})
		back = &jsonata.Binary{Op: "and", Left: check, Right: back}
	}
	back = dataflow.Simplify(back)
	if f := dataflow.Judge(back); f.Fails || f.Kinds != dataflow.Bool {
		return nil, fmt.Errorf("its condition `%s` may fail", shorten(back.String()))
	}
	return back, nil
}

// either is c ? then : otherwise for conditions.
func either(c, then, otherwise jsonata.Node) jsonata.Node {
	is := func(n jsonata.Node, value string) bool {
		l, ok := n.(*jsonata.Literal)
		return ok && l.Value == value
	}
	switch {
	case is(then, "true") && is(otherwise, "true"), is(then, "false") && is(otherwise, "false"):
		return then
	case is(then, "true") && is(otherwise, "false"):
		return c
	case is(then, "false") && is(otherwise, "true"):
		return &jsonata.Call{Proc: &jsonata.Variable{Value: "not"}, Args: []jsonata.Node{c}}
	}
	return &jsonata.Condition{If: c, Then: then, Else: otherwise}
}

// unguarded takes the checks $exists(x) ? … : $error(…) out of an expression and adds what
// they check to needs.
func unguarded(n jsonata.Node, needs *[]jsonata.Node) jsonata.Node {
	return jsonata.Rewrite(n, func(n jsonata.Node) jsonata.Node {
		c, ok := n.(*jsonata.Condition)
		if !ok || c.Else == nil {
			return n
		}
		checked, ok := dataflow.Checked(c)
		if !ok {
			return n
		}
		if needs != nil {
			for _, x := range checked {
				if !slices.ContainsFunc(*needs, func(y jsonata.Node) bool { return y.String() == x.String() }) {
					*needs = append(*needs, x)
				}
			}
		}
		return c.Then
	})
}

// needs are the expressions of the Task that must answer something. What is looked for in
// its answer can't be among them.
func (l *loop) needs(task *asl.Task, made dataflow.Template) ([]jsonata.Node, error) {
	obligations := dataflow.Obligations(made)
	for _, fd := range fieldsOf(task) {
		if fd.stage != stageBefore {
			continue
		}
		t, err := l.f.u.parse(*fd.value)
		if err != nil {
			return nil, err
		}
		if t == nil {
			continue
		}
		if _, isQuery := t.(*dataflow.Query); isQuery && fd.name != "Arguments" {
			return nil, fmt.Errorf("%s of `%s` may not be what it takes", fd.name, task.Name)
		}
		obligations = append(obligations, dataflow.Obligations(t)...)
	}
	var needs []jsonata.Node
	for _, o := range obligations {
		reads := false
		jsonata.Walk(o, func(n jsonata.Node) bool {
			if root, names, ok := dataflow.Chain(n); ok && root == "states" && len(names) > 0 && names[0] == "result" {
				reads = true
			}
			return true
		})
		if reads {
			return nil, fmt.Errorf("`%s` may not be in the answer, and its lack would be retried for ever", shorten(o.String()))
		}
		if !slices.ContainsFunc(needs, func(n jsonata.Node) bool { return n.String() == o.String() }) {
			needs = append(needs, o)
		}
	}
	return needs, nil
}

// lookFor makes the states that lead to the Task fail where a field of it would. It answers
// their new forms.
func (l *loop) lookFor(wait *asl.Wait, needs []jsonata.Node) ([]asl.State, error) {
	if len(needs) == 0 {
		return nil, nil
	}
	var out []asl.State
	for _, p := range l.f.predecessors(l.task.Name) {
		if p == asl.State(l.task) {
			return nil, errors.New("it leads to itself")
		}
		s := asl.State(wait)
		if p.Base().Name != wait.Name {
			first, err := l.f.jsonata(p)
			if err != nil {
				return nil, err
			}
			s = first.state
		}
		for _, t := range asl.TargetsOf(s) {
			if *t.Name == l.task.Name {
				if err := l.lookOn(l.f.u.edgeOf(s, t), needs); err != nil {
					return nil, err
				}
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// lookOn makes an edge fail where one of needs, read from what goes along it, is missing.
func (l *loop) lookOn(e edge, needs []jsonata.Node) error {
	if e.guarded {
		return fmt.Errorf("a retrier or catcher of `%s`, which leads to it, would see what it lacks", e.from.Base().Name)
	}
	out, err := l.f.u.parse(*e.output)
	if err != nil {
		return err
	}
	if out == nil {
		out = statesPath(e.made...)
	}
	b := dataflow.Bindings{Input: out}
	var here []jsonata.Node
	for _, n := range needs {
		t, err := b.Apply(&dataflow.Query{Node: n})
		if err != nil {
			return err
		}
		m, err := dataflow.Loose(t)
		if err != nil {
			return err
		}
		if !dataflow.Judge(m).Total() {
			here = append(here, m)
		}
	}
	if out, err = dataflow.Enforce(out, dataflow.Missing(here, out)); err != nil {
		return err
	}
	if b.VolatileReads > 0 {
		return errors.New("what it reads is drawn anew at each evaluation")
	}
	*e.output, err = dataflow.Encode(out)
	return err
}
