package diag_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/lockstep-go/lockstep/diag"
)

func sarifOf(t *testing.T, list diag.List) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := diag.WriteSARIF(&b, list, diag.SARIFOptions{
		Version: "0.1.0",
		Title:   func(code string) string { return "title of " + code },
		Why:     func(code string) string { return "Why " + code + "." },
		HelpURI: func(code string) string { return "https://example.com/" + code },
	}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Code hosts want descriptions and a help text of each rule, a rule of each result, a place
// with a line, and a file's name as a URI.
func TestSARIFForCodeHosts(t *testing.T) {
	type text struct{ Text string }
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct {
						ID                                      string
						ShortDescription, FullDescription, Help text
					}
				}
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Message   text
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine int }
					}
				}
			}
		}
	}
	list := append(sample(), diag.Diagnostic{Code: "ASL1001", Origin: diag.Origin{File: "./flows/käse 50%.json", Line: 1, Column: 1}, Message: "m"},
		diag.Diagnostic{Code: "ASL1001", Origin: diag.Origin{File: "/flows/a:b.json", Line: 1, Column: 1}, Message: "m"},
		diag.Diagnostic{Code: "ASL1001", Origin: diag.Origin{File: "a:b.json", Line: 1, Column: 1}, Message: "m"})
	if err := json.Unmarshal(sarifOf(t, list), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	for _, r := range run.Tool.Driver.Rules {
		if r.ShortDescription.Text == "" || r.FullDescription.Text == "" || r.Help.Text == "" {
			t.Errorf("the rule %s is not described: %+v", r.ID, r)
		}
	}
	var files []string
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || r.Message.Text == "" {
			t.Errorf("%+v", r)
		}
		for _, l := range r.Locations {
			if uri := l.PhysicalLocation.ArtifactLocation.URI; uri != "" {
				files = append(files, uri)
				if l.PhysicalLocation.Region.StartLine == 0 {
					t.Errorf("no line: %+v", r)
				}
			}
		}
	}
	want := []string{"a.json", "a.json", "flow.go", "flows/k%C3%A4se%2050%25.json", "file:///flows/a:b.json", "./a:b.json"}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// The schema of SARIF 2.1.0 comes from a package that nothing of is kept here.
func TestSARIFSchema(t *testing.T) {
	file := os.Getenv("LOCKSTEP_SARIF_SCHEMA")
	if file == "" {
		t.Skip("LOCKSTEP_SARIF_SCHEMA is not set: the log is not held against the schema")
	}
	schema, err := jsonschema.NewCompiler().Compile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, list := range map[string]diag.List{"findings": sample(), "none": nil} {
		log, err := jsonschema.UnmarshalJSON(bytes.NewReader(sarifOf(t, list)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(log); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
