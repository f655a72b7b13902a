package sdk_test

import (
	"fmt"

	"github.com/lockstep-go/lockstep/sdk"
)

// Level is one of a few words.
type Level string

// Values are the words.
func (Level) Values() []string { return []string{"LOW", "HIGH"} }

type Alarm struct {
	Level Level `json:"level"`
}

// A type that lists its values can't be compared with another one.
func ExampleEnumerated() {
	w := sdk.New("alarm", func(b *sdk.Block, alarm sdk.Value[Alarm]) {
		b.Choice("Serious?").
			When(sdk.Equals(alarm.At("level"), "HIHG"), func(b *sdk.Block) { b.Fail("Wake up").Error("Serious") })
	})
	_, problems := w.Build()
	fmt.Println(problems[0].Message)
	// Output:
	// `HIHG` is no value of sdk_test.Level; did you mean `HIGH`?
}
