package jsonata_test

// call is a call of a built-in function with arguments that are mostly of the right type.
func (g *generator) call(depth int) string {
	str := func() string {
		if g.chance(50) {
			return g.str()
		}
		return g.pick("s", "items[0].tag", "$string("+g.expr(depth-1)+")", g.expr(depth-1))
	}
	num := func() string {
		if g.chance(60) {
			return g.number()
		}
		return g.pick("n", "items[0].price", g.expr(depth-1))
	}
	nums := func() string {
		return g.pick("items.price", "items.id", "items", "[1,2,3]", "a.e.f", "[2.5, -1, 7]", "[]", g.expr(depth-1))
	}
	regex := func() string {
		return g.pick(`/l+/`, `/[a-c]/i`, `/(\w)(\d)?/`, `/\s/`, `/o(?= W)/`, `/^H/m`, `/(a)|(b)/`, `/./`, `/é/`, `/\bW/`, `/x*/`, `/[^,]+/`)
	}
	switch g.r.IntN(44) {
	case 0:
		return "$sum(" + nums() + ")"
	case 1:
		return g.pick("$max", "$min", "$average", "$count") + "(" + nums() + ")"
	case 2:
		return "$string(" + g.expr(depth-1) + g.pick("", ", true", ", false") + ")"
	case 3:
		return "$substring(" + str() + ", " + num() + g.pick("", ", "+num()) + ")"
	case 4:
		return g.pick("$substringBefore", "$substringAfter", "$contains") + "(" + str() + ", " + str() + ")"
	case 5:
		return g.pick("$uppercase", "$lowercase", "$trim", "$length", "$base64encode", "$base64decode", "$encodeUrl", "$encodeUrlComponent", "$decodeUrl", "$decodeUrlComponent") + "(" + str() + ")"
	case 6:
		return "$pad(" + str() + ", " + g.pick("5", "-5", "20", "0", num()) + g.pick("", `, "#"`, `, "ab"`) + ")"
	case 7:
		return "$match(" + str() + ", " + regex() + g.pick("", ", 1", ", 0", ", 2") + ")"
	case 8:
		return "$contains(" + str() + ", " + regex() + ")"
	case 9:
		return "$replace(" + str() + ", " + g.pick(regex(), `"l"`, `"a"`, str()) + ", " + g.pick(`"[$1]"`, `"$0$0"`, `"$$"`, `"-"`, `function($m){$uppercase($m.match)}`, `"$2x"`) + g.pick("", ", 1", ", 0") + ")"
	case 10:
		return "$split(" + str() + ", " + g.pick(regex(), `","`, `""`, `" "`) + g.pick("", ", 2", ", 0") + ")"
	case 11:
		return "$join(" + g.pick(`["a","b"]`, "items.tag", "$split(s, ' ')", g.expr(depth-1)) + g.pick("", `, ", "`) + ")"
	case 12:
		return "$formatNumber(" + g.pick(num(), "n", "1234.5678", "-0.5", "1e6") + ", " + g.pick(`"#,##0.00"`, `"0.0"`, `"#0%"`, `"000"`, `"#,###.##"`, `"0;(0)"`, `"0‰"`, `"#"`, `"##0.0#,#"`, `"12:0"`, `"0.0.0"`) + ")"
	case 13:
		return "$formatBase(" + g.pick("42", "-7", "1e6", "255.5") + g.pick("", ", 2", ", 16", ", 36") + ")"
	case 14:
		return "$formatInteger(" + num() + ", " + g.pick(`"w"`, `"W"`, `"Ww"`, `"w;o"`, `"I"`, `"i"`, `"A"`, `"a"`, `"000"`, `"#,##0"`, `"0;o"`, `"١"`, `"#,#0,0"`) + ")"
	case 15:
		return "$parseInteger(" + g.pick(`"12"`, `"1,234"`, `"XIV"`, `"twelve"`, `"one hundred and five"`, `"abc"`, `"21st"`, str()) + ", " + g.pick(`"0"`, `"#,##0"`, `"I"`, `"w"`, `"a"`, `"0;o"`) + ")"
	case 16:
		return "$number(" + g.pick(`"12"`, `"-1.5e3"`, `"0x1F"`, `"0b11"`, "true", str(), num()) + ")"
	case 17:
		return g.pick("$floor", "$ceil", "$abs", "$sqrt") + "(" + num() + ")"
	case 18:
		return "$round(" + g.pick(num(), "2.5", "3.5", "-2.5", "1.005", "125") + g.pick("", ", 1", ", 2", ", -1", ", 0") + ")"
	case 19:
		return "$power(" + num() + ", " + g.pick("2", "0.5", "-1", "0", "3", "10") + ")"
	case 20:
		return g.pick("$boolean", "$not", "$exists", "$type") + "(" + g.expr(depth-1) + ")"
	case 21:
		return "$zip(" + nums() + ", " + nums() + ")"
	case 22, 23:
		return g.pick("$keys", "$spread", "$reverse", "$distinct") + "(" + g.expr(depth-1) + ")"
	case 24:
		return "$lookup(" + g.expr(depth-1) + ", " + g.pick(`"a"`, `"id"`, `"b"`, str()) + ")"
	case 25, 26:
		return "$append(" + g.expr(depth-1) + ", " + g.expr(depth-1) + ")"
	case 27:
		return "$merge(" + g.pick("items", "a.b", "[a, o]", "[{'x':1},{'y':2,'x':3}]", g.expr(depth-1)) + ")"
	case 28:
		return g.pick("$error", "$assert(false, ") + g.pick("(", "") + `"boom")`
	case 29:
		return "$fromMillis(" + g.pick("0", "1510067557121", "-1", "1e12", "951868800000", "1483228800000") + g.pick("", `, "[Y]-[M01]-[D01]"`, `, "[FNn], [D1o] [MNn] [Y0001] [h]:[m] [P]"`, `, "[X]-W[W01]-[F1]"`, `, "[d] [w] [x] [H01][s][f001]"`, `, "[Y0001]T[H#1]:[m01][Z]", "+0530"`, `, "[Z01:01t] [z]", "-0800"`, `, "[YI] [Dw] [MN,3-3] [F,2-2]"`, `, "[[x]] [Y,2-2]"`) + ")"
	case 30:
		return "$toMillis(" + g.pick(`"2017-11-07T15:07:54.972Z"`, `"2018-02-28"`, `"2020"`, `"2020-06"`, `"2019-01-01T10:00:00+0100"`, `"nope"`, `"2020-02-30"`, `"2020-01-01T24:00:00Z"`, str()) + ")"
	case 31:
		return "$toMillis(" + g.pick(`"2018-02-28", "[Y]-[M]-[D]"`, `"28/02/18", "[D]/[M]/[Y,2-2]"`, `"Monday, 5th March 2018", "[FNn], [D1o] [MNn] [Y]"`, `"2018-059", "[Y]-[d001]"`, `"3:45 pm 2020 12 31", "[h]:[m] [P] [Y] [M] [D]"`, `"MMXVIII", "[YI]"`, `"one two", "[Dw] [Mw]"`, `"2018-12-31 10:00 -05:00", "[Y]-[M]-[D] [H]:[m] [Z]"`, `"201802", "[Y0001][M01]"`) + ")"
	case 32:
		return "$eval(" + g.pick(`"1+1"`, `"a.b"`, `"$x"`, `"1 +"`, `"items.id"`) + g.pick("", ", o", ", [1,2]") + ")"
	case 33:
		return "$clone(" + g.expr(depth-1) + ")"
	case 34:
		if len(g.fns) > 0 {
			return "$" + g.pick(g.fns...) + "(" + g.expr(depth-1) + ")"
		}
	case 35:
		return g.lambda(depth, 1) + "(" + g.expr(depth-1) + ")"
	case 36:
		return g.pick("$sum()", "$string()", "$uppercase()", "$length(1)", "$sum('a')", "$substring()", "sum(a)", "$nope(1)", "$join([1])", "$keys()", "$map(1)", "$number([])", "$max('3')")
	}
	return "$count(" + g.expr(depth-1) + ")"
}
