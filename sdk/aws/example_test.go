package aws_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/aws"
	"github.com/lockstep-go/lockstep/simtest"
)

// Any action of any service is a step. Its answer has no Go type; At says what a
// part of it is.
func ExampleCall() {
	type Question struct {
		Text string `json:"text"`
	}
	w := sdk.New("translate", func(b *sdk.Block, q sdk.Value[Question]) {
		found := aws.Call(b, "Find language", "comprehend:detectDominantLanguage", sdk.Object{
			"Text": q.At("text"),
		}).Retry(sdk.Retry("Comprehend.ComprehendException")).Result()
		language := sdk.At[string](found, "Languages[0].LanguageCode")

		b.Choice("English?").When(sdk.Equals(language, "en"), func(b *sdk.Block) { b.Return(q.At("text")) })
		english := aws.Call(b, "Translate", "translate:translateText", sdk.Object{
			"Text": q.At("text"), "SourceLanguageCode": language, "TargetLanguageCode": "en",
		}).Result()
		b.Return(english.At("TranslatedText"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Find language").Return(map[string]any{"Languages": []any{map[string]any{"LanguageCode": "pt"}}})
	env.Mock("Translate").Return(map[string]string{"TranslatedText": "Where is the port?"})
	fmt.Println(env.Run(Question{"Onde fica o porto?"}))
	// Output:
	// Find language → English? → Translate: SUCCEEDED "Where is the port?"
}

// A service, an action or a parameter that does not exist is found when the
// workflow is compiled, with the nearest name.
func ExampleCall_mistake() {
	w := sdk.New("secret", func(b *sdk.Block, name sdk.Value[string]) {
		secret := aws.Call(b, "Get secret", "secretsmanager:getSecretValu", sdk.Object{"SecretId": name}).Result()
		listed := aws.Call(b, "List", "s3:listObjectsV2", sdk.Object{"Bucket": "in", "Prefx": secret}).Result()
		b.Return(listed.At("Contents"))
	})
	_, err := simtest.Open(w)
	problems, _ := errors.AsType[diag.List](err)
	for _, p := range problems {
		fmt.Printf("%s: %s: %s\n", p.State, p.Message, p.Help)
	}
	// Output:
	// Get secret: `secretsmanager` has no action `getSecretValu`: did you mean `getSecretValue`?
	// List: `s3:listObjectsV2` has no parameter `Prefx`: did you mean `Prefix`?
}
