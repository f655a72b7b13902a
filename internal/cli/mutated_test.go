package cli_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/compiler/check/aws"
	"github.com/lockstep-go/lockstep/compiler/convert"
	"github.com/lockstep-go/lockstep/compiler/cost"
	"github.com/lockstep-go/lockstep/compiler/optimize"
	"github.com/lockstep-go/lockstep/graph"
	"github.com/lockstep-go/lockstep/internal/importgo"
	"github.com/lockstep-go/lockstep/policy"
	"github.com/lockstep-go/lockstep/simulator"
)

var (
	mutants    = flag.Int("mutants", 400, "definitions that TestMutatedDefinitions makes")
	mutantSeed = flag.Uint64("mutants.seed", 1, "what they are drawn from")
)

// TestMutatedDefinitions takes real definitions apart and puts them together wrongly. Every
// engine gets every one, as the commands hand it over: what the checker refuses as well,
// since `run`, `graph` or `convert` take any file. None may panic or go on without end.
//
// More of them: go test ./internal/cli -run Mutated -mutants 100000 -mutants.seed 7
func TestMutatedDefinitions(t *testing.T) {
	dir := os.Getenv("LOCKSTEP_CORPUS_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CORPUS_DIR is not set: no definitions to mutate")
	}
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".json" && d.Name() != "index.json" {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r := mutator{rand.New(rand.NewPCG(*mutantSeed, 0))}
	for range *mutants {
		file := files[r.IntN(len(files))]
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var document any
		if len(data) > 16_000 || json.Unmarshal(data, &document) != nil {
			continue
		}
		for range 1 + r.IntN(3) {
			r.mutate(document)
		}
		mutant, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		if err := survives(t.Context(), mutant); err != nil {
			t.Errorf("%s, mutated to\n%s\n%v", file, mutant, err)
		}
	}
}

// survives hands a definition to every engine.
func survives(ctx context.Context, definition []byte) (err error) {
	engine := "asl.DecodeJSON"
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: panic: %v\n%s", engine, r, debug.Stack())
		}
	}()
	m, _ := asl.DecodeJSON("mutant.json", definition)
	if m == nil {
		return nil
	}
	for _, step := range []struct {
		engine string
		run    func() error
	}{
		{"check", func() error { check.Machine(m); return nil }},
		{"check/aws", func() error { aws.Diagnostics(definition, check.Standard, aws.Warning); return nil }},
		{"simulator", func() error { return execute(ctx, m) }},
		{"optimize", func() error {
			o, _, _ := optimize.Run(m, optimize.Options{Level: 3})
			return execute(ctx, o)
		}},
		{"convert", func() error {
			c, _ := convert.Machine(m)
			return execute(ctx, c)
		}},
		{"cost", func() error { cost.Of(m, cost.Scenario{}); return nil }},
		{"graph", func() error { graph.SVG(m, graph.Options{}); graph.DOT(m, graph.Options{}); return nil }},
		{"import", func() error { importgo.Source(m, importgo.Options{}); return nil }},
		{"policy", func() error { policy.Generate(m, policy.Env{}); return nil }},
	} {
		engine = step.engine
		if err := step.run(); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

// execute runs a machine that can be loaded; nobody answers its tasks.
func execute(ctx context.Context, m *asl.Machine) error {
	if m == nil {
		return nil
	}
	p, err := simulator.Load(m)
	if err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	e, err := simulator.New().Execute(ctx, simulator.Start{Machine: simulator.Machine{Program: p, Name: "mutant"}, Input: `{"a":[{"b":"x"}],"x":3}`})
	if e != nil {
		for range e.History(0, false) {
		}
	}
	if ctx.Err() != nil {
		return err
	}
	return nil
}

type mutator struct{ *rand.Rand }

// place is a member of an object or an element of an array.
type place struct {
	object map[string]any
	key    string
	array  []any
	index  int
}

func places(v any) []place {
	var all []place
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			all = append(all, place{object: v, key: k})
			all = append(all, places(v[k])...)
		}
	case []any:
		for i := range v {
			all = append(all, place{array: v, index: i})
			all = append(all, places(v[i])...)
		}
	}
	return all
}

func (p place) value() any {
	if p.object != nil {
		return p.object[p.key]
	}
	return p.array[p.index]
}

func (p place) set(v any) {
	if p.object != nil {
		p.object[p.key] = v
	} else {
		p.array[p.index] = v
	}
}

