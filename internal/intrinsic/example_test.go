package intrinsic_test

import (
	"fmt"

	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/value"
)

func Example() {
	input, err := value.DecodeString(`{"name":"Ada","n":1.6}`)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, text := range []string{
		"States.Format('Hello {}', $.name)",
		"States.MathAdd($.n, 2.7)",
		"States.ArrayGetItem(States.Array(1), 3)",
		"States.Fromat('')",
	} {
		e, err := intrinsic.Compile(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		v, err := e.Eval(&intrinsic.Env{Input: input})
		fmt.Println(v, err)
	}
	// Output:
	// "Hello Ada" <nil>
	// 5 <nil>
	// undefined There was an error while evaluating the intrinsic function: States.ArrayGetItem(States.Array(1), 3). Invalid arguments in States.ArrayGetItem
	// there is no intrinsic function "States.Fromat"; did you mean States.Format? at offset 0 of States.Fromat('')
}
