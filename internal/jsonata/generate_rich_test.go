package jsonata_test

import (
	"fmt"
	"strings"
)

// rich are expressions of the kinds that a random tree hardly ever hits: what has a language
// of its own, or needs parts that fit each other.
func (g *generator) rich(depth int) string {
	switch g.r.IntN(11) {
	case 0, 1:
		return g.regexCall()
	case 2:
		return g.numberPicture()
	case 3, 4:
		return g.datePicture()
	case 5, 6:
		return g.sorting(depth)
	case 7:
		return g.ancestry(depth)
	case 8:
		return g.transform(depth)
	case 9:
		return g.partial(depth)
	}
	return g.recursion(depth)
}

// regex is a regular expression over the texts of the documents.
func (g *generator) regex() string {
	var b strings.Builder
	b.WriteByte('/')
	for range 1 + g.r.IntN(3) {
		atom := g.pick("l", "o", "a", "b", ".", `\w`, `\d`, `\s`, `\S`, `\W`, "[a-m]", "[^ ,;]", `[\d\-]`, "é", `\b`, "(l)", "(?:or|el)", "(a|b)", "(o(r)?)", "(?=o)", "(?!l)", "(?<=l)", "(?<n>e)", "^", "$", `\1`, "😀")
		b.WriteString(atom)
		if !strings.HasPrefix(atom, "(?=") && !strings.HasPrefix(atom, "(?<=") && !strings.HasPrefix(atom, "(?!") && !strings.ContainsAny(atom, "^$") && atom != `\b` && g.chance(35) {
			b.WriteString(g.pick("*", "+", "?", "+?", "*?", "{2}", "{1,2}", "{0,}"))
		}
	}
	if g.chance(15) {
		b.WriteString("|" + g.pick("W", "x", `\d+`, "(b)"))
	}
	b.WriteByte('/')
	return b.String() + g.pick("", "", "i", "m")
}

func (g *generator) regexCall() string {
	s := g.pick("s", `"Hello World"`, `"abba oolala"`, `"a,b;c-d 12 é😀"`, `"2020-01-02"`, g.str())
	re := g.regex()
	switch g.r.IntN(6) {
	case 0:
		return "$match(" + s + ", " + re + g.pick("", ", 1", ", 3") + ")"
	case 1:
		return "$split(" + s + ", " + re + g.pick("", ", 2") + ")"
	case 2:
		return "$contains(" + s + ", " + re + ")"
	case 3:
		return "$replace(" + s + ", " + re + ", " + g.pick(`"<$0>"`, `"$1-$2"`, `"$$1"`, `"$12"`, `"$n"`, `""`, `function($m){$m.match & $string($m.groups)}`) + g.pick("", ", 1", ", 2") + ")"
	case 4:
		return "$match(" + s + ", " + re + ").(index & ':' & $join(groups, '|'))"
	}
	return s + " ~> " + re + g.pick("", ".match", ".start", ".groups", ".end")
}

func (g *generator) numberPicture() string {
	n := g.pick("0", "1234.5678", "-0.5", "1e6", "123456789", "0.00012345", "-98765.4321", "0.5", "1.005", "-1", "1e-10", "12", "100")
	var b strings.Builder
	part := func() {
		b.WriteString(g.pick("", "", "$", "x ", "("))
		b.WriteString(g.pick("#", "0", "##0", "#,##0", "#,##,##0", "000", "#,#00", "00,00", ""))
		b.WriteString(g.pick("", ".0", ".00", ".##", ".0#", ".000,0", ".#,#", "."))
		b.WriteString(g.pick("", "", "%", "‰")) // npm loops for ever on 0e0
		b.WriteString(g.pick("", "", ")", " y"))
	}
	part()
	if g.chance(25) {
		b.WriteByte(';')
		part()
	}
	options := g.pick("", "", "", `, {"decimal-separator": ",", "grouping-separator": "."}`, `, {"zero-digit": "٠"}`, `, {"minus-sign": "~", "digit": "!"}`, `, {"percent": "pc", "exponent-separator": "E"}`)
	return fmt.Sprintf("$formatNumber(%s, %q%s)", n, b.String(), options)
}

