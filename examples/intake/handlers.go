package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Record is the input of the workflow, as a hospital sends it.
type Record struct {
	ID       string        `json:"id"`
	Hospital string        `json:"hospital"`
	Name     string        `json:"name"`
	Born     string        `json:"born"` // 1980-12-31
	Findings []Measurement `json:"findings"`
}

// Measurement is one finding.
type Measurement struct {
	Code  string  `json:"code"`
	Value float64 `json:"value"`
}

// Anonymous is a record that names nobody.
type Anonymous struct {
	Pseudonym string        `json:"pseudonym"`
	Year      string        `json:"year"`
	Findings  []Measurement `json:"findings"`
}

// RecordInvalid is the error of a record that can't be right.
type RecordInvalid struct{ Why string }

// Error says what is wrong, without naming the patient.
func (e *RecordInvalid) Error() string { return e.Why }

// Anonymise is the Lambda function anonymise.
func Anonymise(_ context.Context, r Record) (Anonymous, error) {
	if len(r.Born) < 4 {
		return Anonymous{}, &RecordInvalid{Why: "the date of birth is missing"}
	}
	sum := sha256.Sum256([]byte(r.Hospital + "/" + r.Name + "/" + r.Born))
	return Anonymous{Pseudonym: hex.EncodeToString(sum[:8]), Year: r.Born[:4], Findings: r.Findings}, nil
}

// Verify is the Lambda function verify.
func Verify(_ context.Context, a Anonymous) (struct{}, error) {
	if len(a.Findings) == 0 {
		return struct{}{}, &RecordInvalid{Why: "there are no findings"}
	}
	for _, m := range a.Findings {
		if m.Value < 0 {
			return struct{}{}, &RecordInvalid{Why: fmt.Sprintf("%s is negative", m.Code)}
		}
	}
	return struct{}{}, nil
}
