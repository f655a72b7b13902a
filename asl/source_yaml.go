package asl

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// maxYAMLNodes bounds what anchors may grow to: an alias is copied where it stands, and
// nine lines can stand for billions of nodes.
const maxYAMLNodes = 1 << 20

// DecodeYAML is [Decode] for YAML 1.2. Yes, No, On and Off are strings, timestamps too;
// anchors, aliases and merge keys are resolved.
func DecodeYAML(file string, data []byte) (*Machine, diag.List) {
	c, list := readYAML(file, data)
	return machineOf(c, list)
}

func readYAML(file string, data []byte) (c cursor, list diag.List) {
	if d, ok := refuseBytes(file, data); !ok {
		return cursor{}, diag.List{d}
	}
	text := strings.TrimPrefix(string(data), "\uFEFF")
	y := yamlReader{src: &source{file: file, text: text}}
	// The library panics on some broken texts of its own making; that is a syntax error.
	defer func() {
		if r := recover(); r != nil {
			c, list = cursor{}, diag.List{y.syntax(fmt.Errorf("%v", r))}
		}
	}()
	if d, ok := y.tooDeep(text); !ok {
		return cursor{}, diag.List{d}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		return cursor{}, diag.List{y.syntax(err)}
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		return cursor{}, diag.List{y.syntax(fmt.Errorf("the document is empty"))}
	}
	root := doc.Content[0]
	v := y.value(root, root, 0)
	if y.stop != nil {
		return cursor{}, append(y.list, *y.stop)
	}
	y.src.nodes = y.nodes
	c, list = finish(cursor{v: v, source: y.src})
	return c, append(y.list, list...)
}

type yamlReader struct {
	src   *source
	nodes []place
	list  diag.List
	stop  *diag.Diagnostic
}

func (y *yamlReader) fail(n *yaml.Node, code, message, help string) value.Value {
	if y.stop == nil {
		y.stop = &diag.Diagnostic{
			Code: code, AWSCode: "INVALID_JSON_DESCRIPTION", Origin: y.src.origin(y.offset(n)), Message: message, Help: help,
		}
	}
	return value.Value{}
}

func (y *yamlReader) offset(n *yaml.Node) int32 { return y.src.offset(n.Line, n.Column) }

// value converts n; key is the node of its name.
func (y *yamlReader) value(n, key *yaml.Node, depth int) value.Value {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch {
	case y.stop != nil:
		return value.Value{}
	case len(y.nodes) >= maxYAMLNodes:
		return y.fail(n, CodeTooLarge, fmt.Sprintf("aliases make more than %d nodes of this document", maxYAMLNodes), "write out what is repeated less often")
	case depth > value.MaxDepth:
		return y.fail(n, CodeTooDeep, fmt.Sprintf("nested deeper than %d levels", value.MaxDepth), "an anchor may stand inside itself")
	}
	at := len(y.nodes)
	y.nodes = append(y.nodes, place{key: y.offset(key), val: y.offset(n)})
	var v value.Value
	switch n.Kind {
	case yaml.MappingNode:
		v = y.object(n, depth)
	case yaml.SequenceNode:
		elems := make([]value.Value, 0, len(n.Content))
		for _, e := range n.Content {
			elems = append(elems, y.value(e, e, depth+1))
			if y.stop != nil {
				return value.Value{}
			}
		}
		v = value.OfArray(elems)
	default:
		v = y.scalar(n)
	}
	y.nodes[at].size = int32(len(y.nodes) - at)
	return v
}

// pair is a member of a mapping with its merge keys resolved.
type pair struct{ key, val *yaml.Node }

func (y *yamlReader) object(n *yaml.Node, depth int) value.Value {
	seen := make(map[string]bool)
	pairs := y.pairs(n, seen, nil, true, 0)
	members := make([]value.Member, 0, len(pairs))
	for _, p := range pairs {
		members = append(members, value.Member{Key: p.key.Value, Value: y.value(p.val, p.key, depth+1)})
		if y.stop != nil {
			return value.Value{}
		}
	}
	return value.OfObject(members)
}

