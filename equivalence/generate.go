package equivalence

import (
	"math/rand/v2"

	"github.com/lockstep-go/lockstep/internal/value"
)

// generator makes documents of a shape. chaos is how often, of 100 places, it does not do
// what the machines expect.
type generator struct {
	*rand.Rand
	chaos int
}

func (g *generator) odd() bool { return g.chaos > 0 && g.IntN(100) < g.chaos }

// document makes a value of shape s.
func (g *generator) document(s *shape, depth int) value.Value {
	if s == nil || depth > 10 {
		return g.scalar()
	}
	if g.odd() {
		return g.anything()
	}
	var choices []func() value.Value
	if len(s.literal) > 0 {
		pick := func() value.Value { return s.literal[g.IntN(len(s.literal))] }
		choices = append(choices, pick)
		if len(s.literal) > 1 {
			choices = append(choices, pick)
		}
	}
	for _, kind := range kinds {
		if !s.wants[kind.name] {
			continue
		}
		switch kind.name {
		case "array":
			list := func() value.Value { return g.array(s, depth) }
			choices = append(choices, list, list)
			continue
		case "json":
			choices = append(choices, func() value.Value { return value.OfString(g.document(s.text, depth+1).String()) })
			continue
		case "object":
			if len(s.members) == 0 {
				choices = append(choices, func() value.Value { return g.object(s, depth) })
			}
			continue
		}
		choices = append(choices, func() value.Value { return kind.make(g) })
	}
	if len(s.members) > 0 {
		object := func() value.Value { return g.object(s, depth) }
		if len(choices) == 0 {
			return object()
		}
		choices = append(choices, object, object)
	} else if s.item != nil && !s.wants["array"] {
		choices = append(choices, func() value.Value { return g.array(s, depth) })
	}
	if len(choices) == 0 {
		return g.anything()
	}
	return choices[g.IntN(len(choices))]()
}

func (g *generator) object(s *shape, depth int) value.Value {
	b := value.NewBuilder(len(s.members) + 1)
	sparse := g.IntN(3) == 0
	for _, name := range s.names() {
		// What is asked for by IsPresent alone may be missing.
		if g.odd() || sparse && s.members[name].wants["present"] && g.IntN(2) == 0 {
			continue
		}
		b.Set(name, g.document(s.members[name], depth+1))
	}
	if g.IntN(8) == 0 {
		b.Set("extra", g.scalar())
	}
	return b.Value()
}

func (g *generator) array(s *shape, depth int) value.Value {
	n := [...]int{0, 1, 1, 2, 2, 3}[g.IntN(6)]
	if g.IntN(8) != 0 {
		n = max(n, s.least)
	}
	elems := make([]value.Value, n)
	for i := range elems {
		elems[i] = g.document(s.item, depth+1)
	}
	return value.OfArray(elems)
}

// kinds are what places may want, each with a way to make one.
var kinds = []struct {
	name string
	make func(g *generator) value.Value
}{
	{"array", nil},
	{"boolean", func(g *generator) value.Value { return value.OfBool(g.IntN(2) == 0) }},
	{"index", func(g *generator) value.Value { return value.OfInt(int64(g.IntN(2))) }},
	{"json", nil},
	{"null", func(*generator) value.Value { return value.NullValue }},
	{"number", (*generator).number},
	{"numbers", func(g *generator) value.Value { return value.ArrayOf(g.number(), g.number()) }},
	{"numeric", (*generator).number},
	{"object", nil},
	{"scalar", (*generator).scalar},
	{"seconds", func(g *generator) value.Value { return value.OfInt(int64(1 + g.IntN(5))) }},
	{"string", (*generator).text},
	{"texts", func(g *generator) value.Value { return value.ArrayOf(g.text(), g.text()) }},
	{"timestamp", func(g *generator) value.Value {
		return value.OfString([...]string{"2026-01-01T00:00:05Z", "2025-06-01T12:00:00Z", "2026-01-01T00:10:00Z"}[g.IntN(3)])
	}},
}

func (g *generator) number() value.Value {
	if g.IntN(4) == 0 {
		return value.OfFloat(float64(g.IntN(2000)-1000) / 4)
	}
	return value.OfInt(int64(g.IntN(12) - 2))
}

func (g *generator) text() value.Value {
	return value.OfString([...]string{"", "a", "b", "hello", "x y", "1", "true", "ü", "{}", "a,b"}[g.IntN(10)])
}

func (g *generator) scalar() value.Value {
	switch g.IntN(8) {
	case 0:
		return value.NullValue
	case 1:
		return value.OfBool(g.IntN(2) == 0)
	case 2, 3:
		return g.number()
	default:
		return g.text()
	}
}

func (g *generator) anything() value.Value {
	switch g.IntN(10) {
	case 0:
		return value.OfObject(nil)
	case 1:
		return value.OfArray(nil)
	case 2:
		return value.ArrayOf(g.scalar())
	case 3:
		return value.ObjectOf(value.Member{Key: "a", Value: g.scalar()})
	case 4:
		return value.ArrayOf(g.scalar(), g.scalar())
	default:
		return g.scalar()
	}
}
