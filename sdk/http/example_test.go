package http_test

import (
	"fmt"
	"log"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/http"
	"github.com/lockstep-go/lockstep/simtest"
)

type Rate struct {
	Currency string  `json:"currency"`
	Euro     float64 `json:"euro"`
}

const connection = "arn:aws:events:us-east-1:123456789012:connection/bank/0a1b2c3d"

// The body of the answer has a Go type. Errors go by the status code.
func ExampleInvoke() {
	w := sdk.New("exchange", func(b *sdk.Block, currency sdk.Value[string]) {
		rate := http.Invoke[Rate](b, "Fetch rate").
			ApiEndpoint(sdk.Format("https://bank.example/rates/{}", currency)).
			Method("GET").
			ConnectionArn(connection).
			Retry(sdk.Retry("States.Http.StatusCode.429", "States.Http.Socket").Interval(5*time.Second)).
			Catch("States.Http.StatusCode.404", func(b *sdk.Block, _ sdk.Caught) { b.Return("no such currency") }).
			Result()
		b.Return(rate.At("euro"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Fetch rate").
		Fail("States.Http.StatusCode.429", "slow down").
		Return(map[string]any{"StatusCode": 200, "StatusText": "OK", "ResponseBody": Rate{"USD", 0.92}}).
		Fail("States.Http.StatusCode.404", "unknown")
	fmt.Println(env.Run("USD"))
	fmt.Println(env.Run("XXX"))
	// Output:
	// Fetch rate: SUCCEEDED 0.92
	// Fetch rate → Return: SUCCEEDED "no such currency"
}
