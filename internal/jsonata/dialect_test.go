package jsonata_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Where the dialect of AWS and the reference part. An answer that is the same in both is
// left out of reference.
func TestDialect(t *testing.T) {
	input, err := value.DecodeString(`{"s":"\u00a0a\u3000","big":12345678901234567890123456,"long":9007199254740993,"keep":1.50}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ expr, aws, reference string }{
		{`$string(0.6666666666666666)`, `"0.666666666666666"`, `"0.666666666666667"`},
		{`$string(-0.6666666666666666)`, `"-0.666666666666667"`, `"-0.666666666666667"`},
		{`$string(1234567890123456.7)`, `"1.23456789012345e+15"`, `"1234567890123460"`},
		{`0.1 + 0.2 & ""`, `"0.3"`, ""},
		{`$string(123456789012345678)`, `"123456789012345680"`, `"123456789012346000"`},
		{`$string(0.7)`, `"0.7"`, ""},
		{`$string(-0.99999999999999999)`, `"-1"`, ""},
		{`$string(1.5e-7)`, `"1.5e-7"`, ""},
		{`$replace("aaaa", "a", "b", 2.5)`, `"bbaa"`, `"bbba"`},
		{`$replace("aaaa", /a/, "b", 2.5)`, `"bbaa"`, `"bbba"`},
		{`$pad("x", 3.5)`, `"x  "`, "Invalid array length"},
		{`$base64encode("é")`, `"w6k="`, `"6Q=="`},
		{`$base64decode("w6k")`, `"é"`, `"Ã©"`},
		{`$base64decode("!!!")`, "Illegal base64 text", `""`},
		{`$decodeUrlComponent("a+b%20%E6")`, "\"a b \uFFFD\"", `D3140: Malformed URL passed to $decodeUrlComponent(): "a+b%20%E6"`},
		{`$contains($states.input.s, /\s/)`, `false`, `true`},
		{`$states.input.big`, `1.2345678901234568E25`, `12345678901234567890123456`},
		{`$states.input.long + 0`, `9007199254740992`, ""},
		{`$states.input.keep`, `1.50`, ""},
		{`12345678.5`, `1.23456785E7`, `12345678.5`},
		{`[1/0, -1/0, 0/0]`, `["Infinity","-Infinity","NaN"]`, ""},
		{`$floor(1/0)`, `"Infinity"`, ""},
		{`1/0 > 5`, `true`, ""},
		{`(1/0) + 1`, `D1001: Number out of range: null`, ""},
		{`$partition([1..5], 2)`, `[[1,2],[3,4],[5]]`, "T1006: Attempted to invoke a non-function"},
		{`$partition([])`, `[[]]`, "T1006: Attempted to invoke a non-function"},
		{`$range(5, 1, -2)`, `[5,3,1]`, "T1006: Attempted to invoke a non-function"},
		{`$range(-1.7, 2, 1)`, `[-1,0,1,2]`, "T1006: Attempted to invoke a non-function"},
		{`$hash("a", "MD5")`, `"0cc175b9c0f1b6a831c399e269772661"`, "T1006: Attempted to invoke a non-function"},
		{`$hash("a", "sha1")`, `D3137: Unsupported hash algorithm: sha1`, "T1006: Attempted to invoke a non-function"},
		{`$random(42)`, `0.7275636800328681`, `T0410: Argument 1 of function "random" does not match function signature`},
		{`$uuid()`, `"the-uuid"`, "T1006: Attempted to invoke a non-function"},
		{`$parse("{'a': \"it's\", 'b': '\"'}")`, `{"a":"it's","b":"\""}`, "T1006: Attempted to invoke a non-function"},
		{`$parse('{"a":1,"a":2}')`, `D3137: Invalid JSON`, "T1006: Attempted to invoke a non-function"},
		{`$parse("1e400")`, `D3137: Invalid JSON`, "T1006: Attempted to invoke a non-function"},
		{`$parse(null)`, `T0410: Argument 1 of function "parse" does not match function signature`, "T1006: Attempted to invoke a non-function"},
		{`$eval("1")`, `T1006: Attempted to invoke a non-function`, ""},
		{`$millis()`, `1600000000000`, ""},
		{`function($x){$x}`, "the expression returned a function", ""},
		{`{"a": [$sum]}`, "the expression returned a function", `{"a":[{"_jsonata_function":true,"signature":{"definition":"<a<n>:n>"}}]}`},
	} {
		env := awsEnv(input)
		env.Now = func() time.Time { return time.UnixMilli(1_600_000_000_000) }
		env.UUID = func() string { return "the-uuid" }
		if c.reference == "" {
			c.reference = c.aws
		}
		if diff := cmp.Diff(c.aws, evalWith(c.expr, env, jsonata.AWS())); diff != "" {
			t.Errorf("AWS: %s\n%s", c.expr, diff)
		}
		if diff := cmp.Diff(c.reference, evalWith(c.expr, env)); diff != "" {
			t.Errorf("reference: %s\n%s", c.expr, diff)
		}
	}
}

// A variable hides the built-in function of its name, as was measured on AWS.
func TestVariableHidesFunction(t *testing.T) {
	env := &jsonata.Env{Bindings: func(name string) (value.Value, bool) { return value.OfInt(1), name == "count" }}
	if diff := cmp.Diff("T1006: Attempted to invoke a non-function", evalWith("$count([1,2])", env, jsonata.AWS())); diff != "" {
		t.Error(diff)
	}
}

// The clock is read once, so two uses agree.
func TestClockIsReadOnce(t *testing.T) {
	n := 0
	env := &jsonata.Env{Now: func() time.Time { n++; return time.Unix(int64(n), 0) }}
	if diff := cmp.Diff("true", evalWith("$millis() = $toMillis($now())", env)); diff != "" {
		t.Error(diff)
	}
	if n != 1 {
		t.Errorf("the clock was read %d times", n)
	}
}
