package jsonata_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// TestIndexesFirst: JavaScript orders keys that look like indexes, AWS was not seen to.
func TestIndexesFirst(t *testing.T) {
	tests := []struct{ expr, want, aws string }{
		{`{"b":1,"10":2,"2":3}`, `{"2":3,"10":2,"b":1}`, `{"b":1,"10":2,"2":3}`},
		{`$merge([{"x":1},{"7":2}])`, `{"7":2,"x":1}`, `{"x":1,"7":2}`},
		{`$keys($merge([{"x":1},{"7":2}]))`, `["7","x"]`, `["x","7"]`},
		{`{"4294967295":1,"4294967294":2,"01":3,"0":4,"-1":5}`, `{"0":4,"4294967294":2,"4294967295":1,"01":3,"-1":5}`, `{"4294967295":1,"4294967294":2,"01":3,"0":4,"-1":5}`},
		{`{"a":{"z":1}} ~> |a|{"5":true}|`, `{"a":{"5":true,"z":1}}`, `{"a":{"z":1,"5":true}}`},
		{`["b","9"]{$:1}`, `{"9":1,"b":1}`, `{"b":1,"9":1}`},
	}
	for _, tt := range tests {
		for want, opts := range map[string][]jsonata.Option{tt.want: nil, tt.aws: {jsonata.AWS()}} {
			e, err := jsonata.Compile(tt.expr, opts...)
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.Eval(value.NullValue, nil)
			if err != nil || got.String() != want {
				t.Errorf("%s: got %s, %v, want %s", tt.expr, got, err, want)
			}
		}
	}
}

func TestJavaScript(t *testing.T) {
	in, err := value.DecodeString(`{"b":[9007199254740993,1],"2":{"x":1,"0":1e400},"1":0}`)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"1":0,"2":{"0":null,"x":1},"b":[9007199254740992,1]}`
	got := jsonata.JavaScript(in)
	if got.String() != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if !value.Same(got, jsonata.JavaScript(got)) {
		t.Error("what is JavaScript's already was copied")
	}
}

// TestFunctionsAsResults are what JSON.stringify makes of the reference's functions, and on
// AWS no result.
func TestFunctionsAsResults(t *testing.T) {
	const shown = `{"_jsonata_function":true,"signature":{"definition":"<s-:s>"}}`
	tests := []struct{ expr, want string }{
		{`$uppercase`, shown},
		{`{"f":$uppercase,"g":1}`, `{"f":` + shown + `,"g":1}`},
		{`{"a":1,"r":/x/,"b":2,"s":/y/}`, `{"a":1,"b":2}`},
		{`[1,/x/]`, `[1,null]`},
		{`|$|{"q":1}|`, `{"_jsonata_function":true,"signature":{"definition":"<(oa):o>"}}`},
		{`function(){1}`, ""},
		{`$substring(?,1)`, ""},
	}
	for _, tt := range tests {
		for _, aws := range []bool{false, true} {
			var opts []jsonata.Option
			want := tt.want
			if aws {
				opts, want = []jsonata.Option{jsonata.AWS()}, ""
			}
			e, err := jsonata.Compile(tt.expr, opts...)
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.Eval(value.NullValue, nil)
			if want == "" {
				if !jsonata.IsUnsupported(err) {
					t.Errorf("%s: got %s, %v", tt.expr, got, err)
				}
				continue
			}
			if diff := cmp.Diff(want, got.String()); diff != "" || err != nil {
				t.Errorf("%s: %v\n%s", tt.expr, err, diff)
			}
		}
	}
}
