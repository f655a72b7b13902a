package testdata

import (
	"github.com/lockstep-go/lockstep/sdk"
)

func leaving() *sdk.Workflow {
	return sdk.New("leaving", func(b *sdk.Block, in sdk.Value[[]string]) {
		var last, label sdk.Value[any]
		var all []sdk.Value[any]
		var caught sdk.Caught
		count := sdk.Var[float64](b, "count", 0)

		sdk.ForEach(b, "Each", in, func(b *sdk.Block, item sdk.Value[string]) {
			r := b.Pass("Look").Output(item).Result()
			last = r                // want ASL6002 ``last` is declared outside of the iteration or branch and can't be used there`
			all = append(all, r)    // want ASL6002 ``all` is declared outside of the iteration or branch and can't be used there`
			count.Set(b, 1)         // want ASL6002 ``count` is a variable outside of the iteration or branch, which can read and not set it`
			inner := r              // stays inside
			inner = item.At("name") // stays inside
			b.Pass("Use").Output(inner)
		})
		b.Choice("Which?").
			When(sdk.IsPresent(in), func(b *sdk.Block) {
				label = b.Pass("Made").Output(in).Result() // the same States object: Build decides
				count.Set(b, 2)
			}).
			Otherwise(func(b *sdk.Block) { b.Fail("None") })
		p := b.Parallel("Both")
		p.Branch(func(b *sdk.Block) {
			last = b.Pass("One").Output(1).Result() // want ASL6002 ``last` is declared outside of the iteration or branch and can't be used there`
		})
		p.Catch("Oops", func(b *sdk.Block, e sdk.Caught) {
			caught = e // want ASL6002 ``caught` is declared outside of the handler and can't be used there`
			b.Fail("Stop").Cause(e.Cause())
		})
		b.Return(sdk.Object{"last": last, "label": label, "all": all[0], "error": caught.Error()})
	})
}

func outer() *sdk.Workflow {
	return sdk.New("outer", func(b *sdk.Block, in sdk.Value[[]string]) {
		b.Choice("Any?").When(sdk.IsPresent(in), func(inner *sdk.Block) {
			b.Pass("Wrong") // want ASL6008 ``b` belongs to an enclosing function, which is not where steps are recorded now`
			inner.Pass("Right")
			func() { inner.Pass("A plain function is no block") }()
		})
		deploy := b.Prefix("Deploy ")
		deploy.Pass("Start")
		sdk.ForEach(deploy, "Each", in, func(each *sdk.Block, item sdk.Value[string]) {
			deploy.Pass("Wrong again") // want ASL6008 ``deploy` belongs to an enclosing function, which is not where steps are recorded now`
			each.Pass("Right again").Output(item)
		})
	})
}

func dropped() *sdk.Workflow {
	return sdk.New("dropped", func(b *sdk.Block, in sdk.Value[[]string]) {
		policy := sdk.Retry("States.Timeout")
		policy.MaxAttempts(3)        // want ASL6004 `MaxAttempts answers a changed copy, which is dropped`
		b.Defaults(policy)           // want ASL6004 `Defaults answers another view of the Block and changes nothing`
		b.Prefix("Again ")           // want ASL6004 `Prefix answers another view of the Block and changes nothing`
		sdk.Count(in)                // want ASL6004 `the Value that Count makes is dropped`
		sdk.Let(b, "id", sdk.UUID()) // want ASL6004 `the variable that Let makes is never used`
		sdk.Var[int](b, "n", 0)      // want ASL6004 `the variable that Var makes is never used`
		b = b.Defaults(policy.MaxAttempts(4))
		p := b.Parallel("Both")
		sdk.Branch(p, func(b *sdk.Block) sdk.Value[any] { return b.Pass("One").Output(1).Result() })
		b.Pass("Done").Output(2).Result()
	})
}
