package simulator

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// Mocks answer tasks as the mock configuration file of Step Functions Local says
// (developer guide, "Testing state machines with mocked service integrations"). Which
// machine's test case answers is said by [Start.TestCase] and the name in the machine's
// ARN. A state that the test case does not name is left to the resolvers behind.
type Mocks struct {
	machines map[string]map[string]map[string]*mockedResponse // machine, test case, state
}

// mockedResponse is an entry of MockedResponses.
type mockedResponse struct {
	name  string
	turns []mockedTurn
}

// mockedTurn answers the calls from first to last, counted from 0.
type mockedTurn struct {
	first, last int
	answer      Answer
}

// ReadMocks reads a mock configuration file. The error names the entry that is wrong.
func ReadMocks(data []byte) (*Mocks, error) {
	doc, err := value.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("mocks: %w", err)
	}
	responses := map[string]*mockedResponse{}
	for _, m := range doc.Get("MockedResponses").Members() {
		r, err := readResponse(m.Key, m.Value)
		if err != nil {
			return nil, fmt.Errorf("mocks: MockedResponses: %w", err)
		}
		responses[m.Key] = r
	}
	mocks := &Mocks{machines: map[string]map[string]map[string]*mockedResponse{}}
	machines := doc.Get("StateMachines")
	if machines.Kind() != value.Object {
		return nil, fmt.Errorf("mocks: the file needs an object `StateMachines`")
	}
	for _, m := range machines.Members() {
		cases := map[string]map[string]*mockedResponse{}
		mocks.machines[m.Key] = cases
		for _, c := range m.Value.Get("TestCases").Members() {
			states := map[string]*mockedResponse{}
			cases[c.Key] = states
			for _, s := range c.Value.Members() {
				r, ok := responses[s.Value.Str()]
				if !ok {
					return nil, fmt.Errorf("mocks: StateMachines: %s: %s: %s: there is no mocked response %s", m.Key, c.Key, s.Key, s.Value)
				}
				states[s.Key] = r
			}
		}
	}
	return mocks, nil
}

func readResponse(name string, v value.Value) (*mockedResponse, error) {
	if v.Kind() != value.Object {
		return nil, fmt.Errorf("%s: an object of numbered answers is expected", name)
	}
	r := &mockedResponse{name: name}
	for _, m := range v.Members() {
		t, err := readTurn(m.Key, m.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		r.turns = append(r.turns, t)
	}
	slices.SortFunc(r.turns, func(a, b mockedTurn) int { return a.first - b.first })
	for i := 1; i < len(r.turns); i++ {
		if r.turns[i].first <= r.turns[i-1].last {
			return nil, fmt.Errorf("%s: two answers for number %d", name, r.turns[i].first)
		}
	}
	return r, nil
}

// readTurn reads an entry such as "0" or "1-3" and its Return or Throw.
func readTurn(key string, v value.Value) (mockedTurn, error) {
	from, to, isRange := strings.Cut(key, "-")
	if !isRange {
		to = from
	}
	first, err := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	if err != nil || err2 != nil || first < 0 || last < first {
		return mockedTurn{}, fmt.Errorf("%q is neither a number nor a range such as \"1-3\"", key)
	}
	t := mockedTurn{first: first, last: last}
	result, thrown := v.Get("Return"), v.Get("Throw")
	switch {
	case result.IsUndefined() == thrown.IsUndefined():
		return t, fmt.Errorf("%q needs one of `Return` and `Throw`", key)
	case thrown.IsUndefined():
		t.answer = OfValue(result)
		t.answer.Final, t.answer.Raw = true, true
	default:
		t.answer = failedAnswer(optional(thrown.Get("Error")), optional(thrown.Get("Cause")))
	}
	return t, nil
}

// Machines are the names of the machines that have test cases, sorted.
func (m *Mocks) Machines() []string { return slices.Sorted(maps.Keys(m.machines)) }

// TestCases are the names of a machine's test cases, sorted.
func (m *Mocks) TestCases(machine string) []string {
	var names []string
	for name := range m.machines[machine] {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Resolve answers a call of a mocked state. The answers of a state are counted over an
// execution, its retries and Map items included; a call past the last one fails.
func (m *Mocks) Resolve(_ context.Context, call *Call) (Answer, error) {
	if call.TestCase == "" {
		return Answer{}, ErrUnresolved
	}
	machine := call.MachineARN[strings.LastIndexByte(call.MachineARN, ':')+1:]
	machine, _, _ = strings.Cut(machine, "/") // children of a Distributed Map have its label behind
	r, ok := m.machines[machine][call.TestCase][call.State]
	if !ok {
		return Answer{}, ErrUnresolved
	}
	for _, t := range r.turns {
		if call.Sequence >= t.first && call.Sequence <= t.last {
			return t.answer, nil
		}
	}
	return Fail(errRuntime, fmt.Sprintf("The mocked response %s of the state '%s' has no answer number %d", r.name, call.State, call.Sequence)), nil
}
