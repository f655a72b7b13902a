package optimize

import (
	"errors"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// mergePathPasses folds Pass states of JSONPath into their neighbours, in JSONPath.
//
// Rule, backward: a Pass behind a Task, Map, Parallel, Pass or Wait that only selects becomes
// the OutputPath of that state; one that makes an object of the result becomes the
// ResultSelector of a Task, Map or Parallel, and so does a constant, be it behind a Wait. Forward: a Pass that makes a document is put into
// the Parameters of the Task, Parallel or Pass behind it, or what a Map reads, path by path.
//
// Preconditions: both are of JSONPath, and nothing is assigned. Backward, the state has no
// OutputPath, ResultSelector or ResultPath in the way; forward, nothing else leads to the
// state, and it reads its input by Parameters alone: a ResultPath, or a catcher's, would keep
// the input. Paths join: the first is definite. Nothing is drawn twice (States.UUID), and
// nothing that is may move into a state with a Retry. What the Pass reads and the other does
// not use must be sure to be there. Where there is a Retry or a Catch only what can't fail
// moves. A Result is constant text: a key in it that ends in ".$" is no path. The context
// object is read for what belongs to the execution alone.
//
// Why behaviour is kept: the paths select the same nodes of the same documents, at the same
// instant, and what finds nothing fails with States.Runtime in either place.
func mergePathPasses(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		for _, s := range slices.Clone(f.graph.States) {
			pass, ok := f.state[s.Base().Name].(*asl.Pass)
			if !ok || f.gone[s.Base().Name] || u.machine.Language(pass) != asl.JSONPath {
				continue
			}
			if u.preserved(pass.Name) || !understood(pass) || !pass.Assign.IsUndefined() {
				continue
			}
			n := f.mergeBackward(pass)
			did += n
			if n == 0 && f.state[pass.Name] == pass {
				if err := f.mergeForward(pass); err != nil {
					u.keep(pass.Name, "into `%s`: %s", pass.Next, err)
				} else {
					did++
				}
			}
		}
		f.commit()
	}
	return did
}

// mergeBackward folds a Pass into each state that goes on to it by Next.
func (f *flow) mergeBackward(pass *asl.Pass) int {
	did := 0
	for _, p := range f.predecessors(pass.Name) {
		fl := asl.FlowOf(p)
		if fl == nil || fl.Next != pass.Name || p == asl.State(pass) || f.u.machine.Language(p) != asl.JSONPath || f.u.preserved(p.Base().Name) || !understood(p) {
			continue
		}
		if wait, ok := p.(*asl.Wait); ok && f.constantBeforeWait(wait, pass) {
			did++
			continue
		}
		next, err := f.withBehind(p, pass)
		if err != nil {
			f.u.keep(pass.Name, "into `%s`: %s", p.Base().Name, err)
			continue
		}
		flow := asl.FlowOf(next)
		flow.Next, flow.End = pass.Next, pass.End
		f.replace(next)
		did++
	}
	if did > 0 && f.drop(pass.Name) {
		did++
	}
	return did
}

// constantBeforeWait lets the states that lead to a Wait make the constant that a Pass makes
// behind it: the Wait hands it on. It reports whether all of them could.
func (f *flow) constantBeforeWait(wait *asl.Wait, pass *asl.Pass) bool {
	if !makesConstant(pass) || wait.SecondsPath != "" || wait.TimestampPath != "" || !wholePath(wait.InputPath) || !wholePath(wait.OutputPath) || !wait.Assign.IsUndefined() {
		return false
	}
	can, others := f.endings(wait.Name)
	if others > 0 || len(can) == 0 {
		return false
	}
	var made []asl.State
	for _, p := range can {
		if f.u.machine.Language(p) != asl.JSONPath || f.u.preserved(p.Base().Name) || !understood(p) || p == asl.State(pass) {
			return false
		}
		next := copyState(p)
		if behind(next, pass) != nil {
			return false
		}
		made = append(made, next)
	}
	for _, s := range made {
		f.replace(s)
	}
	after := copyState(wait).(*asl.Wait)
	after.Next, after.End = pass.Next, pass.End
	f.replace(after)
	return true
}

var errHandlers = errors.New("a path of it may find nothing, and a Retry or Catch might see that")

// withBehind is p with what pass does behind it.
func (f *flow) withBehind(p asl.State, pass *asl.Pass) (asl.State, error) {
	next := copyState(p)
	err := behind(next, pass)
	first, ok := p.(*asl.Pass)
	if err == nil || !ok || len(f.in[pass.Name]) < 2 || !first.Assign.IsUndefined() || !wholePath(first.OutputPath) || !wholePath(first.ResultPath) {
		return next, err // what only one state leads to is merged forward
	}
	// The first Pass becomes a copy of the second one that reads what the first one read.
	src, err := sourceOf(first)
	if err != nil {
		return nil, err
	}
	copied := copyState(pass).(*asl.Pass)
	if err := src.before(copied); err != nil {
		return nil, err
	}
	copied.Name, copied.Comment = first.Name, first.Comment
	return copied, nil
}

// pathFailures are the names under which a failed path might be seen by a handler. As
// measured it is States.Runtime, which none sees; the documentation has the others.
var pathFailures = []string{
	"States.ALL", "States.TaskFailed", "States.Runtime", "States.ParameterPathFailure", "States.ResultPathMatchFailure", "States.IntrinsicFailure",
}

