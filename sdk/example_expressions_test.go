package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
)

type Reading struct {
	Sensor  string    `json:"sensor"`
	Celsius []float64 `json:"celsius"`
}

// Functions of values are written into the definition. None of these costs a
// state.
func Example_expressions() {
	w := sdk.New("readings", func(b *sdk.Block, reading sdk.Value[Reading]) {
		all := sdk.Field(reading, func(r *Reading) *[]float64 { return &r.Celsius })
		hot := sdk.Filter(all, func(c sdk.Value[float64]) sdk.Value[bool] { return sdk.GreaterThan(c, 30) })
		b.Return(sdk.Object{
			"sensor":  sdk.Uppercase(reading.At("sensor")),
			"highest": sdk.Max(all),
			"hot":     sdk.Count(hot),
			"verdict": sdk.If[string](sdk.GreaterThan(sdk.Count(hot), 1), "cool down", "fine"),
			"id":      sdk.Hash(reading.At("sensor"), sdk.MD5),
		})
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	run := env.Run(Reading{Sensor: "roof", Celsius: []float64{21, 33.5, 36}})
	fmt.Println(run)
	// Output:
	// Return: SUCCEEDED {"highest":36,"hot":2,"id":"3a393f7a37dbf89ce37854b31d7c6908","sensor":"ROOF","verdict":"cool down"}
}
