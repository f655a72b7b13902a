// Package intake takes patient records in: anonymised before anything else sees
// them, verified, stored, with an audit trail of every outcome.
package intake

import (
	"context"
	"errors"
	"strings"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/dynamodb"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// Record is the input.
type Record struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	BirthDate string `json:"birthDate"`
	Notes     string `json:"notes"`
}

// Anonymous is a record without its person.
type Anonymous struct {
	Pseudonym string `json:"pseudonym"`
	Decade    string `json:"decade"`
	Notes     string `json:"notes"`
}

// Anonymise is the Lambda function anonymise.
func Anonymise(_ context.Context, r Record) (Anonymous, error) {
	if len(r.BirthDate) < 4 {
		return Anonymous{}, errors.New("a birth date is needed")
	}
	return Anonymous{Pseudonym: "p-" + r.ID, Decade: r.BirthDate[:3] + "0s", Notes: strings.ReplaceAll(r.Notes, r.Name, "the patient")}, nil
}

// Verdict says whether a record may be stored.
type Verdict struct {
	Complete bool     `json:"complete"`
	Missing  []string `json:"missing"`
}

// Verify is the Lambda function verify.
func Verify(_ context.Context, a Anonymous) (Verdict, error) {
	if a.Notes == "" {
		return Verdict{Missing: []string{"notes"}}, nil
	}
	return Verdict{Complete: true, Missing: []string{}}, nil
}

// Workflow takes one record in.
func Workflow() *sdk.Workflow {
	return sdk.New("patient-intake", func(b *sdk.Block, record sdk.Value[Record]) {
		b.Try("Intake", func(b *sdk.Block) {
			clean := lambda.Invoke(b, "Anonymise", Anonymise).Payload(record).Retry(lambda.Transient()).Result()
			verdict := lambda.Invoke(b, "Verify", Verify).Payload(clean).Retry(lambda.Transient()).Result()
			b.Choice("Complete?").When(verdict.At("complete"), func(b *sdk.Block) {
				dynamodb.PutItem(b, "Store").TableName("records").Item(sdk.Object{
					"id":     sdk.Object{"S": clean.At("pseudonym")},
					"decade": sdk.Object{"S": clean.At("decade")},
					"notes":  sdk.Object{"S": clean.At("notes")},
				})
				audit(b.Prefix("Stored: "), record, "STORED")
				b.Return(sdk.Object{"id": clean.At("pseudonym"), "outcome": "STORED"})
			}).Otherwise(func(b *sdk.Block) {
				audit(b.Prefix("Incomplete: "), record, "INCOMPLETE")
				b.Return(sdk.Object{"id": record.At("id"), "outcome": "INCOMPLETE", "missing": verdict.At("missing")})
			})
		}).CatchAll(func(b *sdk.Block, e sdk.Caught) {
			audit(b.Prefix("Failed: "), record, "FAILED")
			b.Fail("Intake failed").Error(e.Error()).Cause(e.Cause())
		})
	})
}

// audit is a fragment that is used three times, so its step gets a prefix.
func audit(b *sdk.Block, record sdk.Value[Record], outcome string) {
	dynamodb.PutItem(b, "write audit entry").TableName("audit").Item(sdk.Object{
		"record":    sdk.Object{"S": record.At("id")},
		"at":        sdk.Object{"S": sdk.Context("State.EnteredTime")},
		"execution": sdk.Object{"S": sdk.Context("Execution.Id")},
		"outcome":   sdk.Object{"S": outcome},
	})
}
