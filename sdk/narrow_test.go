package sdk_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/sdk"
)

// Uses of optional fields that the choices before them leave no doubt about.
var narrowed = map[string]func(b *sdk.Block, in in){
	"the branch without it returns": func(b *sdk.Block, in in) {
		b.Choice("None?").When(sdk.IsAbsent(in.At("customer")), func(b *sdk.Block) { b.Return("nobody") })
		b.Return(in.At("customer.name"))
	},
	"the branch without it fails, and the use is in a later branch": func(b *sdk.Block, in in) {
		b.Choice("Some?").When(sdk.IsPresent(in.At("customer")), func(b *sdk.Block) { b.Pass("Greet") }).
			Otherwise(func(b *sdk.Block) { b.Fail("Nobody").Error("Nobody").Cause("no customer") })
		b.Choice("Large?").When(sdk.GreaterThan(in.At("total"), 5), func(b *sdk.Block) { b.Return(in.At("customer.name")) })
		b.Return("small")
	},
	"both branches that come back have it": func(b *sdk.Block, in in) {
		b.Choice("Which?").
			When(sdk.IsAbsent(in.At("customer")), func(b *sdk.Block) { b.Fail("Nobody").Error("Nobody").Cause("no customer") }).
			When(sdk.Equals(in.At("customer.name"), "Ada"), func(b *sdk.Block) { b.Pass("Friend") })
		b.Return(in.At("customer.name"))
	},
	"a rule is tried after the one before it": func(b *sdk.Block, in in) {
		b.Choice("Which?").
			When(sdk.IsAbsent(in.At("customer")), func(b *sdk.Block) { b.Return("nobody") }).
			When(sdk.GreaterThan(in.At("total"), 5), func(b *sdk.Block) { b.Return(in.At("customer.name")) }).
			Otherwise(func(b *sdk.Block) { b.Return("small") })
	},
	"a Try whose every way ends": func(b *sdk.Block, in in) {
		b.Choice("None?").When(sdk.IsAbsent(in.At("customer")), func(b *sdk.Block) {
			b.Try("Ask", func(b *sdk.Block) {
				sdk.Call[any](b, "Look", "arn:aws:states:::aws-sdk:s3:listBuckets")
				b.Return("asked")
			}).CatchAll(func(b *sdk.Block, e sdk.Caught) { b.Return("failed") })
		})
		b.Return(in.At("customer.name"))
	},
	"a jump from within": func(b *sdk.Block, in in) {
		b.Choice("None?").When(sdk.IsAbsent(in.At("customer")), func(b *sdk.Block) { b.Return("nobody") })
		sdk.Call[any](b, "Look", "arn:aws:states:::aws-sdk:s3:listBuckets").Output(in.At("customer.name"))
		b.Choice("Again?").When(sdk.Equals(sdk.Random(), 1), func(b *sdk.Block) { b.Wait("Pause").Seconds(1); b.GoTo("Look") })
		b.Return(in.At("customer.name"))
	},
}

// Uses that it may fail for, however near a guard is.
var doubtful = map[string]func(b *sdk.Block, in in){
	"the branch comes back": func(b *sdk.Block, in in) {
		b.Choice("None?").When(sdk.IsAbsent(in.At("customer")), func(b *sdk.Block) { b.Pass("Note") })
		b.Return(in.At("customer.name"))
	},
	"one of two branches comes back": func(b *sdk.Block, in in) {
		b.Choice("Which?").
			When(sdk.IsPresent(in.At("customer")), func(b *sdk.Block) { b.Pass("Greet") }).
			When(sdk.GreaterThan(in.At("total"), 5), func(b *sdk.Block) { b.Pass("Large") }).
			Otherwise(func(b *sdk.Block) { b.Fail("Neither").Error("Neither").Cause("small") })
		b.Return(in.At("customer.name"))
	},
	"either is no guard": func(b *sdk.Block, in in) {
		b.Choice("None?").When(sdk.And(sdk.IsAbsent(in.At("customer")), sdk.GreaterThan(in.At("total"), 5)), func(b *sdk.Block) { b.Return("nobody") })
		b.Return(in.At("customer.name"))
	},
	"a handler in the branch comes back": func(b *sdk.Block, in in) {
		b.Choice("None?").When(sdk.IsAbsent(in.At("customer")), func(b *sdk.Block) {
			b.Try("Ask", func(b *sdk.Block) {
				sdk.Call[any](b, "Look", "arn:aws:states:::aws-sdk:s3:listBuckets")
				b.Return("asked")
			}).CatchAll(func(b *sdk.Block, e sdk.Caught) { b.Pass("Note") })
		})
		b.Return(in.At("customer.name"))
	},
	"a jump leads past the guard": func(b *sdk.Block, in in) {
		b.Choice("Quick?").When(sdk.GreaterThan(in.At("total"), 5), func(b *sdk.Block) { b.GoTo("Use") })
		b.Choice("None?").When(sdk.IsAbsent(in.At("customer")), func(b *sdk.Block) { b.Return("nobody") })
		b.Pass("Use")
		b.Return(in.At("customer.name"))
	},
	"before the guard": func(b *sdk.Block, in in) {
		b.Pass("Use").Output(in.At("customer.name"))
		b.Choice("None?").When(sdk.IsAbsent(in.At("customer")), func(b *sdk.Block) { b.Return("nobody") })
		b.Return("done")
	},
}

func TestChoiceNarrowsWhatFollows(t *testing.T) {
	faults := func(define func(b *sdk.Block, in in)) (n int) {
		// Twice, because what the first Build learns must not stay.
		w := sdk.New("w", define)
		w.Build()
		_, list := w.Build()
		for _, d := range list {
			if d.Code == "ASL2904" {
				n++
			} else {
				t.Errorf("%s: %s", d.Code, d.Message)
			}
		}
		return n
	}
	for name, define := range narrowed {
		if n := faults(define); n != 0 {
			t.Errorf("%s: %d uses are refused", name, n)
		}
	}
	for name, define := range doubtful {
		if n := faults(define); n != 1 {
			t.Errorf("%s: %d uses are refused, want 1", name, n)
		}
	}
}
