package catalog_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/catalog"
)

func BenchmarkResolve(b *testing.B) {
	r, err := catalog.Parse("arn:aws:states:::aws-sdk:dynamodb:putItem")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := r.Resolve(); err != nil {
			b.Fatal(err)
		}
	}
}
