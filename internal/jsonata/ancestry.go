package jsonata

import "strconv"

// A % stands for the value that the value before it was found in. That step is known when
// the path is built: it is made to bind the value under the label of the slot, and the path
// is evaluated as a stream of tuples that carry such bindings. A % that goes further up
// than its own path is handed on to the path around it.

// parentLabel can't clash with a name in the source: no variable contains a '!'.
func parentLabel(n int) string { return "!" + strconv.Itoa(n) }

// inherit hands on the slots that child could not place.
func (p *plan) inherit(child *plan) {
	p.seeking = append(p.seeking, child.seeking...)
	if child.kind == kParent {
		p.seeking = append(p.seeking, child.slot)
	}
}

// seekParent lets node take one level of the slot: the node at which it reaches zero binds
// the value that % wants.
func seekParent(node *plan, s *slot) *Error {
	switch node.kind {
	case kName, kWildcard:
		s.level--
		if s.level == 0 {
			if node.ancestor != nil {
				s.label = node.ancestor.label
			}
			node.ancestor = s
			node.tuple = true
		}
		return nil
	case kParent:
		s.level++
		return nil
	case kBlock:
		if n := len(node.items); n > 0 {
			node.tuple = true
			return seekParent(node.items[n-1], s)
		}
		return nil
	case kPath:
		node.tuple = true
		i := len(node.steps) - 1
		err := seekParent(node.steps[i], s)
		for i--; err == nil && s.level > 0 && i >= 0; i-- {
			err = seekParent(node.steps[i], s)
		}
		return err
	}
	return fail("S0217").at(node.at)
}

// resolveAncestry places the slots that the last step of a path seeks.
func resolveAncestry(path *plan) *Error {
	last := path.steps[len(path.steps)-1]
	slots := append([]*slot(nil), last.seeking...)
	if last.kind == kParent {
		slots = append(slots, last.slot)
	}
	for _, s := range slots {
		i := len(path.steps) - 2
		for s.level > 0 {
			if i < 0 {
				path.seeking = append(path.seeking, s)
				break
			}
			step := path.steps[i]
			i--
			// Steps that bind a focus do not move the context.
			for i >= 0 && step.hasFocus && path.steps[i].hasFocus {
				step = path.steps[i]
				i--
			}
			if err := seekParent(step, s); err != nil {
				return err
			}
		}
	}
	return nil
}
