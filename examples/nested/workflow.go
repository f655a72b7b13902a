package nested

import (
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/stepfunctions"
)

// Onboarding verifies an applicant, opens the account and greets. Each part is
// a workflow of its own, with types on both sides.
func Onboarding() *sdk.Workflow {
	verify, provision, greet := VerifyIdentity(), Provision(), Greet()
	return sdk.New("onboarding", func(b *sdk.Block, applicant sdk.Value[Applicant]) {
		identity := stepfunctions.Start[Identity](b, "Verify identity", verify).Input(applicant).Result()
		b.Choice("Verified?").
			When(sdk.Not(identity.At("verified")), func(b *sdk.Block) {
				b.Fail("Refused").Error("NotVerified").Cause(sdk.Format("refused by {}", identity.At("level")))
			})

		account := stepfunctions.Start[Account](b, "Provision account", provision).
			Input(sdk.Object{"email": applicant.At("email"), "plan": applicant.At("plan")}).
			Result()
		stepfunctions.StartAndForget(b, "Greet", greet).
			Input(sdk.Object{"email": applicant.At("email"), "account": account.At("id")})
		b.Return(sdk.Object{"account": account.At("id"), "plan": account.At("plan")})
	}, sdk.Comment("Verify, provision, greet"))
}

// VerifyIdentity asks registers only about those whose documents are fine.
func VerifyIdentity() *sdk.Workflow {
	return sdk.New("verify-identity", func(b *sdk.Block, applicant sdk.Value[Applicant]) {
		b = b.Defaults(lambda.Transient().FullJitter())
		documents := lambda.Invoke(b, "Check documents", CheckDocuments).Payload(applicant).Result()
		b.Choice("Documents fine?").
			When(sdk.Not(documents.At("verified")), func(b *sdk.Block) { b.Return(documents) })
		b.Return(lambda.Invoke(b, "Check registers", CheckRegisters).Payload(applicant).Result())
	}, sdk.Comment("Documents first, then registers"))
}

// Provision opens the account.
func Provision() *sdk.Workflow {
	return sdk.New("provision-account", func(b *sdk.Block, wanted sdk.Value[NewAccount]) {
		b.Return(lambda.Invoke(b, "Create account", CreateAccount).Payload(wanted).Retry(lambda.Transient().FullJitter()).Result())
	})
}

// Greet sends the first mail a while after the account is there.
func Greet() *sdk.Workflow {
	return sdk.New("greet", func(b *sdk.Block, welcome sdk.Value[Welcome]) {
		b.Wait("Let it settle").For(10 * time.Minute)
		lambda.Invoke(b, "Send welcome", SendWelcome).Payload(welcome).Retry(lambda.Transient().FullJitter())
	})
}
