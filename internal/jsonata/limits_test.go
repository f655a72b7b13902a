package jsonata_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

const (
	stackText  = "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive."
	memoryText = "Expression evaluation memory limit exceeded: Check for excessive memory usage"
	timeText   = "Expression evaluation timeout: Check for infinite loop"
)

// evalWith evaluates and answers the result's text, or the error's.
func evalWith(text string, env *jsonata.Env, opts ...jsonata.Option) string {
	e, err := jsonata.Compile(text, opts...)
	if err != nil {
		return err.Error()
	}
	v, err := e.Eval(value.Value{}, env)
	if err != nil {
		return err.Error()
	}
	return v.String()
}

// What AWS was measured to let pass, and what one more makes fail.
func TestWorkflowLimits(t *testing.T) {
	doubled := func(n int) string {
		return fmt.Sprintf(`($f := function($s, $n){$n = 0 ? $length($s) : $f($s & $s, $n - 1)}; $f("x", %d))`, n)
	}
	recursion := func(n int) string {
		return fmt.Sprintf("($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(%d))", n)
	}
	for _, c := range []struct{ name, expr, want string }{
		{"100 terms", strings.Repeat("1+", 99) + "1", "100"},
		{"101 terms", strings.Repeat("1+", 100) + "1", stackText},
		{"99 parentheses", strings.Repeat("(", 99) + "1" + strings.Repeat(")", 99), "1"},
		{"100 parentheses", strings.Repeat("(", 100) + "1" + strings.Repeat(")", 100), stackText},
		{"99 brackets", "$count(" + strings.Repeat("[", 98) + "1" + strings.Repeat("]", 98) + ")", "1"},
		{"100 brackets", strings.Repeat("[", 100) + "1" + strings.Repeat("]", 100), stackText},
		{"99 stages", "1" + strings.Repeat("~>$string", 99), `"1"`},
		{"100 stages", "1" + strings.Repeat("~>$string", 100), stackText},
		{"recursion 31", recursion(31), "31"},
		{"recursion 32", recursion(32), stackText},
		{"range", "[1..873782] ~> $count()", "873782"},
		{"range and one", "[1..873783] ~> $count()", memoryText},
		{"$range", "$count($range(1, 360145, 1))", "360145"},
		{"$range and one", "$count($range(1, 360146, 1))", memoryText},
		{"string doubled 22 times", doubled(22), "4194304"},
		{"string doubled 23 times", doubled(23), memoryText},
		{"no end", "($f := function(){$f()}; $f())", timeText},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, evalWith(c.expr, awsEnv(value.Value{}), jsonata.AWS())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Whatever an expression does, it ends.
func TestHostile(t *testing.T) {
	env := func() *jsonata.Env {
		return &jsonata.Env{Eval: true, Limits: jsonata.Limits{Time: 300 * time.Millisecond, Steps: 3_000_000, Allocated: 64 << 20}}
	}
	for _, c := range []struct{ name, expr, want string }{
		{"recursion", "($f := function($x){1 + $f($x)}; $f(1))", stackText},
		{"tail recursion", "($f := function($x){$f($x + 1)}; $f(1))", timeText},
		{"mutual recursion", "($f := function($x){$g($x)}; $g := function($x){$f($x)}; $f(1))", timeText},
		{"exploding regex", `$match($join($map([1..40], function(){"a"})) & "!", /^(a+)+$/)`, timeText},
		{"exploding replace", `$replace($join($map([1..60], function(){"ab"})), /(a|ab|b)*c/, "")`, timeText},
		{"huge range", "[1..10000001]", `D2014: The size of the sequence allocated by the range operator (..) must not exceed 1e6.  Attempted to allocate 10000001.`},
		{"nested loops", "$sum([1..3000].($sum([1..3000].($sum([1..3000])))))", memoryText},
		{"growing string", `($f := function($s){$f($s & $s)}; $f("abcdefgh"))`, memoryText},
		{"growing list", `($f := function($a){$f($append($a, $a))}; $f([1,2,3,4]))`, memoryText},
		{"copies of a string", `($s := $pad("x", 1000000); $map([1..1000], function($i){$s & $i}))`, memoryText},
		{"padding", `$pad("x", 1e15)`, "Invalid array length"},
		{"eval in eval", `($f := function(){$eval("$f()")}; $f())`, stackText},
		{"many matches", `$count($map([1..2000], function($i){$match($pad("a", 2000, "a"), /a/)}))`, memoryText},
		{"cartesian", "$count([1..2000]@$a.([1..2000]@$b.{'a': $a, 'b': $b}))", memoryText},
		{"shared result", `$reduce([1..60], function($a){{"x": $a, "y": $a}}, 1) ~> $lookup("x")`, "D3050: The second argument of reduce function must be a function with at least two arguments"},
		{"shared objects", `$reduce([1..60], function($a, $i){{"x": $a, "y": $a}}, 1)`, memoryText},
		{"text of shared", `$string($reduce([1..60], function($a, $i){{"x": $a, "y": $a}}, 1))`, memoryText},
		{"shared compared", `($f := function(){$reduce([1..60], function($a, $i){{"x": $a, "y": $a}}, 1)}; $f() = $f())`, timeText},
		{"truth of shared", `$boolean($reduce([1..60], function($a, $i){[[$a], [$a]]}, false))`, timeText},
		{"shared in an error", `$sum($reduce([1..60], function($a, $i){{"x": $a, "y": $a}}, 1))`, `T0412: Argument 1 of function "sum" must be an array of "numbers"`},
		{"shared as number", `$number($spread($reduce([1..60], function($a, $i){{"x": $a, "y": $a}}, 1)))`, "T0410: Argument 1 of function \"number\" does not match function signature"},
		{"clone of shared", `$clone($reduce([1..60], function($a, $i){{"x": $a, "y": $a}}, 1))`, memoryText},
		{"transform of shared", `$reduce([1..60], function($a, $i){{"x": $a, "y": $a}}, 1) ~> |**|{"z": 1}|`, memoryText},
		{"descendants of shared", `$count($reduce([1..60], function($a, $i){{"x": $a, "y": $a}}, 1).**)`, timeText},
		{"sort", "[1..100000]^($sum([1..100000]))", memoryText},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			got := evalWith(c.expr, env())
			if d := time.Since(start); d > 20*time.Second {
				t.Errorf("took %v", d)
			}
			if got != c.want && got != timeText {
				t.Errorf("got %.300s\nwant %s", got, c.want)
			}
		})
	}
}

