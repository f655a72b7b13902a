package sdk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/simtest"
)

type Trip struct {
	City string `json:"city"`
}

type Weather struct {
	Celsius float64 `json:"celsius"`
}

type Hotel struct {
	Name  string  `json:"name"`
	Price float64 `json:"price"`
}

// Forecast is the Lambda function forecast.
func Forecast(_ context.Context, t Trip) (Weather, error) { return Weather{Celsius: 24}, nil }

// FindHotel is the Lambda function find-hotel.
func FindHotel(_ context.Context, t Trip) (Hotel, error) { return Hotel{t.City + " Inn", 80}, nil }

// Branch adds a branch to a Parallel; what it answers has the branch's own type.
func ExampleBranch() {
	w := sdk.New("trip", func(b *sdk.Block, trip sdk.Value[Trip]) {
		both := b.Parallel("Ask around")
		weather := sdk.Branch(both, func(b *sdk.Block) sdk.Value[Weather] {
			return lambda.Invoke(b, "Forecast", Forecast).Payload(trip).Result()
		})
		hotel := sdk.Branch(both, func(b *sdk.Block) sdk.Value[Hotel] {
			return lambda.Invoke(b, "Find hotel", FindHotel).Payload(trip).Result()
		})
		both.Retry(lambda.Transient())

		b.Return(sdk.Object{
			"sunny": sdk.GreaterThan(sdk.Field(weather, func(w *Weather) *float64 { return &w.Celsius }), 20),
			"hotel": hotel.At("name"),
		})
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(env.Run(Trip{City: "Lisbon"}))
	// Output:
	// Ask around → Forecast → Find hotel: SUCCEEDED {"hotel":"Lisbon Inn","sunny":true}
}
