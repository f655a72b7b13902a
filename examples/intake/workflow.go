package intake

import (
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/dynamodb"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// The tables the workflow writes to.
const (
	records = "patient-records"
	trail   = "patient-audit-trail"
)

// busy is retried: what DynamoDB says when it has too much to do.
var busy = sdk.Retry("DynamoDB.ProvisionedThroughputExceededException", "DynamoDB.RequestLimitExceeded",
	"DynamoDB.ThrottlingException", "DynamoDB.InternalServerErrorException").MaxAttempts(10).FullJitter()

// Workflow anonymises, verifies and stores a record. Whatever happens stands in
// the audit trail in the end, and no step but the first sees a name.
func Workflow() *sdk.Workflow {
	return sdk.New("patient-intake", func(b *sdk.Block, record sdk.Value[Record]) {
		b = b.Defaults(lambda.Transient().FullJitter())
		id := sdk.Field(record, func(r *Record) *string { return &r.ID })

		b.Try("Intake", func(b *sdk.Block) {
			anonymous := lambda.Invoke(b, "Anonymise", Anonymise).Payload(record).Result()
			lambda.Invoke(b, "Verify", Verify).Payload(anonymous)
			dynamodb.PutItem(b, "Store").TableName(records).Item(sdk.Object{
				"pseudonym": sdk.Object{"S": anonymous.At("pseudonym")},
				"year":      sdk.Object{"N": anonymous.At("year")},
				"findings":  sdk.Object{"S": sdk.ToJSON(anonymous.At("findings"))},
			}).Retry(busy)
		}).
			Catch(lambda.ErrorName[*RecordInvalid](), func(b *sdk.Block, e sdk.Caught) {
				why := sdk.CauseOf[sdk.FunctionError](e).At("errorMessage")
				audit(b, "Note refusal", id, sdk.Concat("REFUSED: ", why))
				b.Return(sdk.Object{"id": id, "status": "REFUSED"})
			}).
			CatchAll(func(b *sdk.Block, e sdk.Caught) {
				problem := e.Error()
				audit(b, "Note failure", id, sdk.Concat("FAILED: ", problem))
				b.Fail("Not taken in").Error("IntakeFailed").Cause(problem)
			})

		audit(b, "Note intake", id, "STORED")
		b.Return(sdk.Object{"id": id, "status": "STORED"})
	}, sdk.Comment("Anonymise, verify and store a record, with an audit trail"))
}

// audit is a fragment: an entry of the trail, one for each execution.
func audit(b *sdk.Block, name string, id sdk.Value[string], outcome any) {
	dynamodb.PutItem(b, name).TableName(trail).Item(sdk.Object{
		"execution": sdk.Object{"S": sdk.Context("Execution.Id")},
		"record":    sdk.Object{"S": id},
		"at":        sdk.Object{"S": sdk.Context("State.EnteredTime")},
		"outcome":   sdk.Object{"S": outcome},
	}).Retry(busy)
}
