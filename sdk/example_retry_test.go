package sdk_test

import (
	"fmt"
	"log"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/simtest"
)

// patient is a policy of a team: a retrier is a value, and methods answer a
// changed copy.
var patient = sdk.Retry("States.TaskFailed").Interval(10 * time.Second).BackoffRate(3).MaxAttempts(4)

// The first retrier that matches an error counts, so the more special one comes
// first. Delays are virtual in a test.
func ExampleRetry() {
	w := sdk.New("rates", func(b *sdk.Block, currency sdk.Value[string]) {
		rate := lambda.Deployed("fetch-rate").Invoke(b, "Fetch rate").
			Payload(sdk.Object{"currency": currency}).
			Retry(sdk.Retry("UnknownCurrency").MaxAttempts(0), patient.MaxDelay(time.Minute)).
			Result()
		b.Return(rate)
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Fetch rate").
		Fail("Timeout", "no answer").
		Fail("Timeout", "no answer").
		Fail("Timeout", "no answer").
		Return(1.08)
	run := env.Run("EUR")
	fmt.Println(run)
	fmt.Println(run.Duration, "for", len(env.Calls("Fetch rate")), "calls")
	// Output:
	// Fetch rate: SUCCEEDED 1.08
	// 1m40s for 4 calls
}
