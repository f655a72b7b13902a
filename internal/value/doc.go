// Package value holds immutable JSON values that share structure.
//
// A state machine hands one document from state to state and changes a small part of
// it each time. So a [Value] is never changed in place: setting a member copies the
// path to it and shares the rest, and a value may be read by any number of goroutines.
// Object members keep the order they were written in, and a number keeps the text it was
// decoded from until arithmetic needs it, because AWS passes both through.
//
//	v, err := value.Decode([]byte(`{"order":{"id":7,"total":12.50}}`))
//	if err != nil { ... }
//	total := v.Get("order").Get("total") // prints as 12.50
//	v = v.With("paid", value.True)       // the order is shared, not copied
//	os.Stdout.Write(v.AppendJSON(nil))
//
// A text too large to hold is read by a [Decoder], item by item.
//
// The zero Value is undefined: what a path or an expression answers that finds nothing.
// It is not JSON's null.
package value
