package equivalence

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/simulator"
)

// Case is one world in which both machines run: an input, and how tasks behave.
type Case struct {
	Input value.Value
	// Seed decides what every call is answered: the same call gets the same answer,
	// whichever machine makes it.
	Seed uint64
	// Faults is how many of 100 calls fail or time out.
	Faults int
	// Chaos is how many of 100 places in results are not what the machines expect.
	Chaos int
	// Sticky is how often a call gets the first answer again when it is repeated, so that
	// loops that poll go round.
	Sticky int
	// Turns are calls that are answered by a seed of their own: the search takes a case that
	// went far, and turns another way at one call of it.
	Turns []Turn
	// Answers, where it is not nil, takes the place of what Seed, Faults, Chaos and Sticky
	// decide for calls: calls that it does not list are answered {} at once.
	Answers []Answer
	// Filled says what substitutions ${Name} are filled in with, by Name; by their names where
	// it has none.
	Filled map[string]string
}

// Turn is how one call of a case is answered.
type Turn struct {
	key        uint64 // of the call
	occurrence int
	seed       uint64
	faults     int
	error      string // that it, and the same call made again, fails by; "" if the seed decides

	known *answer
}

// Outcome is what can be observed of a run.
type Outcome struct {
	Status       string
	Output       string // JSON with sorted keys
	Error, Cause string
	Calls        []Call
	Transitions  int64
	tooLong      bool
	evaluation   bool // it failed because data could not be evaluated
	below        bool // so did a child of a distributed Map, which may be tolerated
	visited      []visit
	repeated     int
	answers      []Answer // that its calls were given
	history      []step   // of a run that was told in full
}

// visit is a state that was entered, and the one before it; "" where a graph starts.
type visit struct{ from, name string }

// Call is a task call.
type Call struct {
	At        time.Duration // since the start
	Resource  string
	Arguments string // JSON with sorted keys
	Role      string
}

func (c Call) String() string {
	if c.Role != "" {
		return fmt.Sprintf("%v %s %s as %s", c.At, c.Resource, c.Arguments, c.Role)
	}
	return fmt.Sprintf("%v %s %s", c.At, c.Resource, c.Arguments)
}

// callPrefix names the service that stands for all others, so that answers are made here
// and not by the simulator's own services.
const callPrefix = "arn:aws:states:::equivalence:call"

// runner runs one machine.
type runner struct {
	program   *simulator.Program
	resources []string
	shapes    *shapes
}

// newRunner prepares a machine: every Resource becomes one of ours. resources is shared by
// both machines.
func newRunner(m *asl.Machine, resources *[]string, all *shapes) (*runner, error) {
	m = m.Clone()
	for _, s := range asl.Walk(m) {
		switch s := s.(type) {
		case *asl.Task:
			i := slices.Index(*resources, s.Resource)
			if i < 0 {
				i = len(*resources)
				*resources = append(*resources, s.Resource)
			}
			suffix := ""
			if strings.HasSuffix(s.Resource, ".waitForTaskToken") {
				suffix = ".waitForTaskToken"
			}
			s.Resource = fmt.Sprintf("%s%d%s", callPrefix, i, suffix)
		case *asl.Map:
			if s.ItemReader != nil && s.ItemReader.ReaderConfig != nil && s.ItemReader.ReaderConfig.InputType != "JSON" {
				s.ItemReader.ReaderConfig = &asl.ReaderConfig{InputType: "JSON"}
			}
			if s.ItemReader != nil && !strings.HasSuffix(s.ItemReader.Resource, "getObject") {
				s.ItemReader.Resource = "arn:aws:states:::s3:getObject"
				s.ItemReader.ReaderConfig = &asl.ReaderConfig{InputType: "JSON"}
			}
			s.ResultWriter = nil
		default: // the others call nobody
		}
	}
	p, err := simulator.Load(m)
	if err != nil {
		return nil, err
	}
	return &runner{program: p, resources: *resources, shapes: all}, nil
}