// datePicture formats a time, or reads what the same picture wrote.
func (g *generator) datePicture() string {
	millis := g.pick("0", "1510067557121", "-1", "951782400000", "1483228800000", "1609459199999", "-62135596800000", "253402300799000", "1000", "946684799999", "1583020800000")
	var b strings.Builder
	for i := range 1 + g.r.IntN(5) {
		if i > 0 {
			b.WriteString(g.pick("-", "/", " ", ", ", ":", "T", "[[", "]]", " of "))
		}
		b.WriteString("[" + g.pick("Y", "M", "D", "d", "F", "W", "w", "X", "x", "H", "h", "P", "m", "s", "f", "Z", "z", "C", "E"))
		b.WriteString(g.pick("", "", "1", "01", "0001", "1o", "n", "N", "Nn", "w", "W", "Ww", "I", "i", "A", "#1", "#,##1", "01:01", "0101t", "wo"))
		b.WriteString(g.pick("", "", "", ",2", ",2-2", ",3-3", ",*-3", ",1-4") + "]")
	}
	zone := g.pick("", "", "", `, "+0530"`, `, "-0800"`, `, "+0000"`)
	picture := fmt.Sprintf("%q", b.String())
	switch g.r.IntN(4) {
	case 0:
		picture = g.pick(`"[Y0001]-[M01]-[D01]"`, `"[D1o] [MNn] [Y]"`, `"[X0001]-W[W01]-[F1]"`, `"[Y]-[d]"`, `"[M]/[D]/[Y] [h]:[m01] [P]"`, `"[H01]:[m01]:[s01].[f001]"`, `"[FNn,3-3] [DWwo] [MNn]"`, `"[YI] [Ma] [Dw]"`, `"[Y] [Z]"`, `"[Y][M01][D01]T[H01][m01][Z0001]"`)
		return "$toMillis($fromMillis(" + millis + ", " + picture + zone + "), " + picture + ")"
	case 1:
		return "$toMillis($fromMillis(" + millis + ", " + picture + "), " + picture + ")"
	}
	return "$fromMillis(" + millis + ", " + picture + zone + ")"
}

// sorting has ties, several keys, keys that are missing and keys that can't be compared.
func (g *generator) sorting(depth int) string {
	list := g.pick("items", "a.b", "$", "[items, items]", `[{"id":1,"k":"b"},{"id":2,"k":"a"},{"id":1,"k":"a"},{"id":2}]`, "[3,1,2,1,3]", `["b","a","é","B","😀",""]`, "nested", "items.tag", g.expr(depth-2))
	key := func() string {
		return g.pick("", "<", ">") + g.pick("id", "k", "price", "c", "$", "$string($)", "$count(tag)", "-id", "missing", "s")
	}
	out := list
	if g.chance(70) {
		out += "^(" + key()
		for range g.r.IntN(3) {
			out += ", " + key()
		}
		out += ")"
		return out + g.pick("", "", "[0]", ".id", "[-1].k", "{$string(id): $count($)}", "#$i.{'i': $i, 'id': id}")
	}
	return "$sort(" + out + ", function($l, $r){" + g.pick("$l.id > $r.id", "$l.id = $r.id ? $l.k > $r.k : $l.id < $r.id", "false", "$string($l) > $string($r)", "$count($l) >= $count($r)") + "})"
}

// ancestry goes back to what a path came through.
func (g *generator) ancestry(depth int) string {
	return g.pick("items.tag.", "a.b.c.", "a.b.", "a.e.f.", "items.", "a.b[c>1].d.", "items[id=1].tag.", "items^(price).tag.", "items#$i.tag.", "a.(b.c).", "$.items.tag.") +
		g.pick("%.", "%.%.", "(%.id).", "{'v': $, 'p': %.id, 'q': %.%.n}.", "%[id>1].", "(%.%.s & $string($)).", "[%.id, $].", "%.*.", "%.{'x': id}.") +
		g.pick("id", "$", "n", "*", "s", "%", "c", "price")
}

