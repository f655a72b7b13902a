package schema_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/lockstep-go/lockstep/asl/schema"
)

func compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.JSON()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource(schema.ID, document); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile(schema.ID)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

func validate(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(document)
}

func TestSchema(t *testing.T) {
	s := compile(t)
	one := func(state string) string { return `{"StartAt":"A","States":{"A":` + state + `}}` }
	jsonata := func(state string) string { return `{"QueryLanguage":"JSONata",` + one(state)[1:] }
	for _, c := range []struct {
		name, text string
		accept     bool
	}{
		{"pass", one(`{"Type":"Pass","End":true}`), true},
		{"no end", one(`{"Type":"Pass"}`), false},
		{"End false beside Next", one(`{"Type":"Pass","End":false,"Next":"A"}`), true},
		{"End and Next", one(`{"Type":"Pass","End":true,"Next":"A"}`), false},
		{"unknown field", one(`{"Type":"Pass","Resultpath":"$","End":true}`), false},
		{"unknown type", one(`{"Type":"Pas","End":true}`), false},
		{"field of another type", one(`{"Type":"Pass","Resource":"r","End":true}`), false},
		{"no states", `{"StartAt":"A","States":{}}`, false},
		{"no start", `{"States":{"A":{"Type":"Succeed"}}}`, false},
		{"JSONata field in JSONPath", one(`{"Type":"Pass","Output":1,"End":true}`), false},
		{"JSONata machine", jsonata(`{"Type":"Pass","Output":1,"End":true}`), true},
		{"JSONPath field in JSONata", jsonata(`{"Type":"Pass","ResultPath":"$","End":true}`), false},
		{"JSONata state", one(`{"Type":"Wait","QueryLanguage":"JSONata","Seconds":"{% 1 %}","End":true}`), true},
		{"branch of a JSONata state is in JSONPath", one(`{"Type":"Parallel","QueryLanguage":"JSONata","Branches":[{"StartAt":"B","States":{"B":{"Type":"Pass","ResultPath":null,"End":true}}}],"End":true}`), true},
		{"expression in JSONPath", one(`{"Type":"Wait","Seconds":"{% 1 %}","End":true}`), false},
		{"substitution", one(`{"Type":"Wait","Seconds":"${Seconds}","End":true}`), true},
		{"out of range", one(`{"Type":"Wait","Seconds":-1,"End":true}`), false},
		{"two of a group", one(`{"Type":"Wait","Seconds":1,"SecondsPath":"$.s","End":true}`), false},
		{"at most one", one(`{"Type":"Fail","Error":"e","ErrorPath":"$.e"}`), false},
		{"rule", one(`{"Type":"Choice","Choices":[{"Variable":"$.a","NumericEquals":1,"Next":"A"}]}`), true},
		{"operand of another type", one(`{"Type":"Choice","Choices":[{"Variable":"$.a","NumericEquals":"1","Next":"A"}]}`), false},
		{"two tests", one(`{"Type":"Choice","Choices":[{"Variable":"$.a","NumericEquals":1,"IsNull":true,"Next":"A"}]}`), false},
		{"nested rules", one(`{"Type":"Choice","Choices":[{"Not":{"Variable":"$.a","IsNull":true},"Next":"A"}]}`), true},
		{"nested rule with Next", one(`{"Type":"Choice","Choices":[{"Not":{"Variable":"$.a","IsNull":true,"Next":"A"},"Next":"A"}]}`), false},
		{"condition", jsonata(`{"Type":"Choice","Choices":[{"Condition":"{% true %}","Next":"A"}]}`), true},
		{"no condition", jsonata(`{"Type":"Choice","Choices":[{"Next":"A"}]}`), false},
		{"unknown field of a retrier", one(`{"Type":"Task","Resource":"r","Retry":[{"ErrorEquals":["e"],"Max":1}],"End":true}`), false},
	} {
		if err := validate(t, s, c.text); (err == nil) != c.accept {
			t.Errorf("%s: accepted should be %v, but %v", c.name, c.accept, err)
		}
	}
}

// The files in docs are what the table of fields says now.
func TestDocuments(t *testing.T) {
	for name, want := range map[string][]byte{"asl.schema.json": schema.JSON(), "asl-fields.md": schema.Reference()} {
		got, err := os.ReadFile(filepath.Join("../../docs", name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("docs/%s is old; run go generate ./asl/schema (-want +got):\n%s", name, diff)
		}
	}
}

// TestCorpus: of public definitions, the schema accepts all that are right; of those that
// are wrong it refuses what can be seen at one place.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("LOCKSTEP_CORPUS_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CORPUS_DIR is not set: the schema is not measured")
	}
	differences, err := os.ReadFile("../../docs/corpus.md")
	if err != nil {
		t.Fatal(err)
	}
	s := compile(t)
	count := map[string]int{}
	for _, index := range []string{"index.json", "invalid/index.json"} {
		data, err := os.ReadFile(filepath.Join(dir, index))
		if err != nil {
			t.Fatal(err)
		}
		var entries []struct {
			File  string
			Peers map[string]*bool
			Truth *struct{ Truth string }
		}
		if err := json.Unmarshal(data, &entries); err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			verdict := "unknown"
			if e.Truth != nil {
				verdict = e.Truth.Truth
			} else if len(e.Peers) > 0 {
				verdict = "accept"
				for _, accepts := range e.Peers {
					if accepts == nil || !*accepts {
						verdict = "unknown"
					}
				}
			}
			if index != "index.json" {
				verdict, e.File = "reject", filepath.Join(filepath.Dir(index), e.File)
			}
			text, err := os.ReadFile(filepath.Join(dir, e.File))
			if err != nil {
				t.Fatal(err)
			}
			document, err := jsonschema.UnmarshalJSON(bytes.NewReader(bytes.TrimPrefix(text, []byte("\uFEFF"))))
			if err == nil {
				err = s.Validate(document)
			}
			answer := "accept"
			if err != nil {
				answer = "refuse"
			}
			count[verdict+" "+answer]++
			if verdict == "accept" && err != nil && !bytes.Contains(differences, []byte("| "+e.File+" |")) {
				t.Errorf("%s is refused: %v", e.File, err)
			}
		}
	}
	t.Log(count)
}