// pairs appends the members of n; those of merged mappings follow, where n has no member
// of the name.
func (y *yamlReader) pairs(n *yaml.Node, seen map[string]bool, out []pair, own bool, depth int) []pair {
	if depth > value.MaxDepth {
		y.fail(n, CodeTooDeep, "merge keys go round in a circle", "merge another mapping")
		return out
	}
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		for key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		if key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" {
			merged = append(merged, val)
			continue
		}
		if key.Kind != yaml.ScalarNode {
			y.fail(key, CodeSyntax, "a key must be a string", "put quotes around the key")
			return out
		}
		if seen[key.Value] {
			if own {
				y.list = append(y.list, repeatedKey(y.src, duplicate{key.Value, y.first(out, key.Value), y.offset(key)}))
			}
			continue
		}
		seen[key.Value] = true
		out = append(out, pair{key, val})
	}
	for _, m := range merged {
		for m.Kind == yaml.AliasNode {
			m = m.Alias
		}
		switch m.Kind {
		case yaml.MappingNode:
			out = y.pairs(m, seen, out, false, depth+1)
		case yaml.SequenceNode:
			for _, e := range m.Content {
				for e.Kind == yaml.AliasNode {
					e = e.Alias
				}
				out = y.pairs(e, seen, out, false, depth+1)
			}
		default:
			y.fail(m, CodeSyntax, "`<<` merges a mapping", "write an alias such as *defaults")
		}
		if y.stop != nil || len(out) > maxYAMLNodes {
			return out
		}
	}
	return out
}

func (y *yamlReader) first(pairs []pair, key string) int32 {
	for _, p := range pairs {
		if p.key.Value == key {
			return y.offset(p.key)
		}
	}
	return 0
}

// jsonNumber is a number that JSON has the same text for.
var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

func (y *yamlReader) scalar(n *yaml.Node) value.Value {
	switch n.ShortTag() {
	case "!!null":
		return value.NullValue
	case "!!bool":
		return value.OfBool(strings.EqualFold(n.Value, "true"))
	case "!!int", "!!float":
		if jsonNumber.MatchString(n.Value) {
			return value.OfNumberText(n.Value)
		}
		var i int64
		if n.Decode(&i) == nil {
			return value.OfInt(i)
		}
		var f float64
		if n.Decode(&f) != nil || math.IsInf(f, 0) || math.IsNaN(f) {
			return y.fail(n, CodeSyntax, fmt.Sprintf("JSON has no number %s", strconv.Quote(n.Value)), "write a finite number, or put quotes around it")
		}
		return value.OfFloat(f)
	default:
		return value.OfString(n.Value)
	}
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

func (y *yamlReader) syntax(err error) diag.Diagnostic {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	d := diag.Diagnostic{
		Code: CodeSyntax, AWSCode: "INVALID_JSON_DESCRIPTION", Message: text,
		Origin: diag.Origin{File: y.src.file, Line: 1, Column: 1},
		Help:   "the text is read as YAML 1.2; name the file *.json if it is JSON",
	}
	y.src.measure()
	if m := yamlLine.FindStringSubmatchIndex(text); m != nil {
		line, _ := strconv.Atoi(text[m[2]:m[3]])
		line = max(1, min(line, len(y.src.lines)))
		d.Origin.Line = line
		d.Message = strings.TrimPrefix(text[m[1]:], ": ")
		from := int(y.src.lines[line-1])
		rest := y.src.text[from:]
		d.Origin.Column = 1 + len(rest) - len(strings.TrimLeft(rest, " "))
	}
	return d
}

// tooDeep refuses flow collections nested past the bound before the library recurses over
// them.
func (y *yamlReader) tooDeep(text string) (diag.Diagnostic, bool) {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		}
		if depth > 4*value.MaxDepth {
			return diag.Diagnostic{
				Code: CodeTooDeep, AWSCode: "INVALID_JSON_DESCRIPTION", Origin: y.src.origin(int32(i)),
				Message: fmt.Sprintf("nested deeper than %d levels", value.MaxDepth),
				Help:    "give each level a state machine of its own and start it by a Task",
			}, false
		}
	}
	return diag.Diagnostic{}, true
}
