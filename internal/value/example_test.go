package value_test

import (
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

func Example() {
	v, err := value.Decode([]byte(`{"order":{"id":7,"total":12.50}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	paid := v.With("paid", value.True)
	fmt.Println(v.Get("order").Get("total"))
	fmt.Println(paid)
	fmt.Println(v, v.EncodedLen())
	// Output:
	// 12.50
	// {"order":{"id":7,"total":12.50},"paid":true}
	// {"order":{"id":7,"total":12.50}} 32
}

func ExampleDecode_error() {
	_, err := value.DecodeString("{\n  \"a\": 1,\n  \"a\": 2\n}")
	fmt.Println(err)
	// Output:
	// line 3, column 3: the key "a" is repeated
}

func ExampleDecoder_Elements() {
	d := value.NewDecoder(strings.NewReader(`[{"id":1},{"id":2}]`))
	for v, err := range d.Elements() {
		fmt.Println(v.Get("id"), err)
	}
	// Output:
	// 1 <nil>
	// 2 <nil>
}
