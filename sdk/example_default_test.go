package sdk_test

import (
	"fmt"

	"github.com/lockstep-go/lockstep/sdk"
)

// Without a guard and without a default, an optional field is a mistake.
func ExampleDefault() {
	type Login struct {
		User string `json:"user"`
		Nick string `json:"nick,omitempty"`
	}
	greeting := func(name func(sdk.Value[Login]) sdk.Expression) *sdk.Workflow {
		return sdk.New("greet", func(b *sdk.Block, l sdk.Value[Login]) {
			b.Return(sdk.Format("Hello {}", name(l)))
		})
	}

	_, problems := greeting(func(l sdk.Value[Login]) sdk.Expression { return l.At("nick") }).Build()
	fmt.Println(problems[0].Message)
	fmt.Println(problems[0].Help)

	_, problems = greeting(func(l sdk.Value[Login]) sdk.Expression {
		return sdk.Default(l.At("nick"), l.At("user"))
	}).Build()
	fmt.Println(len(problems))
	// Output:
	// `nick` may be missing
	// guard the step by `sdk.IsPresent`, or give the field a value by `sdk.Default`
	// 0
}
