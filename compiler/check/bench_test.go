package check_test

import (
	"fmt"
	"testing"

	"github.com/lockstep-go/lockstep/asl/asltest"
	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/diag"
)

func TestLargeIsClean(t *testing.T) {
	for _, n := range []int{12, 100, 1000} {
		m := asltest.Large(n)
		if list := check.Machine(m); list.HasErrors() || list.Count(diag.Warning) > 0 {
			t.Errorf("%d states: %v", n, list)
		}
	}
}

func BenchmarkDefinition(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		data := asltest.Large(n).AppendJSON(nil)
		b.Run(fmt.Sprintf("%d_states", n), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, list := check.Definition("large.json", data); list.Count(diag.Error) > 1 {
					b.Fatal(list)
				}
			}
		})
	}
}
