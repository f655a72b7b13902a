package sdk_test

import (
	"fmt"
	"log"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
)

type Sample struct {
	Tube string `json:"tube"`
}

type Measurement struct {
	PH float64 `json:"ph"`
}

const laboratory = "arn:aws:states:us-east-1:123456789012:activity:laboratory"

// Call is for resources without a package, such as an activity: work that a
// program outside of AWS asks for.
func ExampleCall() {
	w := sdk.New("water", func(b *sdk.Block, sample sdk.Value[Sample]) {
		measured := sdk.Call[Measurement](b, "Measure", laboratory).
			Arguments(sample).
			Heartbeat(10 * time.Minute).
			Retry(sdk.Retry("States.HeartbeatTimeout").MaxAttempts(1)).
			Result()
		ph := sdk.Field(measured, func(m *Measurement) *float64 { return &m.PH })
		b.Return(sdk.If[string](sdk.LessThan(ph, 6.5), "acid", "fine"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Measure").Fail("States.HeartbeatTimeout", "").Return(Measurement{PH: 6.1})
	fmt.Println(env.Run(Sample{Tube: "7"}), "after", len(env.Calls("Measure")), "calls")
	// Output:
	// Measure: SUCCEEDED "acid" after 2 calls
}
