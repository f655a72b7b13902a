package optimize

import (
	"errors"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
)

// selectItems lets a Map's ItemSelector make what a Pass at the head of its processor makes.
//
// Rule: a Pass that the processor of an inline Map begins with is left out, and its Output
// becomes the ItemSelector, which reads the item where the Pass read its input. A Pass at the
// tail folds into the state before it, as anywhere.
//
// Preconditions: both are of JSONata, or can be converted (level 3). Nothing else leads to the
// Pass. It makes an object, assigns nothing, draws nothing anew, and can't fail: a selector that
// fails does so in the Map's state and not in one iteration. It reads of the context object what
// belongs to the execution or the item alone.
//
// Why behaviour is kept: the selector is evaluated when an iteration begins, on the item the
// Pass would be given, and its value is what the next state got.
func selectItems(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		for _, s := range f.states() {
			m, ok := f.state[s.Base().Name].(*asl.Map)
			if !ok || m.Distributed() || m.Body() == nil {
				continue
			}
			pass, ok := m.Body().State(m.Body().StartAt).(*asl.Pass)
			if !ok || pass.End {
				continue
			}
			if err := f.selectItem(m, pass); err != nil {
				u.keep(pass.Name, "into the ItemSelector of `%s`: %s", m.Name, err)
				continue
			}
			did++
		}
	}
	return did
}

func (f *flow) selectItem(m *asl.Map, pass *asl.Pass) error {
	u := f.u
	var inner *flow
	for scope := range asl.ScopesOf(m, "") {
		scope.Parent = f.scope
		inner = u.flow(scope)
	}
	if inner == nil || inner.entries(pass.Name) != 1 {
		return errors.New("other states lead to it too")
	}
	first, err := inner.jsonata(pass)
	if err != nil {
		return err
	}
	outer, err := f.jsonata(m)
	if err != nil {
		return err
	}
	p, out := first.state.(*asl.Pass), outer.state.(*asl.Map)
	if p.Assign.Len() > 0 {
		return errors.New("it assigns variables")
	}
	made, err := u.parse(p.Output)
	if err != nil {
		return err
	}
	if _, ok := made.(*dataflow.Object); !ok {
		return errors.New("it makes no object, which a selector does")
	}
	item, err := u.parse(out.ItemSelector)
	if err != nil {
		return err
	}
	if item == nil {
		item = statesPath("context", "Map", "Item", "Value")
	}
	if facts := dataflow.JudgeTemplate(made); facts.Volatile || facts.State || facts.Relative || dataflow.JudgeTemplate(item).Volatile {
		return errors.New("it draws something anew, or reads of the context object what belongs to the state")
	}
	b := dataflow.Bindings{Input: item}
	must := dataflow.Obligations(item)
	if made, err = b.Apply(made); err != nil {
		return err
	}
	for _, o := range dataflow.Obligations(made) {
		if o.String() != "$states.context.Map.Item.Value" { // which is always there
			return errors.New("`" + shorten(o.String()) + "` may find nothing, which is one item's failure")
		}
	}
	if len(dataflow.Missing(must, made)) > 0 {
		return errors.New("what the selector lacks would no longer fail")
	}
	if out.ItemSelector, err = dataflow.Encode(made); err != nil {
		return err
	}
	inner.bypass(pass.Name, pass.Next)
	inner.remove(pass.Name)
	inner.commit()
	u.stale = true
	f.replace(out)
	return nil
}
