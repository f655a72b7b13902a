package lambda_test

import (
	"context"
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/simtest"
)

type Photo struct {
	Key string `json:"key"`
}

type Thumbnail struct {
	Key   string `json:"key"`
	Width int    `json:"width"`
}

// Shrink is the Lambda function shrink: the same code is deployed, checked
// against and run in tests.
func Shrink(_ context.Context, p Photo) (Thumbnail, error) {
	return Thumbnail{Key: "small/" + p.Key, Width: 200}, nil
}

func ExampleInvoke() {
	w := sdk.New("gallery", func(b *sdk.Block, photo sdk.Value[Photo]) {
		small := lambda.Invoke(b, "Shrink", Shrink).
			Payload(photo).
			Retry(lambda.Transient()).
			Result()
		b.Return(sdk.Field(small, func(t *Thumbnail) *string { return &t.Key }))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(env.Run(Photo{Key: "sea.jpg"}))
	// Output:
	// Shrink: SUCCEEDED "small/sea.jpg"
}
