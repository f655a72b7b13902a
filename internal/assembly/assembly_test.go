package assembly_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/assembly"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/aws"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/sqs"
	"github.com/lockstep-go/lockstep/sdk/stepfunctions"
	"github.com/lockstep-go/lockstep/simulator"
)

type parcel struct {
	ID string `json:"id"`
}

func label(_ context.Context, p parcel) (parcel, error) { return p, nil }

// leaf, middle and top start each other; top starts leaf, too.
func family() (leaf, middle, top *sdk.Workflow) {
	leaf = sdk.New("leaf", func(b *sdk.Block, in sdk.Value[parcel]) {
		b.Return(lambda.Invoke(b, "Label", label).Payload(in).Idempotent().Result())
	}, sdk.Express())
	middle = sdk.New("middle", func(b *sdk.Block, in sdk.Value[parcel]) {
		stepfunctions.StartAndForget(b, "Start leaf", leaf).Input(in).Preserve()
	})
	top = sdk.New("top", func(b *sdk.Block, in sdk.Value[parcel]) {
		stepfunctions.Start[any](b, "Start middle", middle).Input(in)
		stepfunctions.StartAndForget(b, "Start leaf", leaf).Input(in)
	})
	return leaf, middle, top
}

func TestOf(t *testing.T) {
	_, _, w := family()
	top := assembly.Of(w)
	type summary struct {
		Name       string
		Express    bool
		Preserved  []string
		Idempotent []string
		Nested     []string
	}
	var got []summary
	seen := map[*assembly.Workflow]bool{}
	var visit func(w *assembly.Workflow)
	visit = func(w *assembly.Workflow) {
		if seen[w] {
			return
		}
		seen[w] = true
		if w.Machine == nil {
			t.Errorf("%s has no machine: %v", w.Name, w.Diagnostics)
		}
		s := summary{Name: w.Name, Express: w.Express, Preserved: w.Preserved, Idempotent: w.Idempotent}
		for _, n := range w.Nested {
			s.Nested = append(s.Nested, n.Name)
		}
		got = append(got, s)
		for _, n := range w.Nested {
			visit(n)
		}
	}
	visit(top)
	want := []summary{
		{Name: "top", Nested: []string{"middle", "leaf"}},
		{Name: "middle", Preserved: []string{"Start leaf"}, Nested: []string{"leaf"}},
		{Name: "leaf", Express: true, Idempotent: []string{"Label"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("workflows (-want +got):\n%s", diff)
	}
	if top.Nested[1] != top.Nested[0].Nested[0] {
		t.Error("a workflow that two others start is built twice")
	}
}

// TestMachines holds the order: what is started comes before what starts it, each
// once, as machines that the simulator finds by their names.
func TestMachines(t *testing.T) {
	_, _, top := family()
	built := assembly.Of(top)
	all, err := assembly.Machines([]*assembly.Workflow{built, built.Nested[0]}, compile)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range all {
		got = append(got, c.Machine.ARN)
		if express := c.Machine.Type == simulator.Express; express != (c.Machine.Name == "leaf") {
			t.Errorf("%s is Express: %v", c.Machine.Name, express)
		}
	}
	const account = "arn:aws:states:us-east-1:123456789012:stateMachine:"
	if diff := cmp.Diff([]string{account + "leaf", account + "middle", account + "top"}, got); diff != "" {
		t.Errorf("machines (-want +got):\n%s", diff)
	}
}

func compile(w *assembly.Workflow) (*compiler.Artifact, error) {
	artifact, list := w.Compile()
	if artifact == nil {
		return nil, list
	}
	return artifact, nil
}

func TestMachinesEndWhereOneIsRefused(t *testing.T) {
	leaf, _, top := family()
	refused := errors.New("not this one")
	var asked []string
	all, err := assembly.Machines([]*assembly.Workflow{assembly.Of(top), assembly.Of(leaf)}, func(w *assembly.Workflow) (*compiler.Artifact, error) {
		asked = append(asked, w.Name)
		if w.Name == "middle" {
			return nil, refused
		}
		return compile(w)
	})
	if all != nil || !errors.Is(err, refused) {
		t.Errorf("Machines = %v, %v", all, err)
	}
	if diff := cmp.Diff([]string{"leaf", "middle"}, asked); diff != "" {
		t.Errorf("compiled (-want +got):\n%s", diff)
	}
}

// TestPlaces compares where diagnostics of recording, of the checker and of both
// stand in this file.
func TestPlaces(t *testing.T) {
	tests := map[string]struct {
		workflow *sdk.Workflow
		want     []string // code, state and column
		compiles bool
	}{
		"a mistake in recording": {
			workflow: sdk.New("w", func(b *sdk.Block, in sdk.Value[parcel]) {
				b.Wait("Pause").Seconds(in.At("sconds"))
			}),
			want: []string{`ASL4901 Pause "sconds"))`},
		},
		"a finding of the checker": {
			workflow: sdk.New("w", func(b *sdk.Block, in sdk.Value[parcel]) {
				sqs.SendMessage(b, "Send").QueueUrl("q").MessageBody("x").Argument("MesageGroupId", "g")
			}),
			want:     []string{`ASL4011 Send SendMessage(b, "Send").QueueUrl("q").MessageBody("x").Argument("MesageGroupId", "g")`},
			compiles: true, // it is a warning
		},
		"nothing": {
			workflow: sdk.New("w", func(b *sdk.Block, in sdk.Value[parcel]) { b.Return(in.At("id")) }),
			compiles: true,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := assembly.Of(tt.workflow)
			var got []string
			for _, d := range w.Check() {
				got = append(got, d.Code+" "+d.State+" "+source(t, d.Origin))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
			if artifact, list := w.Compile(); (artifact != nil) != tt.compiles {
				t.Errorf("an artifact is made: %v\n%v", artifact != nil, list)
			}
		})
	}
}

// source is the text of this file from a place on.
func source(t *testing.T, at diag.Origin) string {
	t.Helper()
	if filepath.Base(at.File) != "assembly_test.go" || at.Line == 0 || at.Column == 0 {
		t.Fatalf("a diagnostic is at %+v", at)
	}
	text, err := os.ReadFile("assembly_test.go")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(text), "\n")[at.Line-1][at.Column-1:]
}

// What the checker finds in a field of a state stands where the step was recorded, also
// when the machine came through JSON, as from the program around a user's package.
func TestPlacesOfFields(t *testing.T) {
	w := sdk.New("w", func(b *sdk.Block, in sdk.Value[parcel]) {
		aws.Call(b, "Get", "secretsmanager:getSecretValue", sdk.Object{"SecretID": "x"})
	})
	machine, list := w.Build()
	if list.HasErrors() {
		t.Fatal(list)
	}
	text, err := machine.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	again, problems := asl.DecodeJSON("w.asl.json", text)
	if problems != nil {
		t.Fatal(problems)
	}
	asl.SetOrigin(again.States[0], machine.States[0].Base().Place())
	var got []string
	for _, d := range (&assembly.Workflow{Machine: again}).Check() {
		got = append(got, d.Code+" "+source(t, d.Origin))
	}
	if diff := cmp.Diff([]string{`ASL4012 Call(b, "Get", "secretsmanager:getSecretValue", sdk.Object{"SecretID": "x"})`}, got); diff != "" {
		t.Error(diff)
	}
}
