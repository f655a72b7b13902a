package importgo_test

import (
	"context"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/internal/importgo"
	"github.com/lockstep-go/lockstep/internal/load"
	"github.com/lockstep-go/lockstep/internal/value"
)

// roundTrip imports the definitions as one package, builds it, and compares what
// comes back.
func roundTrip(t *testing.T, definitions map[string][]byte) importgo.Census {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	// A module of its own that finds this one by a replace directive.
	dir := t.TempDir()
	ours, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	_, requires, _ := strings.Cut(string(ours), "require (")
	mod := "module imported\n\ngo 1.26.0\n\nrequire github.com/lockstep-go/lockstep v0.0.0\n\nreplace github.com/lockstep-go/lockstep => " + root + "\n\nrequire (" + requires
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"go.mod": []byte(mod), "go.sum": sum} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]value.Value{}
	names := map[string]string{}
	var taken []string
	var count importgo.Census
	for _, file := range slices.Sorted(maps.Keys(definitions)) {
		text := definitions[file]
		m, _ := asl.Decode(file, text)
		if m == nil {
			t.Fatalf("%s can't be read", file)
		}
		name := fmt.Sprintf("F%d", len(want))
		body, census, err := importgo.Count(m, importgo.Options{Package: "imported", Func: name, Name: name, Taken: taken})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, strings.ToLower(name)+".go"), body, 0o644); err != nil {
			t.Fatal(err)
		}
		count.Add(census)
		taken = append(taken, declared(t, body)...)
		want[name], names[name] = asl.ValueOf(m), file
	}
	programs, err := load.Open(context.Background(), ".", load.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer programs[0].Close()
	bad := 0
	for _, w := range programs[0].Workflows {
		if w.Machine == nil {
			bad++
			t.Errorf("%s does not build: %v", names[w.Name], w.Diagnostics)
			continue
		}
		if got := asl.ValueOf(w.Machine); !value.Equal(want[w.Name], got) {
			bad++
			t.Errorf("%s differs:\n%s\n%s", names[w.Name], want[w.Name], got)
		}
	}
	t.Logf("%d of %d definitions come back equal", len(want)-bad, len(definitions))
	return count
}

// declared are the names that a file declares in its package.
func declared(t *testing.T, source []byte) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	return importgo.Declared(file)
}

func TestComesBack(t *testing.T) {
	roundTrip(t, map[string][]byte{
		"jsonpath.json": []byte(`{"Comment":"c","Version":"1.0","TimeoutSeconds":60,"QueryLanguage":"JSONPath","StartAt":"B","States":{
			"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload.$":"$","n":[1,{"x.$":"$.x"}],"big":12345678901234567890},
				"Credentials":{"RoleArn.$":"$.r"},"ResultSelector":{"v.$":"$.Payload"},"ResultPath":"$.out","TimeoutSecondsPath":"$.t","HeartbeatSeconds":5,
				"Retry":[{"ErrorEquals":["E","F"],"IntervalSeconds":3,"MaxAttempts":0,"BackoffRate":1.5,"MaxDelaySeconds":9,"JitterStrategy":"FULL","Comment":"r"}],
				"Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":null,"Assign":{"e.$":"$.Error"},"Next":"C"}],"Next":"C"},
			"B":{"Type":"Choice","InputPath":"$.in","Choices":[{"Not":{"Variable":"$.a","IsPresent":true},"Next":"A","Assign":{"x":1},"Comment":"no a"},
				{"And":[{"Variable":"$.b","NumericGreaterThanPath":"$.c"},{"Variable":"$.s","StringMatches":"a*"}],"Next":"M"}],"Default":"D"},
			"C":{"Type":"Pass","Result":["{% not an expression %}",{"a.$":"kept"}],"ResultPath":"$.r","OutputPath":null,"End":true},
			"D":{"Type":"Fail","ErrorPath":"$.e","Cause":"c"},
			"M":{"Type":"Map","ItemsPath":"$.items","MaxConcurrency":3,"Parameters":{"i.$":"$$.Map.Item.Value"},"Iterator":{"Comment":"old","StartAt":"Y","States":{"X":{"Type":"Succeed"},"Y":{"Type":"Wait","SecondsPath":"$.n","Next":"X"}}},"Next":"P"},
			"P":{"Type":"Parallel","Branches":[{"StartAt":"P1","States":{"P1":{"Type":"Pass","End":true}}},{"StartAt":"P2","States":{"P2":{"Type":"Wait","Timestamp":"2026-01-01T00:00:00Z","End":true}}}],"End":true}}}`),
		"jsonata.json": []byte(`{"QueryLanguage":"JSONata","StartAt":"A","States":{
			"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:listBuckets","Arguments":{},"Assign":{"n":"{% $count($states.result.Buckets) %}","half":"{%$x %}"},"Output":{"b":"{% $states.result %}"},
				"TimeoutSeconds":"{% 1 + 2 %}","Catch":[{"ErrorEquals":["X"],"Output":"{% $states.errorOutput %}","Next":"B","Comment":"why"}],"Next":"B"},
			"B":{"Type":"Choice","Choices":[{"Condition":"{% $n > 1 %}","Next":"D","Output":{"k":"` + "`" + `"}},{"Condition":true,"Next":"F"}],"Output":1.5e3},
			"D":{"Type":"Map","Items":[1,2],"ItemSelector":{"v":"{% $states.context.Map.Item.Value %}"},"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON"},"Arguments":{"Bucket":"b","Key":"k"}},
				"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"DP","States":{"DP":{"Type":"Pass","End":true}}},"ToleratedFailurePercentage":5,"Label":"L","End":true},
			"F":{"Type":"Succeed","Output":"{% $n %}"}}}`),
		"yaml.yaml": []byte("StartAt: A\nStates:\n  A:\n    Type: Wait\n    Seconds: 0\n    End: true\n"),
	})
}

func TestCorpusComesBack(t *testing.T) {
	dir := os.Getenv("LOCKSTEP_CORPUS_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CORPUS_DIR is not set: no corpus to import")
	}
	text, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var index []struct{ File string }
	if err := json.Unmarshal(text, &index); err != nil {
		t.Fatal(err)
	}
	definitions := map[string][]byte{}
	for _, f := range index {
		text, err := os.ReadFile(filepath.Join(dir, f.File))
		if err != nil {
			t.Fatal(err)
		}
		m, list := asl.Decode(f.File, text)
		if m == nil || list.HasErrors() || check.Machine(m).HasErrors() || m.TimeoutSeconds.Kind() == value.Number && m.TimeoutSeconds.Float() < 1 {
			continue // what AWS would refuse has no workflow
		}
		definitions[f.File] = text
	}
	figures := figures(roundTrip(t, definitions))
	page, err := os.ReadFile("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), figures) {
		t.Errorf("docs/import.md has not the figures of this run:\n%s", figures)
	}
}

// figures is the table of docs/import.md.
func figures(c importgo.Census) string {
	var b strings.Builder
	b.WriteString("| of the corpus | all | as calls and operators | share |\n| --- | --- | --- | --- |\n")
	line := func(name string, all, raw int) {
		fmt.Fprintf(&b, "| %s | %d | %d | %.1f %% |\n", name, all, all-raw, 100*float64(all-raw)/float64(all))
	}
	line("states", c.States, c.RawStates)
	line("Tasks", c.Tasks, c.RawTasks)
	line("conditions of Choice rules", c.Conditions, c.RawConditions)
	line("paths, intrinsic calls, JSONata expressions", c.Values, c.RawValues)
	return b.String()
}
