package jsonata_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// An array without elements is a value when a path ends at it, as in JSONata 2.0.6.
func TestPathToEmptyArray(t *testing.T) {
	input, err := value.DecodeString(`{"a":[],"x":{"a":[]},"many":[{"a":[]},{"a":[]}]}`)
	if err != nil {
		t.Fatal(err)
	}
	for expr, want := range map[string]string{"a": "[]", "x.a": "[]", "$sum(a)": "0", "$exists(x.a)": "true", "$count(a)": "0", "$exists(many.a)": "false"} {
		e, cerr := jsonata.Compile(expr)
		if cerr != nil {
			t.Fatal(cerr)
		}
		got, eerr := e.Eval(input, nil)
		if eerr != nil || got.String() != want {
			t.Errorf("%s = %s, %v; want %s", expr, got, eerr, want)
		}
	}
}
