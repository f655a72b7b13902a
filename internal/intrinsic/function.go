package intrinsic

import (
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// Function is one intrinsic function.
type Function struct {
	Name             string     // with its prefix, "States.Format"
	MinArgs, MaxArgs int        // MaxArgs is -1 if there is no bound
	Result           value.Kind // what it answers; Undefined if that depends on the arguments

	// apply answers a value, or what the sentence about the failure ends with. The arguments
	// are the caller's.
	apply func(env *Env, c *Call, args []value.Value) (value.Value, string)
}

// All are the intrinsic functions, sorted by name (Amazon States Language, "Appendix B").
func All() []*Function { return functions }

// Lookup is the function of that name, nil if there is none.
func Lookup(name string) *Function {
	i, ok := slices.BinarySearchFunc(functions, name, func(f *Function, name string) int {
		return strings.Compare(f.Name, name)
	})
	if !ok {
		return nil
	}
	return functions[i]
}

// Volatile reports whether calls of f with n arguments may answer differently each time.
func (f *Function) volatile(n int) bool {
	return f.Name == "States.UUID" || f.Name == "States.MathRandom" && n < 3
}

func invalidArguments(name string) string { return "Invalid arguments in " + name }

// pure makes an apply of a function that fails in one way only.
func pure(f func(args []value.Value) (value.Value, bool)) func(*Env, *Call, []value.Value) (value.Value, string) {
	return func(_ *Env, c *Call, args []value.Value) (value.Value, string) {
		v, ok := f(args)
		if !ok {
			return value.Value{}, invalidArguments(c.Function.Name)
		}
		return v, ""
	}
}

var functions = []*Function{
	{"States.Array", 0, -1, value.Array, pure(array)},
	{"States.ArrayContains", 2, 2, value.Bool, pure(arrayContains)},
	{"States.ArrayGetItem", 2, 2, value.Undefined, pure(arrayGetItem)},
	{"States.ArrayLength", 1, 1, value.Number, pure(arrayLength)},
	{"States.ArrayPartition", 2, 2, value.Array, pure(arrayPartition)},
	{"States.ArrayRange", 3, 3, value.Array, pure(arrayRange)},
	{"States.ArrayUnique", 1, 1, value.Array, pure(arrayUnique)},
	{"States.Base64Decode", 1, 1, value.String, pure(base64Decode)},
	{"States.Base64Encode", 1, 1, value.String, pure(base64Encode)},
	{"States.Format", 1, -1, value.String, format},
	{"States.Hash", 2, 2, value.String, pure(hash)},
	{"States.JsonMerge", 3, 3, value.Object, pure(jsonMerge)},
	{"States.JsonToString", 1, 1, value.String, pure(jsonToString)},
	{"States.MathAdd", 2, 2, value.Number, pure(mathAdd)},
	{"States.MathRandom", 2, 3, value.Number, mathRandom},
	{"States.StringSplit", 2, 2, value.Array, pure(stringSplit)},
	{"States.StringToJson", 1, 1, value.Undefined, stringToJSON},
	{"States.UUID", 0, 0, value.String, func(env *Env, _ *Call, _ []value.Value) (value.Value, string) {
		return value.OfString(env.uuid()), ""
	}},
}

// nearest is the function whose name is closest to name, "" if none is close.
func nearest(name string) string {
	best, distance := "", 4
	if len(name) > 64 {
		return ""
	}
	for _, f := range functions {
		if strings.EqualFold(f.Name, name) {
			return f.Name
		}
		if d := edits(strings.ToLower(name), strings.ToLower(f.Name)); d < distance {
			best, distance = f.Name, d
		}
	}
	return best
}

// edits is the Levenshtein distance of two short names.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
