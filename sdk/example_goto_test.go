package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/simtest"
)

// GoTo goes on at a step by its name. To the trial of a loop it is what continue
// is in Go: the rest of the round is left out.
func ExampleBlock_GoTo() {
	next, send := lambda.Deployed("next-mail"), lambda.Deployed("send-mail")
	w := sdk.New("mail", func(b *sdk.Block, mails sdk.Value[int]) {
		seen := sdk.Var[int](b, "seen", 0)
		b.While("More?", sdk.LessThan(seen, mails), func(b *sdk.Block) {
			mail := next.Invoke(b, "Next").Payload(seen).Result()
			seen.Set(b, sdk.Add(seen, 1))
			b.Choice("Spam?").
				When(sdk.Equals(mail.At("spam"), true), func(b *sdk.Block) {
					b.GoTo("More?")
				})
			send.Invoke(b, "Send").Payload(mail)
		})
		b.Return(seen)
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Next").Return(map[string]bool{"spam": true}).Return(map[string]bool{"spam": false})
	env.Mock("Send").Return(nil)
	fmt.Println(env.Run(2))
	// Output:
	// seen → Next → Spam? → More? → Next → Spam? → Send → More? → Return: SUCCEEDED 2
}
