package intrinsic_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/value"
)

func decode(t testing.TB, text string) value.Value {
	t.Helper()
	v, err := value.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const input = `{"n":5,"s":"a,b;;c","t":"x={}","o":{"b":1,"a":[true,null,"q"]},"p":{"b":2,"c":3},"l":[1,2,3,4,5],
	"empty":[],"mixed":[1,1.0,"1",1,null,null,{"a":1,"b":2},{"b":2,"a":1},[],[]],"f":12.50,"big":12345678.9,"d-e":{"k":1},"nul":null}`

func environment(t testing.TB) *intrinsic.Env {
	return &intrinsic.Env{
		Input:   decode(t, input),
		Context: decode(t, `{"Execution":{"Name":"run"}}`),
		Variable: func(name string) (value.Value, bool) {
			return value.OfInt(40), name == "v"
		},
		UUID:   func() string { return "7c5e0d0c-0000-4000-8000-000000000000" },
		Random: func() float64 { return 0.999 },
	}
}

func TestEval(t *testing.T) {
	env := environment(t)
	for _, c := range []struct{ expr, want string }{
		{"States.Array()", `[]`},
		{"States.Array(1, 'two', null, true, $.o.b, States.Array($.n))", `[1,"two",null,true,1,[5]]`},
		{" States.Array( 1 ,2 ) ", `[1,2]`},
		{"States.ArrayPartition($.l, 2)", `[[1,2],[3,4],[5]]`},
		{"States.ArrayPartition($.l, 2.9)", `[[1,2],[3,4],[5]]`},
		{"States.ArrayPartition($.empty, 2)", `[]`},
		{"States.ArrayContains($.l, 5)", `true`},
		{"States.ArrayContains($.l, 5.0)", `false`},
		{"States.ArrayContains($.mixed, $.nul)", `true`},
		{"States.ArrayRange(1, 9, 2)", `[1,3,5,7,9]`},
		{"States.ArrayRange(3, 1, -1)", `[3,2,1]`},
		{"States.ArrayRange(3, 1, 1)", `[]`},
		{"States.ArrayLength(States.ArrayRange(1, 1000, 1))", `1000`},
		{"States.ArrayGetItem($.l, 4)", `5`},
		{"States.ArrayGetItem($.empty, -3)", `null`},
		{"States.ArrayLength($.l)", `5`},
		{"States.ArrayLength($.l[?(@ > 9)])", `0`},
		{"States.ArrayUnique($.mixed)", `[1,1.0,"1",null,{"a":1,"b":2},[]]`},
		{"States.Base64Encode('é')", `"w6k="`},
		{"States.Base64Decode('w6k=')", `"é"`},
		{"States.Base64Decode('w6k')", `"é"`},
		{"States.Base64Decode('/w==')", `"` + "\uFFFD" + `"`},
		{"States.Hash('a', 'MD5')", `"0cc175b9c0f1b6a831c399e269772661"`},
		{"States.Hash($.o, 'SHA-1')", `"e0c048f9dcee0301cc7ca5882359ad2336af88f2"`},
		{"States.JsonMerge($.o, $.p, false)", `{"b":2,"a":[true,null,"q"],"c":3}`},
		{"States.StringToJson('{\"a\": [1, 2.50]}')", `{"a":[1,2.50]}`},
		{"States.StringToJson('  ')", `null`},
		{"States.StringToJson('{\"a\":1,\"a\":2}')", `{"a":2}`},
		{"States.StringToJson('1 2')", `1`},
		{"States.JsonToString($.o)", `"{\"b\":1,\"a\":[true,null,\"q\"]}"`},
		{"States.MathAdd(1.6, 2.7)", `5`},
		{"States.MathAdd(-1.5, 0)", `-1`},
		{"States.MathAdd($v, 2)", `42`},
		{"States.MathAdd(2147483647, -1)", `2147483646`},
		{"States.MathRandom(1, 11)", `10`},
		{"States.MathRandom(1, 10, 42)", `9`}, // these are what java.util.Random draws
		{"States.MathRandom(0, 8, 7)", `5`},
		{"States.MathRandom(0, 1000000, -5)", `319411`},
		{"States.MathRandom(0, 2147483647, 42)", `1562431130`},
		{"States.MathAdd(0.49999999999999994, 0)", `0`},
		{"States.MathRandom(0, 1, 7)", `0`},
		{"States.StringSplit($.s, ',;')", `["a","b","c"]`},
		{"States.StringSplit('', ',')", `[]`},
		{"States.StringSplit('a b', '')", `["a b"]`},
		{"States.UUID()", `"7c5e0d0c-0000-4000-8000-000000000000"`},
		{"States.Format('{} of {}', $.n, $$.Execution.Name)", `"5 of run"`},
		{"States.Format($.t, 1)", `"x=1"`},
		{`States.Format('it\'s \{{}\} \\', 1.0)`, `"it's {1.0} \\"`},
		{"States.Format('{}|{}|{}|{}|{}', $.o, $.nul, true, $.f, $.big)", `"{b=1, a=[true, null, q]}|null|true|12.5|1.23456789E7"`},
		{"States.Format('{}', $.d-e.k)", `"1"`},
		{"States.Format('{}', $['d-e']['k'])", `"1"`},
		{"States.Format('')", `""`},
	} {
		t.Run(c.expr, func(t *testing.T) {
			e, err := intrinsic.Compile(c.expr)
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.Eval(env)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEvalFails(t *testing.T) {
	env := environment(t)
	const failed = "There was an error while evaluating the intrinsic function: "
	for _, c := range []struct{ expr, want string }{
		{"States.MathAdd('a', 1)", failed + "States.MathAdd('a', 1). Invalid arguments in States.MathAdd"},
		{"States.Array(States.MathAdd(1))", failed + "States.Array(States.MathAdd(1)). Invalid arguments in States.MathAdd"},
		{"States.MathAdd(-2147483648, -1)", failed + "States.MathAdd(-2147483648, -1). Invalid arguments in States.MathAdd"},
		{"States.MathAdd(2147483648, -1)", failed + "States.MathAdd(2147483648, -1). Invalid arguments in States.MathAdd"},
		{"States.ArrayPartition($.l, 0.9)", failed + "States.ArrayPartition($.l, 0.9). Invalid arguments in States.ArrayPartition"},
		{"States.ArrayGetItem($.l, -1)", failed + "States.ArrayGetItem($.l, -1). Invalid arguments in States.ArrayGetItem"},
		{"States.ArrayRange(0, -1000, -1)", failed + "States.ArrayRange(0, -1000, -1). Invalid arguments in States.ArrayRange"},
		{"States.ArrayLength($.o)", failed + "States.ArrayLength($.o). Invalid arguments in States.ArrayLength"},
		{"States.Hash('a', 'md5')", failed + "States.Hash('a', 'md5'). Invalid arguments in States.Hash"},
		{"States.Base64Decode('*')", failed + "States.Base64Decode('*'). Invalid arguments in States.Base64Decode"},
		{"States.JsonMerge($.o, $.p, true)", failed + "States.JsonMerge($.o, $.p, true). Invalid arguments in States.JsonMerge"},
		{"States.MathRandom(3, 3)", failed + "States.MathRandom(3, 3). Invalid arguments in States.MathRandom"},
		{"States.Format('{}')", failed + "States.Format('{}'). Invalid arguments in States.Format"},
		{"States.Format('', 1)", failed + "States.Format('', 1). Invalid arguments in States.Format"},
		{"States.Format('{')", failed + "States.Format('{'). Invalid template in States.Format: matching '}' not found for '{'."},
		{"States.Format('{0}', 1)", failed + "States.Format('{0}', 1). Invalid template in States.Format: matching '}' not found for '{'."},
		{"States.Array(States.UUID($.l[9]))", "The function 'States.Array(States.UUID($.l[9]))' had the following error: " +
			"The JsonPath argument for the field '$.l[9]' could not be found in the input '" + decode(t, input).String() + "'"},
		{"States.Format('{}', $$.Task.Token)", "The function 'States.Format('{}', $$.Task.Token)' had the following error: " +
			`The JsonPath argument for the field '$$.Task.Token' could not be found in the input '{"Execution":{"Name":"run"}}'`},
		{"States.Format('{}', $.n[0])", "The function 'States.Format('{}', $.n[0])' had the following error: " +
			"Filter: [0] can only be applied to arrays. Current context is: 5"},
	} {
		t.Run(c.expr, func(t *testing.T) {
			e, err := intrinsic.Compile(c.expr)
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.Eval(env)
			if _, ok := errors.AsType[*intrinsic.Error](err); !ok {
				t.Fatal(got, err)
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestErrorsPointAtTheCall(t *testing.T) {
	const text = "States.Array(1, States.MathAdd($.n))"
	e, err := intrinsic.Compile(text)
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.Eval(environment(t))
	got, ok := errors.AsType[*intrinsic.Error](err)
	if !ok || got.Function != "States.MathAdd" || text[got.Offset:got.End] != "States.MathAdd($.n)" {
		t.Errorf("%+v", got)
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct {
		expr   string
		offset int
		want   string
	}{
		{"", 0, "a call of an intrinsic function is expected, such as States.Format('{}', $.name)"},
		{"$.a", 0, "a call of an intrinsic function is expected, such as States.Format('{}', $.name)"},
		{"States.Formt('a')", 0, "there is no intrinsic function \"States.Formt\"; did you mean States.Format?"},
		{"States.format('a')", 0, "there is no intrinsic function \"States.format\"; did you mean States.Format?"},
		{"States.Nothing()", 0, "there is no intrinsic function \"States.Nothing\""},
		{"States.Format", 13, "'(' is expected after States.Format"},
		{"States.Format('a'", 17, "',' or ')' is expected in the arguments of States.Format"},
		{"States.Format('a' 'b')", 18, "',' or ')' is expected in the arguments of States.Format"},
		{"States.Format('a',)", 18, "an argument of States.Format is a path, a text in single quotes, a number, true, false, null or a call"},
		{"States.Format(\"a\")", 14, "an argument of States.Format is a path, a text in single quotes, a number, true, false, null or a call"},
		{"States.Format('a)", 14, "the text is not closed by '"},
		{`States.Format('a\"')`, 16, `a backslash stands before ' { } or \ only`},
		{`States.Format('a\')`, 14, "the text is not closed by '"},
		{"States.Format('a')x", 18, "unexpected text after the call"},
		{"States.Format($.a[)", 18, "a quoted name, an index, '*' or '?(…)' is expected after '['"},
		{"States.Format('{}', $.a b)", 23, "a name with blanks is written in brackets, such as ['a name']"},
		{"States.MathAdd(01, 2)", 15, "a number is expected"},
		{strings.Repeat("States.Array(", 10) + "1" + strings.Repeat(")", 10), -1, ""},
		{strings.Repeat("States.Array(", 11), 130, "calls nest deeper than 10 levels"},
	} {
		t.Run(fmt.Sprintf("%.40s", c.expr), func(t *testing.T) {
			_, err := intrinsic.Compile(c.expr)
			e, ok := errors.AsType[*intrinsic.SyntaxError](err)
			if !ok {
				if c.want != "" {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(fmt.Sprint(c.offset, " ", c.want), fmt.Sprint(e.Offset, " ", e.Message)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTree(t *testing.T) {
	const text = "States.Format('{}', States.MathAdd($.a[0], $v.x), $$.Execution.Id)"
	e, err := intrinsic.Compile(text)
	if err != nil {
		t.Fatal(err)
	}
	var calls, paths []string
	for _, c := range e.Functions() {
		calls = append(calls, c.Function.Name+" "+text[c.Offset:c.End])
	}
	for _, p := range e.Paths() {
		paths = append(paths, p.String())
	}
	if diff := cmp.Diff([]string{"States.Format " + text, "States.MathAdd States.MathAdd($.a[0], $v.x)"}, calls); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"$.a[0]", "$v.x", "$$.Execution.Id"}, paths); diff != "" {
		t.Error(diff)
	}
	if args := e.Call().Args; len(args) != 3 || args[1].Call == nil || text[args[2].Offset:args[2].End] != "$$.Execution.Id" {
		t.Errorf("%+v", args)
	}
	if e.String() != text {
		t.Error(e)
	}
}

func TestVolatile(t *testing.T) {
	for expr, want := range map[string]bool{
		"States.UUID()": true, "States.Array(States.UUID())": true, "States.MathRandom(1, 2)": true,
		"States.MathRandom(1, 2, 3)": false, "States.Array()": false,
	} {
		e, err := intrinsic.Compile(expr)
		if err != nil {
			t.Fatal(err)
		}
		if e.Volatile() != want {
			t.Error(expr)
		}
	}
}

// TestStringToJSONErrors has what Jackson 2.17.2 says of these texts; the first two sentences
// were also measured on AWS.
func TestStringToJSONErrors(t *testing.T) {
	const at = "\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: "
	const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
	e, err := intrinsic.Compile("States.StringToJson($.j)")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, want string }{
		{`{bad json}`, "Unexpected character ('b' (code 98)): was expecting double-quote to start field name" + at + "2]"},
		{`undefined`, "Unrecognized token 'undefined': was expecting " + values + at + "10]"},
		{`{"a":1,}`, "Unexpected character ('}' (code 125)): was expecting double-quote to start field name" + at + "8]"},
		{`[1,]`, "Unexpected character (']' (code 93)): expected a valid value " + values + at + "4]"},
		{`'a'`, "Unexpected character (''' (code 39)): expected a valid value " + values + at + "1]"},
		{`{"a" 1}`, "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value" + at + "6]"},
		{`{"a":1 "b":2}`, "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries" + at + "8]"},
		{`[1 2]`, "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries" + at + "4]"},
		{`[1}`, "Unexpected close marker '}': expected ']' (for Array starting at " + at[5:] + "1])" + at + "3]"},
		{`{"a":1`, "Unexpected end-of-input: expected close marker for Object (start marker at " + at[5:] + "1])" + at + "7]"},
		{`{"a":`, "Unexpected end-of-input within/between Object entries" + at + "6]"},
		{`"abc`, "Unexpected end-of-input: was expecting closing quote for a string value" + at + "5]"},
		{`NaN`, "Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow" + at + "4]"},
		{`01`, "Invalid numeric value: Leading zeroes not allowed" + at + "2]"},
		{`1x`, "Unexpected character ('x' (code 120)): Expected space separating root-level values" + at + "2]"},
		{`-x`, "Unexpected character ('x' (code 120)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value" + at + "2]"},
		{`"\q"`, "Unrecognized character escape 'q' (code 113)" + at + "3]"},
		{"\"\t\"", "Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in string value" + at + "2]"},
		{`"\u1`, "Unexpected end-of-input in character escape sequence" + at + "5]"},
		{`+1`, "Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus signs: enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow" + at + "2]"},
		{`[1..2]`, "Unexpected character ('.' (code 46)) in numeric value: Decimal point not followed by a digit" + at + "3]"},
		{`[12e,1]`, "Unexpected character (',' (code 44)) in numeric value: Exponent indicator not followed by a digit" + at + "4]"},
		{`}`, "Unexpected close marker '}': expected ']' (for root starting at " + at[5:len(at)-len(", column: ")] + "])" + at + "1]"},
		{`{]`, "Unexpected close marker ']': expected '}' (for Object starting at " + at[5:] + "1])" + at + "2]"},
		{`[//]`, "Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)" + at + "2]"},
	} {
		_, err := e.Eval(&intrinsic.Env{Input: value.ObjectOf(value.Member{Key: "j", Value: value.OfString(c.text)})})
		if err == nil {
			t.Errorf("%s was taken", c.text)
			continue
		}
		_, got, _ := strings.Cut(err.Error(), "caused by: ")
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.text, diff)
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, seed := range []string{
		"States.Format('{}\\'', $.a, States.MathAdd(1.5, $$.x))", "States.Array(", "States.StringToJson('{\"a\":[1}')",
		"States.ArrayRange(-1, 5, 2)", "States.JsonMerge($.o, $.p, false)", "States.MathRandom(1, 5, 3)", "States.StringSplit($.s, ',')",
	} {
		f.Add(seed)
	}
	env := environment(f)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := intrinsic.Compile(text)
		if err != nil {
			s, ok := errors.AsType[*intrinsic.SyntaxError](err)
			if !ok || s.Offset < 0 || s.Offset > len(text) {
				t.Fatalf("%#v", err)
			}
			return
		}
		v, err := e.Eval(env)
		if _, ok := errors.AsType[*intrinsic.Error](err); err != nil && !ok {
			t.Fatalf("%#v", err)
		}
		if err == nil && v.IsUndefined() {
			t.Fatal("no value and no error")
		}
	})
}

// FuzzStringToJSON compares what the function takes with what the decoder takes.
func FuzzStringToJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,"x\u00e9",null]}`, `[1,]`, `-`, `"a`, `tru`, `1e`, `{"a"}`, "\"\\u12\""} {
		f.Add(seed)
	}
	e, err := intrinsic.Compile("States.StringToJson($)")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		got, err := e.Eval(&intrinsic.Env{Input: value.OfString(text)})
		want, wrong := value.DecodeString(text, value.WithDuplicates())
		if wrong == nil && (err != nil || !value.Equal(got, want)) {
			t.Fatalf("%q: got %s, %v; want %s", text, got, err, want)
		}
	})
}

func BenchmarkEval(b *testing.B) {
	env := environment(b)
	for _, text := range []string{"States.MathAdd($.n, 1)", "States.Format('{} of {}', $.n, $.s)"} {
		e, err := intrinsic.Compile(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Eval(env); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestResultsOutliveTheNextEvaluation(t *testing.T) {
	env := &intrinsic.Env{Input: value.ObjectOf(value.Member{Key: "n", Value: value.OfInt(7)})}
	var texts []string
	var results []value.Value
	for _, text := range []string{
		"States.Array(States.Array(1, $.n), States.MathAdd(States.ArrayLength(States.Array(1, 2, 3)), $.n), States.Array())",
		"States.Array(4, 5, 6)",
		"States.Format('{} {}', States.ArrayGetItem(States.Array('a', 'b'), 1), $.nowhere)", // fails half-way
		"States.Array('x', States.Array('y'))",
	} {
		e, err := intrinsic.Compile(text)
		if err != nil {
			t.Fatal(err)
		}
		v, err := e.Eval(env)
		if err != nil {
			continue
		}
		results = append(results, v)
	}
	for _, v := range results {
		texts = append(texts, v.String())
	}
	want := []string{"[[1,7],10,[]]", "[4,5,6]", `["x",["y"]]`}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Error(diff)
	}
}
