package simtest_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/sns"
	"github.com/lockstep-go/lockstep/simtest"
)

type Order struct {
	ID    string  `json:"id"`
	Total float64 `json:"total"`
}

type Receipt struct {
	Number string `json:"number"`
}

// Charge is the Lambda function charge.
func Charge(_ context.Context, o Order) (Receipt, error) {
	if o.Total > 1000 {
		return Receipt{}, errors.New("over the limit")
	}
	return Receipt{Number: "R-" + o.ID}, nil
}

const sales = "arn:aws:sns:us-east-1:123456789012:sales"

// Shop charges, with patience, and tells of what is sold.
func Shop() *sdk.Workflow {
	return sdk.New("shop", func(b *sdk.Block, order sdk.Value[Order]) {
		receipt := lambda.Invoke(b, "Charge", Charge).Payload(order).
			Retry(lambda.Transient()).
			CatchAll(func(b *sdk.Block, e sdk.Caught) {
				b.Fail("Not paid").Error("NotPaid").Cause(e.Error())
			}).
			Result()
		sns.Publish(b, "Tell sales").TopicArn(sales).Message(sdk.Format("{} is sold", order.At("id")))
		b.Return(receipt)
	})
}

// A test would begin with simtest.New(t, Shop()); Open is for programs. Handlers run
// by themselves, and what has none needs a mock.
func Example() {
	env, err := simtest.Open(Shop())
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Tell sales").Return(sns.PublishResult{MessageId: "m-1"})

	fmt.Println(env.Run(Order{ID: "7", Total: 20}))
	fmt.Println(env.Run(Order{ID: "8", Total: 2000}))
	fmt.Println(env.Calls("Tell sales")[0].Input)
	// Output:
	// Charge → Tell sales: SUCCEEDED {"number":"R-7"}
	// Charge → Not paid: FAILED NotPaid: errorString
	// {"TopicArn":"arn:aws:sns:us-east-1:123456789012:sales","Message":"7 is sold"}
}

// A mock answers for a state, also where it has a handler. Answers are given in
// order, one a call; the last one stays.
func ExampleEnv_Mock() {
	env, err := simtest.Open(Shop())
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Charge").
		Fail("Lambda.TooManyRequestsException", "slow down").
		Fail("Lambda.TooManyRequestsException", "slow down").
		Return(Receipt{Number: "R-7"})
	env.Mock("Tell sales").Return(sns.PublishResult{MessageId: "m-1"})

	run := env.Run(Order{ID: "7", Total: 20})
	fmt.Println(run)
	for _, c := range env.Calls("Charge") {
		fmt.Println("attempt", c.Attempt, "after", c.Time.Sub(run.Execution().Describe().Started))
	}
	// Output:
	// Charge → Tell sales: SUCCEEDED {"number":"R-7"}
	// attempt 0 after 0s
	// attempt 1 after 2s
	// attempt 2 after 6s
}

// MockFunc is a mock that looks at what it is asked.
func ExampleMockFunc() {
	env, err := simtest.Open(Shop())
	if err != nil {
		log.Fatal(err)
	}
	simtest.MockFunc(env, "Charge", func(o Order) (Receipt, error) {
		if o.Total == 0 {
			return Receipt{}, &sdk.HandlerError{Type: "NothingToPay", Message: o.ID}
		}
		return Receipt{Number: "test"}, nil
	})
	env.Mock("Tell sales").Return(sns.PublishResult{MessageId: "m-1"}).Takes(time.Second)

	run := env.Run(Order{ID: "7", Total: 20})
	fmt.Println(run, "after", run.Duration)
	fmt.Println(env.Run(Order{ID: "8"}))
	// Output:
	// Charge → Tell sales: SUCCEEDED {"number":"test"} after 1s
	// Charge → Not paid: FAILED NotPaid: NothingToPay
}
