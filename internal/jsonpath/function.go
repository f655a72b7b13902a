package jsonpath

import (
	"math"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// argument is a path, evaluated on the document when the function is, or a JSON value.
type argument struct {
	path    *Path
	literal value.Value
}

// call is a function with its arguments.
type call struct {
	name string
	args []argument
	fn   func(c *call, v value.Value, args []value.Value) (value.Value, string)
}

// functions are those of Jayway. Each answers a value, or a text that says why it can't.
var functions = map[string]func(c *call, v value.Value, args []value.Value) (value.Value, string){
	"length": lengthOf,
	"size":   lengthOf,
	"keys":   keysOf,
	"concat": concat,
	"append": appended,
	"first":  pick(fixed(0)),
	"last":   pick(fixed(-1)),
	"index":  pick(firstArgument),
	"sum":    aggregate(sum),
	"avg":    aggregate(func(n []float64) float64 { return sum(n) / float64(len(n)) }),
	"min":    aggregate(extreme(func(a, b float64) bool { return a < b })),
	"max":    aggregate(extreme(func(a, b float64) bool { return a > b })),
	"stddev": aggregate(deviation),
}

// newCall prepares a call. The length of a path's answer is that of its members and
// elements, so a wildcard is put behind it.
func newCall(name string, args []argument) *call {
	c := &call{name: name, args: args, fn: functions[name]}
	if (name == "length" || name == "size") && len(args) > 0 && args[0].path != nil {
		p := *args[0].path
		if n := len(p.segments); n == 0 || p.segments[n-1].Kind != Function {
			p.segments = append(p.segments[:n:n], Segment{Kind: Wildcard})
			p.finish()
			args[0].path = &p
		}
	}
	return c
}

func (c *call) invoke(e *evaluator, v value.Value) (value.Value, error) {
	args := make([]value.Value, 0, len(c.args))
	for _, a := range c.args {
		if a.path == nil {
			args = append(args, a.literal)
			continue
		}
		x, err := e.inner(a.path, e.document, e.mode)
		if err != nil {
			return value.Value{}, err
		}
		args = append(args, x)
	}
	result, problem := c.fn(c, v, args)
	if problem != "" {
		return value.Value{}, &EvaluationError{Path: e.path.text, Message: problem}
	}
	return result, nil
}

const emptyAggregate = "Aggregation function attempted to calculate value using empty array"

// aggregate makes a function of the numbers in an array and in the arguments.
func aggregate(of func(numbers []float64) float64) func(*call, value.Value, []value.Value) (value.Value, string) {
	return func(_ *call, v value.Value, args []value.Value) (value.Value, string) {
		var numbers []float64
		add := func(list []value.Value) {
			for _, x := range list {
				if x.Kind() == value.Number {
					numbers = append(numbers, x.Float())
				}
			}
		}
		add(v.Elems())
		for _, a := range args {
			if a.Kind() == value.Array {
				add(a.Elems())
			} else {
				add([]value.Value{a})
			}
		}
		if len(numbers) == 0 {
			return value.Value{}, emptyAggregate
		}
		return value.OfNumberText(string(value.AppendJavaDouble(nil, of(numbers)))), ""
	}
}

func sum(numbers []float64) float64 {
	total := 0.0
	for _, f := range numbers {
		total += f
	}
	return total
}

// deviation is that of a whole population.
func deviation(numbers []float64) float64 {
	n := float64(len(numbers))
	squares := 0.0
	for _, f := range numbers {
		squares += f * f
	}
	mean := sum(numbers) / n
	return math.Sqrt(max(squares/n-mean*mean, 0))
}

func extreme(better func(a, b float64) bool) func([]float64) float64 {
	return func(numbers []float64) float64 {
		best := numbers[0]
		for _, f := range numbers[1:] {
			if better(f, best) {
				best = f
			}
		}
		return best
	}
}

// lengthOf counts an argument's elements, else the node's elements or members; a text has
// no length here, its answer is null.
func lengthOf(_ *call, v value.Value, args []value.Value) (value.Value, string) {
	if len(args) > 0 && args[0].Kind() == value.Array {
		v = args[0]
	}
	if v.Kind() != value.Array && v.Kind() != value.Object {
		return value.NullValue, ""
	}
	return value.OfInt(int64(v.Len())), ""
}

func keysOf(_ *call, v value.Value, _ []value.Value) (value.Value, string) {
	if v.Kind() != value.Object {
		return value.NullValue, ""
	}
	keys := make([]value.Value, 0, v.Len())
	for _, m := range v.Members() {
		keys = append(keys, value.OfString(m.Key))
	}
	return value.OfArray(keys), ""
}

// concat puts together the texts of an array and of the arguments; other arguments count
// with their JSON text.
func concat(_ *call, v value.Value, args []value.Value) (value.Value, string) {
	var b strings.Builder
	for _, x := range v.Elems() {
		b.WriteString(x.Str())
	}
	write := func(x value.Value) {
		switch x.Kind() {
		case value.String:
			b.WriteString(x.Str())
		case value.Null, value.Undefined:
		default:
			b.WriteString(x.String())
		}
	}
	for _, a := range args {
		if a.Kind() != value.Array {
			write(a)
		}
		for _, x := range a.Elems() {
			write(x)
		}
	}
	return value.OfString(b.String()), ""
}

func appended(_ *call, v value.Value, args []value.Value) (value.Value, string) {
	if v.Kind() == value.Array && len(args) > 0 {
		v = v.Append(args...)
	}
	return v, ""
}

// pick makes a function that answers one element of an array.
func pick(index func(args []value.Value) (int64, bool)) func(*call, value.Value, []value.Value) (value.Value, string) {
	return func(c *call, v value.Value, args []value.Value) (value.Value, string) {
		if v.Kind() != value.Array {
			return value.Value{}, emptyAggregate
		}
		n, ok := index(args)
		if !ok {
			return value.Value{}, c.name + "() needs a whole number"
		}
		if n < 0 {
			n += int64(v.Len())
		}
		if n < 0 || n >= int64(v.Len()) {
			return value.Value{}, "Target index:" + value.OfInt(n).String() + " larger than object count:" + value.OfInt(int64(v.Len())).String()
		}
		return v.At(int(n)), ""
	}
}

func fixed(n int64) func([]value.Value) (int64, bool) {
	return func([]value.Value) (int64, bool) { return n, true }
}

func firstArgument(args []value.Value) (int64, bool) {
	if len(args) == 0 {
		return 0, false
	}
	return args[0].Int()
}
