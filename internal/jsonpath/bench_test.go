package jsonpath_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

const store = `{"store":{"book":[
	{"category":"reference","author":"Nigel Rees","title":"Sayings","price":8.95},
	{"category":"fiction","author":"Evelyn Waugh","title":"Sword","price":12.99},
	{"category":"fiction","author":"Herman Melville","title":"Moby","isbn":"0-553","price":8.99},
	{"category":"fiction","author":"Tolkien","title":"LOTR","isbn":"0-395","price":22.99}],
	"bicycle":{"color":"red","price":19.95}},"expensive":10}`

func BenchmarkGet(b *testing.B) {
	document, err := value.DecodeString(store)
	if err != nil {
		b.Fatal(err)
	}
	for _, text := range []string{
		"$", "$.store.book[0].title", "$.store.book[-1].title", "$.store.book[*].title",
		"$.store.book[?(@.price < 10)].title", "$..price", "$.store.book.length()",
	} {
		p, err := jsonpath.Compile(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Get(document); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSet(b *testing.B) {
	document, err := value.DecodeString(store)
	if err != nil {
		b.Fatal(err)
	}
	r, err := jsonpath.ParseReference("$.store.bicycle.owner")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Set(document, value.True); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := jsonpath.Compile("$.store.book[?(@.price < 10)].title"); err != nil {
			b.Fatal(err)
		}
	}
}
