package cli

import (
	"io"
	"os"

	"golang.org/x/term"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
)

// document is a definition as it was read.
type document struct {
	path    string // as the user named it; "-" is standard input
	data    []byte
	machine *asl.Machine
}

// readMachine reads the ASL file at path. What keeps it from being read is printed to
// standard error, and the answer is no.
func readMachine(s *streams, path string) (*document, error) {
	data, err := readDocument(s, path)
	if err != nil {
		return nil, err
	}
	d := &document{path: path, data: data}
	m, list := asl.Decode(d.file(), data)
	if m == nil || list.HasErrors() {
		return nil, refuse(s.err, list, d)
	}
	d.machine = m
	return d, nil
}

// file is the name of the document in diagnostics.
func (d *document) file() string {
	if d.path == "-" {
		return "stdin"
	}
	return d.path
}

// refuse prints diagnostics for people and answers no.
func refuse(w io.Writer, list diag.List, docs ...*document) error {
	if err := printDiagnostics(w, list, docs...); err != nil {
		return ioFailure(err)
	}
	return errNo
}

func printDiagnostics(w io.Writer, list diag.List, docs ...*document) error {
	return diag.WriteText(w, list, diag.TextOptions{Source: sourceOf(docs), Color: isTerminal(w)})
}

// sourceOf finds the text that a diagnostic points into: what was read, or, for places in
// Go code, the file.
func sourceOf(docs []*document) func(string) []byte {
	cache := make(map[string][]byte, len(docs))
	for _, d := range docs {
		if d != nil {
			cache[d.file()] = d.data
		}
	}
	return func(file string) []byte {
		data, ok := cache[file]
		if !ok {
			data, _ = os.ReadFile(file)
			cache[file] = data
		}
		return data
	}
}

// isTerminal reports whether w may be written to in colour (https://no-color.org).
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}
