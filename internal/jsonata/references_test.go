package jsonata_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jsonata"
)

// The rule for bare names is that of AWS's validator: only the first step of a path counts.
func TestReferences(t *testing.T) {
	type refs struct {
		Variables, Fields, Calls []string
		Contexts, Inputs         int
		Volatile                 bool
	}
	for _, c := range []struct {
		expr string
		want refs
	}{
		{"phone", refs{Fields: []string{"phone@0"}}},
		{"$states.input.a.b[c = d].e", refs{Variables: []string{"states.input.a.b.e@0-26"}}},
		{"$states.`result`[0]", refs{Variables: []string{"states.result@0-19"}}},
		{"($states).result", refs{Variables: []string{"states@1-8"}}},
		{"$states['result']", refs{Variables: []string{"states@0-7"}}},
		{"a.b.c + d{e: f}^(g)", refs{Fields: []string{"a@0", "d@8"}}},
		{"$map($states.input.a, function($x){ b })", refs{
			Variables: []string{"map@0-4", "states.input.a@5-20"}, Fields: []string{"b@36"}, Calls: []string{"map/2@0"},
		}},
		{"$x.(y.z)", refs{Variables: []string{"x@0-2"}}},
		{"$ & $$ & $$.a & $y.$", refs{Variables: []string{"y@16-18"}, Contexts: 1, Inputs: 2}},
		{"($n := 1; $n + $m)", refs{Variables: []string{"n(bound)@10-12", "m@15-17"}}},
		{"$now() & $uuid()", refs{Variables: []string{"now@0-4", "uuid@9-14"}, Calls: []string{"now/0@0", "uuid/0@9"}, Volatile: true}},
		{"[1] ~> $map($string)", refs{Variables: []string{"map@7-11", "string@12-19"}, Calls: []string{"map/1@7", "string/-1@12"}}},
		{`"k".v & é.x`, refs{Fields: []string{"k@0", "é@8"}}},
		{"|a|{'b': c}|", refs{}},
		{"items@$i.{'a': $i}", refs{Variables: []string{"i(bound)@15-17"}, Fields: []string{"items@0"}}},
	} {
		t.Run(c.expr, func(t *testing.T) {
			e, err := jsonata.Compile(c.expr)
			if err != nil {
				t.Fatal(err)
			}
			r := e.References()
			got := refs{Contexts: len(r.Contexts), Inputs: len(r.Inputs), Volatile: r.Volatile}
			for _, v := range r.Variables {
				got.Variables = append(got.Variables, shownRef(v))
			}
			for _, f := range r.Fields {
				got.Fields = append(got.Fields, f.Name+"@"+itoa(f.Pos))
			}
			for _, f := range r.Calls {
				got.Calls = append(got.Calls, f.Name+"/"+itoa(f.Args)+"@"+itoa(f.Pos))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func shownRef(v jsonata.VariableRef) string {
	out := v.Name
	for _, p := range v.Path {
		out += "." + p
	}
	if v.Bound {
		out += "(bound)"
	}
	return out + "@" + itoa(v.Pos) + "-" + itoa(v.End)
}

// Errors of the parser carry the reference's text, which AWS's validator shows, and the
// byte where the token at fault begins.
func TestSyntaxErrors(t *testing.T) {
	for expr, want := range map[string]string{
		"$x := ":         "S0207: Unexpected end of expression @6",
		"1 +":            "S0207: Unexpected end of expression @3",
		"a[1,2)":         `S0202: Expected "]", got "," @3`,
		`{"a":}`:         `S0211: The symbol "}" cannot be used as a unary operator @5`,
		`"abc`:           "S0101: String literal must be terminated by a matching quote @0",
		"a ?? 1":         `S0211: The symbol "?" cannot be used as a unary operator @3`,
		"a ?: 1":         `S0211: The symbol ":" cannot be used as a unary operator @3`,
		"/a":             "S0302: No terminating / in regular expression @0",
		"é & /*":         "S0106: Comment has no closing tag @5",
		"(1":             `S0203: Expected ")" before end of expression @2`,
		"1 2":            "S0201: Syntax error: 2 @2",
		"a.1":            "S0213: The literal value 1 cannot be used as a step within a path expression @2",
		"a{b:c}{d:e}":    "S0210: Each step can only have one grouping expression @6",
		"%":              "S0217: The object representing the 'parent' cannot be derived from this expression @0",
		"x ~ y":          `S0204: Unknown operator: "~" @2`,
		"function(a){1}": "S0208: Parameter 1 of function definition must be a variable name (start with $) @9",
	} {
		_, err := jsonata.Compile(expr)
		e, ok := err.(*jsonata.Error)
		if !ok {
			t.Errorf("%s: no error", expr)
			continue
		}
		if diff := cmp.Diff(want, e.Error()+" @"+itoa(e.Position)); diff != "" {
			t.Errorf("%s: %s", expr, diff)
		}
	}
}
