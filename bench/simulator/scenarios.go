package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// scenario is one machine, its input, and the data work that no interpreter could avoid.
type scenario struct {
	name       string
	definition func() string // made by the process that runs the scenario
	input      func() string
	noLimits   bool
	tasks      bool                          // its Task states are answered by a Go handler
	peer       bool                          // the peer can run it
	loop       func(value.Value) value.Value // the unavoidable work
}

// document is about 1 KB of JSON with members around it, as a payload of a real workflow.
func document(members string) string {
	var b strings.Builder
	b.WriteString(`{"order":{"id":"o-1","customer":{"name":"Ada Lovelace","address":{"street":"St James's Square 12","city":"London"}},"lines":[`)
	for i := range 10 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"sku":"sku-%03d","quantity":%d,"price":%d.95,"note":"a line of the order"}`, i, i+1, i*10)
	}
	b.WriteString(`]}`)
	if members != "" {
		b.WriteString("," + members)
	}
	b.WriteByte('}')
	return b.String()
}

const (
	jsonataHead = `{"QueryLanguage":"JSONata",`
	step        = `"Type":"Pass","Result":1,"ResultPath":"$.step"`
	stepJSONata = `"Type":"Pass","Output":"{% $merge([$states.input, {'step': 1}]) %}"`
)

// callsMember is where the handler of the Task states counts.
const callsMember = `"calls":`

func chain(head, name, state string, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `%s"StartAt":"%s1","States":{`, head, name)
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, `"%s%d":{%s,`, name, i, state)
		if i == n {
			b.WriteString(`"End":true}}}`)
		} else {
			fmt.Fprintf(&b, `"Next":"%s%d"},`, name, i+1)
		}
	}
	return b.String()
}

func items(n int) string {
	var b strings.Builder
	b.WriteString(`"items":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"id":` + strconv.Itoa(i) + `}`)
	}
	b.WriteByte(']')
	return b.String()
}

func parallel(head, state string, branches, states int) string {
	var b strings.Builder
	b.WriteString(head + `"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[`)
	for i := range branches {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(chain("{", "B"+strconv.Itoa(i)+"S", state, states))
	}
	b.WriteString(`]}}}`)
	return b.String()
}

var one = value.OfInt(1)

// steps does what n Pass states do to a document.
func steps(v value.Value, n int) value.Value {
	for range n {
		v = v.With("step", one)
	}
	return v
}

func count(v value.Value, n int) value.Value {
	for {
		i, _ := v.Get("n").Int()
		if i >= int64(n) {
			return v
		}
		v = v.With("n", value.OfInt(i+1))
	}
}

func each(v value.Value, n int) value.Value {
	in := v.Get("items").Elems()
	out := make([]value.Value, len(in))
	for i, item := range in {
		out[i] = steps(item, n)
	}
	return value.OfArray(out)
}

// scenarios are at size 1 what DESIGN's speed goals name; scale multiplies their length.
func scenarios(scale int) []scenario {
	nChain, nLoop, nMap, nBranches := 1000*scale, 10_000*scale, 10_000*scale, 50*scale
	count10k := func(v value.Value) value.Value { return count(v, nLoop) }
	map3 := func(v value.Value) value.Value { return each(v, 3) }
	chainLoop := func(v value.Value) value.Value { return steps(v, nChain) }
	parallelLoop := func(v value.Value) value.Value {
		out := make([]value.Value, nBranches)
		for i := range out {
			out[i] = steps(v, 20)
		}
		return value.OfArray(out)
	}
	body := func(state string) string { return strings.TrimPrefix(chain("{", "S", state, 3), "{") }
	text := func(s string) func() string { return func() string { return s } }
	order := func(more string) func() string { return func() string { return document(more) } }
	list := func() string { return document(items(nMap)) }
	chainOf := func(head, state string) func() string {
		return func() string { return chain(head, "S", state, nChain) }
	}
	parallelOf := func(head, state string) func() string {
		return func() string { return parallel(head, state, nBranches, 20) }
	}
	long := scale > 1 // than AWS's history may be
	return []scenario{
		{name: fmt.Sprintf("chain of %d Pass", nChain), noLimits: long, peer: true, input: order(""), loop: chainLoop, definition: chainOf("{", step)},
		{name: fmt.Sprintf("loop of %d, MathAdd", nLoop), noLimits: true, peer: true, input: order(`"n":0`), loop: count10k,
			definition: text(fmt.Sprintf(`{"StartAt":"More?","States":{"More?":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericLessThan":%d,"Next":"Add"}],"Default":"Done"},
				"Add":{"Type":"Pass","Parameters":{"n.$":"States.MathAdd($.n, 1)","order.$":"$.order"},"Next":"More?"},"Done":{"Type":"Succeed"}}}`, nLoop))},
		{name: fmt.Sprintf("Map of %d, 3 states", nMap), noLimits: true, peer: true, input: list, loop: map3,
			definition: text(`{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","ItemProcessor":{` + body(step) + `,"End":true}}}`)},
		{name: fmt.Sprintf("Parallel %d x 20", nBranches), noLimits: true, peer: true, input: order(""), loop: parallelLoop, definition: parallelOf("{", step)},
		{name: fmt.Sprintf("chain of %d Pass, JSONata", nChain), noLimits: long, input: order(""), loop: chainLoop, definition: chainOf(jsonataHead, stepJSONata)},
		{name: fmt.Sprintf("loop of %d, JSONata", nLoop), noLimits: true, input: order(`"n":0`), loop: count10k,
			definition: text(fmt.Sprintf(`{"QueryLanguage":"JSONata","StartAt":"More?","States":{"More?":{"Type":"Choice","Choices":[{"Condition":"{%% $states.input.n < %d %%}","Next":"Add"}],"Default":"Done"},
				"Add":{"Type":"Pass","Output":{"n":"{%% $states.input.n + 1 %%}","order":"{%% $states.input.order %%}"},"Next":"More?"},"Done":{"Type":"Succeed"}}}`, nLoop))},
		{name: fmt.Sprintf("Map of %d, 3 states, JSONata", nMap), noLimits: true, input: list, loop: map3,
			definition: text(`{"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","Items":"{% $states.input.items %}","ItemProcessor":{` + body(stepJSONata) + `,"End":true}}}`)},
		{name: fmt.Sprintf("Parallel %d x 20, JSONata", nBranches), noLimits: true, input: order(""), loop: parallelLoop, definition: parallelOf(jsonataHead, stepJSONata)},
		{name: fmt.Sprintf("%d Task states, Go handler", nChain), noLimits: long, tasks: true, input: order(callsMember + "1000000"),
			definition: chainOf("{", `"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f"`)},
		{name: "Wait of a year", input: order(""), definition: text(`{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":31535999,"End":true}}}`)},
	}
}
