package jsonpath_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

func decode(t testing.TB, text string) value.Value {
	t.Helper()
	v, err := value.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func compile(t testing.TB, text string) *jsonpath.Path {
	t.Helper()
	p, err := jsonpath.Compile(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const sample = `{
	"a":{"b":[10,20,30],"c-d":"x","e f":{"g":null}},
	"n":5,"s":"text","it's":1,"list":["x","y"],"null":null,
	"users":[
		{"name":"ann","age":31,"tags":["admin","ops"],"ok":true},
		{"name":"bob","age":"40","tags":[],"ok":false},
		{"name":"cid","tags":["ops"],"boss":{"name":"ann"}}]}`

func TestGet(t *testing.T) {
	document := decode(t, sample)
	for _, c := range []struct{ path, want string }{
		{"$.a.b[1]", `20`},
		{"a.b[1]", `20`},
		{" $.a.b[ 1 ] ", `20`},
		{"$.a.b.[-1]", `30`},
		{"$.a.c-d", `"x"`},
		{"$['a']['e f'].g", `null`},
		{`$["it's"]`, `1`},
		{`$['it\'s']`, `1`},
		{`$['\u0061'].b[0]`, `10`},
		{"$.a['b','c-d']", `{"b":[10,20,30],"c-d":"x"}`},
		{"$.a['b','none']", `{"b":[10,20,30]}`},
		{"$['a','users'].b", `[[10,20,30]]`},
		{"$.a.b[0,2]", `[10,30]`},
		{"$.a.b[0,9]", `[10]`},
		{"$.a.b[1:]", `[20,30]`},
		{"$.a.b[:-1]", `[10,20]`},
		{"$.a.b[-2:]", `[20,30]`},
		{"$.a.b[0:2]", `[10,20]`},
		{"$.a.b[0:99]", `[10,20,30]`},
		{"$.a.b[1:-1]", `[]`},
		{"$.a.b[-2:1]", `[20,30,10]`},
		{"$.a.b[0:3:2]", `[10,20,30]`},
		{"$.a.b[*]", `[10,20,30]`},
		{"$.a.*", `[[10,20,30],"x",{"g":null}]`},
		{"$.users[*].age", `[31,"40"]`},
		{"$.users[*].boss.name", `["ann"]`},
		{"$..name", `["ann","bob","cid","ann"]`},
		{"$..tags[0]", `["admin","ops"]`},
		{"$..[?(@.name == 'ann')].name", `["ann","ann"]`},
		{"$..*.g", `[null]`},
		{"$..['name','age']", `[{"name":"ann","age":31},{"name":"bob","age":"40"}]`},
		{"$.users.length()", `3`},
		{"$.users[*].length()", `[4,4,3]`},
		{"$.users[0].tags.size()", `2`},
		{"$..tags.length()", `3`},
		{"$.length($.a.b)", `3`},
		{"$.a.b.sum()", `60.0`},
		{"$.a.b.sum(1, 2.5)", `63.5`},
		{"$.sum($.a.b, 4)", `64.0`},
		{"$.a.b.stddev()", `8.16496580927726`},
		{"$.a.b.first()", `10`},
		{"$.a.b.last()", `30`},
		{"$.a.b.index(-2)", `20`},
		{"$.list.concat(\"z\")", `"xyz"`},
		{"$.concat($.s, \"-\", $.n)", `"text-5"`},
		{"$.list.append(\"z\")", `["x","y","z"]`},
		{"$.s.keys()", `null`},

		{"$.users[?(@.age)].name", `["ann","bob"]`},
		{"$.users[?(!@.age)].name", `["cid"]`},
		{"$.users[?(@.age > 30)].name", `["ann"]`},
		{"$.users[?(@.age <= '5')].name", `["bob"]`},
		{"$.users[?(!@.age == 31)].name", `["ann"]`},
		{"$.users[?(!!@.age)].name", `["ann","bob"]`},
		{"$.users[?(@.name nin $.none)].name", `[]`},
		{"$.users[?(!(@.name in @.name))].name", `[]`},
		{"$.users[?(@.name nin @.boss)].name", `["cid"]`},
		{"$.users[?(@.name == /ann/)].name", `[]`},
		{"$.users[?(@.age == 40)].name", `["bob"]`},
		{"$.users[?(@.age === 40)].name", `[]`},
		{"$.users[?(@.age != 31)].name", `["bob","cid"]`},
		{"$.users[?(@.ok == true)].name", `["ann"]`},
		{"$.users[?(@.ok)].name", `["ann","bob"]`},
		{"$.users[?(@.none == null)]", `[]`},
		{"$.users[?(@.none != null)].name", `["ann","bob","cid"]`},
		{"$.users[?(@.name == 'ann' || @.name == 'bob' && @.ok == true)].name", `["ann"]`},
		{"$.users[?((@.name == 'ann' || @.name == 'bob') && @.ok == false)].name", `["bob"]`},
		{"$.users[?(!(@.name == 'ann'))].name", `["bob","cid"]`},
		{"$.users[?(@.name=='ann'&&@.ok)].name", `["ann"]`},
		{"$.users[?('ann' == @.name)].name", `["ann"]`},
		{"$.users[?(@.name in ['ann','cid'])].name", `["ann","cid"]`},
		{`$.users[?(@.name IN ["ann"])].name`, `["ann"]`},
		{"$.users[?(@.name nin [ann, cid])].name", `["bob"]`},
		{"$.users[?(@.tags contains 'ops')].name", `["ann","cid"]`},
		{"$.users[?(@.name contains 'n')].name", `["ann"]`},
		{"$.users[?(@.tags anyof ['admin','dev'])].name", `["ann"]`},
		{"$.users[?(@.tags noneof ['admin'])].name", `["bob","cid"]`},
		{"$.users[?(@.tags subsetof ['ops','dev'])].name", `["bob","cid"]`},
		{"$.users[?(@.tags all ['ops','admin'])].name", `[]`},
		{"$.users[?(@.tags size 2)].name", `["ann"]`},
		{"$.users[?(@.name size 3)].name", `["ann","bob","cid"]`},
		{"$.users[?(@.tags empty true)].name", `["bob"]`},
		{"$.users[?(@.tags empty false)].name", `["ann","cid"]`},
		{"$.users[?(@.name =~ /A.*/i)].name", `["ann"]`},
		{"$.users[?(@.name =~ /n/)].name", `[]`},
		{"$.users[?(@.tags =~ /op.?/)].name", `["ann","cid"]`},
		{`$.users[?(@.name =~ /(?!ann).*/)].name`, `["bob","cid"]`},
		{"$.users[?(@.tags.length() > 1)].name", `["ann"]`},
		{"$.users[?(@.name == $.users[0].name)].name", `["ann"]`},
		{"$.users[?(@['boss']['name'] == 'ann')].name", `["cid"]`},
		{"$.users[?(@.tags[?(@ == 'admin')])].name", `["ann","bob","cid"]`},
		{"$.a.b[?(@ >= 20)]", `[20,30]`},
		{"$.a[?(@.b)].b", `[[10,20,30]]`},
		{"$.users[?(@.boss == {\"name\":'ann'})].name", `["cid"]`},
	} {
		t.Run(c.path, func(t *testing.T) {
			got, err := compile(t, c.path).Get(document)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNotFound(t *testing.T) {
	document := decode(t, sample)
	for _, c := range []struct{ path, want string }{
		{"$.none", "No results for path: $['none']"},
		{`$.a["none"]`, `No results for path: $['a']["none"]`},
		{"$.no.such", "Missing property in path $['no']"},
		{`$.a["no"].such`, "Missing property in path $['a']['no']"},
		{"$.no[*]", "Missing property in path $['no']"},
		{"$.a.b[3]", "No results for path: $['a']['b'][3]"},
		{"$.a.b[-4].x", "No results for path: $['a']['b'][-4]['x']"},
		{"$.n[0]", "Filter: [0] can only be applied to arrays. Current context is: 5"},
		{"$.a[0].b", "Filter: [0]['b'] can only be applied to arrays. Current context is: " +
			`{"b":[10,20,30],"c-d":"x","e f":{"g":null}}`},
		{"$.s[?(@.x)]", "Filter: [?] can not be applied to primitives. Current context is: \"text\""},
		{"$.s.x", "Expected to find an object with property ['x'] in path $['s'] but found 'com.fasterxml.jackson.databind.node.TextNode'. " +
			"This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'."},
	} {
		t.Run(c.path, func(t *testing.T) {
			got, err := compile(t, c.path).Get(document)
			if _, ok := errors.AsType[*jsonpath.NotFoundError](err); !ok {
				t.Fatal(got, err)
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSelect(t *testing.T) {
	document := decode(t, sample)
	for _, c := range []struct{ path, want string }{
		{"$.a.b[9]", "null"},
		{"$.a.b[-9]", "null"},
		{"$.a.b[9].x", ""},
		{"$.none", ""},
		{"$.none[*]", "[]"},
		{"$.none.deep[1:5].x", "[]"},
		{"$.n[0]", ""},
		{"$.n", "5"},
		{"$.a.b[0,9]", "[10,null]"},
		{"$.users[*].tags[0]", `["admin",null,"ops"]`},
		{"$.users[?(@.none == null)].name", `["ann","bob","cid"]`},
		{"$.users[?(@.tags[0])].name", `["ann","bob","cid"]`},
		{"$.none.length()", ""},
		{"$.none['a','b']", ""},
	} {
		got, err := compile(t, c.path).Select(document)
		if c.want == "" && err == nil || c.want != "" && (err != nil || got.String() != c.want) {
			t.Errorf("%s: %s, %v", c.path, got, err)
		}
	}
}

func TestEvaluationErrors(t *testing.T) {
	document := decode(t, `{"a":[],"n":1,"wide":`+strings.Repeat("[", 400)+strings.Repeat("]", 400)+`,"s":["`+strings.Repeat("a", 40)+`b"]}`)
	for _, path := range []string{
		"$.a.sum()", "$.n.avg()", "$.a.first()", "$.a.index(\"x\")",
		"$.wide..*..*..*..*",
		`$.s[?(@ =~ /(?=a)(a+)+$/)]`,
	} {
		got, err := compile(t, path).Get(document)
		if _, ok := errors.AsType[*jsonpath.EvaluationError](err); !ok {
			t.Errorf("%s: %v, %v", path, got, err)
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct {
		path   string
		offset int
		want   string
	}{
		{"", 0, "a path is expected, such as $.name"},
		{"$.", 2, "a name is expected after '.'"},
		{"$..", 3, "a path must not end with '..'"},
		{"$...a", 3, "a third '.' is not allowed"},
		{"$.a b", 3, "a name with blanks is written in brackets, such as ['a name']"},
		{"$ .a", 1, "'.' or '[' is expected after the path's root"},
		{"$.a[", 4, "']' is missing"},
		{"$.*a", 3, "'.' or '[' is expected after '*'"},
		{"$.a[]", 4, "a quoted name, an index, '*' or '?(…)' is expected after '['"},
		{"$.a['b", 4, "the quote is not closed"},
		{"$.a['b' 'c']", 8, "',' or ']' is expected after a quoted name"},
		{"$.a['b',]", 8, "a name in ' is expected"},
		{"$.a[1-2]", 4, "a whole number is expected"},
		{"$.a[1x]", 5, "an index or a slice has digits, '-', ',' and ':' only"},
		{"$.a[:]", 4, "a slice needs a beginning or an end; [*] selects everything"},
		{"$.a[99999999999]", 4, "a whole number is expected"},
		{"$.a[*", 5, "']' is expected after '*'"},
		{"@.a", 0, "'@' has a meaning in filters only; a path starts with '$'"},
		{"$.a.size(", 8, "the arguments of size() are not closed"},
		{"$.a.foo()", 4, "there is no function foo()"},
		{"$.a.concat(b)", 11, "a path or a JSON value is expected as an argument of concat()"},
		{"$.a[?@.b]", 5, "'(' is expected after '?'"},
		{"$.a[?(@.b)", 10, "']' is expected after a filter"},
		{"$.a[?(@.b == )]", 13, "a path with '@' or '$', a quoted text, a number, true, false, null, a JSON value or a /pattern/ is expected"},
		{"$.a[?(@.b == word)]", 13, "a path with '@' or '$', a quoted text, a number, true, false, null, a JSON value or a /pattern/ is expected"},
		{"$.a[?(@.b like 'x')]", 10, "there is no operator like"},
		{"$.a[?(1)]", 6, "a value alone is no test; compare it, or test a path"},
		{"$.a[?(!1 == 1)]", 6, "'!' stands before a path or a parenthesis"},
		{"$.a[1 : 2]", 5, "a slice has no blanks inside"},
		{"$.a[?(@.b =~ /(/)]", 14, "the pattern is malformed: error parsing regexp: missing closing )"},
		{"$.a[?((@.b)]", 11, "an operator or the ')' for the '(' at offset 5 is expected"},
		{"$.a[?(@.b[?(@.c ==)])]", 18, "a path with '@' or '$', a quoted text, a number, true, false, null, a JSON value or a /pattern/ is expected"},
		{"$[?(" + strings.Repeat("(", 1000), 68, "the filter nests too deep"},
		{"$[?(@" + strings.Repeat("[?(@", 1000), 260, "the filter nests too deep"},
	} {
		t.Run(fmt.Sprintf("%.40s", c.path), func(t *testing.T) {
			_, err := jsonpath.Compile(c.path)
			e, ok := errors.AsType[*jsonpath.SyntaxError](err)
			if !ok {
				t.Fatal(err)
			}
			if diff := cmp.Diff(fmt.Sprint(c.offset, " ", c.want), fmt.Sprint(e.Offset, " ", e.Message)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRoots(t *testing.T) {
	for _, c := range []struct {
		path, variable, canonical string
		root                      jsonpath.Root
	}{
		{"$", "", "$", jsonpath.RootInput},
		{"$$", "", "$", jsonpath.RootContext},
		{"$$.Map.Item['Value']", "", "$['Map']['Item']['Value']", jsonpath.RootContext},
		{"$order.id", "order", "$['id']", jsonpath.RootVariable},
		{"$zählung_2[0]", "zählung_2", "$[0]", jsonpath.RootVariable},
		{"$.x[?(@.a > $.b)].c[0,1][1:].*..d.size()", "", "$['x'][?]['c'][0,1][1:][*]..['d'].size()", jsonpath.RootInput},
	} {
		p := compile(t, c.path)
		root, variable := p.Root()
		if root != c.root || variable != c.variable || p.Canonical() != c.canonical || p.String() != c.path {
			t.Errorf("%s: %v %q %s", c.path, root, variable, p.Canonical())
		}
	}
}

func TestSegments(t *testing.T) {
	const text = "$.a['b'][-1]..c[?(@.d == $.e)]"
	p := compile(t, text)
	var got []string
	for _, s := range p.Segments() {
		got = append(got, fmt.Sprintf("%s %s", s.Kind, text[s.Offset:s.End]))
		for _, inner := range s.Paths() {
			got = append(got, "  "+inner.String())
		}
	}
	want := []string{"name .a", "name ['b']", "index [-1]", "descent ..", "name c", "filter [?(@.d == $.e)]", "  @.d", "  $.e"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestJoin(t *testing.T) {
	document := decode(t, sample)
	for _, c := range []struct{ p, q, want string }{
		{"$.a", "$.b[1]", "$.a.b[1]"},
		{"$.a", "$", "$.a"},
		{"$", "$.a", "$.a"},
		{"$.a", "b", "$.a.b"},
		{"$$.Execution", "$.Input", "$$.Execution.Input"},
		{"$v", "$[0]", "$v[0]"},
		{"$.users", "$[?(@.age > 1)]", "$.users[?(@.age > 1)]"},
		{"$.users", "$[?(@.age > $.n)]", ""},
		{"$.users[*]", "$.name", ""},
		{"$.users", "$$.Execution", ""},
		{"$.users", "$v.x", ""},
		{"$.a['b','c']", "$.b", ""},
		{"$.users", "$..name.length()", ""},
		{"$.users.length()", "$.x", ""},
	} {
		p, q := compile(t, c.p), compile(t, c.q)
		joined, ok := p.Join(q)
		if !ok {
			if c.want != "" {
				t.Errorf("%s and %s are not joined", c.p, c.q)
			}
			continue
		}
		if diff := cmp.Diff(c.want, joined.String()); diff != "" {
			t.Error(diff)
		}
		if root, _ := p.Root(); root != jsonpath.RootInput {
			continue
		}
		between, err := p.Get(document)
		if err != nil {
			t.Fatal(err)
		}
		a, errA := q.Get(between)
		b, errB := joined.Get(document)
		if (errA == nil) != (errB == nil) || !value.Equal(a, b) {
			t.Errorf("%s then %s: %v, %v; joined: %v, %v", c.p, c.q, a, errA, b, errB)
		}
	}
}

func TestPlainPathsDoNotAllocate(t *testing.T) {
	document, p := decode(t, store), compile(t, "$.store.book[0].title")
	if n := testing.AllocsPerRun(100, func() { _, _ = p.Get(document) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzCompile(f *testing.F) {
	for _, seed := range []string{
		"$", "$$.a", "$v.x[0]", "$..a[?(@.b =~ /x.*/i && !(@.c in ['d', 1e2]))].length()", "$['a\\u00e9','b'][1:-2,3]", "$.concat(\"a\", $.b[0])",
		"$[?(@.a == {\"b\":[x]} || @[?(@)])]", "a b", "$[", "$.*.*[-1]",
	} {
		f.Add(seed)
	}
	document := decode(f, sample)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := jsonpath.Compile(text)
		if err != nil {
			e, ok := errors.AsType[*jsonpath.SyntaxError](err)
			if !ok || e.Offset < 0 || e.Offset > len(text) {
				t.Fatalf("%#v", err)
			}
			return
		}
		end := 0
		for _, s := range p.Segments() {
			if s.Offset < end || s.End < s.Offset || s.End > len(text) {
				t.Fatalf("segment %v of %q is at %d to %d", s.Kind, text, s.Offset, s.End)
			}
			end = s.End
		}
		v, err := p.Get(document)
		if err == nil && v.IsUndefined() {
			t.Fatal("found nothing without an error")
		}
		if err == nil && !p.Definite() && v.Kind() != value.Array {
			t.Fatalf("an indefinite path gave %s", v)
		}
		if err != nil && err.Error() == "" {
			t.Fatal("an error without a text")
		}
		if w, again := p.Get(document); (err == nil) != (again == nil) || !value.Equal(v, w) {
			t.Fatal("a second evaluation differs")
		}
	})
}
