package optimize

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// The levels of optimization.
const (
	LevelNone    = 0 // the machine as it is
	LevelPrune   = 1 // removes what can't be reached and what does nothing
	LevelMerge   = 2 // merges states within a state's query language; the default
	LevelConvert = 3 // also makes JSONPath states JSONata where that lets more be merged
)

// CodePanic is a pass that went wrong: the machine is what it was before that pass.
const CodePanic = "ASL9001"

// Options say how far to go. The zero Options change nothing.
type Options struct {
	Level int
	// Preserve reports whether the state of that name must stay as it is, because an alarm,
	// a mock or a person looks for it. nil preserves none.
	Preserve func(name string) bool
	// Idempotent reports whether the author allowed, for the state of that name, what changes
	// delivery from exactly once to at least once. nil allows none. It lets children of
	// distributed Maps, and chains of tasks, become Express executions.
	Idempotent func(name string) bool
	// Pure reports whether the function that the state of that name calls only computes. nil
	// says so of none. It shapes advice.
	Pure func(name string) bool
	// Express is set for a machine that is an Express one itself.
	Express bool
}

// Run optimizes a copy of m, which is not changed. The machine that is answered is always
// right: a pass that panics or leaves a broken machine is undone, and is a diagnostic
// [CodePanic] that names it. A machine whose graphs are broken, with edges that lead nowhere or
// states that neither end nor go on, is left as it is.
func Run(m *asl.Machine, opts Options) (*asl.Machine, *Report, diag.List) {
	out := m.Clone()
	u := &unit{machine: out, opts: opts, why: map[string][]refusal{}, templates: map[string]dataflow.Template{}, converted: map[asl.State]conversion{}, planned: map[*asl.Graph]string{}, stale: true, settled: map[string]int{}}
	u.states = countStates(m)
	report := &Report{StatesBefore: u.states}
	if err := verify(out); err != nil && opts.Level > LevelNone {
		// Nobody can run it, so nobody can say what it does.
		report.StatesAfter, report.Definition = report.StatesBefore, asl.ValueOf(out)
		report.Kept = []Kept{{State: m.StartAt, Why: "the machine is broken, and is left as it is: " + err.Error()}}
		return out, report, nil
	}
	var problems diag.List
	broken := map[string]bool{}
	// A level begins with what the one below it left, so that no level does less.
	for level := LevelPrune; level <= opts.Level; level++ {
		u.opts.Level = level
		if level == LevelConvert {
			clear(u.settled) // more can be converted
		}
		problems = append(problems, u.fixpoint(report, broken)...)
	}
	report.StatesAfter = u.states
	report.Kept = u.kept()
	report.Advice = advise(u)
	report.Definition = asl.ValueOf(u.machine)
	return u.machine, report, problems
}

// fixpoint runs the table of the unit's level through until nothing changes. Passes that go
// wrong are added to broken, and not run again.
func (u *unit) fixpoint(report *Report, broken map[string]bool) diag.List {
	var problems diag.List
	for range maxRounds {
		changed := false
		for i := range passes {
			p := &passes[i]
			if p.level > u.opts.Level || broken[p.name] {
				continue
			}
			removed, did, problem := u.apply(p)
			if problem != nil {
				problems = append(problems, *problem)
				broken[p.name] = true
				continue
			}
			report.count(p.name, removed, did)
			changed = changed || did > 0
		}
		if !changed {
			break
		}
	}
	return problems
}

// maxRounds bounds how often the table is run through. Each round but the last removes or
// simplifies something, and passes work off whole chains at once, so few are needed.
const maxRounds = 12

// unit is one machine under optimization.
type unit struct {
	machine *asl.Machine
	opts    Options
	saved   *asl.Machine // the machine before the current pass; nil once it has changed since
	pass    *pass
	why     map[string][]refusal // by state: what kept it, of the last round

	// templates holds what was parsed, by text; converted the JSONata forms of states.
	templates map[string]dataflow.Template
	converted map[asl.State]conversion

	graphs []*flow // of flows
	stale  bool    // graphs are not up to date
	states int     // of the machine

	// version counts the changes; settled has, by pass, the one after which it found nothing
	// to do.
	version int
	settled map[string]int

	// raising are the states that fail by the error they are given, planned those that a graph
	// gets when a shield leads to them.
	raising map[string]bool
	planned map[*asl.Graph]string
}

type refusal struct{ pass, why string }

// apply runs one pass on all graphs and checks the machine's structure afterwards. It
// answers how many states the pass removed and how many changes it made.
func (u *unit) apply(p *pass) (removed, did int, problem *diag.Diagnostic) {
	if at, ok := u.settled[p.name]; ok && at == u.version {
		return 0, 0, nil
	}
	if u.saved == nil {
		u.saved = u.machine.Clone()
		u.findRaising()
	}
	undo := func(what string, args ...any) *diag.Diagnostic {
		u.machine, u.saved, u.stale = u.saved, nil, true
		u.version++
		clear(u.converted)
		clear(u.planned)
		return &diag.Diagnostic{
			Code: CodePanic, Severity: diag.Warning,
			Message: fmt.Sprintf("the optimizer's pass `%s` was left out: %s", p.name, fmt.Sprintf(what, args...)),
			Help:    "the machine that comes out is right without it; please report this with the definition",
		}
	}
	defer func() {
		if r := recover(); r != nil {
			removed, did, problem = 0, 0, undo("it panicked: %v\n%s", r, debug.Stack())
		}
	}()
	u.pass = p
	for s := range u.why {
		u.why[s] = slices.DeleteFunc(u.why[s], func(r refusal) bool { return r.pass == p.name })
	}
	did = p.run(u)
	if did == 0 {
		u.settled[p.name] = u.version
		return 0, 0, nil
	}
	u.version++
	if err := verify(u.machine); err != nil {
		return 0, 0, undo("it left a broken machine: %v", err)
	}
	u.saved = nil
	removed, u.states = u.states-countStates(u.machine), countStates(u.machine)
	return removed, did, nil
}

