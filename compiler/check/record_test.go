package check_test

import (
	"slices"
	"testing"

	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/diag"
)

func examine(r check.Record, text string) diag.List {
	file := "example.asl.json"
	if r.YAML {
		file = "example.asl.yaml"
	}
	var opts []check.Option
	if r.Type != "" {
		opts = append(opts, check.WithType(r.Type))
	}
	_, list := check.Definition(file, []byte(text), opts...)
	return list
}

// Each code has a title, a reason, an example that gives it and one that doesn't. The good
// example has no error at all.
func TestRecords(t *testing.T) {
	seen := make(map[string]bool)
	for _, r := range check.Records() {
		t.Run(r.Code, func(t *testing.T) {
			if seen[r.Code] {
				t.Fatal("the code has two records")
			}
			seen[r.Code] = true
			if r.Title == "" || r.Why == "" || r.Since == "" {
				t.Error("title, why or since is missing")
			}
			if r.Bad == "" && r.Code == check.CodeInternal {
				return // nothing is known to give it
			}
			bad := examine(r, r.BadText())
			i := slices.IndexFunc(bad, func(d diag.Diagnostic) bool { return d.Code == r.Code })
			if i < 0 {
				t.Fatalf("the bad example does not give the code, but\n%v", bad)
			}
			if bad[i].AWSCode != r.AWS {
				t.Errorf("the record says AWS code %q, the finding %q", r.AWS, bad[i].AWSCode)
			}
			if bad[i].Origin.Line == 0 {
				t.Error("the finding has no place")
			}
			good := examine(r, r.Good)
			for _, d := range good {
				if d.Code == r.Code || d.Severity == diag.Error {
					t.Errorf("the good example gives %v", d)
				}
			}
		})
	}
}