func (g *generator) transform(depth int) string {
	pattern := g.pick("items", "a.b", "items[id=1]", "**[c]", "o", "$", "items.tag", "a.b[c>1]", "*", "missing", "items^(price)[0]")
	update := g.pick("{}", `{"p": price * 2}`, `{"id": $string(id)}`, "{"+g.pairs(depth-2)+"}", `{"n": $count(tag), "c": null}`, `{"7": 1, "3": 2}`, "n")
	del := g.pick("", "", `, "price"`, `, ["id", "tag"]`, `, "missing"`, ", 1", ", []", ", $keys($)")
	input := g.pick("$", "$", "$$", "items", "[$, $]", g.expr(depth-2))
	out := input + " ~> |" + pattern + "|" + update + del + "|"
	if g.chance(20) {
		out += " ~> |$|{\"again\": true}|"
	}
	return out
}

// partial applies functions to some of their arguments. What is left of a built-in checks
// its arguments no more, so they are of the right type.
func (g *generator) partial(depth int) string {
	kinds := []struct{ functions, arguments []string }{
		{[]string{"$substring(?, 1)", "$substring(?, 2, 2)", "$pad(?, 5, '#')", "$replace(?, /l/, 'L')", "$contains(?, 'l')", "$split(?, 'l')", "$substringBefore(?, 'l')"}, []string{"'hello'", "'l'", "''", "'é😀x'"}},
		{[]string{"$power(?, 2)", "$power(2, ?)", "$formatNumber(?, '0.00')", "$round(?, 1)", "$formatBase(?, 2)", "$substring('hello', ?)", "$fromMillis(?, '[Y]')"}, []string{"2", "3", "0", "7"}},
		{[]string{"$join(?, '+')", "$append(?, 'z')", "$append('z', ?)", "$map(?, $uppercase)"}, []string{"['a','b']", "['x']"}},
		{[]string{"function($a, $b){$a & '/' & $b}(?, 'z')", "function($a, $b, $c){[$a, $b, $c]}(?, 1, ?)", "function($a, $b){[$b, $a]}(?, ?)"}, []string{"s", "n", "items", g.expr(depth - 2)}},
	}
	k := kinds[g.r.IntN(len(kinds))]
	f := g.pick(k.functions...)
	arg := func() string { return g.pick(k.arguments...) }
	switch g.r.IntN(4) {
	case 0:
		return f + "(" + arg() + ")"
	case 1:
		return arg() + " ~> " + f
	case 2:
		return "$map([" + arg() + "," + arg() + "], " + g.pick("function($v){", "function($v, $i){") + f + "($v)})"
	}
	return "($p := " + f + "; $q := " + g.pick("$p", "$p ~> $string", "$p ~> $count") + "; " + arg() + " ~> $q)"
}

// recursion calls itself, mostly in tail position.
func (g *generator) recursion(depth int) string {
	n := g.pick("0", "1", "5", "40", "300")
	switch g.r.IntN(7) {
	case 0:
		return "($f := function($n, $t){$n <= 0 ? $t : $f($n - 1, $t + $n)}; $f(" + n + ", 0))"
	case 1:
		return "($even := function($n){$n = 0 ? true : $odd($n - 1)}; $odd := function($n){$n = 0 ? false : $even($n - 1)}; $even(" + n + "))"
	case 2:
		return "($fact := function($n){$n <= 1 ? 1 : $n * $fact($n - 1)}; $fact(" + g.pick("0", "1", "5", "20") + "))"
	case 3:
		return "($y := function($g){function($x){$x <= 0 ? [] : $append($g($x - 1), $x)}}; $r := function($k){$y($r)($k)}; $r(" + g.pick("0", "1", "4") + "))"
	case 4:
		return "($f := function($n, $acc)<n-a?:a>{$n > 0 ? $f($n - 1, $append($acc, $n)) : $acc}; $f(" + g.pick("0", "3", "10") + ", []))"
	case 5:
		return "($walk := function($v){$type($v) = 'object' ? $each($v, function($x, $k){$k & '=' & $string($walk($x))}) : $type($v) = 'array' ? $map($v, $walk) : $v}; $walk(" + g.pick("$", "a", "o", "items") + "))"
	}
	return "($c := function($i){($i := $i + 1; $i < " + n + " ? $c($i) : " + g.expr(depth-2) + ")}; $c(0))"
}
