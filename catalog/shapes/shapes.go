package shapes

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/catalog/internal/pack"
)

//go:embed shapes.bin
var data []byte

// Shape is the form of a value.
type Shape struct {
	Kind catalog.Kind
	// Members are a structure's, in the model's order.
	Members []Member
	// Elem is the shape of a list's elements or of a map's values.
	Elem *Shape
	// Enum are the texts allowed, if the model names them.
	Enum []string
	// Min and Max bound a number; nil is no bound.
	Min, Max *float64
}

// Member is a member of a structure.
type Member struct {
	// Name is the name as Step Functions spells it.
	Name     string
	Required bool
	Shape    *Shape
}

// Member finds a member by its name.
func (s *Shape) Member(name string) (*Member, bool) {
	for i := range s.Members {
		if s.Members[i].Name == name {
			return &s.Members[i], true
		}
	}
	return nil, false
}

// Input is the shape of the operation's parameters, nil if it takes none.
func Input(s *catalog.Service, o *catalog.Operation) *Shape { return model(s).input[o.Name] }

// Output is the shape of the operation's result, nil if it has none.
func Output(s *catalog.Service, o *catalog.Operation) *Shape { return model(s).output[o.Name] }

type service struct{ input, output map[string]*Shape }

// loaders unpack a service once, by folder.
var loaders = sync.OnceValue(func() map[string]func() service {
	file, err := pack.Open(data)
	if err != nil {
		panic(fmt.Sprintf("shapes: %v", err)) // compiled in, and a test reads all of it
	}
	out := map[string]func() service{}
	for i := range file.Services {
		s := &file.Services[i]
		out[s.Folder] = sync.OnceValue(func() service {
			text, err := file.Text(s)
			if err != nil {
				panic(fmt.Sprintf("shapes: %v", err))
			}
			return read(text)
		})
	}
	return out
})

func model(s *catalog.Service) service { return loaders()[s.Folder]() }

// read reads a service's text (see catalog/internal/gen: shapesOf).
func read(text string) service {
	operations, lines, _ := strings.Cut(text, "\n\n")
	described := strings.Split(strings.TrimSuffix(lines, "\n"), "\n")
	// Shapes refer to each other in any order, and in circles: all exist before one is filled.
	shapes := make([]Shape, len(described))
	ref := func(r string) *Shape {
		switch {
		case r == "":
			return nil
		case r[0] < '0' || r[0] > '9':
			return scalar(catalog.Kind(r[0]))
		}
		n, err := strconv.Atoi(r)
		if err != nil || n >= len(shapes) {
			panic(fmt.Sprintf("shapes: reference %q", r))
		}
		return &shapes[n]
	}
	for i, line := range described {
		if line != "" {
			shapes[i] = readShape(line, ref)
		}
	}
	out := service{input: map[string]*Shape{}, output: map[string]*Shape{}}
	for line := range strings.Lines(operations) {
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		out.input[columns[0]] = ref(columns[1])
		out.output[columns[0]] = ref(columns[2])
	}
	return out
}

func readShape(line string, ref func(string) *Shape) Shape {
	kind, rest := catalog.Kind(line[0]), line[1:]
	switch kind {
	case catalog.KindStructure:
		s := Shape{Kind: kind}
		for piece := range strings.SplitSeq(rest, ",") {
			if piece == "" {
				continue
			}
			at := strings.IndexAny(piece, ":!")
			s.Members = append(s.Members, Member{Name: catalog.FieldName(piece[:at]), Required: piece[at] == '!', Shape: ref(piece[at+1:])})
		}
		return s
	case catalog.KindList, catalog.KindMap:
		return Shape{Kind: kind, Elem: ref(rest)}
	case '=':
		return Shape{Kind: catalog.KindString, Enum: strings.Split(rest, ",")}
	}
	bounds := strings.Split(rest, " ")
	return Shape{Kind: kind, Min: bound(bounds[1]), Max: bound(bounds[2])}
}

func bound(text string) *float64 {
	if text == "" {
		return nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(fmt.Sprintf("shapes: bound %q", text))
	}
	return &f
}

// scalar is the shape of a kind without bounds.
func scalar(k catalog.Kind) *Shape { return &Shape{Kind: k} }
