package jsonpath

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/internal/value"
)

// maxNesting bounds how deep filters, their parentheses and functions' arguments nest.
const maxNesting = 64

// maxIndex bounds indexes and slices; Jayway's are 32 bits wide.
const maxIndex = 1<<31 - 1

// Compile reads a path as it stands in a definition: "$", "$.a[0]", "$$.Execution.Id",
// "$order.id". Like Step Functions it also takes a path whose $ is missing. The error is a
// *[SyntaxError].
func Compile(text string) (*Path, error) {
	ps := parser{text: text, end: len(text)}
	ps.trim()
	if ps.pos >= ps.end {
		return nil, ps.fail(0, "a path is expected, such as $.name")
	}
	p, err := ps.path(false)
	if err != nil {
		return nil, err
	}
	p.text = text
	return p, nil
}

type parser struct {
	text     string
	pos, end int // what is being read: text[pos:end]
	depth    int
}

func (ps *parser) fail(at int, message string) error {
	return &SyntaxError{Text: ps.text, Offset: at, Message: message}
}

func (ps *parser) trim() {
	ps.space()
	for ps.end > ps.pos && isSpace(ps.text[ps.end-1]) {
		ps.end--
	}
}

func (ps *parser) space() {
	for ps.pos < ps.end && isSpace(ps.text[ps.pos]) {
		ps.pos++
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// at is the byte i, 0 past the end.
func (ps *parser) at(i int) byte {
	if i < ps.end {
		return ps.text[i]
	}
	return 0
}

// next is the position of the first byte from i on that is no blank.
func (ps *parser) next(i int) int {
	for i < ps.end && isSpace(ps.text[i]) {
		i++
	}
	return i
}

// path reads text[pos:end] whole. Inside filters and arguments (inner) a path starts with $
// or @, and neither the context object nor variables can be reached.
func (ps *parser) path(inner bool) (*Path, error) {
	p := &Path{text: ps.text[ps.pos:ps.end]}
	started := false
	switch c := ps.at(ps.pos); {
	case c == '$' && !inner && ps.at(ps.pos+1) == '$':
		p.root = RootContext
		ps.pos += 2
	case c == '$':
		ps.pos++
		if name := identifier(ps.text[ps.pos:ps.end]); name != "" && !inner {
			p.root, p.variable = RootVariable, name
			ps.pos += len(name)
		}
	case c == '@' && inner:
		p.root = RootItem
		ps.pos++
	case inner:
		return nil, ps.fail(ps.pos, "a path starts with '$' or '@' here")
	case c == '@':
		return nil, ps.fail(ps.pos, "'@' has a meaning in filters only; a path starts with '$'")
	default:
		started = true // the $ and the dot are missing
	}
	if !started && ps.pos < ps.end {
		if c := ps.text[ps.pos]; c != '.' && c != '[' {
			return nil, ps.fail(ps.pos, "'.' or '[' is expected after the path's root")
		}
	}
	for started || ps.pos < ps.end {
		segment, err := ps.segment(started)
		if err != nil {
			return nil, err
		}
		started = false
		p.segments = append(p.segments, segment...)
	}
	if n := len(p.segments); n > 0 && p.segments[n-1].Kind == Descent {
		return nil, ps.fail(ps.end, "a path must not end with '..'")
	}
	p.finish()
	return p, nil
}

// identifier is the variable name that s begins with: Unicode's ID_Start, then ID_Continue.
func identifier(s string) string {
	for i, r := range s {
		start := unicode.IsLetter(r) || r == '_' || unicode.Is(unicode.Nl, r) || unicode.Is(unicode.Other_ID_Start, r)
		if start || i > 0 && (unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r) ||
			unicode.Is(unicode.Pc, r) || unicode.Is(unicode.Other_ID_Continue, r)) {
			continue
		}
		return s[:i]
	}
	return s
}

// finish works out what the segments say together.
func (p *Path) finish() {
	p.definite, p.plain = true, true
	for i := range p.segments {
		s := &p.segments[i]
		s.upstream = p.definite
		p.definite = p.definite && s.Kind.definite(i == len(p.segments)-1)
		p.plain = p.plain && (s.Kind == Name || s.Kind == Index)
	}
	p.run = p.segments
	if p.plain {
		p.steps = make([]step, len(p.segments))
		for i, s := range p.segments {
			p.steps[i] = step{s.Name, s.Index, s.Kind == Name}
		}
	}
	n := len(p.segments)
	if n > 1 && p.segments[0].Kind == Descent && p.segments[n-1].Kind == Function {
		// Jayway turns a function at the end of a scan from the root around: $..x.length()
		// becomes $.length($..x), one answer instead of one per node.
		for i, s := range p.segments {
			if s.Kind != Function {
				continue
			}
			scan := &Path{text: p.text, root: p.root, variable: p.variable, segments: slices.Clone(p.segments[:i])}
			scan.finish()
			s.call = newCall(s.Name, []argument{{path: scan}})
			s.upstream = true
			p.run, p.definite = []Segment{s}, true
			break
		}
	}
}

// segment reads one segment, or two for "..name". The first is without its dot if bare.
func (ps *parser) segment(bare bool) ([]Segment, error) {
	from := ps.pos
	var out []Segment
	switch {
	case bare:
	case ps.at(ps.pos) == '.' && ps.at(ps.pos+1) == '.':
		ps.pos += 2
		out = append(out, Segment{Kind: Descent, Offset: from, End: ps.pos})
		if ps.at(ps.pos) == '.' {
			return nil, ps.fail(ps.pos, "a third '.' is not allowed")
		}
		if ps.pos >= ps.end {
			return nil, ps.fail(ps.pos, "a path must not end with '..'")
		}
		from = ps.pos
	case ps.at(ps.pos) == '.':
		ps.pos++
		if ps.pos >= ps.end {
			return nil, ps.fail(ps.pos, "a name is expected after '.'")
		}
	}
	var s Segment
	var err error
	switch c := ps.at(ps.pos); c {
	case '[':
		s, err = ps.bracket()
	case '*':
		ps.pos++
		s.Kind = Wildcard
		if c := ps.at(ps.pos); ps.pos < ps.end && c != '.' && c != '[' {
			return nil, ps.fail(ps.pos, "'.' or '[' is expected after '*'")
		}
	default:
		s, err = ps.word()
	}
	if err != nil {
		return nil, err
	}
	s.Offset, s.End = from, ps.pos
	return append(out, s), nil
}

// word reads a name or a function after a dot.
func (ps *parser) word() (Segment, error) {
	from := ps.pos
	for ps.pos < ps.end {
		switch c := ps.text[ps.pos]; c {
		case '.', '[':
			return ps.named(from)
		case '(':
			return ps.function(from)
		case ' ':
			return Segment{}, ps.fail(ps.pos, "a name with blanks is written in brackets, such as ['a name']")
		}
		ps.pos++
	}
	return ps.named(from)
}

func (ps *parser) named(from int) (Segment, error) {
	if ps.pos == from {
		return Segment{}, ps.fail(from, "a name is expected")
	}
	return Segment{Kind: Name, Name: ps.text[from:ps.pos], quote: '\''}, nil
}

// bracket reads a segment that begins with [.
func (ps *parser) bracket() (Segment, error) {
	open := ps.pos
	i := ps.next(open + 1)
	switch c := ps.at(i); {
	case c == '\'' || c == '"':
		return ps.quoted(open)
	case c == '*':
		if i = ps.next(i + 1); ps.at(i) != ']' {
			return Segment{}, ps.fail(i, "']' is expected after '*'")
		}
		ps.pos = i + 1
		return Segment{Kind: Wildcard}, nil
	case c == '?':
		return ps.filterSegment(i)
	case isDigit(c) || c == '-' || c == ':':
		return ps.numbers(open)
	case c == 0:
		return Segment{}, ps.fail(i, "']' is missing")
	}
	return Segment{}, ps.fail(i, "a quoted name, an index, '*' or '?(…)' is expected after '['")
}

// quoted reads ['a'] and ['a','b'], in quotes of either kind.
func (ps *parser) quoted(open int) (Segment, error) {
	quote := ps.text[ps.next(open+1)]
	var names []string
	i := open + 1
	for {
		if i = ps.next(i); ps.at(i) != quote {
			return Segment{}, ps.fail(i, "a name in "+string(quote)+" is expected")
		}
		from := i + 1
		for i = from; i < ps.end && ps.text[i] != quote; i++ {
			if ps.text[i] == '\\' {
				i++
			}
		}
		if i >= ps.end {
			return Segment{}, ps.fail(from-1, "the quote is not closed")
		}
		name, bad := unescape(ps.text[from:i], quote)
		if bad >= 0 {
			return Segment{}, ps.fail(from+bad, `\u needs four hexadecimal digits`)
		}
		names = append(names, name)
		i = ps.next(i + 1)
		switch ps.at(i) {
		case ',':
			i++
			continue
		case ']':
			ps.pos = i + 1
			if len(names) == 1 {
				return Segment{Kind: Name, Name: names[0], quote: quote}, nil
			}
			return Segment{Kind: Names, Names: names, quote: quote}, nil
		}
		return Segment{}, ps.fail(i, "',' or ']' is expected after a quoted name")
	}
}

// numbers reads [1], [-1], [0,2], [1:3], [1:], [:3]. A slice's step is read and, as Jayway
// does, ignored.
func (ps *parser) numbers(open int) (Segment, error) {
	end := strings.IndexByte(ps.text[open:ps.end], ']')
	if end < 0 {
		return Segment{}, ps.fail(open, "']' is missing for this '['")
	}
	end += open
	body := ps.text[open+1 : end]
	for i := range len(body) {
		if c := body[i]; !isDigit(c) && c != '-' && c != ',' && c != ':' && c != ' ' {
			return Segment{}, ps.fail(open+1+i, "an index or a slice has digits, '-', ',' and ':' only")
		}
	}
	ps.pos = end + 1
	if at := strings.IndexByte(strings.Trim(body, " "), ' '); at >= 0 && strings.Contains(body, ":") {
		return Segment{}, ps.fail(open+1+at, "a slice has no blanks inside")
	}
	read := func(part string, offset int) (int, error) {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n > maxIndex || n < -maxIndex {
			return 0, ps.fail(offset, "a whole number is expected")
		}
		return n, nil
	}
	if strings.Contains(body, ":") {
		s := Segment{Kind: Slice}
		parts := strings.Split(body, ":")
		offset := open + 1
		for i, part := range parts {
			if strings.TrimSpace(part) != "" {
				n, err := read(part, offset)
				if err != nil {
					return Segment{}, err
				}
				switch i {
				case 0:
					s.From, s.HasFrom = n, true
				case 1:
					s.To, s.HasTo = n, true
				}
			}
			offset += len(part) + 1
		}
		if !s.HasFrom && !s.HasTo {
			return Segment{}, ps.fail(open+1, "a slice needs a beginning or an end; [*] selects everything")
		}
		return s, nil
	}
	var all []int
	offset := open + 1
	for part := range strings.SplitSeq(body, ",") {
		n, err := read(part, offset)
		if err != nil {
			return Segment{}, err
		}
		all = append(all, n)
		offset += len(part) + 1
	}
	if len(all) == 1 {
		return Segment{Kind: Index, Index: all[0]}, nil
	}
	return Segment{Kind: Indexes, Indexes: all}, nil
}

// function reads the arguments of name( and its closing parenthesis.
func (ps *parser) function(from int) (Segment, error) {
	name := ps.text[from:ps.pos]
	open := ps.pos
	if _, ok := functions[name]; !ok {
		return Segment{}, ps.fail(from, "there is no function "+name+"()")
	}
	if ps.depth++; ps.depth > maxNesting {
		return Segment{}, ps.fail(open, "the path nests too deep")
	}
	defer func() { ps.depth-- }()
	ps.pos++
	var args []argument
	s := Segment{Kind: Function, Name: name}
	for ps.space(); ps.at(ps.pos) != ')'; ps.space() {
		if len(args) > 0 {
			if ps.at(ps.pos) != ',' {
				return Segment{}, ps.fail(ps.pos, "',' or ')' is expected in the arguments of "+name+"()")
			}
			ps.pos++
			ps.space()
		}
		end := ps.argumentEnd(ps.pos)
		if end < 0 {
			return Segment{}, ps.fail(open, "the arguments of "+name+"() are not closed")
		}
		text := strings.TrimRight(ps.text[ps.pos:end], " \t\r\n")
		if c := ps.at(ps.pos); c == '$' || c == '@' {
			sub := parser{text: ps.text, pos: ps.pos, end: ps.pos + len(text), depth: ps.depth}
			p, err := sub.path(true)
			if err != nil {
				return Segment{}, err
			}
			args = append(args, argument{path: p})
			s.inner = append(s.inner, p)
		} else {
			v, err := value.DecodeString(text, value.WithMaxDepth(maxNesting))
			if err != nil {
				return Segment{}, ps.fail(ps.pos, "a path or a JSON value is expected as an argument of "+name+"()")
			}
			args = append(args, argument{literal: v})
		}
		ps.pos = end
	}
	ps.pos++
	s.call = newCall(name, args)
	return s, nil
}

// argumentEnd is where the argument at i ends: at a comma or parenthesis of its own level.
func (ps *parser) argumentEnd(i int) int {
	level := 0
	for ; i < ps.end; i++ {
		switch c := ps.text[i]; c {
		case '(', '[', '{':
			level++
		case ')', ']', '}':
			if level == 0 {
				return i
			}
			level--
		case ',':
			if level == 0 {
				return i
			}
		case '"', '\'':
			for i++; i < ps.end && ps.text[i] != c; i++ {
				if ps.text[i] == '\\' {
					i++
				}
			}
		}
	}
	return -1
}

// unescape resolves the backslashes of a quoted name or text as Java does: \b \f \n \r \t
// \uXXXX, and any other character stands for itself. bad is the offset of a broken \u, -1 if
// there is none.
func unescape(s string, quote byte) (text string, bad int) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, -1
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case '"':
			if quote == '\'' {
				// Measured on AWS: in single quotes nothing need be done about a double
				// quote, and the backslash before it stays.
				b.WriteByte('\\')
			}
			b.WriteByte('"')
		case 'b':
			b.WriteByte('\b')
		case 'f':
			b.WriteByte('\f')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case 'u':
			if i+5 > len(s) {
				return "", i - 1
			}
			n, err := strconv.ParseUint(s[i+1:i+5], 16, 32)
			if err != nil {
				return "", i - 1
			}
			r := rune(n)
			i += 4
			if 0xD800 <= r && r < 0xDC00 && i+6 < len(s) && s[i+1] == '\\' && s[i+2] == 'u' {
				if low, err := strconv.ParseUint(s[i+3:i+7], 16, 32); err == nil && 0xDC00 <= low && low < 0xE000 {
					r = 0x10000 + (r-0xD800)<<10 + (rune(low) - 0xDC00)
					i += 6
				}
			}
			b.WriteRune(r)
		default:
			_, size := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i : i+size])
			i += size - 1
		}
	}
	return b.String(), -1
}
