package jsonata_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// shortcutStates is what $states holds in these tests.
var shortcutStates = mustDecode(`{"input":{"n":7,"f":0.5,"big":1e300,"long":9007199254740993,"s":"text","t":"é\"","u":"한","e":"","yes":true,"no":false,"nil":null,
	"a":[1,2],"one":[{"x":1}],"none":[],"o":{"x":1,"y":{"z":[{"w":2}]}},"exp":1E2},"result":{"n":3}}`)

func mustDecode(text string) value.Value {
	v, err := value.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return v
}

// shortcutEnvs are an environment in which shortcuts are taken, one with bounds too small
// for them, and a counter of the variables that were made whole.
func shortcutEnvs() (short, long *jsonata.Env, whole *int) {
	whole = new(int)
	bindings := func(name string) (value.Value, bool) {
		switch name {
		case "states":
			*whole++
			return shortcutStates, true
		case "v":
			return value.OfInt(5), true
		case "list":
			return shortcutStates.Get("input").Get("a"), true
		}
		return value.Value{}, false
	}
	member := func(name, key string) (value.Value, bool) {
		v := shortcutStates.Get(key)
		return v, name == "states" && !v.IsUndefined()
	}
	short = &jsonata.Env{Bindings: bindings, Member: member, Limits: jsonata.WorkflowLimits}
	long = &jsonata.Env{Bindings: bindings, Limits: jsonata.WorkflowLimits}
	long.Limits.Steps = 300 // fewer than a shortcut asks for
	return short, long, whole
}

func answer(e *jsonata.Expr, env *jsonata.Env) string {
	v, err := e.Eval(value.Value{}, env)
	if err != nil {
		return "error: " + err.Error()
	}
	return v.String()
}

// TestShortcutsAreTaken holds that the expressions of ordinary states take the shortcut:
// nobody makes $states for them.
func TestShortcutsAreTaken(t *testing.T) {
	for text, want := range map[string]string{
		"$states.input.n + 1":                                    `8`,
		"$states.input.n < 10 and $states.input.yes":             `true`,
		"$states.input.no and $states.input.s":                   `false`,
		"$states.input.s = 'text' ? $states.input.o : 1":         `{"x":1,"y":{"z":[{"w":2}]}}`,
		"$states.input.o.y":                                      `{"z":[{"w":2}]}`,
		"$states.input.a":                                        `[1,2]`,
		"{'a': $states.result.n, 'b': 'c'}":                      `{"a":3,"b":"c"}`,
		"$merge([$states.input.o, {'x': 2, 'n': $v}, {'n': 1}])": `{"x":2,"y":{"z":[{"w":2}]},"n":1}`,
		"'a' & $states.input.t":                                  `"aé\""`,
		"$v * -2":                                                `-10`,
	} {
		e, err := jsonata.Compile(text, jsonata.AWS())
		if err != nil {
			t.Fatal(err)
		}
		short, _, whole := shortcutEnvs()
		if diff := cmp.Diff(want, answer(e, short)); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
		if *whole > 0 {
			t.Errorf("%s: took no shortcut", text)
		}
	}
}

// TestShortcutsAnswerTheSame evaluates random expressions of the kinds that have shortcuts
// with and without them.
func TestShortcutsAnswerTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	var expr func(depth int) string
	expr = func(depth int) string {
		if depth == 0 || r.IntN(4) == 0 {
			return pick("1", "-2.5", "1e308", "'x'", "'\\ud83d'", "true", "null", "$v", "$list", "$nobody", "$states.input."+pick("n", "f", "big", "long", "s", "t", "u", "e", "yes", "no",
				"nil", "a", "one", "none", "o", "exp", "o.x", "o.y", "o.y.z", "o.y.z.w", "one.x", "n.x", "nobody"), "$states.result.n", "$states.nobody.n", "$nobody.n", "$v.n")
		}
		a, b := expr(depth-1), expr(depth-1)
		switch r.IntN(8) {
		case 0:
			return fmt.Sprintf("%s ? %s : %s", a, b, expr(depth-1))
		case 1:
			return fmt.Sprintf("{'a': %s, %s: %s}", a, pick("'b'", "'a'", "'7'"), b)
		case 2:
			return fmt.Sprintf("$merge([%s, {'x': %s, 'k': %s}])", pick(a, "$states.input.o", "$states.input"), b, expr(depth-1))
		case 3:
			return fmt.Sprintf("$merge([$states.input.o, {%s: %s}, %s])", pick("'x'", "'y'", "'new'"), a, pick("{'y': 1}", b))
		default:
			return fmt.Sprintf("%s %s %s", a, pick("+", "-", "*", "/", "%", "<", "<=", ">", ">=", "=", "!=", "and", "or", "&", "in"), b)
		}
	}
	short, long, _ := shortcutEnvs()
	compiled := 0
	for range 20_000 {
		text := expr(3)
		e, err := jsonata.Compile(text, jsonata.AWS())
		if err != nil {
			continue
		}
		compiled++
		if diff := cmp.Diff(answer(e, long), answer(e, short)); diff != "" {
			t.Fatalf("%s: %s", text, diff)
		}
	}
	if compiled < 10_000 {
		t.Errorf("only %d expressions compile", compiled)
	}
}

// TestShortcutsKeepWhatHidesMerge holds that a variable hides the function.
func TestShortcutsKeepWhatHidesMerge(t *testing.T) {
	e, err := jsonata.Compile("$merge([$states.input, {'a': 1}])", jsonata.AWS())
	if err != nil {
		t.Fatal(err)
	}
	short, _, _ := shortcutEnvs()
	inner := short.Bindings
	short.Bindings = func(name string) (value.Value, bool) {
		if name == "merge" {
			return value.OfInt(1), true
		}
		return inner(name)
	}
	if _, err := e.Eval(value.Value{}, short); err == nil {
		t.Error("a number was called")
	}
}
