package sdk

import (
	"fmt"
	"slices"
)

// This file hands a distributed Map's children what they use of the steps before:
// they are executions of their own and see nothing else.

// capture notes what a distributed Map must hand to its children, and reports
// what is out of sight.
func (f *flow) capture(at slot, e *expr) {
	refs(e, func(ref *expr, src *source, path []pathStep) {
		home := src.home()
		for sc := at.node.graph.scope; sc != home; sc = sc.parent {
			if sc == nil {
				if theirs := home.block.rec; theirs != f.l.rec {
					f.l.reportUse(foreign(src, theirs), ref, at.by, at.node.name, relatedPlace{src.at, "it is made here"})
					return
				}
				f.l.reportUse(fault{code: codeOtherScope, message: fmt.Sprintf("the value of `%s` is used outside of %s", src.name, home.describe()),
					help: "return it from there, and use the result of that step"}, ref, at.by, at.node.name, relatedPlace{src.at, "it is made here"})
				return
			}
			if sc.distributed {
				f.captureInto(sc, at, ref, src, path)
				return
			}
		}
	})
}

func (s *scope) describe() string {
	switch {
	case s.owner == nil:
		return "its workflow"
	case s.owner.kind == stepMap:
		return "the Map `" + s.owner.name + "`"
	}
	return "its branch of `" + s.owner.name + "`"
}

func (f *flow) captureInto(sc *scope, at slot, ref *expr, src *source, path []pathStep) {
	if i := optionalStep(src.typ, path); i >= 0 {
		path = path[:i] // an ItemSelector member that finds nothing would fail
	}
	for _, c := range sc.captures {
		if c.src == src && hasPrefix(path, c.path) {
			return
		}
	}
	if sc.owner.over.selector != nil {
		f.l.reportUse(fault{code: codeOtherScope, message: fmt.Sprintf("a child execution of `%s` can't see `%s`, and the Map has an ItemSelector of its own", sc.owner.name, src.name),
			help: "put the value into the ItemSelector and read it from the item, or leave the ItemSelector to the compiler"}, ref, at.by, sc.owner.name)
		return
	}
	key := captureName(src, path)
	for i := 2; slices.ContainsFunc(sc.captures, func(c capture) bool { return c.key == key }) || key == "item"; i++ {
		key = fmt.Sprintf("%s%d", captureName(src, path), i)
	}
	typ := src.typ
	for _, p := range path {
		if next, why := typ.step(p); why == "" {
			typ = next
		} else {
			typ = schemaAny
		}
	}
	root := &expr{kind: exprSource, src: src, typ: src.typ, at: ref.at}
	sc.captures = append(sc.captures, capture{key: key, src: src, path: path, value: root.get(path, typ, ref.at)})
}

// captureName is a short name of a part: its last member, else the source's.
func captureName(src *source, path []pathStep) string {
	for _, p := range slices.Backward(path) {
		if !p.isIndex && p.name != "Payload" {
			return camel(p.name)
		}
	}
	return camel(src.name)
}

// cross finds a source from within a distributed scope: there it is a part of
// the scope's input.
func (f *flow) cross(sc *scope, src *source, path []pathStep) (*source, []pathStep, bool) {
	home := src.home()
	for ; sc != home; sc = sc.parent {
		if sc == nil {
			return nil, nil, false
		}
		if !sc.distributed {
			continue
		}
		for _, c := range sc.captures {
			if c.src == src && hasPrefix(path, c.path) {
				at := []pathStep{{name: c.key}}
				if sc.owner.batched {
					at = []pathStep{{name: "BatchInput"}, {name: c.key}}
				}
				return sc.input, append(at, path[len(c.path):]...), true
			}
		}
		return nil, nil, false
	}
	if home.distributed && src == home.input && len(home.captures) > 0 && !home.owner.batched {
		return src, append([]pathStep{{name: "item"}}, path...), true
	}
	return src, path, true
}

// foreign is the use of a value of another workflow.
func foreign(src *source, theirs *recorder) fault {
	return fault{code: codeOtherScope, message: fmt.Sprintf("`%s` belongs to another workflow, `%s`", src.name, theirs.name),
		help: "workflows share no values: hand it over by the input of `stepfunctions.Start`, and back by `Return`"}
}
