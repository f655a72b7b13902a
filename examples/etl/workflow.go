package etl

import (
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/aws"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/sns"
)

// Where the workflow writes to. A deployment fills the account in.
const (
	curatedBucket = "sales-curated"
	crawler       = "sales"
	dataTeam      = "arn:aws:sns:us-east-1:123456789012:data-team"
)

// Workflow cleans the rows of a CSV file in batches, writes what it got as JSON
// Lines, and has the catalog of tables renewed. If more than a tenth of the rows
// fails, the data team hears of it.
func Workflow() *sdk.Workflow {
	return sdk.New("sales-etl", func(b *sdk.Block, day sdk.Value[Day]) {
		file := sdk.S3Object(day.At("bucket"), day.At("key")).CSV()
		written := sdk.DistributedBatches(b, "Clean rows", file, 100, func(b *sdk.Block, rows sdk.Value[[]Row]) sdk.Value[Cleaned] {
			return lambda.Invoke(b, "Clean batch", CleanRows).
				Payload(sdk.Object{"rows": rows}).
				Retry(lambda.Transient().FullJitter()).
				Result()
		}).
			Express().
			MaxConcurrency(100).
			ToleratedFailurePercentage(10).
			ResultWriter(sdk.WriteToS3(curatedBucket, "sales").Transformation("FLATTEN").OutputType("JSONL")).
			Catch("States.ExceedToleratedFailureThreshold", func(b *sdk.Block, e sdk.Caught) {
				sns.Publish(b, "Tell data team").TopicArn(dataTeam).
					Subject("Sales were not loaded").
					Message(sdk.Format("{} has too many rows that can't be read: {}", day.At("key"), e.Cause()))
				b.Fail("Bad file").Error("BadFile").Cause(e.Cause())
			}).
			Written()

		aws.Call(b, "Renew catalog", "glue:startCrawler", sdk.Object{"Name": crawler}).
			Catch("Glue.CrawlerRunningException", func(*sdk.Block, sdk.Caught) {}) // it runs, which is all we want

		b.Return(sdk.Object{"bucket": curatedBucket, "manifest": written.At("ResultWriterDetails.Key")})
	}, sdk.Comment("Clean a day of sales and make it queryable"))
}
