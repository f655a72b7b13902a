package simtest_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/policy"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/sns"
	"github.com/lockstep-go/lockstep/simtest"
)

// WithPolicies asks a policy at each call, as IAM would. A run that passes shows
// that the policy is enough.
func ExampleWithPolicies() {
	w := sdk.New("greet", func(b *sdk.Block, name sdk.Value[string]) {
		sns.Publish(b, "Tell sales").TopicArn(sales).Message(sdk.Format("{} is here", name))
		b.Return(name)
	})
	narrow, err := policy.Decode([]byte(`{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:us-east-1:123456789012:support"}
	]}`))
	if err != nil {
		log.Fatal(err)
	}

	env, err := simtest.Open(w, simtest.WithPolicies(map[string]*policy.Document{"": narrow}, policy.Env{}))
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Tell sales").Return(sns.PublishResult{MessageId: "m-1"})
	fmt.Println(env.Run("Ada").Error)
	// Output:
	// SNS.AuthorizationErrorException
}
