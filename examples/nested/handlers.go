package nested

import (
	"context"
	"strings"
)

// Applicant is the input of Onboarding.
type Applicant struct {
	Name    string `json:"name"`
	Email   string `json:"email"`
	Country string `json:"country"`
	Plan    string `json:"plan"`
}

// Identity is what VerifyIdentity returns.
type Identity struct {
	Verified bool   `json:"verified"`
	Level    string `json:"level"`
}

// Account is what Provision returns.
type Account struct {
	ID   string `json:"id"`
	Plan string `json:"plan"`
}

// NewAccount is the input of Provision.
type NewAccount struct {
	Email string `json:"email"`
	Plan  string `json:"plan"`
}

// Welcome is the input of Greet.
type Welcome struct {
	Email   string `json:"email"`
	Account string `json:"account"`
}

// CheckDocuments is the Lambda function check-documents.
func CheckDocuments(_ context.Context, a Applicant) (Identity, error) {
	return Identity{Verified: a.Country != "XX", Level: "documents"}, nil
}

// CheckRegisters is the Lambda function check-registers.
func CheckRegisters(_ context.Context, a Applicant) (Identity, error) {
	return Identity{Verified: !strings.HasPrefix(a.Name, "Nobody"), Level: "registers"}, nil
}

// CreateAccount is the Lambda function create-account.
func CreateAccount(_ context.Context, n NewAccount) (Account, error) {
	return Account{ID: "acct-" + strings.ToLower(n.Email), Plan: n.Plan}, nil
}

// SendWelcome is the Lambda function send-welcome.
func SendWelcome(_ context.Context, _ Welcome) (struct{}, error) { return struct{}{}, nil }