// mutate changes one place of a document: its value, its name, or what stands beside it.
func (r mutator) mutate(document any) {
	all := places(document)
	if len(all) == 0 {
		return
	}
	at, other := all[r.IntN(len(all))], all[r.IntN(len(all))]
	if at.object == nil {
		if r.IntN(2) == 0 {
			at.set(r.fragment())
		} else {
			at.set(clone(other.value()))
		}
		return
	}
	switch name := mutantNames[r.IntN(len(mutantNames))]; r.IntN(6) {
	case 0:
		delete(at.object, at.key)
	case 1:
		at.set(r.fragment())
	case 2:
		at.set(clone(other.value()))
	case 3:
		at.object[name] = at.value()
		delete(at.object, at.key)
	case 4:
		at.object[name] = r.fragment()
	case 5:
		at.object[name] = clone(other.value())
	}
}

func clone(v any) any {
	text, _ := json.Marshal(v)
	var c any
	_ = json.Unmarshal(text, &c)
	return c
}

func (r mutator) fragment() any {
	var v any
	if err := json.Unmarshal([]byte(mutantValues[r.IntN(len(mutantValues))]), &v); err != nil {
		panic(err)
	}
	return v
}

// mutantNames are names of fields of all kinds.
var mutantNames = []string{
	"StartAt", "States", "Type", "Next", "End", "Default", "QueryLanguage", "Comment", "Version", "TimeoutSeconds",
	"Choices", "Variable", "IsNull", "StringEquals", "NumericLessThanPath", "And", "Or", "Not", "Condition",
	"Branches", "ItemProcessor", "Iterator", "ProcessorConfig", "Mode", "ExecutionType", "ItemReader", "ReaderConfig", "InputType",
	"CSVHeaderLocation", "CSVHeaders", "MaxItems", "ItemBatcher", "BatchInput", "MaxItemsPerBatch", "MaxInputBytesPerBatch", "ResultWriter",
	"MaxConcurrency", "MaxConcurrencyPath", "ToleratedFailureCount", "ItemsPath", "Items", "ItemSelector", "Label",
	"Parameters", "Arguments", "Output", "Assign", "InputPath", "OutputPath", "ResultPath", "ResultSelector", "Result",
	"Retry", "Catch", "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy",
	"Seconds", "SecondsPath", "Timestamp", "TimestampPath", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath",
	"Resource", "Credentials", "Error", "Cause", "ErrorPath", "CausePath", "a.$", "x",
}

// mutantValues are JSON texts that fit somewhere, and so not elsewhere.
var mutantValues = []string{
	`null`, `0`, `-1`, `1.5`, `1e300`, `99999999`, `true`, `false`, `""`, `"x"`, `[]`, `{}`, `[1,"x"]`, `{"a":1}`, `[{}]`,
	`"$"`, `"$.a"`, `"$$.Execution.Id"`, `"$.a[0].b"`, `"$.a[*]"`, `"$a"`, `{"x.$":"$.a"}`, `"States.Format('{}', $.a)"`, `"States.UUID()"`,
	`"{% $states.input %}"`, `"{% $states.result.x %}"`, `"{% 1/0 %}"`, `"{% [1..3] %}"`, `"{% \"a\" %}"`, `"{%"`, `"{% ( $f := function($n) { $f($n+1) }; $f(1) ) %}"`,
	`"States.ALL"`, `"States.TaskFailed"`, `["States.ALL"]`, `[{"ErrorEquals":["States.ALL"],"Next":"x"}]`, `[{"ErrorEquals":["States.ALL"]}]`,
	`"Task"`, `"Wait"`, `"Pass"`, `"Map"`, `"Parallel"`, `"Choice"`, `"Fail"`, `"Succeed"`, `"JSONata"`, `"JSONPath"`,
	`"DISTRIBUTED"`, `"INLINE"`, `"STANDARD"`, `"CSV"`, `"JSON"`, `"MANIFEST"`, `"2020-01-01T00:00:00Z"`,
	`"arn:aws:states:::lambda:invoke"`, `"arn:aws:states:::lambda:invoke.waitForTaskToken"`, `"arn:aws:states:::s3:getObject"`, `"arn:aws:states:::s3:listObjectsV2"`,
	`"arn:aws:states:::states:startExecution.sync:2"`, `"arn:aws:states:::aws-sdk:s3:putObject"`,
}
