package intrinsic

import (
	"github.com/lockstep-go/lockstep/internal/value"
)

// jsonMerge is shallow: the second object's members win. The service refuses a deep merge.
func jsonMerge(args []value.Value) (value.Value, bool) {
	if args[0].Kind() != value.Object || args[1].Kind() != value.Object ||
		args[2].Kind() != value.Bool || args[2].Bool() {
		return value.Value{}, false
	}
	b := value.NewBuilder(args[0].Len() + args[1].Len())
	for _, m := range args[0].Members() {
		b.Set(m.Key, m.Value)
	}
	for _, m := range args[1].Members() {
		b.Set(m.Key, m.Value)
	}
	return b.Value(), true
}

func jsonToString(args []value.Value) (value.Value, bool) {
	return value.OfString(args[0].String()), true
}

// stringToJSON answers null for a blank text, and words its errors as Jackson does.
func stringToJSON(_ *evaluation, c *Call, args []value.Value) (value.Value, string) {
	if !isText(args[0]) {
		return value.Value{}, invalidArguments(c.Function.Name)
	}
	text := args[0].Str()
	sc := scanner{s: text}
	if sc.root() {
		if sc.blank {
			return value.NullValue, ""
		}
		v, err := value.DecodeString(text[sc.from:sc.i], value.WithDuplicates())
		if err == nil {
			return v, ""
		}
		sc.message = err.Error()
	}
	return value.Value{}, "Cannot convert String to Json in " + c.Function.Name + ", caused by: " + sc.message
}
