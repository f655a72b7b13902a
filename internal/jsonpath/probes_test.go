package jsonpath_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// TestProbes compares with what Jayway 3.0.0 answered.
func TestProbes(t *testing.T) {
	dir := os.Getenv("LOCKSTEP_SUITE_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_SUITE_DIR is not set: the answers of the reference library are not compared")
	}
	data, err := os.ReadFile(filepath.Join(dir, "jsonpath-probes.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Document value.Value
		Probes   []struct {
			Path     string
			Definite bool
			V, Err   string
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Probes) == 0 {
		t.Fatal("the file has no probes")
	}
	for _, probe := range file.Probes {
		t.Run(probe.Path, func(t *testing.T) {
			p, err := jsonpath.Compile(probe.Path)
			if err == nil {
				// A variable is no path into the document.
				if root, name := p.Root(); root == jsonpath.RootVariable {
					err = &jsonpath.SyntaxError{Message: "there is no variable " + name}
				}
			}
			if probe.Err != "" && probe.Err != "PathNotFound" {
				if err == nil {
					t.Fatal("the path was accepted")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if p.Definite() != probe.Definite {
				t.Errorf("definite: %v", p.Definite())
			}
			got, err := p.Get(file.Document)
			if probe.Err != "" {
				if err == nil {
					t.Fatalf("got %v, want %s", got, probe.Err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			// The file's writer rounded numbers of the document to float64, not those of the
			// answers, so both are compared as float64.
			var a, b any
			if err := json.Unmarshal([]byte(got.String()), &a); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(probe.V), &b); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(b, a); diff != "" {
				t.Error("-want +got\n" + diff)
			}
		})
	}
}
