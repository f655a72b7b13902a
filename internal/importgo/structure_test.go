package importgo_test

import (
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/importgo"
)

// TestBlocks looks at how the code reads: what can be a block is one, and only
// what can't goes by name.
func TestBlocks(t *testing.T) {
	for _, c := range []struct {
		name, definition string
		has, lacks       []string
	}{
		{
			"ways that meet again",
			`{"StartAt":"C","States":{
				"C":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericEquals":1,"Next":"A"}],"Default":"B"},
				"A":{"Type":"Pass","Next":"D"},"B":{"Type":"Pass","Next":"D"},"D":{"Type":"Succeed"}}}`,
			[]string{"func(b *sdk.Block) {\n\t\t\t\tb.Pass(\"A\")\n\t\t\t}", "Otherwise(func(b *sdk.Block) {\n\t\t\t\tb.Pass(\"B\")\n\t\t\t})\n\n\t\tb.Succeed(\"D\")"},
			[]string{"Next(", "Default(", "End("},
		},
		{
			"a way out",
			`{"StartAt":"C","States":{
				"C":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericEquals":1,"Next":"A"}],"Default":"B"},
				"A":{"Type":"Fail","Error":"E"},"B":{"Type":"Pass","End":true}}}`,
			[]string{"b.Fail(\"A\").Error(\"E\")\n\t\t\t})\n\n\t\tb.Pass(\"B\")"},
			[]string{"Next(", "Default(", "End("},
		},
		{
			"a loop",
			`{"StartAt":"W","States":{
				"W":{"Type":"Wait","Seconds":3,"Next":"C"},
				"C":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericEquals":1,"Next":"A"}],"Default":"W"},
				"A":{"Type":"Pass","End":true}}}`,
			[]string{"b.Until(\"C\", func(b *sdk.Block) sdk.Value[bool] {", "return sdk.Equals(sdk.Input(\"n\"), 1)\n\t\t})\n\n\t\tb.Pass(\"A\")"},
			[]string{"Next(", "Default("},
		},
		{
			"a loop that is left in its middle",
			`{"StartAt":"W","States":{
				"W":{"Type":"Choice","Choices":[{"Variable":"$.m","NumericEquals":1,"Next":"A"}],"Default":"D"},"D":{"Type":"Wait","Seconds":3,"Next":"C"},
				"C":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericEquals":1,"Next":"A"}],"Default":"W"},
				"A":{"Type":"Pass","End":true}}}`,
			[]string{`Default("W")`},
			[]string{"Until"},
		},
		{
			"a loop that is tried first",
			`{"StartAt":"C","States":{
				"C":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericLessThan":5,"Next":"W"}],"Default":"A"},
				"W":{"Type":"Wait","Seconds":120,"Next":"V"},"V":{"Type":"Pass","Next":"C"},
				"A":{"Type":"Pass","End":true}}}`,
			[]string{"b.While(\"C\", sdk.LessThan(sdk.Input(\"n\"), 5), func(b *sdk.Block) {", "For(2 * time.Minute)"},
			[]string{"Next(", "Default("},
		},
		{
			"a handler",
			`{"StartAt":"T","States":{
				"T":{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Parameters":{"Message":"m","TopicArn":"t"},"Catch":[{"ErrorEquals":["E"],"Next":"H"}],"Next":"N"},
				"H":{"Type":"Pass","Next":"N"},"N":{"Type":"Pass","End":true}}}`,
			[]string{"CatchDo(func(b *sdk.Block, _ sdk.Caught) {\n\t\t\t\tb.Pass(\"H\")\n\t\t\t}, \"E\")"},
			[]string{"Next(", "CatchTo("},
		},
		{
			"a handler that two steps share",
			`{"StartAt":"T","States":{
				"T":{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Parameters":{"Message":"m","TopicArn":"t"},"Catch":[{"ErrorEquals":["E"],"Next":"H"}],"Next":"U"},
				"U":{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Parameters":{"Message":"m","TopicArn":"t"},"Catch":[{"ErrorEquals":["E"],"Next":"H"}],"End":true},
				"H":{"Type":"Fail"}}}`,
			[]string{`CatchTo("H", "E")`},
			[]string{"CatchDo"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, problems := asl.Decode("test.json", []byte(c.definition))
			if m == nil {
				t.Fatal(problems)
			}
			source, err := importgo.Source(m, importgo.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range c.has {
				if !strings.Contains(string(source), want) {
					t.Errorf("the code lacks\n%s\n\nit is\n%s", want, source)
				}
			}
			for _, not := range c.lacks {
				if strings.Contains(strings.ReplaceAll(string(source), "WhenNext(", ""), not) {
					t.Errorf("the code has %s\n\nit is\n%s", not, source)
				}
			}
		})
	}
}
