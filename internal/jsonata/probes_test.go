package jsonata_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// explained are the probes that are answered otherwise on purpose.
var explained = map[string]string{
	`{"f":function(){1}}`: "npm shows the inside of its evaluator, the time of the run in it; a lambda is no result here",
	`$states.input.a[0]`:  "was asked with a variable that the probe does not record; with the probe's input it is undefined",
}

// TestProbes runs expressions that npm's jsonata 2.0.6 answered.
func TestProbes(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(suiteDir(t), "jsonata-probes.json"))
	if err != nil {
		t.Fatal(err)
	}
	var probes []struct {
		Expr      string  `json:"expr"`
		Data      string  `json:"data"`
		Result    *string `json:"result_text"`
		Undefined bool    `json:"undefined"`
		Error     *struct {
			Code, Message string
		} `json:"error"`
	}
	if err := json.Unmarshal(data, &probes); err != nil {
		t.Fatal(err)
	}
	type answer struct {
		Result        any
		Code, Message string
	}
	for _, p := range probes {
		input, err := value.DecodeString(p.Data, value.WithDuplicates())
		if err != nil {
			t.Fatal(err)
		}
		input = jsonata.JavaScript(input)
		var got, want answer
		want.Result = "(undefined)"
		if p.Result != nil {
			v, err := value.DecodeString(*p.Result)
			if err != nil {
				t.Fatal(err)
			}
			want.Result = canonical(v)
		}
		if p.Error != nil {
			want.Code, want.Message = p.Error.Code, p.Error.Message
		}
		got.Result = "(undefined)"
		e, err := jsonata.Compile(p.Expr)
		if err == nil {
			states := value.ObjectOf(value.Member{Key: "input", Value: input})
			var v value.Value
			if v, err = e.Eval(input, &jsonata.Env{Eval: true, Bindings: func(name string) (value.Value, bool) {
				return states, name == "states"
			}}); err == nil {
				got.Result = canonical(v)
			}
		}
		if e, ok := err.(*jsonata.Error); ok {
			got.Code, got.Message = e.Code, e.Message
		}
		if f, ok := got.Result.(float64); ok && math.IsInf(f, 0) {
			got.Result = nil // JSON.stringify of an infinity
		}
		if diff := cmp.Diff(want, got); diff != "" && explained[p.Expr] == "" {
			t.Errorf("%s on %s:\n%s", p.Expr, p.Data, diff)
		}
	}
	t.Logf("%d probes", len(probes))
}
