package sdk_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/sqs"
	"github.com/lockstep-go/lockstep/sdk/stepfunctions"
)

// Mistakes that Go's own scopes invite: values that leave their workflow, branch,
// iteration or handler by a Go variable, and text that Go makes while the workflow
// is recorded.
var scopeMistakes = []func() *sdk.Workflow{
	func() *sdk.Workflow {
		var stolen sdk.Value[string]
		sdk.New("v", func(b *sdk.Block, in in) { stolen = sdk.At[string](in, "id") })
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Pass("One")
			b.Return(stolen) // want ASL2902 at Return: "`input` belongs to another workflow, `v`"
		})
	},
	func() *sdk.Workflow {
		child := sdk.New("child", func(b *sdk.Block, in in) { b.Return(sdk.Object{"ok": true}) })
		return sdk.New("w", func(b *sdk.Block, in in) {
			out := stepfunctions.Start[any](b, "Start", child).Input(in).Result()
			b.Return(out.At("okk")) // want ASL4901 at "okk": "`okk` is not a field of an object; did you mean `ok`?"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			counts := sdk.Transform(sdk.At[[]string](in, "tags"), func(s sdk.Value[string]) sdk.Value[float64] { return sdk.Length(s) })
			b.Return(sdk.Join(counts, ",")) // want ASL4905 at Join: "`Join` takes an array of string, and this is an array of integer"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.Sum(in.At("tags"))) // want ASL4905 at Sum: "`Sum` takes an array of number, and this is an array of string"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			lambda.Invoke(b, "Bill", sendBill).Payload(in) // want ASL4904 at Payload: "is sdk_test.purchase, which has no field of sdk_test.bill"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in sdk.Value[parcelOf]) {
			b.Choice("Express?").When(sdk.Equals(in.At("speed"), "EXPRES"), func(b *sdk.Block) { b.Pass("Fly") }) // want ASL4906 at "EXPRES": "`EXPRES` is no value of sdk_test.speed; did you mean `EXPRESS`?"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Succeed("Done").Assign("id", in.At("id")) // want ASL1908 at Assign: "a state that ends its graph has no `Assign`"
		})
	},
	func() *sdk.Workflow {
		var stolen sdk.Value[bill]
		sdk.New("v", func(b *sdk.Block, in in) { stolen = lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).Result() })
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(stolen.At("cents")) // want ASL2902 at At: "`Bill` belongs to another workflow, `v`"
		})
	},
	func() *sdk.Workflow {
		var stolen sdk.Variable[int]
		sdk.New("v", func(b *sdk.Block, in in) { stolen = sdk.Var[int](b, "n", 1); b.Pass("One"); b.Return(stolen) })
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Pass("One")
			stolen.Set(b, 3) // want ASL2902 at Set: "`n` belongs to another workflow, `v`"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Pass(fmt.Sprint("Step for ", in.At("id"))) // want ASL1901 at Pass: "the name of the step is made of a Value"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			sqs.SendMessage(b, "Send").QueueUrl("q").MessageBody(fmt.Sprintf("order %s", in.At("id"))) // want ASL4907 at MessageBody: "made of a Value while the workflow is recorded"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			lambda.Invoke(b, "Bill", func(_ context.Context, p *bill) (*bill, error) { return p, nil }).Payload(sdk.Object{"order": 7, "cents": 1}) // want ASL4904 at "order": "at `order` is an integer where a string is wanted"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			for range 2 {
				lambda.Invoke(b, "Bill", sendBill).Payload(bill{}) // want ASL1902 at "Bill": "two steps are named `Bill`"
			}
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			var n sdk.Variable[int]
			b.Choice("Dear?").When(sdk.GreaterThan(in.At("total"), 1), func(b *sdk.Block) {
				n = sdk.Var[int](b, "n", 1)
				b.Pass("Two")
			})
			b.Pass("Gap")
			b.Return(n) // want ASL2901 at Return: "`n` is not assigned on every path"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			var cell sdk.Value[int]
			sdk.ForEach(b, "Rows", sdk.At[[][]int](in, "matrix"), func(b *sdk.Block, row sdk.Value[[]int]) {
				sdk.ForEach(b, "Cells", row, func(b *sdk.Block, c sdk.Value[int]) {
					cell = c
					b.Pass("One").Output(c)
				})
				b.Pass("After").Output(cell) // want ASL2902 at Output: "`Cells item` is used outside of the Map `Cells`"
			})
		})
	},
	func() *sdk.Workflow {
		child := sdk.New("child", func(b *sdk.Block, in in) { b.Return(in.At("total")) })
		return sdk.New("w", func(b *sdk.Block, in in) {
			out := stepfunctions.Start[string](b, "Start", child).Input(in).Result() // want ASL4904 at Start: "what `child` returns is a number where a string is wanted"
			b.Return(sdk.Concat(out, "x"))
		})
	},
	func() *sdk.Workflow {
		child := sdk.New("child", func(b *sdk.Block, in in) { b.Return(in.At("total")) })
		return sdk.New("w", func(b *sdk.Block, in in) {
			out := stepfunctions.Start[float64](b, "Start", child).Input(in.At("id")).Result() // want ASL4904 at Input: "`Input` is a string where sdk_test.purchase is wanted"
			b.Return(out)
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Parallel("Both").
				Branch(func(b *sdk.Block) { b.Return(in.At("id")); b.Pass("Never") }). // want ASL1905 at Pass: "nothing leads to the step `Never`"
				Branch(func(b *sdk.Block) { b.Pass("Two") })
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Pass("Start")
			sdk.ForEach(b, "Each", sdk.At[[]string](in, "tags"), func(b *sdk.Block, tag sdk.Value[string]) {
				b.Pass("One")
				b.GoTo("Start") // want ASL1906 at "Start": "there is no step `Start` in this scope"
			})
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			n := sdk.Var[int](b, "n", 0)
			sdk.DistributedMap(b, "Each", sdk.At[[]string](in, "tags"), func(b *sdk.Block, tag sdk.Value[string]) sdk.Value[any] {
				n.Set(b, 1) // want ASL2903 at Set: "`n` belongs to an enclosing scope"
				return sdk.Const[any](1)
			})
			b.Return(n)
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Choice("C?").When(sdk.And(sdk.IsPresent(in.At("customer")), sdk.Equals(in.At("customer.mail"), "a")), func(b *sdk.Block) { b.Pass("x") }) // want ASL2904 at "customer.mail": "`customer.mail` may be missing"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			var e sdk.Caught
			lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).CatchAll(func(b *sdk.Block, x sdk.Caught) { e = x; b.Pass("Never mind") })
			b.Pass("After")
			b.Return(e.Cause()) // want ASL2901 at Cause: "is there only in its handler"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			var got sdk.Value[bill]
			b.Parallel("Both").
				Branch(func(b *sdk.Block) { got = lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).Result() }).
				Branch(func(b *sdk.Block) { b.Pass("Two").Output(got.At("cents")) }) // want ASL2902 at At: "is used outside of its branch of `Both`"
		})
	},
	func() *sdk.Workflow {
		confirm := func(b *sdk.Block) { b.Pass("Confirm") } // want ASL1902 at "Confirm": "two steps are named `Confirm`"
		return sdk.New("w", func(b *sdk.Block, in in) {
			confirm(b)
			confirm(b)
		})
	},
}

func TestScopeMistakes(t *testing.T) { expectOne(t, "mistakes_scope_test.go", scopeMistakes, false) }

type speed string

func (speed) Values() []speed { return []speed{"EXPRESS", "SLOW"} }

type parcelOf struct {
	Speed speed `json:"speed"`
}
