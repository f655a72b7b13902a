package jsonata_test

import (
	"math/rand/v2"
	"testing"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Printing a tree and parsing it again gives the same tree: the same text once more, and
// for the suite's expressions the same results.
func TestPrintSuite(t *testing.T) {
	dataset := datasets(t)
	for _, c := range suiteCases(t) {
		ast, err := jsonata.Parse(c.Expr)
		if err != nil {
			continue
		}
		text := ast.String()
		if again, err := jsonata.Parse(text); err != nil || again.String() != text {
			t.Errorf("%s\nprints as\n%s\nwhich reads as %v, %v", c.Expr, text, again, err)
			continue
		}
		if c.TimeLimit > 0 {
			continue
		}
		input := c.Data
		if c.Dataset != nil {
			input = dataset(*c.Dataset)
		}
		if msg := runSuiteCase(c, text, input); msg != "" {
			t.Errorf("%s\nprinted as\n%s\n%s", c.Expr, text, msg)
		}
	}
}

// The same for generated expressions, and for trees with parentheses taken out, which only
// rewriting makes.
func TestPrintGenerated(t *testing.T) {
	g := &generator{r: rand.New(rand.NewPCG(7, 7))}
	for range 5000 {
		g.vars, g.fns = nil, nil
		text := g.expr(1 + g.r.IntN(4))
		ast, err := jsonata.Parse(text)
		if err != nil {
			continue
		}
		data := generatorDocuments[g.r.IntN(len(generatorDocuments))]
		if want, got := ours(question{text, data}), ours(question{ast.String(), data}); want != got {
			t.Fatalf("%s\nprinted as\n%s\non %s\nbefore %s\nafter  %s", text, ast, data, want, got)
		}
		// Without its single-item blocks a tree needs the printer's own parentheses.
		bare := jsonata.Rewrite(ast, func(n jsonata.Node) jsonata.Node {
			if b, ok := n.(*jsonata.Block); ok && len(b.Exprs) == 1 {
				return b.Exprs[0]
			}
			return n
		})
		printed := bare.String()
		again, err := jsonata.Parse(printed)
		if err != nil {
			if e, ok := err.(*jsonata.Error); ok && e.Code >= "S0205" {
				continue // such as a number that has become a step of a path
			}
			t.Fatalf("%s\nprinted as\n%s\n%v", text, printed, err)
		}
		if again.String() != printed {
			t.Fatalf("%s\nprinted as\n%s\nthen as\n%s", text, printed, again)
		}
	}
}

func TestRewrite(t *testing.T) {
	ast, err := jsonata.Parse("$states.input.a + f($states.input)")
	if err != nil {
		t.Fatal(err)
	}
	before := ast.String()
	got := jsonata.Rewrite(ast, func(n jsonata.Node) jsonata.Node {
		if d, ok := n.(*jsonata.Dot); ok && d.String() == "$states.input" {
			return &jsonata.Binary{Op: "+", Left: &jsonata.Number{Value: 1}, Right: &jsonata.Variable{Value: "x"}}
		}
		return n
	})
	if want := "(1 + $x).a + f(1 + $x)"; got.String() != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if ast.String() != before {
		t.Errorf("the tree was changed: %s", ast)
	}
	e, err := jsonata.FromAST(&jsonata.Binary{Op: "*", Left: &jsonata.Binary{Op: "+", Left: &jsonata.Number{Value: 1}, Right: &jsonata.Number{Value: -2}}, Right: &jsonata.Number{Value: 3}})
	if err != nil {
		t.Fatal(err)
	}
	if v, err := e.Eval(value.Value{}, nil); err != nil || v.String() != "-3" {
		t.Errorf("%s = %s, %v", e, v, err)
	}
}

// A text in single quotes keeps them where something will be filled in, which may hold double
// quotes. Others are written with double quotes.
func TestPrintSubstitutions(t *testing.T) {
	for text, want := range map[string]string{
		`'${Query}'`:         `'${Query}'`,
		`"${Query}"`:         `"${Query}"`,
		`'a "b" ${C} \\ \n'`: `'a "b" ${C} \\ \n'`,
		`'\u0027 ${C}'`:      `"' ${C}"`,
		`'a'`:                `"a"`,
	} {
		n, err := jsonata.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := n.String(); got != want {
			t.Errorf("%s is printed as %s, want %s", text, got, want)
		}
		if again, err := jsonata.Parse(n.String()); err != nil || again.String() != want {
			t.Errorf("%s is read back as %v, %v", text, again, err)
		}
	}
}
