package jsonata_test

import (
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

var fuzzSeeds = []string{
	`$sum(items[price > 1].(price * quantity)) & ""`,
	`items^(>id, price)[0].{"a": $.id, "b": %.s}`,
	`a.b@$x#$i[$i > 0].{"c": $x.c, "i": $i}`,
	`($f := function($x)<n-:n>{$x <= 1 ? 1 : $x * $f($x - 1)}; [1..5] ~> $map($f))`,
	`$ ~> |items|{"p": 1}, ["id"]|`,
	`$replace(s, /(\w)(o)?/i, "$2$1$$") ~> $uppercase ~> $length`,
	`$formatNumber(-1234.5, "#,##0.00;(0.0)", {"decimal-separator": ","})`,
	`$fromMillis(0, "[FNn,3-3] [D1o] [MNn] [Y0001] [H]:[m]:[s].[f001][Z01:01t]", "+0130")`,
	`$toMillis("3rd March 2020", "[D1o] [MNn] [Y]")`,
	`$reduce([1..9], function($a, $b){$a + $b}) > 3 and $not(false) or x in ["a"]`,
	`{"a": **, "b": *.c[], "c": $partition([1,2,3], 2)}`,
	"`x y`.\"z\"[-1][]{k: $sum(v)}",
	`$eval("$x := 1; \"\\u00e9\"")`,
	`$match("é😀", /./).index`,
	`$substring(?, 1)("abc") ~> $split("") ~> $join("-") /* c */`,
}

// FuzzParse holds that any text is read or refused, and that what was read prints as a
// text that reads the same.
func FuzzParse(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ast, err := jsonata.Parse(text)
		if err != nil {
			if e := err.(*jsonata.Error); e.Position < 0 || e.Position > len(text) {
				t.Fatalf("%q: position %d of %d", text, e.Position, len(text))
			}
			return
		}
		jsonata.ReferencesOf(ast)
		printed := ast.String()
		again, err := jsonata.Parse(printed)
		if err != nil {
			t.Fatalf("%q prints as %q: %v", text, printed, err)
		}
		if again.String() != printed {
			t.Fatalf("%q prints as %q, then as %q", text, printed, again.String())
		}
	})
}

// FuzzEval holds that any expression ends, with a value or an error, in both dialects.
func FuzzEval(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add(s)
	}
	input, err := value.DecodeString(generatorDocuments[0])
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, opts := range [][]jsonata.Option{nil, {jsonata.AWS()}} {
			e, err := jsonata.Compile(text, opts...)
			if err != nil {
				continue
			}
			v, err := e.Eval(input, &jsonata.Env{Eval: true, Limits: jsonata.Limits{
				Depth: 200, Steps: 300_000, Time: time.Second, Memory: 8 << 20, Allocated: 32 << 20,
			}})
			if err == nil && !v.IsUndefined() {
				if _, err := value.Decode(v.AppendJSON(nil), value.WithMaxDepth(5000), value.WithDuplicates()); err != nil {
					t.Fatalf("%q gives %s: %v", text, v, err)
				}
			}
		}
	})
}
