package sdk_test

import (
	"context"
	"fmt"
	"log"
	"strconv"
	"testing/fstest"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/simtest"
)

type Night struct {
	File string `json:"file"`
	Run  string `json:"run"`
}

// Row is a line of a CSV file: its columns are texts.
type Row struct {
	SKU   string `json:"sku"`
	Price string `json:"price"`
}

type Priced struct {
	SKU   string  `json:"sku"`
	Cents float64 `json:"cents"`
}

// ReadPrice is the Lambda function read-price.
func ReadPrice(_ context.Context, r Row) (Priced, error) {
	price, err := strconv.ParseFloat(r.Price, 64)
	return Priced{r.SKU, 100 * price}, err
}

// A Distributed Map runs its items as executions of their own, up to 10,000 at a
// time: here the rows of a file in S3. A tenth of them may fail.
func ExampleDistributedMapOver() {
	w := sdk.New("prices", func(b *sdk.Block, night sdk.Value[Night]) {
		rows := sdk.S3Object("incoming", night.At("file")).CSV()
		written := sdk.DistributedMapOver(b, "Each row", rows, func(b *sdk.Block, row sdk.Value[Row]) sdk.Value[Priced] {
			return lambda.Invoke(b, "Read price", ReadPrice).Payload(row).Retry(lambda.Transient()).Result()
		}).
			Express().
			MaxConcurrency(100).
			ToleratedFailurePercentage(10).
			ResultWriter(sdk.WriteToS3("prices", night.At("run")).Transformation("COMPACT").OutputType("JSONL")).
			Written()
		b.Return(written.At("ResultWriterDetails.Bucket"))
	})

	s3 := fstest.MapFS{"incoming/monday.csv": {Data: []byte("sku,price\npen,1.50\nink,8.20\n")}}
	env, err := simtest.Open(w, simtest.WithS3(s3))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(env.Run(Night{File: "monday.csv", Run: "r-1"}))

	s3["incoming/tuesday.csv"] = &fstest.MapFile{Data: []byte("sku,price\npen,dear\nink,8.20\n")}
	run := env.Run(Night{File: "tuesday.csv", Run: "r-2"})
	fmt.Println(run.Status, run.Error)
	// Output:
	// Each row: SUCCEEDED "prices"
	// FAILED States.ExceedToleratedFailureThreshold
}
