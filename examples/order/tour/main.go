// The tour shows the order workflow on one screen: compiled, run in virtual time
// with a declined card, a throttled call and a reviewed order, and priced; and the
// same process as JSON that was written by hand, before and after optimization.
//
//	go run ./examples/order/tour
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/compiler"
	"github.com/lockstep-go/lockstep/examples/order"
	"github.com/lockstep-go/lockstep/simtest"
)

func main() {
	if err := tour(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func tour(out io.Writer) error {
	env, err := simtest.Open(order.Workflow())
	if err != nil {
		return err
	}
	artifact := env.Artifact()
	fmt.Fprintf(out, "%s: %d states, %d bytes of Amazon States Language\n\n", artifact.Name, artifact.Report.StatesAfter, len(artifact.Definition))
	fmt.Fprintf(out, "%s\n", strings.TrimSpace(string(artifact.Definition)))

	items := []order.Item{{SKU: "pen", Quantity: 2}, {SKU: "ink", Quantity: 1}, {SKU: "pad", Quantity: 5}}
	scenes := []struct {
		title string
		input order.Order
		mock  func(*simtest.Env)
	}{
		{"A small order: three items ship at the same time", order.Order{ID: "o-1", Total: 99.5, Items: items}, func(env *simtest.Env) {
			env.Mock("Make label").Handle(makeLabel).Takes(2 * time.Second)
		}},
		{"Lambda throttles the first charge: a retry with backoff", order.Order{ID: "o-2", Total: 99.5, Items: items}, func(env *simtest.Env) {
			env.Mock("Charge card").Fail("Lambda.TooManyRequestsException", "slow down").Return(order.Receipt{ID: "r-2", Amount: 99.5})
		}},
		{"The card is declined: the customer is told", order.Order{ID: "o-3", Total: 20_000, Items: items}, nil},
		{"A large order: a person approves it after 50 minutes", order.Order{ID: "o-4", Total: 5_000, Items: items}, func(env *simtest.Env) {
			env.Mock("Ask for review").Return(order.Review{Approved: true, By: "grace"}).Takes(50 * time.Minute)
		}},
	}
	for _, s := range scenes {
		raw, err := run(s.input, s.mock, compiler.LevelNone)
		if err != nil {
			return err
		}
		r, err := run(s.input, s.mock, compiler.LevelDefault)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "\n── %s\n", s.title)
		fmt.Fprintf(out, "   path     %s\n", strings.Join(r.Path(), " → "))
		fmt.Fprintf(out, "   result   %s %s%s\n", r.Status, r.Output, failure(r))
		fmt.Fprintf(out, "   clock    %v of virtual time\n", r.Duration)
		fmt.Fprintf(out, "   price    %d transitions as written, %d optimized: $%.2f and $%.2f per million executions\n", raw.Transitions, r.Transitions, raw.USD()*1e6, r.USD()*1e6)
	}
	return showByHand(out, scenes[0].input)
}

// run runs one execution in a world of its own.
func run(input order.Order, mock func(*simtest.Env), level compiler.Level) (*simtest.Run, error) {
	env, err := simtest.Open(order.Workflow(), simtest.WithLevel(level))
	if err != nil {
		return nil, err
	}
	env.Mock("Tell customer").Return(map[string]string{"MessageId": "m-1"})
	if mock != nil {
		mock(env)
	}
	return env.Execute(input)
}

func makeLabel(c simtest.Call) (any, error) {
	var item order.Item
	if err := c.Decode(&item); err != nil {
		return nil, err
	}
	return order.MakeLabel(context.Background(), item)
}

func failure(r *simtest.Run) string {
	if r.Error == "" {
		return ""
	}
	return r.Error + ": " + r.Cause
}
