package optimize_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/optimize"
	"github.com/lockstep-go/lockstep/internal/value"
)

// TestCases runs the before and after cases of all passes, a folder a pass. A case is a
// txtar archive: its comment says what it is about, and may have the lines `level: N` and
// `preserve: NAME`; before.json is the machine; after.json what must come out, left out if
// nothing may change; kept.txt has a line `STATE: text` for a reason that must be given.
// GOLDEN=1 writes after.json anew, and fails.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(file), "testdata/"), ".txtar")
		t.Run(name, func(t *testing.T) { runCase(t, file) })
	}
}

func runCase(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	part := map[string]string{}
	for _, f := range archive.Files {
		part[f.Name] = string(f.Data)
	}
	opts := optimize.Options{Level: optimize.LevelMerge}
	for line := range strings.Lines(string(archive.Comment)) {
		key, arg, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "level":
			if opts.Level, err = strconv.Atoi(arg); err != nil {
				t.Fatal(err)
			}
		case "preserve":
			opts.Preserve = func(name string) bool { return name == arg }
		case "idempotent":
			opts.Idempotent = func(name string) bool { return slices.Contains(strings.Fields(arg), name) }
		}
	}
	before, problems := asl.DecodeJSON("before.json", []byte(part["before.json"]))
	if before == nil || problems.HasErrors() {
		t.Fatal(problems)
	}
	text := before.Indented()
	after, report, problems := optimize.Run(before, opts)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff(string(text), string(before.Indented())); diff != "" {
		t.Errorf("the machine that was given was changed (-before +after):\n%s", diff)
	}
	want := part["after.json"]
	if want == "" {
		want = part["before.json"]
	}
	if os.Getenv("GOLDEN") != "" {
		refresh(t, file, archive, after)
	}
	wantMachine, problems := asl.DecodeJSON("after.json", []byte(want))
	if wantMachine == nil {
		t.Fatal(problems)
	}
	if !value.Equal(asl.ValueOf(wantMachine), asl.ValueOf(after)) {
		t.Errorf("wrong machine (-want +got):\n%s", cmp.Diff(string(wantMachine.Indented()), string(after.Indented())))
	}
	for line := range strings.Lines(part["kept.txt"]) {
		state, why, _ := strings.Cut(strings.TrimSpace(line), ": ")
		found := false
		for _, k := range report.Kept {
			found = found || k.State == state && strings.Contains(k.Why, why)
		}
		if !found {
			t.Errorf("no reason with %q for %q among %+v", why, state, report.Kept)
		}
	}
	again, _, _ := optimize.Run(after, opts)
	if diff := cmp.Diff(string(after.Indented()), string(again.Indented())); diff != "" {
		t.Errorf("a second run changes the machine (-first +second):\n%s", diff)
	}
	if !value.Equal(asl.ValueOf(before), asl.ValueOf(after)) {
		mustBehaveEqually(t, before, after, opts.Level)
	}
}

func refresh(t *testing.T, file string, archive *txtar.Archive, after *asl.Machine) {
	t.Helper()
	found := false
	for i := range archive.Files {
		if archive.Files[i].Name == "after.json" {
			archive.Files[i].Data, found = after.Indented(), true
		}
	}
	if !found {
		return
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Error("after.json was written anew: read the change and run again")
}
