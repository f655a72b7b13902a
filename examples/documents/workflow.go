// Package documents takes documents in; what can't be parsed is reported and
// parked, not lost.
package documents

import (
	"context"
	"strings"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/dynamodb"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/sns"
	"github.com/lockstep-go/lockstep/sdk/sqs"
)

// Upload is the input: a document that has arrived.
type Upload struct {
	Bucket string `json:"bucket"`
	Key    string `json:"key"`
}

// Document is what was read of it.
type Document struct {
	Title string `json:"title"`
	Pages int    `json:"pages"`
}

// ParseError is the failure of a document that no retry will mend.
type ParseError struct{ Key string }

// Error names the document.
func (e *ParseError) Error() string { return "cannot parse " + e.Key }

// Parse is the Lambda function parse.
func Parse(_ context.Context, u Upload) (Document, error) {
	if !strings.HasSuffix(u.Key, ".pdf") {
		return Document{}, &ParseError{Key: u.Key}
	}
	return Document{Title: strings.TrimSuffix(u.Key, ".pdf"), Pages: 3}, nil
}

const (
	operators = "arn:aws:sns:us-east-1:123456789012:operators"
	parked    = "https://sqs.us-east-1.amazonaws.com/123456789012/parked-documents"
)

// Workflow parses a document and stores what it holds.
func Workflow() *sdk.Workflow {
	return sdk.New("document-ingestion", func(b *sdk.Block, upload sdk.Value[Upload]) {
		doc := lambda.Invoke(b, "Parse", Parse).Payload(upload).
			Retry(lambda.Transient()).
			Catch(lambda.ErrorName[*ParseError](), func(b *sdk.Block, e sdk.Caught) {
				park(b, upload, e)
			}).
			Result()
		dynamodb.PutItem(b, "Store").TableName("documents").Item(sdk.Object{
			"key":   sdk.Object{"S": upload.At("key")},
			"title": sdk.Object{"S": doc.At("title")},
			"pages": sdk.Object{"N": sdk.ToString(doc.At("pages"))},
		})
		b.Return(sdk.Object{"stored": upload.At("key")})
	})
}

// park is a fragment: it tells the operators and keeps the document for them.
func park(b *sdk.Block, upload sdk.Value[Upload], e sdk.Caught) {
	sns.Publish(b, "Tell operators").TopicArn(operators).
		Subject("A document can't be parsed").
		Message(sdk.Format("{}/{}: {}", upload.At("bucket"), upload.At("key"), e.Cause()))
	sqs.SendMessage(b, "Park").QueueUrl(parked).MessageBody(upload)
	b.Return(sdk.Object{"parked": upload.At("key")})
}
