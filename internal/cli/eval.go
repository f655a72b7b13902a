package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

func evalCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "eval",
		Usage:     "evaluate one expression",
		ArgsUsage: "EXPR",
		Description: "EXPR is JSONata, a JSONPath or an intrinsic function (--lang). In JSONata `$` and `$states.input` are\n" +
			"the input document. JSONata is evaluated as its reference implementation 2.0.6 does; --dialect aws evaluates it as\n" +
			"Step Functions does, with the functions AWS adds, its differences and its limits.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "lang", Value: "jsonata", Usage: "jsonata, jsonpath or intrinsic"},
			&cli.StringFlag{Name: "dialect", Value: "reference", Usage: "of JSONata: reference or aws"},
			inputFlag("the input document, JSON"),
			formatFlag("text", "json"),
		},
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, 1, "one expression, quoted")
			if err != nil {
				return err
			}
			text, given, err := inputText(s, c)
			if err != nil {
				return err
			}
			input := value.OfObject(nil)
			if given {
				if input, err = value.DecodeString(text, value.WithDuplicates()); err != nil {
					return usagef("--input is not JSON: %w", err)
				}
			}
			var r evalResult
			switch lang := c.String("lang"); lang {
			case "jsonata":
				dialect := c.String("dialect")
				if dialect != "aws" && dialect != "reference" {
					return usagef("--dialect is one of reference, aws, not %q", dialect)
				}
				r = evalJSONata(args[0], input, dialect == "aws")
			case "jsonpath":
				r = evalJSONPath(args[0], input)
			case "intrinsic":
				r = evalIntrinsic(args[0], input)
			default:
				return usagef("--lang is one of jsonata, jsonpath, intrinsic, not %q", lang)
			}
			return r.print(s, args[0], c.String("format"))
		},
	}
}

// evalResult is what an expression came to: a value, nothing, or an error.
type evalResult struct {
	value   value.Value
	code    string
	message string
	help    string
	at      int // byte offset in the expression that the error is about; -1 if none
}

func evalJSONata(text string, input value.Value, aws bool) evalResult {
	var opts []jsonata.Option
	env := &jsonata.Env{Now: time.Now, Eval: !aws}
	if aws {
		opts = append(opts, jsonata.AWS())
		env.Limits = jsonata.WorkflowLimits
	} else {
		input = jsonata.JavaScript(input)
	}
	states := value.OfObject([]value.Member{{Key: "input", Value: input}, {Key: "context", Value: value.OfObject(nil)}})
	env.Bindings = func(name string) (value.Value, bool) {
		if name == "states" {
			return states, true
		}
		return value.Value{}, false
	}
	expr, err := jsonata.Compile(text, opts...)
	if err == nil {
		var v value.Value
		if v, err = expr.Eval(input, env); err == nil {
			if !aws {
				v = jsonata.JavaScript(v)
			}
			return evalResult{value: v}
		}
	}
	r := evalResult{code: "States.QueryEvaluationError", message: err.Error(), at: -1}
	if e, ok := errors.AsType[*jsonata.Error](err); ok {
		r.message, r.at = e.Message, e.Position
		if e.Code != "" {
			r.code = e.Code
		}
	}
	if !aws && r.code == "T1006" && slices.ContainsFunc(awsOnly, func(f string) bool { return strings.Contains(text, f) }) {
		r.help = "Step Functions has functions of its own, such as $partition and $uuid; try --dialect aws"
	}
	return r
}

// awsOnly are the functions that Step Functions adds to JSONata.
var awsOnly = []string{"$partition", "$range", "$hash", "$random", "$uuid", "$parse"}

func evalJSONPath(text string, input value.Value) evalResult {
	p, err := jsonpath.Compile(text)
	if err != nil {
		r := evalResult{code: "InvalidPath", message: err.Error(), at: -1}
		if e, ok := errors.AsType[*jsonpath.SyntaxError](err); ok {
			r.message, r.at = e.Message, e.Offset
		}
		return r
	}
	if root, _ := p.Root(); root != jsonpath.RootInput {
		return evalResult{code: "InvalidPath", message: "the context object and variables exist only in an execution; begin the path with $.", at: -1}
	}
	v, err := p.Get(input)
	if err != nil {
		code := "States.Runtime"
		if jsonpath.IsNotFound(err) {
			code = "PathNotFound"
		}
		return evalResult{code: code, message: err.Error(), at: -1}
	}
	return evalResult{value: v}
}

func evalIntrinsic(text string, input value.Value) evalResult {
	expr, err := intrinsic.Compile(text)
	if err != nil {
		r := evalResult{code: "InvalidIntrinsic", message: err.Error(), at: -1}
		if e, ok := errors.AsType[*intrinsic.SyntaxError](err); ok {
			r.message, r.at = e.Message, e.Offset
		}
		return r
	}
	v, err := expr.Eval(&intrinsic.Env{Input: input, Context: value.OfObject(nil)})
	if err != nil {
		r := evalResult{code: "States.Runtime", message: err.Error(), at: -1}
		if e, ok := errors.AsType[*intrinsic.Error](err); ok {
			r.message, r.at = e.Cause, e.Offset
		}
		return r
	}
	return evalResult{value: v}
}

func (r evalResult) print(s *streams, expr, format string) error {
	var err error
	switch {
	case format == "json" && r.code != "":
		_, err = fmt.Fprintf(s.out, "{\"error\":{\"code\":%s,\"message\":%s}}\n", value.OfString(r.code), value.OfString(r.message))
	case format == "json" && r.value.IsUndefined():
		_, err = fmt.Fprintln(s.out, `{"undefined":true}`)
	case format == "json":
		_, err = fmt.Fprintf(s.out, "{\"result\":%s}\n", r.value)
	case r.code != "":
		_, err = fmt.Fprintf(s.err, "%s: %s\n%s", r.code, r.message, pointAt(expr, r.at))
		if err == nil && r.help != "" {
			_, err = fmt.Fprintln(s.err, r.help)
		}
	case r.value.IsUndefined():
		_, err = fmt.Fprintln(s.out, "undefined")
	default:
		_, err = fmt.Fprintln(s.out, r.value)
	}
	if err != nil {
		return ioFailure(err)
	}
	if r.code != "" {
		return errNo
	}
	return nil
}

// pointAt shows the line of text that holds the byte at offset, with a caret below it.
func pointAt(text string, offset int) string {
	if offset < 0 || offset > len(text) {
		return ""
	}
	from := 0
	for i := range offset {
		if text[i] == '\n' {
			from = i + 1
		}
	}
	to := len(text)
	for i := offset; i < len(text); i++ {
		if text[i] == '\n' {
			to = i
			break
		}
	}
	pad := make([]rune, 0, offset-from)
	for _, r := range text[from:offset] {
		if r != '\t' {
			r = ' '
		}
		pad = append(pad, r)
	}
	return "  " + text[from:to] + "\n  " + string(pad) + "^\n"
}
