package jackson_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jackson"
	"github.com/lockstep-go/lockstep/internal/value"
)

func TestFaults(t *testing.T) {
	const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
	for text, want := range map[string]string{
		`{"a" 1}`:     "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value\n at 1:6",
		`{a}`:         "Unexpected character ('a' (code 97)): was expecting double-quote to start field name\n at 1:2",
		`{"a": 1`:     "Unexpected end-of-input: expected close marker for Object (start marker at 1:1)\n at 1:8",
		`[1,`:         "Unexpected end-of-input within/between Array entries\n at 1:4",
		"[\n[1 2]]":   "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries\n at 2:4",
		`[1}`:         "Unexpected close marker '}': expected ']' (for Array starting at 1:1)\n at 1:3",
		`]`:           "Unexpected close marker ']': expected '}' (for root starting at nowhere)\n at 1:1",
		`tru`:         "Unrecognized token 'tru': was expecting " + values + "\n at 1:4",
		`NaN`:         "Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow\n at 1:4",
		`01`:          "Invalid numeric value: Leading zeroes not allowed\n at 1:2",
		`-a`:          "Unexpected character ('a' (code 97)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value\n at 1:2",
		`-/1`:         "Unexpected character ('/' (code 47)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value\n at 1:2",
		"\"\\\x1f\"":  "Unrecognized character escape (CTRL-CHAR, code 31)\n at 1:3",
		"t\x01rue":    "Unrecognized token 't\x01rue': was expecting " + values + "\n at 1:6",
		`12a`:         "Unexpected character ('a' (code 97)): Expected space separating root-level values\n at 1:3",
		"\"a\nb\"":    "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value\n at 1:3",
		"[\x01]":      "Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n, \\t) is allowed between tokens\n at 1:3",
		`"\q"`:        "Unrecognized character escape 'q' (code 113)\n at 1:3",
		`"\u00g0"`:    "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence\n at 1:6",
		`["😀", x]`:    "Unrecognized token 'x': was expecting " + values + "\n at 1:9", // two UTF-16 units
		`/* a */ 1`:   "Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)\n at 1:1",
		`'a'`:         "Unexpected character (''' (code 39)): expected a valid value " + values + "\n at 1:1",
		`{"a": 1, "b`: "Unexpected end-of-input in field name\n at 1:12",
		`"a`:          "Unexpected end-of-input: was expecting closing quote for a string value\n at 1:3",
	} {
		t.Run(text, func(t *testing.T) {
			_, _, fault := jackson.Scan(text)
			if fault == nil {
				t.Fatal("no fault")
			}
			got := fault.Text(func(at int) string {
				if at < 0 {
					return "nowhere"
				}
				line, column := jackson.Place(text, at)
				return fmt.Sprintf("%d:%d", line, column)
			})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestScanStopsBehindTheFirstValue(t *testing.T) {
	for text, want := range map[string]string{
		` {"a": [1, {}]} x`: `{"a": [1, {}]}`, "1 2": "1", "true": "true", " \n": "", `"a\"b"c`: `"a\"b"`,
	} {
		from, end, fault := jackson.Scan(text)
		if fault != nil || text[from:end] != want {
			t.Errorf("%q: %q, %+v", text, text[from:end], fault)
		}
	}
}

func TestTooDeep(t *testing.T) {
	_, _, fault := jackson.Scan(strings.Repeat("[", 1001) + strings.Repeat("]", 1001))
	if fault == nil || !fault.TooDeep {
		t.Errorf("%+v", fault)
	}
}

// Scan and the decoder must agree on what is JSON.
func FuzzScan(f *testing.F) {
	for _, text := range []string{`{"a": [1, -2.5e3, "x\u00e9", null, true]}`, `[1,]`, `{"a":}`, `"\ud800"`, `1.`, `]`, `+1`, `-Infinity`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		from, end, fault := jackson.Scan(text)
		_, err := value.DecodeString(text, value.WithDuplicates())
		switch {
		case fault != nil && err == nil:
			t.Errorf("%q is JSON, not %s", text, fault.Message)
		case fault == nil && end > from:
			if _, err := value.DecodeString(text[from:end], value.WithDuplicates()); err != nil {
				t.Errorf("%q is no JSON: %v", text[from:end], err)
			}
		}
	})
}
