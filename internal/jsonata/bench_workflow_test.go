package jsonata_test

import (
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// BenchmarkWorkflow evaluates what states of a workflow do, with the bounds of AWS and the
// input in a variable.
func BenchmarkWorkflow(b *testing.B) {
	input, err := value.DecodeString(`{"n":0,"order":{"id":"o-1","customer":{"name":"Ada Lovelace","address":{"street":"St James's Square 12","city":"London"}},"lines":[` +
		strings.TrimSuffix(strings.Repeat(`{"sku":"sku-001","quantity":1,"price":10.95,"note":"a line of the order"},`, 10), ",") + `]}}`)
	if err != nil {
		b.Fatal(err)
	}
	states := value.ObjectOf(value.Member{Key: "input", Value: input})
	env := &jsonata.Env{Limits: jsonata.WorkflowLimits, Bindings: func(name string) (value.Value, bool) { return states, name == "states" }}
	for _, bm := range []struct{ name, expr string }{
		{"input", "$states.input"},
		{"member", "$states.input.order"},
		{"increment", "$states.input.n + 1"},
		{"compare", "$states.input.n < 10000"},
		{"merge", "$merge([$states.input, {'n': $states.input.n + 1}])"},
		{"object", "{'n': $states.input.n + 1, 'order': $states.input.order}"},
		{"text", "'Order ' & $states.input.order.id & ' has ' & $count($states.input.order.lines) & ' lines'"},
		{"sum", "$sum($states.input.order.lines.(price * quantity))"},
	} {
		e, err := jsonata.Compile(bm.expr, jsonata.AWS())
		if err != nil {
			b.Fatal(err)
		}
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if v, err := e.Eval(value.Value{}, env); err != nil || v.IsUndefined() {
					b.Fatal(v, err)
				}
			}
		})
	}
}
