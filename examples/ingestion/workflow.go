package ingestion

import (
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/dynamodb"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/sns"
	"github.com/lockstep-go/lockstep/sdk/sqs"
)

// Where the workflow writes to. A deployment fills the account in.
const (
	table         = "documents"
	uploaderTopic = "arn:aws:sns:us-east-1:123456789012:uploads"
	parkedQueue   = "https://sqs.us-east-1.amazonaws.com/123456789012/parked-documents"
	invoiceQueue  = "https://sqs.us-east-1.amazonaws.com/123456789012/invoices"
)

// busy is retried: what DynamoDB says when it has too much to do.
var busy = sdk.Retry("DynamoDB.ProvisionedThroughputExceededException", "DynamoDB.RequestLimitExceeded",
	"DynamoDB.ThrottlingException", "DynamoDB.InternalServerErrorException").MaxAttempts(6).FullJitter()

// Workflow parses a document, hands invoices to accounting and files all of
// them. A document that can't be parsed is parked, and its uploader is told.
func Workflow() *sdk.Workflow {
	return sdk.New("document-ingestion", func(b *sdk.Block, doc sdk.Value[Document]) {
		text := lambda.Invoke(b, "Parse document", ParseDocument).Payload(doc).
			Retry(lambda.Transient().FullJitter()).
			Catch(lambda.ErrorName[*Unreadable](), func(b *sdk.Block, e sdk.Caught) {
				problem := sdk.Field(sdk.CauseOf[sdk.FunctionError](e), func(f *sdk.FunctionError) *string { return &f.ErrorMessage })
				sqs.SendMessage(b, "Park document").QueueUrl(parkedQueue).
					MessageBody(sdk.Object{"document": doc, "problem": problem})
				sns.Publish(b, "Tell uploader").TopicArn(uploaderTopic).
					Subject("Your document could not be read").
					Message(sdk.Format("{} ({}) was put aside for a colleague to look at.", doc.At("key"), doc.At("uploader")))
				b.Return(sdk.Object{"id": doc.At("id"), "status": "PARKED"})
			}).
			Result()

		b.Choice("Invoice?").
			When(sdk.Equals(text.At("kind"), "invoice"), func(b *sdk.Block) {
				sqs.SendMessage(b, "Hand to accounting").QueueUrl(invoiceQueue).MessageBody(doc)
			})

		dynamodb.PutItem(b, "File document").TableName(table).Item(sdk.Object{
			"id":    sdk.Object{"S": doc.At("id")},
			"title": sdk.Object{"S": text.At("title")},
			"kind":  sdk.Object{"S": text.At("kind")},
			"pages": sdk.Object{"N": sdk.ToString(text.At("pages"))},
		}).Retry(busy)
		b.Return(sdk.Object{"id": doc.At("id"), "status": "FILED"})
	}, sdk.Comment("Parse, route and file a document"))
}
