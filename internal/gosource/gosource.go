package gosource

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Files are Go files, each read and parsed once, when it is first asked for. The
// zero Files is ready for use. It must not be used concurrently.
type Files struct {
	// Read answers the text of a file; nil reads it from disk.
	Read func(name string) ([]byte, error)

	parsed map[string]*source
}

// most is the greatest file that is parsed, in bytes.
const most = 8 << 20

// source is one file with its calls by line.
type source struct {
	text  []byte
	file  *token.File
	calls map[int][]Call
}

// Call is one call in a file.
type Call struct {
	Name   string // of the function or method, without package or receiver
	Method bool   // the call is x.Name(…) and x no package of the file's imports
	Line   int    // of the name, from 1
	Column int    // of the name, from 1, counted in Unicode code points

	source *source
	node   *ast.CallExpr
}

// Calls are the calls on a line, in the order they are evaluated: arguments
// before what takes them.
func (f *Files) Calls(file string, line int) []Call {
	if s := f.source(file); s != nil {
		return s.calls[line]
	}
	return nil
}

func (f *Files) source(name string) *source {
	if s, ok := f.parsed[name]; ok {
		return s
	}
	if f.parsed == nil {
		f.parsed = map[string]*source{}
	}
	s := parse(f.text(name))
	f.parsed[name] = s
	return s
}

func (f *Files) text(name string) []byte {
	if f.Read != nil {
		text, err := f.Read(name)
		if err != nil || len(text) > most {
			return nil
		}
		return text
	}
	if !strings.HasSuffix(name, ".go") {
		return nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil || len(text) > most {
		return nil
	}
	return text
}

// parse reads a file as far as it can be read.
func parse(text []byte) *source {
	if len(text) == 0 {
		return nil
	}
	set := token.NewFileSet()
	tree, _ := parser.ParseFile(set, "", text, parser.SkipObjectResolution)
	if tree == nil || set.File(tree.FileStart) == nil {
		return nil
	}
	s := &source{text: text, file: set.File(tree.FileStart), calls: map[int][]Call{}}
	imports := importNames(tree)
	ast.Inspect(tree, func(n ast.Node) bool {
		node, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		c := Call{source: s, node: node}
		name, of := called(node)
		if name == nil {
			return true
		}
		c.Name = name.Name
		if of != nil {
			pkg, ok := of.(*ast.Ident)
			c.Method = !ok || !imports[pkg.Name]
		}
		c.Line, c.Column = s.position(name.Pos())
		s.calls[c.Line] = append(s.calls[c.Line], c)
		if paren := s.file.Line(node.Lparen); paren != c.Line {
			s.calls[paren] = append(s.calls[paren], c) // type arguments over several lines
		}
		return true
	})
	for _, calls := range s.calls {
		slices.SortFunc(calls, func(a, b Call) int { return cmp.Compare(a.node.Rparen, b.node.Rparen) })
	}
	return s
}

// called is the name of what is called, and what stands before its dot.
func called(call *ast.CallExpr) (name *ast.Ident, of ast.Expr) {
	fun := ast.Unparen(call.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	switch x := fun.(type) {
	case *ast.Ident:
		return x, nil
	case *ast.SelectorExpr:
		return x.Sel, x.X
	}
	return nil, nil
}

func importNames(tree *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, imp := range tree.Imports {
		path, err := strconv.Unquote(imp.Path.Value)
		if err != nil {
			continue
		}
		if imp.Name != nil {
			names[imp.Name.Name] = true
			continue
		}
		names[path[strings.LastIndexByte(path, '/')+1:]] = true
	}
	return names
}

// position is a line and a column in code points.
func (s *source) position(pos token.Pos) (line, column int) {
	p := s.file.PositionFor(pos, false)
	start := p.Offset - (p.Column - 1)
	return p.Line, 1 + utf8.RuneCount(s.text[start:min(p.Offset, len(s.text))])
}

// Constant is where a string constant stands among the call's arguments, also
// within composite values but not within functions. Of several the first counts.
func (c Call) Constant(text string) (line, column int, ok bool) {
	for _, arg := range c.node.Args {
		ast.Inspect(arg, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.BasicLit:
				if v, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && v == text && !ok {
					line, column = c.source.position(n.Pos())
					ok = true
				}
			}
			return !ok
		})
	}
	return line, column, ok
}

// Holds reports whether a line is within the call, from its name to its end.
func (c Call) Holds(line int) bool {
	return line >= c.Line && line <= c.source.file.Line(c.node.Rparen)
}

// Line is the text of one line of a file, "" if there is none.
func (f *Files) Line(file string, line int) string {
	s := f.source(file)
	if s == nil || line < 1 || line > s.file.LineCount() {
		return ""
	}
	text := s.text[s.file.Offset(s.file.LineStart(line)):]
	text, _, _ = bytes.Cut(text, []byte("\n"))
	return string(text)
}
