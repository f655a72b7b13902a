package convert

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/dataflow"
	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

func isCall(text string) bool { return intrinsic.IsCall(text) }

// call converts an intrinsic function call that stands as a member's value.
func (v *view) call(text string) (dataflow.Template, error) {
	e, err := intrinsic.Compile(text)
	if err != nil {
		return nil, err
	}
	return v.function(e.Call())
}

// argument converts an argument to a template.
func (v *view) argument(a *intrinsic.Arg) (dataflow.Template, error) {
	switch {
	case a.Call != nil:
		return v.function(a.Call)
	case a.Path != nil:
		return v.compiled(a.Path)
	}
	if a.Literal.Kind() == value.String && asl.HasSubstitution(a.Literal.Str()) {
		n, err := open(a.Literal.Str())
		return query(n), err
	}
	return v.constantOf(a.Literal)
}

// open is a text in single quotes that has a substitution. Double quotes in what is filled in
// stay what they are.
func open(s string) (jsonata.Node, error) {
	if strings.Contains(s, "'") {
		return nil, refuse("what is filled in for a substitution stands in a text with quotes", "write the text in two parts")
	}
	return &jsonata.String{Value: s, Single: true}, nil
}

// function converts a call. Whatever its arguments need to be there is guarded, so that the
// answer is nothing, or an error, where the call fails.
func (v *view) function(c *intrinsic.Call) (dataflow.Template, error) {
	var args []dataflow.Template
	for i := range c.Args {
		t, err := v.argument(&c.Args[i])
		if err != nil {
			return nil, err
		}
		args = append(args, t)
	}
	name := strings.TrimPrefix(c.Function.Name, "States.")
	if n := len(args); n < c.Function.MinArgs || c.Function.MaxArgs >= 0 && n > c.Function.MaxArgs {
		return nil, fmt.Errorf("`%s` has the wrong number of arguments", c.Function.Name)
	}
	if name == "Array" {
		return &dataflow.Array{Items: args}, nil
	}
	make, ok := functions[name]
	if !ok {
		return nil, refuse(fmt.Sprintf("`%s` has no equal in JSONata", c.Function.Name), adviceFor[name])
	}
	nodes := []jsonata.Node{}
	var obligations []jsonata.Node
	for _, t := range args {
		n, err := dataflow.Strict(t)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
		obligations = append(obligations, dataflow.Obligations(query(n))...)
	}
	n, err := make(c, nodes)
	if err != nil {
		return nil, err
	}
	t := query(n)
	return query(dataflow.Guard(n, dataflow.Missing(obligations, t))), nil
}

func fn(name string, args ...jsonata.Node) jsonata.Node {
	return &jsonata.Call{Proc: &jsonata.Variable{Value: name}, Args: args}
}

func binary(op string, l, r jsonata.Node) jsonata.Node {
	return &jsonata.Binary{Op: op, Left: l, Right: r}
}

func text(s string) jsonata.Node { return &jsonata.String{Value: s} }

func number(f float64) jsonata.Node { return &jsonata.Number{Value: f} }

// adviceFor has what comes near functions that have no equal.
var adviceFor = map[string]string{
	"MathRandom":     "write $floor($random() * (end - start)) + start: it draws other numbers, and with a seed it does not repeat",
	"ArrayPartition": "write $partition(list, size); the last part and sizes that are no whole numbers need a look",
	"ArrayUnique":    "write $distinct(list); where one element is left wrap it in [ ]",
}

var functions = map[string]func(c *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error){
	"Format": format,
	"StringToJson": func(_ *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error) {
		// An empty text is null.
		return &jsonata.Condition{If: binary("=", args[0], text("")), Then: &jsonata.Literal{Value: "null"}, Else: fn("parse", args[0])}, nil
	},
	"JsonToString": func(_ *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error) {
		f := dataflow.Judge(args[0])
		if f.Kinds&(dataflow.String|dataflow.Undefined) == 0 {
			return fn("string", args[0]), nil
		}
		// $string leaves texts as they are; inside an object they are quoted.
		wrapped := fn("string", &jsonata.Object{Pairs: []jsonata.Pair{{Key: text("v"), Value: args[0]}}})
		return &jsonata.Condition{
			If:   binary("=", fn("type", args[0]), text("string")),
			Then: fn("substring", wrapped, number(5), binary("-", fn("length", wrapped), number(6))),
			Else: fn("string", args[0]),
		}, nil
	},
	"ArrayLength": func(_ *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error) { return fn("count", args[0]), nil },
	"ArrayGetItem": func(_ *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error) {
		// An empty array answers null whatever the index, and an index past the end fails.
		empty := binary("=", args[0], &jsonata.Array{})
		return &jsonata.Condition{If: empty, Then: &jsonata.Literal{Value: "null"}, Else: indexed(args[0], args[1])}, nil
	},
	"ArrayContains": func(c *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error) {
		if k := c.Args[1].Literal.Kind(); c.Args[1].Path != nil || c.Args[1].Call != nil || k == value.Array || k == value.Object {
			return nil, refuse("`States.ArrayContains` compares arrays and objects by value, which `in` does not", "where the value is a text or number, write `value in list` in JSONata")
		}
		return binary("in", args[1], args[0]), nil
	},
	"ArrayRange": func(_ *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error) {
		return &jsonata.Array{Items: []jsonata.Node{fn("range", args...)}}, nil
	},
	"Base64Encode": func(_ *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error) {
		return fn("base64encode", args[0]), nil
	},
	"Base64Decode": func(_ *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error) {
		return fn("base64decode", args[0]), nil
	},
	"Hash": func(_ *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error) {
		return fn("hash", fn("string", args[0]), args[1]), nil
	},
	"JsonMerge": func(c *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error) {
		if c.Args[2].Path != nil || c.Args[2].Call != nil || c.Args[2].Literal.Bool() {
			return nil, refuse("`States.JsonMerge` is only known to be shallow where its last argument is false", "write false as its last argument")
		}
		return fn("merge", &jsonata.Array{Items: args[:2]}), nil
	},
	"MathAdd": func(c *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error) {
		return binary("+", rounded(&c.Args[0], args[0]), rounded(&c.Args[1], args[1])), nil
	},
	"StringSplit": func(c *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error) {
		switch delimiters := c.Args[1].Literal.Str(); {
		case c.Args[1].Path != nil || c.Args[1].Call != nil || delimiters == "" || asl.HasSubstitution(delimiters):
			return nil, refuse("the delimiter of States.StringSplit is made at run time", "write the delimiter in the definition")
		case len([]rune(delimiters)) == 1:
			return split(args[0], args[1]), nil
		default: // every character of it is one
			class := &jsonata.Regex{Pattern: "[" + classEscape.Replace(delimiters) + "]"}
			return split(args[0], class), nil
		}
	},
	"UUID": func(*intrinsic.Call, []jsonata.Node) (jsonata.Node, error) { return fn("uuid"), nil },
}

