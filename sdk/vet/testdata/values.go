package testdata

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"context"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

type order struct {
	ID    string  `json:"id"`
	Total float64 `json:"total"`
}

func charge(_ context.Context, o order) (order, error) {
	o.ID = strconv.FormatInt(time.Now().Unix(), 10) // a handler runs in the cloud
	return o, nil
}

func operations() *sdk.Workflow {
	return sdk.New("operations", func(b *sdk.Block, in sdk.Value[order]) {
		var e sdk.Expression = in
		if e == nil { // want ASL6001 `Go's == compares handles, not what they stand for`
			return
		}
		if any(in.At("id")) == any("x") { // want ASL6001 `Go's == compares handles, not what they stand for`
			return
		}
		switch e { // want ASL6001 `a Go switch compares handles, not what they stand for`
		}
		b.Fail("Broken").Cause(fmt.Sprintf("order %v failed", in.At("id"))) // want ASL6001 `fmt.Sprintf is given a Value, which holds no data when the workflow is built`
		text, _ := json.Marshal(sdk.Object{"id": in.At("id")})              // want ASL6001 `json.Marshal is given a Value, which holds no data when the workflow is built`
		b.Pass(string("Constant")).Output(string(text))
		b.Pass("Fine").Output(sdk.Format("order {}", in.At("id")))
		fmt.Println("building the workflow of", 3, "steps")
	})
}

func times() *sdk.Workflow {
	return sdk.New("times", func(b *sdk.Block, in sdk.Value[order]) {
		b.Wait("Later").Timestamp(time.Now().Add(time.Hour))                  // want ASL6007 `time.Now runs once, when the workflow is built`
		b.Pass("Draw").Output(sdk.Object{"seed": rand.IntN(10)})              // want ASL6007 `rand.IntN runs once, when the workflow is built`
		b.Pass("Right").Output(sdk.Object{"at": sdk.Now(), "in": in})         // evaluated when it runs
		b.Wait("Date").Timestamp(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)) // a constant
		lambda.Invoke(b, "Handler in place", func(_ context.Context, o order) (time.Time, error) { return time.Now(), nil }).Payload(in)
		lambda.Invoke(b, "Charge", charge).Payload(in)
	})
}

// now is no workflow function, so what it does is its own business.
func now() time.Time { return time.Now() }
