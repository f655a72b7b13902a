package dataflow_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

func template(t *testing.T, text string) dataflow.Template {
	t.Helper()
	v, err := value.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	out, err := dataflow.Parse(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Apply puts what one field makes where another reads it.
func TestApply(t *testing.T) {
	for name, c := range map[string]struct {
		input, field, want string
		err                error
	}{
		"whole":              {`{"a": 1}`, `"{% $states.input %}"`, `{"a":1}`, nil},
		"member":             {`{"a": "{% $states.input.x %}"}`, `{"k": "{% $states.input.a.b %}"}`, `{"k":"{% $states.input.x.b %}"}`, nil},
		"inside":             {`{"a": "{% $states.input.x %}"}`, `"{% $states.input.a & \"!\" %}"`, `"{% $states.input.x & \"!\" %}"`, nil},
		"constant":           {`{"a": "x"}`, `"{% $states.input.a & \"!\" %}"`, `"x!"`, nil},
		"predicate":          {`{"a": "{% $v.list %}"}`, `"{% $states.input.a[0] %}"`, `"{% ($v.list)[0] %}"`, nil},
		"nothing":            {`{"a": 1}`, `"{% $exists($states.input.b) %}"`, `false`, nil},
		"nothing, strict":    {`{"a": 1}`, `"{% $states.input.b %}"`, ``, dataflow.ErrUndefined},
		"into a path":        {`{"a": "{% $x + 1 %}"}`, `"{% $v.list[n = $states.input.a] %}"`, `"{% ($v1 := $x + 1; $v.list[n = $v1]) %}"`, nil},
		"capture":            {`{"a": "{% $x %}"}`, `"{% ($x := 2; $x + $states.input.a) %}"`, ``, dataflow.ErrCapture},
		"relative":           {`{"a": "{% $ %}"}`, `"{% [$states.input.a] %}"`, ``, dataflow.ErrRelative},
		"array of anything":  {`["{% $x %}"]`, `"{% $count($states.input) %}"`, ``, dataflow.ErrArray},
		"array of texts":     {`["{% $string($x) & \"\" %}"]`, `"{% $count($states.input) %}"`, `"{% $count([$string($x) & \"\"]) %}"`, nil},
		"merged":             {`"{% $merge([$states.input, {\"a\": 1}]) %}"`, `{"a": "{% $states.input.a %}", "b": "{% $states.input.b %}"}`, `{"a":1,"b":"{% $states.input.b %}"}`, nil},
		"number too precise": {`{"a": 12345678901234567890}`, `"{% $states.input.a + 1 %}"`, ``, dataflow.ErrNumber},
	} {
		t.Run(name, func(t *testing.T) {
			b := dataflow.Bindings{Input: template(t, c.input)}
			out, err := b.Apply(template(t, c.field))
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if err != nil {
				return
			}
			v, err := dataflow.Encode(out)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, v.String()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Judge tells what may fail, what may be undefined, and what depends on more than data.
func TestJudge(t *testing.T) {
	for text, want := range map[string]dataflow.Facts{
		`1 + 2`:                         {Kinds: dataflow.Number},
		`"a" & $states.input`:           {Kinds: dataflow.String},
		`$states.input`:                 {Kinds: dataflow.Value},
		`$states.input.a`:               {Kinds: dataflow.Any},
		`$states.input.a = 1`:           {Kinds: dataflow.Bool},
		`$states.input.a < 1`:           {Kinds: dataflow.Bool | dataflow.Undefined, Fails: true},
		`$uuid()`:                       {Kinds: dataflow.String, Volatile: true},
		`$states.context.State.Name`:    {Kinds: dataflow.String, State: true},
		`$states.context.Execution.Id`:  {Kinds: dataflow.String},
		`$lookup($states, "input")`:     {Kinds: dataflow.Any | dataflow.Function, Fails: true, State: true, Whole: true, Vars: []string{"lookup"}},
		`name`:                          {Kinds: dataflow.Any, Relative: true},
		`($x := 1; $x)`:                 {Kinds: dataflow.Any, Binds: []string{"x"}},
		`{"a": $states.input.a}`:        {Kinds: dataflow.Mapping},
		`$exists($x) ? $x : $error("")`: {Kinds: dataflow.Value, Fails: true, Vars: []string{"x", "x"}},
	} {
		n, err := jsonata.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, dataflow.Judge(n)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
	n, _ := jsonata.Parse(`$type($states.input.a) = "number" and $states.input.a < 1`)
	if f := dataflow.Judge(n); f.Fails || f.Kinds != dataflow.Bool {
		t.Errorf("a comparison behind a check of the type: %+v", f)
	}
}

// What a template may lack is enforced, and what was enforced is read back as it was.
func TestEnforce(t *testing.T) {
	first := template(t, `{"a": "{% $states.input.x %}", "b": "{% $states.input.y %}"}`)
	b := dataflow.Bindings{Input: first}
	second, err := b.Apply(template(t, `{"k": "{% $states.input.a %}"}`))
	if err != nil {
		t.Fatal(err)
	}
	missing := dataflow.Missing(dataflow.Obligations(first), second)
	if len(missing) != 1 || missing[0].String() != "$states.input.y" {
		t.Fatalf("missing %v", missing)
	}
	strict, err := dataflow.Enforce(second, missing)
	if err != nil {
		t.Fatal(err)
	}
	v, err := dataflow.Encode(strict)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"k":"{% $exists($states.input.y) ? $states.input.x : $error(\"$states.input.y is missing\") %}"}`
	if diff := cmp.Diff(want, v.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	again, err := dataflow.Parse(v)
	if err != nil {
		t.Fatal(err)
	}
	if left := dataflow.Missing(dataflow.Obligations(first), again); len(left) > 0 {
		t.Errorf("not enforced after reading back: %v", left)
	}
}
