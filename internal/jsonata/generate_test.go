package jsonata_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator writes random expressions of the whole language over the documents below. It
// prefers what is likely to evaluate, so that differences are about more than errors.
type generator struct {
	r    *rand.Rand
	vars []string // in scope
	fns  []string // variables in scope that hold functions of one argument
}

var generatorDocuments = []string{
	`{"a":{"b":[{"c":1,"d":"x"},{"c":2,"d":"y"},{"c":3}],"e":{"f":[1,2,3]}},"items":[{"id":3,"price":1.5,"tag":["p","q"]},{"id":1,"price":20,"tag":[]},{"id":2,"price":0.1,"tag":"r"}],"s":"Hello World","n":42,"t":true,"z":null,"neg":-1.25,"empty":[],"one":[7],"nested":[[1,2],[3,[4,5]]],"o":{"k":"v","l":[1]}}`,
	`[{"a":1,"b":{"c":"x"},"id":2},{"a":[1,2,[3]],"b":{"c":["y","z"]},"id":1},{"a":null,"id":3,"s":"ab ab"}]`,
	`{"a":[[{"b":1},{"b":[2,3]}],[{"b":4}]],"s":"a,b;c-d 12 é😀","items":[5,3,8,1],"n":0,"d":{"a":{"a":{"a":1}}},"one":[[1]],"f":[true,false,null,"",0,"0"]}`,
	`"text"`, `[1,2,3]`, `{}`, `17`, `[]`, `[[]]`, `null`,
}

var generatorNames = []string{"a", "b", "c", "d", "e", "f", "id", "price", "tag", "items", "s", "n", "t", "z", "one", "nested", "o", "k", "l", "empty", "missing"}

func (g *generator) pick(list ...string) string { return list[g.r.IntN(len(list))] }

func (g *generator) name() string { return generatorNames[g.r.IntN(len(generatorNames))] }

func (g *generator) chance(percent int) bool { return g.r.IntN(100) < percent }

// expr is any expression.
func (g *generator) expr(depth int) string {
	if depth <= 0 {
		return g.leaf()
	}
	switch g.r.IntN(26) {
	case 0, 1, 2, 3:
		return g.path(depth)
	case 4, 5:
		return g.binary(depth)
	case 6:
		return g.array(depth)
	case 7:
		return "{" + g.pairs(depth) + "}"
	case 8:
		return g.paren(g.expr(depth-1)) + " ? " + g.expr(depth-1) + " : " + g.expr(depth-1)
	case 9, 10:
		return g.block(depth)
	case 11, 12, 13, 14, 15:
		return g.call(depth)
	case 16, 17:
		return g.higherOrder(depth)
	case 18:
		return g.apply(depth)
	case 19:
		return g.bound(depth)
	case 22, 23, 24, 25:
		return g.rich(depth)
	case 20:
		return g.path(depth) + " ~> |" + g.path(depth-1) + "|{" + g.pairs(depth-1) + "}" + g.pick("", `, "a"`, `, ["id","c"]`) + "|"
	}
	return g.leaf()
}

func (g *generator) paren(s string) string { return "(" + s + ")" }

func (g *generator) leaf() string {
	switch g.r.IntN(12) {
	case 0:
		return g.number()
	case 1:
		return g.str()
	case 2:
		return g.pick("true", "false", "null")
	case 3, 4, 5, 6:
		return g.name()
	case 7:
		return g.pick("$", "$$", "*", "**", "$.*")
	case 8:
		if len(g.vars) > 0 {
			return "$" + g.pick(g.vars...)
		}
	case 9:
		return "[" + g.pick("0", "1", "-1") + ".." + g.pick("0", "2", "3", "5") + "]"
	}
	return g.name() + "." + g.name()
}

func (g *generator) number() string {
	return g.pick("0", "1", "2", "3", "-1", "10", "1.5", "-2.5", "0.1", "1e3", "1e21", "1e-7", "123456789.123", "42", "2.675", "100", "7")
}

func (g *generator) str() string {
	return g.pick(`"x"`, `"Hello World"`, `""`, `"a,b"`, `"1"`, `"12.5"`, `"é😀x"`, `'q'`, `"  a b "`, `"2020-02-29"`, `"\u00e9\n"`, `"aXbX"`)
}

func (g *generator) path(depth int) string {
	var b strings.Builder
	switch g.r.IntN(8) {
	case 0:
		b.WriteString(g.pick("$", "$$"))
	case 1:
		if len(g.vars) > 0 {
			b.WriteString("$" + g.pick(g.vars...))
		} else {
			b.WriteString(g.name())
		}
	case 2:
		b.WriteString(g.paren(g.expr(depth - 1)))
	case 3:
		b.WriteString(g.array(depth - 1))
	default:
		b.WriteString(g.name())
	}
	g.suffixes(&b, depth)
	for range g.r.IntN(3) {
		b.WriteByte('.')
		switch g.r.IntN(12) {
		case 0:
			b.WriteString(g.pick("*", "**"))
		case 1:
			b.WriteString(g.paren(g.expr(depth - 1)))
		case 2:
			b.WriteString("{" + g.pairs(depth-1) + "}")
		case 3:
			b.WriteString(g.array(depth - 1))
		case 4:
			b.WriteString(g.call(depth - 1))
		case 5:
			b.WriteString("%")
		case 6:
			b.WriteString("$")
		case 7:
			b.WriteString("`" + g.name() + "`")
		default:
			b.WriteString(g.name())
		}
		g.suffixes(&b, depth)
	}
	switch g.r.IntN(10) {
	case 0:
		b.WriteString("^(" + g.pick("", ">", "<") + g.expr(depth-2) + ")")
	case 1:
		b.WriteString("^(" + g.pick("", ">", "<") + g.name() + g.pick("", ", "+g.name()) + ")")
	case 2:
		b.WriteString("{" + g.pairs(depth-1) + "}")
	}
	return b.String()
}