// Runs of the first machine that loop end after maxEvents, and are not compared; the second
// may take longer, as far as the service allows.
const (
	maxEvents = 3000
	eventsOfB = 25000
)

// detail is how much of a run is kept.
type detail int

const (
	observed detail = iota // what can be observed
	visited                // and the states it went through
	told                   // and its history in words
)

// run runs the machine in the world of c.
func (r *runner) run(c *Case, events int, keep detail) Outcome {
	w := &world{runner: r, c: c, seen: map[uint64]int{}}
	limits := simulator.AWSLimits()
	limits.HistoryEvents = events
	opts := []simulator.Option{
		simulator.WithSeed(7), simulator.WithLimits(limits), simulator.WithResolver(simulator.ResolverFunc(w.answer)),
		simulator.WithStorage(storage{w}),
	}
	if keep == observed {
		opts = append(opts, simulator.WithoutHistory())
	}
	sim := simulator.New(opts...)
	w.start = sim.Now()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	e, err := sim.Execute(ctx, simulator.Start{Machine: simulator.Machine{Program: r.program, Name: "m"}, Name: "run", Input: c.Input.String()})
	if e == nil {
		return Outcome{Status: "REFUSED", Error: fmt.Sprint(err)}
	}
	d := e.Describe()
	out := Outcome{Status: d.Status.String(), Calls: w.calls, Transitions: billed(e)}
	if err != nil {
		out.tooLong = true
	}
	if d.Error != nil {
		out.Error = *d.Error
	}
	if d.Cause != nil {
		out.Cause = *d.Cause
		out.tooLong = out.tooLong || strings.Contains(out.Cause, "maximum number of history events")
	}
	if d.Output != nil {
		if v, err := value.DecodeString(*d.Output, value.WithDuplicates()); err == nil {
			out.Output = canonical(v)
		}
	}
	if len(w.calls) >= maxCalls {
		out.tooLong = true
	}
	out.below = evaluationFailed(e)
	out.repeated = w.repeated
	out.normalise(w.tokens)
	out.answers = w.given
	if keep >= visited {
		out.visited = visits(e)
	}
	if keep == told {
		out.history = tell(e, w)
	}
	return out
}

// billed are the transitions of an execution and of its Standard children.
func billed(e *simulator.Execution) int64 {
	n := e.Describe().Transitions
	for _, r := range e.MapRuns() {
		for _, child := range r.Children() {
			if child.Machine().Type == simulator.Standard {
				n += billed(child)
			}
		}
	}
	return n
}

// evaluationFailed reports whether a child of e failed because data could not be evaluated.
func evaluationFailed(e *simulator.Execution) bool {
	for _, r := range e.MapRuns() {
		for _, child := range r.Children() {
			if d := child.Describe(); d.Error != nil && slices.Contains(evaluationErrors, *d.Error) || evaluationFailed(child) {
				return true
			}
		}
	}
	return false
}

// visits lists the states that an execution and its children entered, in the order of each.
func visits(e *simulator.Execution) []visit {
	var list []visit
	exited := map[int64]string{}
	for ev := range e.History(0, false) {
		if ev.Details == nil {
			continue
		}
		switch kind := ev.Type.String(); {
		case strings.HasSuffix(kind, "StateEntered"):
			list = append(list, visit{exited[ev.PreviousEventID], ev.Details.Name})
		case strings.HasSuffix(kind, "StateExited"):
			exited[ev.ID] = ev.Details.Name
		}
	}
	for _, r := range e.MapRuns() {
		for i, child := range r.Children() {
			if i < maxChildren {
				list = append(list, visits(child)...)
			}
		}
	}
	return list
}

// maxChildren bounds the children of one Map Run that are looked at.
const maxChildren = 20

// world answers the calls of one run.
type world struct {
	*runner
	c      *Case
	start  time.Time
	seen   map[uint64]int
	calls  []Call
	tokens []string
	given  []Answer

	repeated int // how often one call was made
}

