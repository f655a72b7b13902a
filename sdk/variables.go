package sdk

import (
	"fmt"
	"slices"
	"strings"
)

// assignVariables makes a variable of each part that is needed.
func (f *flow) assignVariables() {
	for _, src := range f.sources {
		if src.kind == sourceVariable {
			f.vars[src] = []*variable{{name: f.name(camel(src.name))}}
			for _, e := range f.makers[src] {
				for i := range e.assigns {
					if e.assigns[i].src == src {
						e.assigns[i].name = f.vars[src][0].name
					}
				}
			}
			continue
		}
		if paths := f.needs[src]; len(paths) > 0 {
			f.allocate(src, paths)
		}
	}
}

// separateVariables is up to how many parts of one source get a variable each.
const separateVariables = 3

// allocate decides which variables hold the parts of a source and has them
// assigned where it is made.
func (f *flow) allocate(src *source, paths [][]pathStep) {
	makers := f.makers[src]
	if src.kind == sourceScope {
		makers = f.entryEdges(src.scope)
	}
	risky := false
	for _, p := range paths {
		i := optionalStep(src.typ, p)
		risky = risky || i >= 0
	}
	for _, e := range makers {
		if e.kind == edgeNext && e.from.handlesEvaluation() && !f.certain(src, paths) {
			risky = true
		}
	}
	common := commonPrefix(paths)
	switch {
	case len(paths) == 1 && len(paths[0]) == 0, src.kind == sourceCaught && len(paths) > 1:
		f.hold(src, makers, &variable{name: f.name(camel(src.name))})
	case src.kind == sourceResult && src.step.kind == stepPass:
		f.hold(src, makers, &variable{name: f.name(camel(src.name))})
	case risky:
		for optionalStep(src.typ, common) >= 0 || len(paths) == 1 && len(common) == len(paths[0]) && len(common) > 0 {
			common = common[:len(common)-1]
		}
		v := &variable{name: f.name(camel(src.name)), base: common}
		for _, p := range paths {
			if len(p) == len(common) || p[len(common)].isIndex {
				v.fields = nil
				break
			}
			if name := p[len(common)].name; !slices.Contains(v.fields, name) {
				v.fields = append(v.fields, name)
			}
		}
		f.hold(src, makers, v)
	case len(paths) <= separateVariables:
		for _, p := range paths {
			f.hold(src, makers, &variable{name: f.name(partName(src, p)), base: p})
		}
	default:
		f.hold(src, makers, &variable{name: f.name(camel(src.name)), base: common})
	}
}

// certain reports whether all the parts are sure to be there whatever the
// service answers: the whole result, or the Payload of a Lambda function.
func (f *flow) certain(src *source, paths [][]pathStep) bool {
	for _, p := range paths {
		if len(p) > 1 || len(p) == 1 && p[0].name != "Payload" && !p[0].isIndex {
			return false
		}
	}
	return true
}

// partName names the variable that holds a part of a source.
func partName(src *source, path []pathStep) string {
	words := []string{src.name}
	if src.kind == sourceCaught {
		words[0] = src.step.name // "Charge card" and its Error: chargeCardError
	}
	for _, p := range path {
		switch {
		case p.isIndex:
			words = append(words, fmt.Sprint(p.index))
		case p.name != "Payload" && (p.name != "item" || src.kind != sourceScope):
			words = append(words, splitWords(p.name)...)
		}
	}
	return camel(strings.Join(words, " "))
}

// splitWords makes "orderId" one word with a capital, as camel wants it.
func splitWords(name string) []string { return []string{strings.TrimSpace(name)} }

func commonPrefix(paths [][]pathStep) []pathStep {
	common := slices.Clone(paths[0])
	for _, p := range paths[1:] {
		i := 0
		for i < len(common) && i < len(p) && common[i] == p[i] {
			i++
		}
		common = common[:i]
	}
	return common
}

// hold assigns a variable on the edges that make its source.
func (f *flow) hold(src *source, makers []*edge, v *variable) {
	f.vars[src] = append(f.vars[src], v)
	root := &expr{kind: exprSource, src: src, typ: src.typ, at: src.at}
	value := root.get(v.base, schemaAny, src.at)
	for _, e := range makers {
		if len(makers) > 1 && !f.wanted(src, e) {
			continue
		}
		held := value
		if e.from.kind == stepPass && src == e.from.step.src && e.output != nil {
			held = e.output
		}
		if v.fields != nil && e.from.lang == languageJSONata {
			picked := &expr{kind: exprObject, keys: v.fields, typ: schemaAny, at: src.at}
			for _, name := range v.fields {
				picked.args = append(picked.args, root.get(append(slices.Clip(v.base), pathStep{name: name}), schemaAny, src.at))
			}
			// As one expression the object just lacks what is missing; as a
			// template of expressions the state would fail.
			held = &expr{kind: exprCall, op: opWhole, args: []*expr{picked}, typ: schemaAny, at: src.at}
		}
		e.assigns = append(e.assigns, assignment{name: v.name, value: held, held: true})
	}
}

// entryEdges are the edges out of a scope's first state, on which the scope's
// input can be assigned. A state that is entered again later, or that does not
// see its input when it ends, gets a Pass before it.
func (f *flow) entryEdges(sc *scope) []*edge {
	g := f.graphOf(sc)
	n := g.start
	fits := n.input.equal(&place{src: sc.input})
	if n.lang == languageJSONPath {
		fits = fits && (n.kind == stepChoice || n.kind == stepWait || n.kind == stepPass && !n.shapesOutput())
	}
	if fits {
		return n.edges
	}
	entry := f.l.automatic(g, stepPass, sc.owner.name+" input", sc.owner.at)
	g.nodes = append([]*node{entry}, g.nodes[:len(g.nodes)-1]...)
	entry.available, entry.input = n.available, &place{src: sc.input}
	e := entry.exit(edgeNext)
	e.to = n
	g.start = entry
	return entry.edges
}

func (f *flow) graphOf(sc *scope) *graph {
	for _, g := range f.graphs {
		if g.scope == sc {
			return g
		}
	}
	return nil
}

// name makes a variable's name unique and usable.
func (f *flow) name(base string) string {
	runes := []rune(base)
	if len(runes) > 72 {
		base = string(runes[:72])
	}
	if reservedName(base) {
		base += "Value"
	}
	name := base
	for i := 2; f.names[name]; i++ {
		name = fmt.Sprintf("%s%d", base, i)
	}
	f.names[name] = true
	return name
}

// reservedName reports whether a variable of that name would hide a function of
// JSONata, or a parameter of ours.
func reservedName(name string) bool {
	if name == "states" || name == "x" {
		return true
	}
	return slices.Contains(builtins, name)
}

// builtins are the functions of JSONata and of Step Functions: a variable of
// such a name hides the function.
var builtins = strings.Fields(`sum count max min average string substring substringBefore substringAfter lowercase uppercase
	length trim pad match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil
	round abs sqrt power random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse
	each error assert type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent
	decodeUrl eval toMillis fromMillis clone now millis partition range hash uuid parse`)