func (g *generator) suffixes(b *strings.Builder, depth int) {
	for g.chance(22) {
		switch g.r.IntN(6) {
		case 0, 1:
			b.WriteString("[" + g.pick("0", "1", "-1", "2", "0.9") + "]")
		case 2:
			b.WriteString("[]")
		case 3:
			b.WriteString("[" + g.name() + " " + g.pick("=", "!=", ">", "<=", "in") + " " + g.leaf() + "]")
		default:
			b.WriteString("[" + g.expr(depth-2) + "]")
		}
	}
}

func (g *generator) binary(depth int) string {
	op := g.pick("+", "-", "*", "/", "%", "=", "!=", "<", ">", "<=", ">=", "&", "&", "and", "or", "in")
	side := func() string {
		if g.chance(40) && strings.Contains("+-*/%<>", op) {
			return g.number()
		}
		return g.paren(g.expr(depth - 1))
	}
	return side() + " " + op + " " + side()
}

func (g *generator) array(depth int) string {
	items := make([]string, g.r.IntN(4))
	for i := range items {
		items[i] = g.expr(depth - 1)
		if g.chance(8) {
			items[i] = g.pick("0", "1", "3") + ".." + g.pick("2", "3", "0")
		}
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func (g *generator) pairs(depth int) string {
	items := make([]string, g.r.IntN(3))
	for i := range items {
		key := fmt.Sprintf("%q", g.pick("p", "q", "r", "a", "id"))
		if g.chance(15) {
			key = g.pick("$string(id)", "d", "s", "$string($)", "k")
		}
		items[i] = key + ": " + g.expr(depth-1)
	}
	return strings.Join(items, ", ")
}

func (g *generator) scoped(f func() string) string {
	vars, fns := len(g.vars), len(g.fns)
	out := f()
	g.vars, g.fns = g.vars[:vars], g.fns[:fns]
	return out
}

func (g *generator) block(depth int) string {
	return g.scoped(func() string {
		var parts []string
		for range g.r.IntN(3) {
			v := g.pick("x", "y", "w")
			if g.chance(25) {
				parts = append(parts, "$h := "+g.lambda(depth-1, 1))
				g.fns = append(g.fns, "h")
				continue
			}
			parts = append(parts, "$"+v+" := "+g.expr(depth-1))
			g.vars = append(g.vars, v)
		}
		return "(" + strings.Join(append(parts, g.expr(depth-1)), "; ") + ")"
	})
}

func (g *generator) lambda(depth, params int) string {
	return g.scoped(func() string {
		names := []string{"v", "i", "all"}[:params]
		g.vars = append(g.vars, names...)
		return "function($" + strings.Join(names, ", $") + "){" + g.expr(depth-1) + "}"
	})
}

// function is something that is, most often, a function of one argument.
func (g *generator) function(depth int) string {
	switch g.r.IntN(8) {
	case 0:
		return g.pick("$string", "$uppercase", "$length", "$sum", "$count", "$not", "$boolean", "$number", "$keys", "$type", "$reverse", "$exists", "$abs", "$spread")
	case 1:
		if len(g.fns) > 0 {
			return "$" + g.pick(g.fns...)
		}
	case 2:
		return g.pick("$append(?, 1)", "$append(1, ?)", "$lookup(?, 'a')")
	}
	return g.lambda(depth, 1+g.r.IntN(3))
}

func (g *generator) higherOrder(depth int) string {
	arg := g.expr(depth - 1)
	switch g.r.IntN(8) {
	case 0, 1:
		return "$map(" + arg + ", " + g.function(depth) + ")"
	case 2, 3:
		return "$filter(" + arg + ", " + g.function(depth) + ")"
	case 4:
		return "$reduce(" + arg + ", " + g.lambda(depth, 2+g.r.IntN(2)) + g.pick("", ", 0", `, ""`) + ")"
	case 5:
		return "$sort(" + arg + g.pick("", ", function($l, $r){$l > $r}", ", function($l, $r){$string($l) < $string($r)}") + ")"
	case 6:
		return g.pick("$each", "$sift") + "(" + g.pick(arg, "o", "a", "$") + ", " + g.lambda(depth, 1+g.r.IntN(2)) + ")"
	}
	return "$single(" + arg + ", " + g.lambda(depth, 1) + ")"
}

func (g *generator) apply(depth int) string {
	out := g.paren(g.expr(depth - 1))
	for range 1 + g.r.IntN(2) {
		out += " ~> " + g.pick(g.paren(g.function(depth-1)), "$sum", "$string", "$map("+g.function(depth-1)+")", "$count()", "$join(',')", "$keys()", "$append(1)")
	}
	return out
}

// bound are paths with @, # and %.
func (g *generator) bound(depth int) string {
	return g.scoped(func() string {
		out := g.pick("items", "a.b", "a", "$", "nested", "items.tag")
		binding := g.pick("@$x", "#$y", "@$x#$y", "")
		out += binding
		if strings.Contains(binding, "x") {
			g.vars = append(g.vars, "x")
		}
		if strings.Contains(binding, "y") {
			g.vars = append(g.vars, "y")
		}
		if g.chance(30) {
			out += "[" + g.pick("0", "$y > 0", "$x.id = 1", "id = 1", g.expr(depth-2)) + "]"
		}
		out += "." + g.pick("$", g.name(), "("+g.expr(depth-1)+")", "{"+g.pairs(depth-1)+"}", "%."+g.name(), "tag.(%.id)", "[$x, $y]", "items@$w.{'i': $w.id}")
		if g.chance(15) {
			out += "^(" + g.expr(depth-2) + ")"
		}
		return out
	})
}
