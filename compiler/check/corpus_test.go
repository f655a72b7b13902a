package check_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/diag"
)

// entry is one file of the collection of public definitions.
type entry struct {
	File  string
	Peers map[string]*bool
	Truth *struct{ Truth string }
}

func corpus(t *testing.T, index string) []entry {
	t.Helper()
	dir := os.Getenv("LOCKSTEP_CORPUS_DIR")
	if dir == "" {
		t.Skip("LOCKSTEP_CORPUS_DIR is not set: the public definitions are not checked")
	}
	data, err := os.ReadFile(filepath.Join(dir, index))
	if err != nil {
		t.Fatal(err)
	}
	var entries []entry
	if err := json.Unmarshal(data, &entries); err != nil {
		t.Fatal(err)
	}
	return entries
}

func errorsOf(t *testing.T, path string) diag.List {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(os.Getenv("LOCKSTEP_CORPUS_DIR"), path))
	if err != nil {
		t.Fatal(err)
	}
	var opts []check.Option
	_, list := check.Definition(path, data, opts...)
	var found diag.List
	for _, d := range list {
		if d.Severity == diag.Error {
			found = append(found, d)
		}
	}
	return found
}

// wanted is the verdict on a file: accepted if all three peers accept it or the judgement
// says so, refused if the judgement says so, else not known.
func (e *entry) wanted() (accept, known bool) {
	if e.Truth != nil {
		return e.Truth.Truth == "accept", e.Truth.Truth == "accept" || e.Truth.Truth == "reject"
	}
	for _, peer := range []string{"asl_validator", "service", "statelint"} {
		if v := e.Peers[peer]; v == nil || !*v {
			return false, false
		}
	}
	return true, true
}

// differences are the files we judge otherwise, with the reason, from docs/corpus.md.
func differences(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../../docs/corpus.md")
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for _, line := range strings.Split(string(data), "\n") {
		if cells := strings.Split(line, " | "); len(cells) == 4 && strings.HasSuffix(cells[0], ".json") {
			all[strings.TrimPrefix(cells[0], "| ")] = cells[3]
		}
	}
	return all
}

func TestCorpus(t *testing.T) {
	var right, wrong [2]int // refused, accepted
	known := differences(t)
	judge := func(file string, accept bool) {
		found := errorsOf(t, file)
		i := 0
		if accept {
			i = 1
		}
		if (len(found) == 0) == accept {
			right[i]++
			if known[file] != "" {
				t.Errorf("%s: docs/corpus.md explains a difference that is none", file)
			}
			return
		}
		wrong[i]++
		if known[file] == "" {
			t.Errorf("%s: accept is %v, we say %v", file, accept, found)
		}
	}
	for _, e := range corpus(t, "index.json") {
		if accept, ok := e.wanted(); ok {
			judge(e.File, accept)
		}
	}
	for _, e := range corpus(t, "invalid/index.json") {
		judge("invalid/"+e.File, false)
	}
	t.Logf("accepted %d of %d, refused %d of %d", right[1], right[1]+wrong[1], right[0], right[0]+wrong[0])
}
