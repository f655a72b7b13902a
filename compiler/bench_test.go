package compiler_test

import (
	"fmt"
	"testing"

	"github.com/lockstep-go/lockstep/compiler"
	"github.com/lockstep-go/lockstep/sdk"
)

func BenchmarkCompile(b *testing.B) {
	for _, n := range []int{100, 1000} {
		w := sdk.Untyped("waits", func(b *sdk.Block, in sdk.Value[any]) {
			for i := range n {
				b.Wait(fmt.Sprint("Wait ", i)).Seconds(in.At("n")).Comment("pause")
			}
		})
		m, list := w.Build()
		if m == nil {
			b.Fatal(list)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if a, list := compiler.Compile(m); a == nil {
					b.Fatal(list)
				}
			}
		})
	}
}
