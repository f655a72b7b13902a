package optimize_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain draws the same machines each time, so that a change is judged by itself and not
// by luck. `go test ./compiler/optimize -rapid.seed=N -rapid.checks=10000` looks for more.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.seed"); f != nil && f.Value.String() == f.DefValue {
		if err := f.Value.Set("20261122"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
