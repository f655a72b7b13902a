package jsonpath_test

import (
	"fmt"

	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

func Example() {
	document, err := value.DecodeString(`{"book":[{"title":"Sayings","price":8.95},{"title":"Sword","price":12.99}]}`)
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := jsonpath.Compile("$.book[?(@.price < 10)].title")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Get(document))

	missing, err := jsonpath.Compile("$.book[0].isbn")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = missing.Get(document)
	fmt.Println(err)
	// Output:
	// ["Sayings"] <nil>
	// No results for path: $['book'][0]['isbn']
}

func ExampleReference_Set() {
	r, err := jsonpath.ParseReference("$.order.receipt")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Set(value.ObjectOf(), value.OfInt(7)))
	// Output:
	// {"order":{"receipt":7}} <nil>
}
