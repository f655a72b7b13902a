package simulator_test

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/simulator"
)

// document is about 1 KB of JSON.
func document() string {
	var b strings.Builder
	b.WriteString(`{"order":{"id":"o-4711","customer":{"name":"Ada Lovelace","tier":"gold","email":"ada@example.org"},"lines":[`)
	for i := range 8 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"sku":"sku-%04d","quantity":%d,"price":%d.50,"tags":["a","b","c"],"note":"line number %d of the order"}`, i, i+1, 10*i+9, i)
	}
	b.WriteString(`]},"counter":0,"limit":10000}`)
	return b.String()
}

func chain(n int, state string) string {
	var b strings.Builder
	b.WriteString(`{"StartAt":"S0","States":{`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		next := fmt.Sprintf(`"Next":"S%d"`, i+1)
		if i == n-1 {
			next = `"End":true`
		}
		fmt.Fprintf(&b, `"S%d":{%s,%s}`, i, state, next)
	}
	b.WriteString(`}}`)
	return b.String()
}

// workloads are the machines that are measured, with the states an execution enters.
var workloads = []struct {
	name, definition string
	jsonata          bool
}{
	{name: "pass-1000", definition: chain(1000, `"Type":"Pass"`)},
	{name: "pass-result-1000", definition: chain(1000, `"Type":"Pass","Result":{"ok":true},"ResultPath":"$.order.status"`)},
	{name: "counter-10000", definition: `{"StartAt":"Add","States":{
		"Add":{"Type":"Pass","Parameters":{"order.$":"$.order","limit.$":"$.limit","counter.$":"States.MathAdd($.counter, 1)"},"Next":"More"},
		"More":{"Type":"Choice","Choices":[{"Variable":"$.counter","NumericLessThanPath":"$.limit","Next":"Add"}],"Default":"Done"},
		"Done":{"Type":"Succeed"}}}`},
	{name: "counter-jsonata-10000", definition: `{"QueryLanguage":"JSONata","StartAt":"Add","States":{
		"Add":{"Type":"Pass","Output":{"order":"{% $states.input.order %}","limit":"{% $states.input.limit %}","counter":"{% $states.input.counter + 1 %}"},"Next":"More"},
		"More":{"Type":"Choice","Choices":[{"Condition":"{% $states.input.counter < $states.input.limit %}","Next":"Add"}],"Default":"Done"},
		"Done":{"Type":"Succeed"}}}`},
	{name: "map-10000x3", definition: `{"StartAt":"Range","States":{
		"Range":{"Type":"Pass","Parameters":{"a.$":"States.ArrayRange(1, 1000, 1)"},"Next":"Ten"},
		"Ten":{"Type":"Map","ItemsPath":"$.a","ItemProcessor":{"StartAt":"Inner","States":{"Inner":{"Type":"Pass","Result":[1,2,3,4,5,6,7,8,9,10],"Next":"M"},
			"M":{"Type":"Map","ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"C"},"C":{"Type":"Pass","End":true}}},"End":true}}},"End":true}}}`},
	{name: "parallel-50x20", definition: `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[` + branches(50) + `]}}}`},
	{name: "wait-year", definition: `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":31000000,"End":true}}}`},
	{name: "task-changing-1000", definition: chain(1000, `"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:count"`)},
	{name: "task-1000", definition: chain(1000, `"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f"`)},
}

func branches(n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = strings.ReplaceAll(chain(20, `"Type":"Pass"`), `S`, fmt.Sprintf("B%dS", i))
		parts[i] = strings.NewReplacer(fmt.Sprintf(`"B%dStartAt"`, i), `"StartAt"`, fmt.Sprintf(`"B%dStates"`, i), `"States"`).Replace(parts[i])
	}
	return strings.Join(parts, ",")
}

func BenchmarkExecute(b *testing.B) {
	input := document()
	for _, w := range workloads {
		p, err := load([]byte(w.definition))
		if err != nil {
			b.Fatal(w.name, err)
		}
		for _, keep := range []bool{false, true} {
			name := w.name
			options := []simulator.Option{simulator.WithLimits(simulator.NoLimits()), simulator.WithLambda("f", func(_ context.Context, in []byte) ([]byte, error) { return in, nil })}
			calls := 0
			options = append(options, simulator.WithLambda("count", func(_ context.Context, in []byte) ([]byte, error) {
				calls++ // no two answers are alike, so that each one must be decoded
				end := bytes.LastIndexByte(in, ':')
				return append(strconv.AppendInt(in[:end+1], int64(calls), 10), '}'), nil
			}))
			if !keep {
				options = append(options, simulator.WithoutHistory())
			} else {
				name += "/history"
			}
			b.Run(name, func(b *testing.B) {
				b.ReportAllocs()
				var transitions int64
				for b.Loop() {
					sim := simulator.New(options...)
					e, err := sim.Execute(b.Context(), simulator.Start{Machine: simulator.Machine{Program: p, Name: "m"}, Input: input})
					if err != nil {
						b.Fatal(err)
					}
					d := e.Describe()
					if d.Status != simulator.Succeeded {
						b.Fatal(*d.Error, *d.Cause)
					}
					transitions = d.Transitions
					if keep {
						for range e.History(0, false) {
						}
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(transitions), "ns/state")
			})
		}
	}
}