var classEscape = strings.NewReplacer(`\`, `\\`, `]`, `\]`, `[`, `\[`, `^`, `\^`, `-`, `\-`, `/`, `\/`)

// rounded is an operand of States.MathAdd, which rounds halves up.
func rounded(a *intrinsic.Arg, n jsonata.Node) jsonata.Node {
	if a.Path == nil && a.Call == nil {
		if i, ok := a.Literal.Int(); ok {
			if i < 0 {
				return &jsonata.Negate{X: number(float64(-i))}
			}
			return number(float64(i))
		}
	}
	return fn("floor", binary("+", n, number(0.5)))
}

// split is $split without the empty parts, which States.StringSplit leaves out; the array
// stays one where a single part is left.
func split(s, delimiter jsonata.Node) jsonata.Node {
	v := func(name string) jsonata.Node { return &jsonata.Variable{Value: name} }
	return &jsonata.Array{Items: []jsonata.Node{fn("filter", fn("split", s, delimiter), &jsonata.Lambda{
		Params: []string{"part"}, Body: binary("!=", v("part"), text("")),
	})}}
}

// format converts States.Format to a concatenation.
func format(c *intrinsic.Call, args []jsonata.Node) (jsonata.Node, error) {
	if c.Args[0].Path != nil || c.Args[0].Call != nil {
		return nil, refuse("the template of States.Format is made at run time", "write the template in the definition, or replace the {} by $replace in JSONata")
	}
	parts, err := formatParts(c.Args[0].Literal.Str())
	if err != nil {
		return nil, err
	}
	if len(parts) != len(args) {
		return nil, errors.New("the template of States.Format does not fit its arguments")
	}
	var n jsonata.Node
	join := func(m jsonata.Node) {
		if n == nil {
			n = m
		} else {
			n = binary("&", n, m)
		}
	}
	for i, part := range parts {
		if part != "" || i == 0 && (len(args) < 2 || dataflow.Judge(args[1]).Kinds != dataflow.String) {
			literal := text(part)
			if asl.HasSubstitution(part) {
				if literal, err = open(part); err != nil {
					return nil, err
				}
			}
			join(literal)
		}
		if i+1 < len(args) {
			join(args[i+1])
		}
	}
	return n, nil
}

// formatParts are the texts around the {} of a template.
func formatParts(template string) ([]string, error) {
	var parts []string
	var b strings.Builder
	for i := 0; i < len(template); i++ {
		switch ch := template[i]; {
		case ch == '{' && i+1 < len(template) && template[i+1] == '}':
			parts = append(parts, b.String())
			b.Reset()
			i++
		default:
			b.WriteByte(ch)
		}
	}
	return append(parts, b.String()), nil
}

// cutDynamic takes the ".$" off a key.
func cutDynamic(key string) (string, bool) { return strings.CutSuffix(key, ".$") }

// hashOrder sorts members as java.util.HashMap iterates over their keys, which have the
// ".$" there.
func hashOrder(members []dataflow.Member) []dataflow.Member {
	capacity := uint32(16)
	for float64(len(members)) > 0.75*float64(capacity) {
		capacity *= 2
	}
	bucket := func(s string) uint32 {
		var h uint32
		for _, c := range utf16.Encode([]rune(s)) {
			h = 31*h + uint32(c)
		}
		return (h ^ h>>16) & (capacity - 1)
	}
	slices.SortStableFunc(members, func(a, b dataflow.Member) int { return int(bucket(a.Key)) - int(bucket(b.Key)) })
	return members
}
