package sdk_test

import (
	"fmt"
	"testing"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// chain is a workflow of n states: tasks that use each other's results, a
// Choice every ten.
func chain(n int) *sdk.Workflow {
	return sdk.New("chain", func(b *sdk.Block, in sdk.Value[bill]) {
		last := sdk.At[string](in, "order")
		for i := range n / 10 {
			for j := range 8 {
				r := lambda.Invoke(b, fmt.Sprintf("Task %d.%d", i, j), sendBill).
					Payload(sdk.Object{"order": last, "cents": in.At("cents")}).
					Retry(lambda.Transient()).Result()
				last = sdk.At[string](r, "order")
			}
			b.Choice(fmt.Sprintf("Choice %d", i)).When(sdk.Equals(last, "x"), func(b *sdk.Block) {
				b.Wait(fmt.Sprintf("Wait %d", i)).Seconds(1)
			})
		}
		b.Return(last)
	})
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{10, 100, 1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if m, list := chain(n).Build(); m == nil {
					b.Fatal(list)
				}
			}
		})
	}
}
