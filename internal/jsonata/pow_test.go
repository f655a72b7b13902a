package jsonata_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Results of Math.pow in V8 where math.Pow differs in the last bit.
func TestPower(t *testing.T) {
	for expr, want := range map[string]string{
		"$power(1e-7, 0.1)":   "0.19952623149688795",
		"$power(2.675, 7)":    "980.0912332021663",
		"$power(42, 42)":      "1.5013093754529659e+68",
		"$power(1.5, 42)":     "24878997.722115025",
		"$power(2, -1074)":    "5e-324",
		"$power(-2, 3)":       "-8",
		"$power(10, 308)":     "1e+308",
		"$power(0.5, 1075)":   "0",
		"$power(9, 0.5)":      "3",
		"$power(1e-320, 0.3)": "9.999966601417993e-97",
	} {
		if diff := cmp.Diff(want, fmt.Sprint(ours(question{expr, "null"}))); diff != "" {
			t.Errorf("%s: %s", expr, diff)
		}
	}
}
