package simtest_test

import (
	"fmt"
	"log"
	"path"
	"testing/fstest"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
)

// WithS3 is the S3 that a Distributed Map reads from and writes to. What the run
// has written is in the same map.
func ExampleWithS3() {
	type Line struct {
		City  string `json:"city"`
		Stars string `json:"stars"`
	}
	w := sdk.New("stars", func(b *sdk.Block, file sdk.Value[string]) {
		sdk.DistributedMapOver(b, "Each line", sdk.S3Object("in", file).CSV(), func(b *sdk.Block, l sdk.Value[Line]) sdk.Value[float64] {
			return sdk.ToNumber(l.At("stars"))
		}).ResultWriter(sdk.WriteToS3("out", "stars").Transformation("COMPACT").OutputType("JSONL"))
	})

	files := fstest.MapFS{"in/may.csv": {Data: []byte("city,stars\nPorto,5\nLagos,4\n")}}
	env, err := simtest.Open(w, simtest.WithS3(files))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(env.Run("may.csv").Status)

	for name, file := range files {
		if path.Base(name) == "SUCCEEDED_0.json" {
			fmt.Printf("%s\n", file.Data)
		}
	}
	// Output:
	// SUCCEEDED
	// 5
	// 4
}
