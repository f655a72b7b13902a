package intrinsic

import (
	"fmt"

	"github.com/lockstep-go/lockstep/internal/jackson"
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
func stringToJSON(_ *Env, c *Call, args []value.Value) (value.Value, string) {
	if !isText(args[0]) {
		return value.Value{}, invalidArguments(c.Function.Name)
	}
	text := args[0].Str()
	from, end, fault := jackson.Scan(text)
	var problem string
	switch {
	case fault != nil:
		problem = fault.Text(func(at int) string { return redacted(text, at) })
	case from == end:
		return value.NullValue, ""
	default:
		v, err := value.DecodeString(text[from:end], value.WithDuplicates())
		if err == nil {
			return v, ""
		}
		problem = err.Error()
	}
	return value.Value{}, "Cannot convert String to Json in " + c.Function.Name + ", caused by: " + problem
}

// redacted is a place in the words of a Jackson that doesn't show the text.
func redacted(text string, at int) string {
	const source = "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: "
	if at < 0 {
		return source + "1]"
	}
	line, column := jackson.Place(text, at)
	return fmt.Sprintf("%s%d, column: %d]", source, line, column)
}
