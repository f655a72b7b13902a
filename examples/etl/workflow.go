// Package etl cleans the CSV files of a day and loads them, thousands at a time.
package etl

import (
	"context"
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/glue"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// Day is the input: which files to load, and where to.
type Day struct {
	Bucket string `json:"bucket"`
	Date   string `json:"date"`
	Table  string `json:"table"`
}

// File names one file and the table it goes into.
type File struct {
	Bucket string `json:"bucket"`
	Key    string `json:"key"`
	Table  string `json:"table"`
}

// Loaded says how many rows a file had.
type Loaded struct {
	Key  string `json:"key"`
	Rows int    `json:"rows"`
}

// CleanFile is the Lambda function clean-file.
func CleanFile(_ context.Context, f File) (Loaded, error) {
	if !strings.HasSuffix(f.Key, ".csv") {
		return Loaded{}, fmt.Errorf("%s is no CSV file", f.Key)
	}
	return Loaded{Key: f.Key, Rows: len(f.Key)}, nil
}

// Workflow lists the day's files, cleans each in a child execution of its own,
// tolerates a few bad ones, and starts the job that loads the result.
func Workflow() *sdk.Workflow {
	return sdk.New("etl", func(b *sdk.Block, day sdk.Value[Day]) {
		prefix := sdk.Format("incoming/{}/", day.At("date"))
		cleaned := sdk.DistributedMapOver(b, "Clean files", sdk.S3Objects(day.At("bucket"), prefix),
			func(b *sdk.Block, object sdk.Value[sdk.S3ObjectItem]) sdk.Value[Loaded] {
				return lambda.Invoke(b, "Clean file", CleanFile).
					Payload(sdk.Object{"bucket": day.At("bucket"), "key": object.At("Key"), "table": day.At("table")}).
					Retry(lambda.Transient()).
					Result()
			}).
			Express().MaxConcurrency(500).ToleratedFailurePercentage(5).
			ResultWriter(sdk.WriteToS3(day.At("bucket"), sdk.Format("cleaned/{}", day.At("date")))).
			Written()

		job := glue.StartJobRunSync(b, "Load").JobName("load-table").
			ArgumentsParameter(sdk.Object{"--table": day.At("table"), "--manifest": cleaned.At("ResultWriterDetails.Key")}).
			Result()
		b.Return(sdk.Object{"job": job.At("JobRun.Id"), "manifest": cleaned.At("ResultWriterDetails.Key")})
	})
}
