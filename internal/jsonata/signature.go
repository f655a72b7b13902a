package jsonata

import (
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// signature is a parsed function signature such as <s-nn?:s>. The reference turns it into a
// regular expression over one letter per argument; params are the groups of that.
type signature struct {
	text   string
	params []param
	// simple is set when every parameter is one type without '?', '+' and '-', so that
	// arguments can be checked one by one.
	simple bool
}

type param struct {
	kinds    uint16 // set of argument letters, as bits of letterBit
	contexts uint16 // kinds of the context that may stand in, if context
	array    bool   // 'a': a single value is wrapped
	subtype  string // of a<…>
	optional bool   // '?'
	lazy     bool   // "??": as few as can be
	many     bool   // '+'
	context  bool   // '-': the context stands in for a missing argument
}

// The letters of argument types. m stands for a missing (undefined) one.
const letters = "asnblfom"

func letterBit(c byte) uint16 {
	if i := strings.IndexByte(letters, c); i >= 0 {
		return 1 << i
	}
	return 0
}

var bitMissing = letterBit('m')

func bitsOf(s string) uint16 {
	var bits uint16
	for i := range len(s) {
		bits |= letterBit(s[i])
	}
	return bits
}

// kindLetters are the letters of the kinds of values, in their order.
const kindLetters = "mlbnsaof"

// letterOf is the letter of a value's type.
func letterOf(v value.Value) byte { return kindLetters[v.Kind()] }

func parseSignature(text string) (*signature, *Error) {
	var sig signature
	var prev *param
	var prevType byte
	add := func(kinds uint16, typ byte) {
		sig.params = append(sig.params, param{kinds: kinds, array: typ == 'a'})
		prev, prevType = &sig.params[len(sig.params)-1], typ
	}
loop:
	for i := 1; i < len(text); i++ {
		switch c := text[i]; c {
		case ':':
			break loop
		case 's', 'n', 'b', 'l', 'o':
			add(letterBit(c)|bitMissing, c)
		case 'a', 'x':
			add(bitsOf(letters), c)
		case 'f':
			add(letterBit('f'), c)
		case 'j':
			add(bitsOf("asnblom"), c)
		case '-':
			if prev != nil {
				prev.context, prev.contexts = true, prev.kinds
				prev.lazy = prev.lazy || prev.optional
				prev.optional = true
			}
		case '?':
			if prev != nil {
				prev.lazy = prev.lazy || prev.optional
				prev.optional = true
			}
		case '+':
			if prev != nil {
				prev.many = true
			}
		case '(':
			end := closing(text, i, '(', ')')
			choice := text[i+1 : min(end, len(text))]
			if strings.Contains(choice, "<") {
				return nil, failValue("S0402", value.OfString(choice))
			}
			add(bitsOf(choice)|bitMissing, '(')
			i = end
		case '<':
			if prevType != 'a' && prevType != 'f' {
				return nil, fail("S0401")
			}
			end := closing(text, i, '<', '>')
			prev.subtype = text[i+1 : min(end, len(text))]
			i = end
		}
	}
	sig.simple = true
	for _, p := range sig.params {
		sig.simple = sig.simple && !p.optional && !p.many
	}
	sig.text = text
	return &sig, nil
}

// closing is the index of the bracket that closes the one at i, or the end of text.
func closing(text string, i int, open, shut byte) int {
	depth := 1
	for i++; i < len(text); i++ {
		switch text[i] {
		case shut:
			if depth--; depth == 0 {
				return i
			}
		case open:
			depth++
		}
	}
	return len(text)
}

// arrayTypes names the element types in T0412.
var arrayTypes = map[string]string{
	"a": "arrays", "b": "booleans", "f": "functions", "n": "numbers", "o": "objects", "s": "strings",
}

// bind checks the arguments of a call and answers them as the function takes them: the
// context put in where it stands in, single values wrapped where an array is due. It may
// answer args itself.
func (s *signature) bind(args []value.Value, context value.Value) ([]value.Value, *Error) {
	if s.simple && len(args) == len(s.params) {
		for i := range s.params {
			if s.params[i].kinds&letterBit(letterOf(args[i])) == 0 {
				return nil, s.mismatch(args)
			}
		}
		wrapped := false
		for i := range s.params {
			p := &s.params[i]
			if !p.array || args[i].IsUndefined() {
				continue
			}
			a, err := p.asArray(args[i], string(letterOf(args[i])), i)
			if err != nil {
				return nil, err
			}
			if args[i].Kind() != value.Array {
				if !wrapped {
					args, wrapped = append([]value.Value(nil), args...), true
				}
				args[i] = a
			}
		}
		return args, nil
	}
	counts, _, ok := s.match(args, len(s.params), true)
	if !ok {
		return nil, s.mismatch(args)
	}
	out := make([]value.Value, 0, max(len(args), len(s.params)))
	at := 0
	for i := range s.params {
		p := &s.params[i]
		var first value.Value
		if at < len(args) {
			first = args[at]
		}
		if counts[i] == 0 {
			if !p.context {
				out = append(out, first)
				at++
				continue
			}
			if p.contexts&letterBit(letterOf(context)) == 0 {
				return nil, failValue("T0411", context, withInt("index", at+1))
			}
			out = append(out, context)
			continue
		}
		matched := make([]byte, counts[i])
		for j := range matched {
			matched[j] = letterOf(args[at+j])
		}
		for range counts[i] {
			v := first
			if p.array {
				v = args[at]
				if !v.IsUndefined() {
					var err *Error
					if v, err = p.asArray(v, string(matched), at); err != nil {
						return nil, err
					}
				}
			}
			out = append(out, v)
			at++
		}
	}
	return out, nil
}

// matching is one attempt to spread arguments over parameters.
type matching struct {
	args   []value.Value
	params []param
	whole  bool   // all arguments must be taken
	counts []int  // arguments taken by each parameter
	dead   []bool // (parameter, argument) pairs known to lead nowhere
}

func (s *signature) match(args []value.Value, params int, whole bool) (counts []int, end int, ok bool) {
	m := matching{
		args: args, params: s.params[:params], whole: whole,
		counts: make([]int, params),
		dead:   make([]bool, (params+1)*(len(args)+1)),
	}
	end, ok = m.from(0, 0)
	return m.counts, end, ok
}

// from matches parameter i and those after it to the arguments from at on, trying what the
// reference's regular expression would try first.
func (m *matching) from(at, i int) (end int, ok bool) {
	if i == len(m.params) {
		return at, !m.whole || at == len(m.args)
	}
	dead := &m.dead[i*(len(m.args)+1)+at]
	if *dead {
		return 0, false
	}
	p := &m.params[i]
	limit := 1
	if p.many {
		limit = len(m.args) - at
	}
	most := 0
	for most < limit && at+most < len(m.args) && p.kinds&letterBit(letterOf(m.args[at+most])) != 0 {
		most++
	}
	least := 1
	if p.optional {
		least = 0
	}
	for n := least; n <= most; n++ {
		k := n
		if !p.lazy {
			k = most - (n - least)
		}
		if end, ok := m.from(at+k, i+1); ok {
			m.counts[i] = k
			return end, true
		}
	}
	*dead = true
	return 0, false
}

// mismatch is T0410, naming the first argument that can't be what the signature wants.
func (s *signature) mismatch(args []value.Value) *Error {
	good := 0
	for n := 1; n <= len(s.params); n++ {
		_, end, ok := s.match(args, n, false)
		if !ok {
			break
		}
		good = end
	}
	e := fail("T0410", withInt("index", good+1))
	if good < len(args) {
		e.Value = args[good]
	}
	return e
}

// asArray checks an argument for an array parameter and wraps a single value. matched are
// the letters of all arguments the parameter took, which the reference compares whole.
func (p *param) asArray(v value.Value, matched string, at int) (value.Value, *Error) {
	if v.Kind() != value.Array {
		if p.subtype != "" && matched != p.subtype {
			return v, failValue("T0412", v, withInt("index", at+1), withText("type", arrayTypes[p.subtype]))
		}
		return value.ArrayOf(v), nil
	}
	if p.subtype == "" {
		return v, nil
	}
	elems := v.Elems()
	kind := value.Kind(strings.IndexByte(kindLetters, p.subtype[0]))
	for i := range elems {
		if elems[i].Kind() != kind {
			return v, failValue("T0412", v, withInt("index", at+1), withText("type", arrayTypes[p.subtype]))
		}
	}
	return v, nil
}
