package equivalence

import (
	"strconv"

	"github.com/lockstep-go/lockstep/internal/value"
)

// Value is the result as JSON: {equivalent, cases, counterexample, …}.
func (r *Result) Value() value.Value {
	example := value.NullValue
	if r.Counterexample != nil {
		example = r.Counterexample.Value()
	}
	return value.ObjectOf(
		value.Member{Key: "equivalent", Value: value.OfBool(r.Equivalent)},
		value.Member{Key: "cases", Value: value.OfInt(int64(r.Cases))},
		value.Member{Key: "counterexample", Value: example},
		value.Member{Key: "skipped", Value: value.OfInt(int64(r.Skipped))},
		value.Member{Key: "unspecified", Value: value.OfInt(int64(r.Unspecified))},
		value.Member{Key: "races", Value: value.OfInt(int64(r.Races))},
		value.Member{Key: "states", Value: value.OfInt(int64(r.Coverage.States))},
		value.Member{Key: "states_reached", Value: value.OfInt(int64(r.Coverage.StatesReached))},
		value.Member{Key: "edges", Value: value.OfInt(int64(r.Coverage.Edges))},
		value.Member{Key: "edges_reached", Value: value.OfInt(int64(r.Coverage.EdgesReached))},
		value.Member{Key: "unreached_states", Value: texts(r.Coverage.UnreachedStates)},
		value.Member{Key: "unreached_transitions", Value: texts(r.Coverage.UnreachedEdges)},
		value.Member{Key: "unreachable_states", Value: proofValues(r.Coverage.UnreachableStates)},
		value.Member{Key: "unreachable_transitions", Value: proofValues(r.Coverage.UnreachableEdges)},
	)
}

// Value is the counterexample as JSON.
func (c *Counterexample) Value() value.Value {
	return value.ObjectOf(
		value.Member{Key: "input", Value: c.Case.Input},
		value.Member{Key: "filled", Value: fill(c.Case.Filled).value()},
		value.Member{Key: "seed", Value: value.OfNumberText(strconv.FormatUint(c.Case.Seed, 10))},
		value.Member{Key: "faults_percent", Value: value.OfInt(int64(c.Case.Faults))},
		value.Member{Key: "chaos_percent", Value: value.OfInt(int64(c.Case.Chaos))},
		value.Member{Key: "sticky_answers", Value: value.OfInt(int64(c.Case.Sticky))},
		value.Member{Key: "answers", Value: answerValues(c.Case.Answers)},
		value.Member{Key: "difference", Value: value.OfString(c.Difference)},
		value.Member{Key: "explanation", Value: value.OfString(c.Explain(0))},
		value.Member{Key: "first", Value: c.A.Value()},
		value.Member{Key: "second", Value: c.B.Value()},
	)
}

func answerValues(list []Answer) value.Value {
	out := make([]value.Value, len(list))
	for i, a := range list {
		members := []value.Member{
			{Key: "resource", Value: value.OfString(a.Resource)},
			{Key: "arguments", Value: parsed(a.Arguments)},
			{Key: "occurrence", Value: value.OfInt(int64(a.Occurrence))},
			{Key: "took_ms", Value: value.OfInt(a.Took.Milliseconds())},
		}
		if a.Error != "" {
			members = append(members, value.Member{Key: "error", Value: value.OfString(a.Error)})
		} else {
			members = append(members, value.Member{Key: "output", Value: a.Output})
		}
		out[i] = value.OfObject(members)
	}
	return value.OfArray(out)
}

// Value is the outcome as JSON.
func (o *Outcome) Value() value.Value {
	calls := make([]value.Value, len(o.Calls))
	for i, c := range o.Calls {
		calls[i] = value.ObjectOf(
			value.Member{Key: "at_ms", Value: value.OfInt(c.At.Milliseconds())},
			value.Member{Key: "resource", Value: value.OfString(c.Resource)},
			value.Member{Key: "arguments", Value: parsed(c.Arguments)},
		)
	}
	members := []value.Member{{Key: "status", Value: value.OfString(o.Status)}}
	if o.Output != "" {
		members = append(members, value.Member{Key: "output", Value: parsed(o.Output)})
	}
	if o.Error != "" {
		members = append(members, value.Member{Key: "error", Value: value.OfString(o.Error)})
	}
	if o.Cause != "" {
		members = append(members, value.Member{Key: "cause", Value: value.OfString(o.Cause)})
	}
	return value.OfObject(append(members, value.Member{Key: "calls", Value: value.OfArray(calls)}))
}

// parsed is JSON text as a value; as a text if masking made it none.
func parsed(text string) value.Value {
	if v, err := value.DecodeString(text); err == nil {
		return v
	}
	return value.OfString(text)
}

func texts(list []string) value.Value {
	elems := make([]value.Value, len(list))
	for i, s := range list {
		elems[i] = value.OfString(s)
	}
	return value.OfArray(elems)
}

func proofValues(list []Proof) value.Value {
	elems := make([]value.Value, len(list))
	for i, p := range list {
		elems[i] = value.ObjectOf(
			value.Member{Key: "what", Value: value.OfString(p.What)},
			value.Member{Key: "why", Value: value.OfString(p.Why)})
	}
	return value.OfArray(elems)
}
