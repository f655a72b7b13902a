package jsonata_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// TestFoundByComparison holds what the comparison with npm's package has found once. The
// answers are npm's.
func TestFoundByComparison(t *testing.T) {
	env := &jsonata.Env{Now: func() time.Time { return time.UnixMilli(1510067557121) }} // in the afternoon
	tests := []struct{ expr, want string }{
		// A group separator further left than the number is long counts from its end.
		{`$formatNumber(100, "(#,##,##0.000,0);0. y")`, `"(1,00.00,,,00)"`},
		{`$formatNumber(-1, "x #,##,##0.00%")`, `"-x 1,00.,00%"`},
		// A regular expression makes a text of nothing.
		{`(missing ~> /de/).start`, `2`},
		{`(null ~> /l+/).match`, `"ll"`},
		// Whether it is afternoon now does not change hours that are given.
		{`$toMillis("11", "[h]")`, `1510052400000`},
		{`$toMillis("11 pm", "[h] [P]")`, `1510095600000`},
		// The first hundred years are counted as those from 1900 on.
		{`$fromMillis(-62135596800000, "[d0001]", "-0800")`, `"0365"`},
		// More digits are optional than the year is wide.
		{`$toMillis("01T70", "[M#1,2]T[Y#,##1,2-2]")`, `undefined`},
		// Words are looked for in the reference's order, and a T may be taken for the literal.
		{`$toMillis("one thousand, nine hundred and seventyTAM[I", "[Yw]T[PN][[[dI]")`, `-1988150400000`},
		// A partly applied function checks its arguments no more.
		{`$merge(?)([{"a":1}, [1]])`, `{"a":1}`},
		// Half of a pair inside an object is an escape.
		{`"" & $match("é😀x", /é+?\S/, 1)`, `"{\"match\":\"é\\ud83d\",\"index\":0,\"groups\":[]}"`},
	}
	for _, tt := range tests {
		e, err := jsonata.Compile(tt.expr)
		if err != nil {
			t.Errorf("%s: %v", tt.expr, err)
			continue
		}
		got, err := e.Eval(value.ObjectOf(), env)
		if diff := cmp.Diff(tt.want, got.String()); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", tt.expr, err, diff)
		}
	}
}