const maxCalls = 500

// answer decides by the call's resource, arguments and how often it was made.
func (w *world) answer(_ context.Context, call *simulator.Call) (simulator.Answer, error) {
	index := 0
	if _, err := fmt.Sscanf(strings.TrimPrefix(call.Resource, callPrefix), "%d", &index); err != nil || index >= len(w.resources) {
		return simulator.Answer{}, simulator.ErrUnresolved
	}
	if call.Token != "" {
		w.tokens = append(w.tokens, call.Token)
	}
	arguments := canonical(call.Value())
	for i, t := range w.tokens {
		arguments = strings.ReplaceAll(arguments, t, fmt.Sprintf("<token-%d>", i+1))
	}
	w.calls = append(w.calls, Call{At: call.Time.Sub(w.start), Resource: w.resources[index], Arguments: arguments, Role: call.RoleARN})
	if len(w.calls) >= maxCalls {
		return simulator.Fail("States.Runtime", "too many calls"), nil
	}
	h := fnv.New64a()
	io.WriteString(h, w.resources[index])
	// Texts that may differ between the machines must not make the answers differ.
	plain := internal.ReplaceAllString(uuids.ReplaceAllString(arguments, "uuid"), "<evaluation failed>")
	io.WriteString(h, notation.Replace(plain))
	key := h.Sum64()
	w.seen[key]++
	w.repeated = max(w.repeated, w.seen[key])
	given := Answer{Resource: w.resources[index], Arguments: arguments, Occurrence: w.seen[key], key: key}
	if w.c.Answers != nil {
		given.follow(w.c.Answers)
	} else {
		w.draw(&given, call.Value())
	}
	w.given = append(w.given, given)
	if given.Error != "" {
		a := simulator.Fail(given.Error, given.Cause)
		a.Took = given.Took
		return a, nil
	}
	a := simulator.OfValue(given.Output)
	a.Took, a.Final, a.Raw = given.Took, true, true
	return a, nil
}

// draw decides an answer by the seed of the case and the call.
func (w *world) draw(given *Answer, arguments value.Value) {
	known := w.shapes.answersTo(given.Resource, arguments)
	seed, faults, chaos := w.c.Seed, w.c.Faults, w.c.Chaos
	given.known = known
	for _, t := range w.c.Turns {
		if t.key != given.key || t.occurrence != given.Occurrence && (t.error == "" || t.occurrence > given.Occurrence) {
			continue
		}
		seed, faults, chaos = t.seed, t.faults, 0
		if t.error != "" {
			given.Took, given.Error, given.Cause = time.Second, t.error, causeOf(t.error)
			return
		}
	}
	occurrence := max(1, given.Occurrence-w.c.Sticky)
	g := generator{rand.New(rand.NewPCG(seed^given.key, uint64(occurrence))), chaos}
	given.Took = time.Duration(1+g.IntN(2500)) * time.Millisecond
	if g.IntN(100) < faults {
		if g.IntN(5) != 0 {
			given.Error = known.errors[g.IntN(len(known.errors))]
			given.Cause = causeOf(given.Error)
			return
		}
		given.Took = time.Duration(1+g.IntN(400)) * time.Second
	}
	given.Output = g.document(known.shape, 0)
}

// causeOf is the cause of a fault. Errors of services have text; a name without a dot is
// that of a function's own error, whose cause is what the Lambda runtime reports, so that
// handlers which parse it go on.
func causeOf(name string) string {
	const text = "a fault of the case"
	if strings.Contains(name, ".") {
		return text
	}
	return fmt.Sprintf(`{"errorMessage":%q,"errorType":%q}`, text, name)
}

// storage has a few items in every object.
type storage struct{ w *world }