// handles reports whether a Retry or Catch of s might see a failed path.
func handles(s asl.State) bool {
	h := asl.HandlersOf(s)
	if h == nil {
		return false
	}
	sees := func(names []string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(pathFailures, n) || asl.HasSubstitution(n) })
	}
	return slices.ContainsFunc(h.Retry, func(r *asl.Retrier) bool { return sees(r.ErrorEquals) }) ||
		slices.ContainsFunc(h.Catch, func(c *asl.Catcher) bool { return sees(c.ErrorEquals) })
}

// behind makes s do what pass does behind it.
func behind(s asl.State, pass *asl.Pass) error {
	d := asl.DataOf(s)
	root := wholePath(pass.ResultPath)
	switch {
	case makesConstant(pass):
		return constantBehind(s, d, pass.Result)
	case pass.InputPath.IsNull() || !root || !readsInputOnly(orWhole(pass.OutputPath)) || pass.OutputPath.IsNull(),
		!wholePath(pass.OutputPath) && pass.Parameters.IsUndefined():
		return errors.New("it does more than make or select data")
	case !readsInputOnly(orWhole(pass.InputPath)):
		return errOtherRoot
	case pass.Parameters.IsUndefined() && pass.Result.IsUndefined():
		// It selects.
		if !wholePath(d.OutputPath) {
			return errors.New("there is an OutputPath already")
		}
		if handles(s) {
			return errHandlers
		}
		d.OutputPath = pass.InputPath
		return nil
	case !pass.Parameters.IsUndefined() && pass.Result.IsUndefined() && wholePath(pass.InputPath):
		if !wholePath(pass.OutputPath) && handles(s) {
			return errHandlers
		}
		if err := selector(s, d, pass.Parameters); err != nil {
			return err
		}
		if !wholePath(pass.OutputPath) {
			d.OutputPath = pass.OutputPath
		}
		return nil
	}
	return errors.New("it puts a constant in the place of data")
}

// makesConstant reports whether a Pass makes its Result, whatever it is given.
func makesConstant(pass *asl.Pass) bool {
	return !pass.Result.IsUndefined() && wholePath(pass.ResultPath) && wholePath(pass.OutputPath) && wholePath(pass.InputPath) &&
		pass.Parameters.IsUndefined() && !hasDynamicKey(pass.Result)
}

// constantBehind makes s answer a constant in the place of what it makes, which must not be
// something whose lack fails it.
func constantBehind(s asl.State, d *asl.Data, constant value.Value) error {
	selector := func(selector, resultPath *value.Value) error {
		if !sureTemplate(*selector) || !resultPath.IsNull() && !wholePath(*resultPath) {
			return errors.New("what it makes may fail, and must still")
		}
		*resultPath = value.Value{}
		if constant.Kind() == value.Object {
			*selector = constant
			return nil
		}
		*selector = value.ObjectOf(value.Member{Key: "value", Value: constant})
		d.OutputPath = value.OfString("$.value")
		return nil
	}
	if !wholePath(d.OutputPath) && !d.OutputPath.IsNull() || !d.Assign.IsUndefined() {
		return errors.New("its OutputPath or Assign may fail, and must still")
	}
	d.OutputPath = value.Value{}
	switch s := s.(type) {
	case *asl.Task:
		return selector(&s.ResultSelector, &s.ResultPath)
	case *asl.Map:
		return selector(&s.ResultSelector, &s.ResultPath)
	case *asl.Parallel:
		return selector(&s.ResultSelector, &s.ResultPath)
	case *asl.Pass:
		if !sureTemplate(s.Parameters) || !wholePath(s.InputPath) && !s.InputPath.IsNull() || !wholePath(s.ResultPath) && !s.ResultPath.IsNull() {
			return errors.New("what it makes may fail, and must still")
		}
		s.Parameters, s.InputPath, s.ResultPath, s.Result = value.Value{}, value.Value{}, value.Value{}, constant
		return nil
	default: // a Wait has no place for it, the others don't go on by Next alone
	}
	return errors.New("it has no place for a constant")
}

func orWhole(v value.Value) value.Value {
	if v.IsUndefined() {
		return value.OfString("$")
	}
	return v
}

// selector makes the payload template of a Pass the ResultSelector of the state before it.
func selector(s asl.State, d *asl.Data, template value.Value) error {
	var into, resultPath *value.Value
	switch s := s.(type) {
	case *asl.Task:
		into, resultPath = &s.ResultSelector, &s.ResultPath
	case *asl.Map:
		into, resultPath = &s.ResultSelector, &s.ResultPath
	case *asl.Parallel:
		into, resultPath = &s.ResultSelector, &s.ResultPath
	default:
		return errors.New("it makes an object, which only a ResultSelector could")
	}
	switch {
	case !into.IsUndefined():
		return errors.New("there is a ResultSelector already")
	case !wholePath(*resultPath):
		return errors.New("a ResultPath keeps the input, which a ResultSelector does not see")
	case d.OutputPath.IsNull():
		return errors.New("its OutputPath is null")
	case !d.Assign.IsUndefined():
		return errors.New("it assigns variables")
	case handles(s) && !(sureTemplate(template) && wholePath(d.OutputPath)):
		return errHandlers
	case template.Kind() != value.Object:
		return errors.New("its Parameters is no object")
	}
	at, err := jsonpath.Compile(orWhole(d.OutputPath).Str())
	if err != nil {
		return err
	}
	src := source{path: at}
	rewritten, err := src.rewrite(template)
	if err != nil {
		return err
	}
	if !wholePath(d.OutputPath) {
		reads := false
		eachDynamic(rewritten, func(text string) { reads = reads || strings.Contains(text, at.String()) })
		if !reads {
			return errors.New("nothing would fail where the OutputPath finds nothing")
		}
	}
	*into, d.OutputPath = rewritten, value.Value{}
	return nil
}
