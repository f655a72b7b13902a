package optimize

import (
	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
)

// copyEndings lets a Pass end the graph itself where it leads to an ending that others share.
//
// Rule: Pass → Succeed or Fail, to which other states lead too, becomes a copy of the Succeed or
// Fail that reads what the Pass reads.
//
// Preconditions: both are of JSONata, or can be converted (level 3). Neither is preserved. The
// ending reads nothing of the context object that belongs to the state, such as its name. The
// rest is what folding a Pass before a state asks for: what the Pass makes and the ending does
// not read still fails where it failed, and nothing is drawn twice.
//
// Why behaviour is kept: the copy ends the graph with the same output, or the same Error and
// Cause, at the same instant. Only its name is another.
func copyEndings(u *unit) int {
	did := 0
	for _, f := range u.flows() {
		for _, s := range f.states() {
			pass, ok := f.state[s.Base().Name].(*asl.Pass)
			if !ok || f.gone[s.Base().Name] || pass.End {
				continue
			}
			ending := f.state[pass.Next]
			if ending.Type() != asl.TypeSucceed && ending.Type() != asl.TypeFail || f.entries(pass.Next) < 2 {
				continue
			}
			if err := f.copyEnding(pass, ending); err != nil {
				u.keep(pass.Name, "into a copy of `%s`: %s", pass.Next, err)
				continue
			}
			did++
		}
		f.commit()
	}
	return did
}

func (f *flow) copyEnding(pass *asl.Pass, ending asl.State) error {
	first, err := f.jsonata(pass)
	if err != nil {
		return err
	}
	second, err := f.jsonata(ending)
	if err != nil {
		return err
	}
	if err := f.u.copyable(second.state); err != nil {
		return err
	}
	if err := f.u.prepend(first.state.(*asl.Pass), second.state, false); err != nil {
		return err
	}
	if len(asl.ValueOf(second.state).String()) > largeFold {
		return dataflow.ErrTooLarge
	}
	base := second.state.Base()
	base.Name, base.Origin = pass.Name, pass.Place()
	f.replace(second.state)
	return nil
}