// A text that nests deep is refused, not walked into.
func TestDeepText(t *testing.T) {
	for name, text := range map[string]string{
		"parentheses": strings.Repeat("(", 200_000),
		"brackets":    strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000),
		"terms":       strings.Repeat("1+", 200_000) + "1",
		"steps":       "a" + strings.Repeat(".a", 200_000),
		"predicates":  "a" + strings.Repeat("[a", 100_000) + strings.Repeat("]", 100_000),
		"lambdas":     strings.Repeat("function(){", 100_000) + "1" + strings.Repeat("}", 100_000),
		"minus":       strings.Repeat("-", 200_000) + "1",
		"conditions":  strings.Repeat("a?", 100_000) + "1",
		"regex":       "/" + strings.Repeat("(", 50_000) + strings.Repeat(")", 50_000) + "/",
		"signature":   "function($x)<" + strings.Repeat("a<", 50_000) + strings.Repeat(">", 50_000) + ">{1}",
	} {
		t.Run(name, func(t *testing.T) {
			if e, err := jsonata.Compile(text); err == nil {
				e.Eval(value.Value{}, nil)
			}
		})
	}
}

// What one evaluation notes on arrays is gone when another reads its result.
func TestResultsAreUnmarked(t *testing.T) {
	input, err := value.DecodeString(`{"a":[{"b":1},{"b":1}],"c":{"d":2}}`)
	if err != nil {
		t.Fatal(err)
	}
	first, err := jsonata.Compile(`{"seq": a.b, "keep": c.d[], "cons": a.[b, b], "in": [{"x": a.b}]}`)
	if err != nil {
		t.Fatal(err)
	}
	made, err := first.Eval(input, nil)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := value.DecodeString(made.String())
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"$distinct(seq)", "keep", "keep.$", "cons.$", "$append(keep, [])", "in.x", "$distinct(in.x)", "cons[0]", "seq[0]"} {
		e, err := jsonata.Compile(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Eval(made, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, err := e.Eval(decoded, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Errorf("%s: %s, and %s from text", text, got, want)
		}
	}
}

// TestPause lets hours pass while an evaluation runs, which it is not to answer for.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, err := jsonata.Compile(`(
			$a := $match("ab", /(a+)+b/).groups;
			$count([1..100000][$ > 50000]) & $pause & $match("ab", /(a+)+b/).match & $sum($map([1..20000], function($i) { $i % 2 })) & $a
		)`)
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Eval(value.NullValue, &jsonata.Env{
			Limits: jsonata.WorkflowLimits,
			Bindings: func(name string) (value.Value, bool) {
				time.Sleep(time.Hour)
				return value.OfString("-"), name == "pause"
			},
		})
		if err != nil || got.Str() != `50000-ab10000["a"]` {
			t.Errorf("got %s, %v", got, err)
		}
	})
}

// TestExplodingPatterns end by their steps alone: in a bubble no time passes.
func TestExplodingPatterns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, text := range []string{
			`$match($, /(a+)+$/)`, `$replace($, /(a|a)*b/, "")`, `$contains($, /(?:a*)*b/)`, `$split($, /(a|aa)+$/)`,
		} {
			e, err := jsonata.Compile(text)
			if err != nil {
				t.Fatal(err)
			}
			_, err = e.Eval(value.OfString(strings.Repeat("a", 60)+"!"), nil)
			if err == nil || !strings.Contains(err.Error(), "timeout") {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}

func TestConcurrentUse(t *testing.T) {
	e, err := jsonata.Compile(`$map(items, function($i){ $replace($i, /(\w)x/, "$1-") & $string($sum([1..5])) })`)
	if err != nil {
		t.Fatal(err)
	}
	input, err := value.DecodeString(`{"items":["ax","bx","cx"]}`)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				v, err := e.Eval(input, nil)
				if err != nil || v.String() != `["a-15","b-15","c-15"]` {
					t.Errorf("got %s, %v", v, err)
					return
				}
			}
		})
	}
	group.Wait()
}
