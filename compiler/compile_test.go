package compiler_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler"
	"github.com/lockstep-go/lockstep/sdk"
)

func build(t *testing.T, text string) *asl.Machine {
	t.Helper()
	m, list := asl.DecodeJSON("t.json", []byte(text))
	if m == nil {
		t.Fatal(list)
	}
	return m
}

const noop = `{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Wait","Seconds":1,"End":true}}}`

func TestCompileOptimizesByLevel(t *testing.T) {
	for level, want := range map[compiler.Level]int{compiler.LevelNone: 2, compiler.LevelTidy: 1, compiler.LevelDefault: 1} {
		m := build(t, noop)
		a, problems := compiler.Compile(m, compiler.WithName("t"), compiler.WithLevel(level))
		if a == nil {
			t.Fatal(problems)
		}
		if got := len(a.Machine.States); got != want {
			t.Errorf("level %d leaves %d states, want %d", level, got, want)
		}
		if len(m.States) != 2 {
			t.Errorf("level %d changed the machine it was given", level)
		}
		var report struct {
			Name                      string
			Level                     int
			StatesBefore, StatesAfter int
		}
		var raw map[string]json.RawMessage
		if err := json.Unmarshal(a.Report.JSON(), &raw); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(a.Report.JSON(), &report); err != nil {
			t.Fatal(err)
		}
		if string(raw["states_before"]) != "2" || report.Name != "t" || report.Level != int(level) || raw["definition"] != nil {
			t.Errorf("the report is %s", a.Report.JSON())
		}
	}
}

func TestCompileKeepsPreservedStates(t *testing.T) {
	a, problems := compiler.Compile(build(t, noop), compiler.WithPreserved("A"))
	if a == nil {
		t.Fatal(problems)
	}
	if a.Machine.State("A") == nil {
		t.Error("the preserved state is gone")
	}
}

func TestCompileRefusesWhatTheCheckerRefuses(t *testing.T) {
	a, problems := compiler.Compile(build(t, `{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"C"}}}`))
	if a != nil || !problems.HasErrors() {
		t.Errorf("a broken machine compiles: %v", problems)
	}
}

func TestSourceMapNamesGoLines(t *testing.T) {
	w := sdk.Untyped("w", func(b *sdk.Block, _ sdk.Value[any]) {
		b.Wait("Pause").Seconds(1) // the line below
	})
	m, problems := w.Build()
	if m == nil {
		t.Fatal(problems)
	}
	a, problems := compiler.Compile(m, compiler.WithName("w"))
	if a == nil {
		t.Fatal(problems)
	}
	if len(a.Map.States) != 1 {
		t.Fatalf("the map is %s", a.Map.JSON())
	}
	got := a.Map.States[0]
	got.File = ""
	if diff := cmp.Diff(compiler.StateOrigin{State: "Pause", Path: "/States/Pause", Line: 75}, got); diff != "" {
		t.Errorf("the origin (-want +got):\n%s", diff)
	}
}