func (s storage) Open(_, key, _ string) (io.ReadCloser, error) {
	h := fnv.New64a()
	io.WriteString(h, key)
	g := generator{rand.New(rand.NewPCG(s.w.c.Seed, h.Sum64())), s.w.c.Chaos}
	if g.IntN(200) < s.w.c.Faults {
		return nil, errors.New("a fault of the case")
	}
	items := make([]value.Value, 1+g.IntN(3))
	for i := range items {
		items[i] = g.document(s.w.shapes.items, 0)
	}
	return io.NopCloser(strings.NewReader(value.OfArray(items).String())), nil
}

func (s storage) List(_, _ string) iter.Seq2[simulator.Object, error] {
	return func(yield func(simulator.Object, error) bool) {
		yield(simulator.Object{Key: "a", Size: 1, LastModified: s.w.start}, nil)
	}
}

func (s storage) Create(_, _ string) (io.WriteCloser, error) {
	return nil, errors.New("nothing is written here")
}

// canonical is JSON text with sorted keys.
func canonical(v value.Value) string { return string(sorted(v).AppendJSON(nil)) }

func sorted(v value.Value) value.Value {
	switch v.Kind() {
	case value.Object:
		members := slices.Clone(v.Members())
		slices.SortFunc(members, func(a, b value.Member) int { return strings.Compare(a.Key, b.Key) })
		for i := range members {
			members[i].Value = sorted(members[i].Value)
		}
		return value.OfObject(members)
	case value.Array:
		elems := slices.Clone(v.Elems())
		for i := range elems {
			elems[i] = sorted(elems[i])
		}
		return value.OfArray(elems)
	case value.Number:
		return value.OfFloat(v.Float())
	}
	return v
}

var (
	uuids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	// internal is the text of a failed evaluation, which names state, event and field.
	internal = regexp.MustCompile(`An error occurred while executing the state '(?:[^'\\"]|\\.)*' \(entered at the event id #\d+\)\. (?:[^"\\]|\\.)*`)
	// oversized is the text of a state's result past the service's limit, with the state's name.
	oversized = regexp.MustCompile(`The state/task '.*?' returned a result`)
)

// evaluationErrors are raised by the service where data can't be evaluated. Their causes
// name states, events and fields, which optimizing may change.
var evaluationErrors = []string{"States.Runtime", "States.QueryEvaluationError", "States.ParameterPathFailure", "States.IntrinsicFailure", "States.ResultPathMatchFailure", "States.NoChoiceMatched"}

// normalise takes out of an outcome what may differ: the texts of evaluation failures, and
// generated ids beyond their order.
func (o *Outcome) normalise(tokens []string) {
	if slices.Contains(evaluationErrors, o.Error) && (internal.MatchString(o.Cause) || strings.HasPrefix(o.Cause, "Failed to transition") || o.Error == "States.Runtime") {
		o.evaluation = true
		o.Cause = "<evaluation failed>"
	}
	names := map[string]string{}
	mask := func(s string) string {
		if strings.Contains(s, "An error occurred while executing") {
			s = internal.ReplaceAllString(s, "<evaluation failed>")
		}
		if strings.Contains(s, "service limit") {
			s = oversized.ReplaceAllString(s, "A state returned a result")
		}
		if !strings.Contains(s, "-") {
			return s
		}
		return uuids.ReplaceAllStringFunc(s, func(id string) string {
			if names[id] == "" {
				names[id] = fmt.Sprintf("<uuid-%d>", len(names)+1)
			}
			return names[id]
		})
	}
	for i := range o.Calls {
		o.Calls[i].Arguments = mask(o.Calls[i].Arguments)
	}
	for i, t := range tokens {
		o.Output = strings.ReplaceAll(o.Output, t, fmt.Sprintf("<token-%d>", i+1))
	}
	o.Output, o.Cause, o.Error = mask(o.Output), mask(o.Cause), mask(o.Error)
	slices.SortStableFunc(o.Calls, func(a, b Call) int {
		if a.At != b.At {
			return int(min(max(a.At-b.At, -1), 1))
		}
		if c := strings.Compare(a.Resource, b.Resource); c != 0 {
			return c
		}
		return strings.Compare(a.Arguments, b.Arguments)
	})
}
