package sdk_test

import (
	"fmt"
	"log"
	"testing/fstest"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/simtest"
)

// With batches, one child execution gets many items: fewer transitions, fewer
// calls. Here each takes up to three keys below a prefix.
func ExampleDistributedBatches() {
	w := sdk.New("thumbnails", func(b *sdk.Block, album sdk.Value[string]) {
		made := sdk.DistributedBatches(b, "Each batch", sdk.S3Objects("photos", album), 3,
			func(b *sdk.Block, photos sdk.Value[[]sdk.S3ObjectItem]) sdk.Value[float64] {
				keys := sdk.Transform(photos, func(p sdk.Value[sdk.S3ObjectItem]) sdk.Value[string] {
					return sdk.Field(p, func(p *sdk.S3ObjectItem) *string { return &p.Key })
				})
				lambda.Deployed("shrink").Invoke(b, "Shrink").Payload(sdk.Object{"keys": keys})
				return sdk.Count(photos)
			}).Result()
		b.Return(sdk.Object{"batches": sdk.Count(made), "photos": sdk.Sum(made)})
	})

	s3 := fstest.MapFS{}
	for i := range 7 {
		s3[fmt.Sprintf("photos/2026/%d.jpg", i)] = &fstest.MapFile{Data: []byte("…")}
	}
	env, err := simtest.Open(w, simtest.WithS3(s3))
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Shrink").Return(nil)
	fmt.Println(env.Run("2026/").Output)
	// Output:
	// {"batches":3,"photos":7}
}
