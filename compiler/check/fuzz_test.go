package check_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lockstep-go/lockstep/asl/asltest"
	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/compiler/check/aws"
)

// No definition makes a rule fail, and every finding has a code that is explained, a
// message and, for what came from a file, a place.
func examineAll(t interface{ Fatalf(string, ...any) }, file, text string) {
	_, list := check.Definition(file, []byte(text))
	for _, d := range list {
		if d.Code == check.CodeInternal {
			t.Fatalf("%s\n%v", text, d)
		}
		if check.Title(d.Code) == "" || d.Message == "" || d.Origin.Line == 0 {
			t.Fatalf("%+v", d)
		}
		if strings.HasSuffix(d.Message, ".") {
			t.Fatalf("the message ends in a full stop: %q", d.Message)
		}
	}
}

func TestAnyMachineIsChecked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := asltest.Machine().Draw(t, "machine")
		for _, d := range check.Machine(m) {
			if d.Code == check.CodeInternal {
				t.Fatalf("%s\n%v", m.AppendJSON(nil), d)
			}
		}
		examineAll(t, "a.json", string(m.AppendJSON(nil)))
	})
}

func FuzzDefinition(f *testing.F) {
	for _, r := range check.Records() {
		file := "a.json"
		if r.YAML {
			file = "a.yaml"
		}
		f.Add(file, r.Bad)
		f.Add(file, r.Good)
	}
	f.Fuzz(func(t *testing.T, file, text string) {
		examineAll(t, file, text)
		aws.InvalidDefinitionMessage([]byte(text), check.Express)
	})
}
