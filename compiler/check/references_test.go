package check_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/check"
)

func TestVariableReferences(t *testing.T) {
	for _, test := range []struct {
		name, definition string
		want             map[string][]string
	}{
		{"none", `{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"x.$":"$.y"},"End":true}}}`, nil},
		{"paths", `{"StartAt":"A","States":{"A":{"Type":"Pass","InputPath":"$b","Parameters":{"p.$":"$a.x","q":"$c"},"OutputPath":"$a[0]","End":true}}}`,
			map[string][]string{"A": {"a", "b"}}},
		{"calls", `{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"s.$":"States.MathAdd($y, States.MathAdd($x, $.n))"},"End":true}}}`,
			map[string][]string{"A": {"x", "y"}}},
		{"nested states", `{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$list","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Wait","SecondsPath":"$n","End":true}}},"End":true}}}`,
			map[string][]string{"M": {"list"}, "P": {"n"}}},
		{"catcher", `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Catch":[{"ErrorEquals":["States.ALL"],"Assign":{"e.$":"$v"},"Next":"S"}],"Next":"S"},"S":{"Type":"Succeed"}}}`,
			map[string][]string{"T": {"v"}}},
		{"JSONata", `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"x":1,"y":2,"own":3},"Next":"B"},
			"B":{"Type":"Pass","Output":{"a":"{% $x + $sum($states.input.n) + $map([1], function($i) { $i + $y })[0] %}","b":"{% ($own := 1; $own) %}","c":"$x"},"End":true}}}`,
			map[string][]string{"B": {"x", "y"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, list := asl.DecodeJSON("", []byte(test.definition))
			if m == nil {
				t.Fatal(list)
			}
			if diff := cmp.Diff(test.want, check.VariableReferences(m)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
