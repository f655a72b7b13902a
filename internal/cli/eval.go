package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

func evalCommand(s *streams) *cli.Command {
	variables := assignments{}
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
			&cli.GenericFlag{Name: "var", Value: variables, Usage: "a variable, `NAME=JSON`; may be given several times"},
			&cli.StringFlag{Name: "context", Usage: "the context object, `JSON`: $states.context or $$", DefaultText: "{}"},
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
			e := evaluation{input: value.OfObject(nil), context: value.OfObject(nil), variables: variables}
			if given {
				if e.input, err = value.DecodeString(text, value.WithDuplicates()); err != nil {
					return usagef("--input is not JSON: %w", err)
				}
			}
			if c.IsSet("context") {
				if e.context, err = value.DecodeString(c.String("context")); err != nil {
					return usagef("--context is not JSON: %w", err)
				}
			}
			var r evalResult
			switch lang := c.String("lang"); lang {
			case "jsonata":
				dialect := c.String("dialect")
				if dialect != "aws" && dialect != "reference" {
					return usagef("--dialect is one of reference, aws, not %q", dialect)
				}
				r = e.jsonata(args[0], dialect == "aws")
			case "jsonpath":
				r = e.jsonPath(args[0])
			case "intrinsic":
				r = e.intrinsic(args[0])
			default:
				return usagef("--lang is one of jsonata, jsonpath, intrinsic, not %q", lang)
			}
			return r.print(s, args[0], c.String("format"))
		},
	}
}

// assignments are the variables given by --var.
type assignments map[string]value.Value

// Set takes one NAME=JSON.
func (a assignments) Set(text string) error {
	name, data, ok := strings.Cut(text, "=")
	name = strings.TrimPrefix(name, "$")
	if !ok || name == "" {
		return fmt.Errorf("%q is not NAME=JSON", text)
	}
	v, err := value.DecodeString(data, value.WithDuplicates())
	if err != nil {
		return fmt.Errorf("the value of %s is not JSON: %w; a text needs its quotes", name, err)
	}
	a[name] = v
	return nil
}

// String is empty: there are none by default.
func (a assignments) String() string { return "" }

func (a assignments) get(name string) (value.Value, bool) {
	v, ok := a[name]
	return v, ok
}

// evaluation is what an expression can read.
type evaluation struct {
	input, context value.Value
	variables      assignments
}

// evalResult is what an expression came to: a value, nothing, or an error.
type evalResult struct {
	value   value.Value
	code    string
	message string
	help    string
	at      int // byte offset in the expression that the error is about; -1 if none
}

// evalTime is how long somebody who tries an expression of the reference's waits for it.
const evalTime = 5 * time.Second

func (e *evaluation) jsonata(text string, aws bool) evalResult {
	var opts []jsonata.Option
	env := &jsonata.Env{Now: time.Now, Eval: !aws, Limits: jsonata.Limits{Time: evalTime}}
	input := e.input
	if aws {
		opts = append(opts, jsonata.AWS())
		env.Limits = jsonata.WorkflowLimits
	} else {
		input = jsonata.JavaScript(input)
	}
	states := value.OfObject([]value.Member{{Key: "input", Value: input}, {Key: "context", Value: e.context}})
	env.Bindings = func(name string) (value.Value, bool) {
		v, ok := e.variables.get(name)
		if !ok && name == "states" {
			return states, true
		}
		return v, ok
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

func (e *evaluation) jsonPath(text string) evalResult {
	p, err := jsonpath.Compile(text)
	if err != nil {
		r := evalResult{code: "InvalidPath", message: err.Error(), at: -1}
		if e, ok := errors.AsType[*jsonpath.SyntaxError](err); ok {
			r.message, r.at = e.Message, e.Offset
		}
		return r
	}
	document := e.input
	switch root, name := p.Root(); root {
	case jsonpath.RootContext:
		document = e.context
	case jsonpath.RootVariable:
		var ok bool
		if document, ok = e.variables.get(name); !ok {
			return evalResult{code: "PathNotFound", message: "there is no variable $" + name, help: "give it by --var '" + name + "=JSON'; a path into the input begins with $.", at: 0}
		}
	case jsonpath.RootInput, jsonpath.RootItem:
	}
	v, err := p.Get(document)
	if err != nil {
		code := "States.Runtime"
		if jsonpath.IsNotFound(err) {
			code = "PathNotFound"
		}
		return evalResult{code: code, message: err.Error(), at: -1}
	}
	return evalResult{value: v}
}

func (e *evaluation) intrinsic(text string) evalResult {
	expr, err := intrinsic.Compile(text)
	if err != nil {
		r := evalResult{code: "InvalidIntrinsic", message: err.Error(), at: -1}
		if e, ok := errors.AsType[*intrinsic.SyntaxError](err); ok {
			r.message, r.at = e.Message, e.Offset
		}
		return r
	}
	v, err := expr.Eval(&intrinsic.Env{Input: e.input, Context: e.context, Variable: e.variables.get})
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

// excerpt is how many bytes of a long line are shown before and after the place meant.
const excerpt = 60

// pointAt shows the line of text that holds the byte at offset, with a caret below it. Of a
// long line it shows what is around the place.
func pointAt(text string, offset int) string {
	if offset < 0 || offset > len(text) {
		return ""
	}
	from := strings.LastIndexByte(text[:offset], '\n') + 1
	to := len(text)
	if n := strings.IndexByte(text[offset:], '\n'); n >= 0 {
		to = offset + n
	}
	before, after := "", ""
	if offset-from > excerpt {
		for from = offset - excerpt; from < offset && !utf8.RuneStart(text[from]); {
			from++
		}
		before = "…"
	}
	if to-offset > excerpt {
		for to = offset + excerpt; to > offset && !utf8.RuneStart(text[to]); {
			to--
		}
		after = "…"
	}
	pad := make([]rune, 0, offset-from+1)
	for _, r := range before + text[from:offset] {
		if r != '\t' {
			r = ' '
		}
		pad = append(pad, r)
	}
	return "  " + before + text[from:to] + after + "\n  " + string(pad) + "^\n"
}
