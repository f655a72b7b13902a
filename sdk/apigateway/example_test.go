package apigateway_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/apigateway"
	"github.com/lockstep-go/lockstep/simtest"
)

// The answer has the body of the API in ResponseBody.
func ExampleInvoke() {
	type Order struct {
		ID string `json:"id"`
	}
	w := sdk.New("quote", func(b *sdk.Block, in sdk.Value[Order]) {
		answer := apigateway.Invoke(b, "Ask").
			ApiEndpoint("a1b2c3.execute-api.us-east-1.amazonaws.com").
			Method("GET").
			Stage("prod").
			Path(sdk.Format("/quotes/{}", in.At("id"))).
			AuthType("IAM_ROLE").
			Result()
		b.Return(answer.At("ResponseBody.price"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Ask").Return(map[string]any{"StatusCode": 200, "ResponseBody": map[string]any{"price": 12.5}})
	fmt.Println(env.Run(Order{"o-1"}))
	// Output:
	// Ask: SUCCEEDED 12.5
}
