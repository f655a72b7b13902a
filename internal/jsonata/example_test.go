package jsonata_test

import (
	"fmt"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

func Example() {
	expr, err := jsonata.Compile(`{"total": $sum($states.input.items.price)}`, jsonata.AWS())
	if err != nil {
		fmt.Println(err)
		return
	}
	input, _ := value.DecodeString(`{"input":{"items":[{"price":10},{"price":2.5}]}}`)
	total, err := expr.Eval(value.Value{}, &jsonata.Env{
		Bindings: func(name string) (value.Value, bool) { return input, name == "states" },
		Limits:   jsonata.WorkflowLimits,
	})
	fmt.Println(total, err)
	// Output: {"total":12.5} <nil>
}

func ExampleExpr_References() {
	expr, _ := jsonata.Compile("$states.input.id & phone", jsonata.AWS())
	refs := expr.References()
	fmt.Println(refs.Variables[0].Name, refs.Variables[0].Path)
	fmt.Println(refs.Fields[0].Name, "at byte", refs.Fields[0].Pos)
	// Output:
	// states [input id]
	// phone at byte 19
}

func ExampleRewrite() {
	ast, _ := jsonata.Parse("$x * 2")
	fmt.Println(jsonata.Rewrite(ast, func(n jsonata.Node) jsonata.Node {
		if v, ok := n.(*jsonata.Variable); ok && v.Value == "x" {
			sum, _ := jsonata.Parse("$a + 1")
			return sum
		}
		return n
	}))
	// Output: ($a + 1) * 2
}