// keep notes why the current pass leaves a state alone. The first reason counts.
func (u *unit) keep(state, why string, args ...any) {
	for _, r := range u.why[state] {
		if r.pass == u.pass.name {
			return
		}
	}
	if len(args) > 0 {
		why = fmt.Sprintf(why, args...)
	}
	u.why[state] = append(u.why[state], refusal{u.pass.name, why})
}

// preserved reports whether the user asked for the state to stay.
func (u *unit) preserved(name string) bool {
	return u.opts.Preserve != nil && u.opts.Preserve(name)
}

func countStates(m *asl.Machine) int {
	n := 0
	for scope := range asl.Scopes(m) {
		n += len(scope.Graph.States)
	}
	return n
}

// Report says what a run did. Its JSON form is that of `lockstep optimize --format json`.
type Report struct {
	StatesBefore int
	StatesAfter  int
	Passes       []PassReport
	Kept         []Kept
	Advice       []Advice
	Definition   value.Value // the optimized machine
}

// PassReport is what one pass did in all rounds.
type PassReport struct {
	Name    string
	Rule    string // of the catalogue, such as "O1"
	Removed int    // states
	Changes int    // rewrites made; one may remove no state and still save transitions
}

// Kept is a state that looks removable and stayed.
type Kept struct{ State, Why string }

// Advice is a change that the optimizer does not make by itself, because it changes how
// often something is delivered, who is called, or what the roles must allow.
type Advice struct {
	Rule    string   // of the catalogue
	States  []string // where
	Message string
	// SavesUSDPerMillion is what a million executions would cost less; 0 if nobody can say.
	SavesUSDPerMillion float64
}

func (r *Report) count(name string, removed, did int) {
	if did == 0 {
		return
	}
	i := slices.IndexFunc(r.Passes, func(p PassReport) bool { return p.Name == name })
	if i < 0 {
		rule := ""
		for j := range passes {
			if passes[j].name == name {
				rule = passes[j].rule
			}
		}
		r.Passes = append(r.Passes, PassReport{Name: name, Rule: rule})
		i = len(r.Passes) - 1
	}
	r.Passes[i].Removed += removed
	r.Passes[i].Changes += did
}

// Value is the report as JSON.
func (r *Report) Value() value.Value {
	text := value.OfString
	list := func(n int, item func(i int) value.Value) value.Value {
		elems := make([]value.Value, n)
		for i := range elems {
			elems[i] = item(i)
		}
		return value.OfArray(elems)
	}
	return value.OfObject([]value.Member{
		{Key: "states_before", Value: value.OfInt(int64(r.StatesBefore))},
		{Key: "states_after", Value: value.OfInt(int64(r.StatesAfter))},
		{Key: "passes", Value: list(len(r.Passes), func(i int) value.Value {
			p := &r.Passes[i]
			return value.ObjectOf(
				value.Member{Key: "name", Value: text(p.Name)},
				value.Member{Key: "rule", Value: text(p.Rule)},
				value.Member{Key: "removed", Value: value.OfInt(int64(p.Removed))},
				value.Member{Key: "changes", Value: value.OfInt(int64(p.Changes))})
		})},
		{Key: "kept", Value: list(len(r.Kept), func(i int) value.Value {
			return value.ObjectOf(
				value.Member{Key: "state", Value: text(r.Kept[i].State)},
				value.Member{Key: "why", Value: text(r.Kept[i].Why)})
		})},
		{Key: "advice", Value: list(len(r.Advice), func(i int) value.Value { return r.Advice[i].Value() })},
		{Key: "definition", Value: r.Definition},
	})
}

// String is the advice on one line.
func (a Advice) String() string {
	s := a.Rule + " at " + strings.Join(a.States, ", ") + ": " + a.Message
	if a.SavesUSDPerMillion > 0 {
		s += fmt.Sprintf(" (saves $%.2f per million executions)", a.SavesUSDPerMillion)
	}
	return s
}

// Value is the advice as JSON.
func (a *Advice) Value() value.Value {
	states := make([]value.Value, len(a.States))
	for i, s := range a.States {
		states[i] = value.OfString(s)
	}
	members := []value.Member{
		{Key: "rule", Value: value.OfString(a.Rule)},
		{Key: "states", Value: value.OfArray(states)},
		{Key: "message", Value: value.OfString(a.Message)},
	}
	if a.SavesUSDPerMillion > 0 {
		members = append(members, value.Member{Key: "saves_usd_per_million", Value: value.OfFloat(a.SavesUSDPerMillion)})
	}
	return value.OfObject(members)
}

// MarshalJSON is [Report.Value] for encoding/json.
func (r *Report) MarshalJSON() ([]byte, error) { return r.Value().AppendJSON(nil), nil }
