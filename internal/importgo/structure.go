package importgo

import (
	"slices"

	"github.com/lockstep-go/lockstep/asl"
)

// structure finds the blocks in one States object: which states can stand inside
// of the function of a Choice's rule or of a handler, and where the ways out of a
// Choice come together again. What is no block stays a transition to a name, so
// the structure decides how the code reads, never what it does.
type structure struct {
	states  []asl.State
	index   map[string]int
	refs    []int // transitions that lead to a state, the start included
	first   []int // of the dominator tree: when a state is entered in a walk
	last    []int // and the last number given within it
	join    []int // where all ways out of a state meet again, -1 if they don't
	written []bool
	inLoop  []int  // where the loops begin that are being written
	held    []bool // a state that comes after a block which is being written
}

// newStructure is nil for a graph whose states can't all be reached by their
// names: it is then written state by state.
func newStructure(g *asl.Graph) *structure {
	n := len(g.States)
	s := &structure{states: g.States, index: make(map[string]int, n), refs: make([]int, n), written: make([]bool, n), held: make([]bool, n)}
	for i, st := range g.States {
		s.index[st.Base().Name] = i
	}
	start, ok := s.index[g.StartAt]
	if !ok || len(s.index) != n {
		return nil
	}
	s.refs[start]++
	// Node n is the way in for dominators, and the end for their mirror image.
	out, back := make([][]int, n+1), make([][]int, n+1)
	out[n] = []int{start}
	for i, st := range g.States {
		ends := true
		for _, t := range asl.TargetsOf(st) {
			to, ok := s.index[*t.Name]
			if !ok {
				return nil
			}
			out[i] = append(out[i], to)
			s.refs[to]++
			if t.Kind != asl.TargetCatch {
				back[to] = append(back[to], i)
				ends = false
			}
		}
		if ends {
			back[n] = append(back[n], i)
		}
	}
	parents := dominators(out, n)
	inside := make([][]int, n+1)
	for i := range n {
		if parents[i] < 0 {
			return nil
		}
		inside[parents[i]] = append(inside[parents[i]], i)
	}
	s.number(inside, n)
	s.join = dominators(back, n)[:n]
	for i, j := range s.join {
		if j == n {
			s.join[i] = -1
		}
	}
	return s
}

// dominators are the immediate dominators of the nodes of a graph, -1 for those
// that can't be reached from entry (Cooper, Harvey and Kennedy, "A Simple, Fast
// Dominance Algorithm").
func dominators(out [][]int, entry int) []int {
	order := postorder(out, entry)
	rank := make([]int, len(out))
	in := make([][]int, len(out))
	for i, v := range order {
		rank[v] = i
		for _, w := range out[v] {
			in[w] = append(in[w], v)
		}
	}
	parents := slices.Repeat([]int{-1}, len(out))
	parents[entry] = entry
	for changed := true; changed; {
		changed = false
		for _, v := range slices.Backward(order) {
			if v == entry {
				continue
			}
			best := -1
			for _, p := range in[v] {
				if parents[p] < 0 {
					continue
				}
				if best < 0 {
					best = p
					continue
				}
				for a := p; a != best; {
					if rank[a] < rank[best] {
						a = parents[a]
					} else {
						best = parents[best]
					}
				}
			}
			if parents[v] != best {
				parents[v], changed = best, true
			}
		}
	}
	return parents
}

// postorder lists the nodes that are reached from entry, each after those it
// leads to. It keeps its own stack: a chain of states can be long.
func postorder(out [][]int, entry int) []int {
	var order []int
	seen := make([]bool, len(out))
	type frame struct{ node, next int }
	stack := []frame{{entry, 0}}
	seen[entry] = true
	for len(stack) > 0 {
		f := &stack[len(stack)-1]
		if f.next < len(out[f.node]) {
			to := out[f.node][f.next]
			f.next++
			if !seen[to] {
				seen[to] = true
				stack = append(stack, frame{to, 0})
			}
			continue
		}
		order = append(order, f.node)
		stack = stack[:len(stack)-1]
	}
	return order
}

// free reports whether a state is still to be written and belongs to no block
// around.
func (s *structure) free(i int) bool { return i >= 0 && !s.written[i] && !s.held[i] }

// number walks the dominator tree.
func (s *structure) number(inside [][]int, root int) {
	s.first, s.last = make([]int, len(inside)), make([]int, len(inside))
	order := postorder(inside, root)
	// A state is left when all that is inside of it has been.
	size := make([]int, len(inside))
	for i, v := range order {
		size[v]++
		for _, c := range inside[v] {
			size[v] += size[c]
		}
		s.last[v] = i
		s.first[v] = i - size[v] + 1
	}
}

// within reports whether state i is reached only through the state at entry, -1
// being the way into the graph.
func (s *structure) within(entry, i int) bool {
	return entry < 0 || s.first[entry] <= s.last[i] && s.last[i] <= s.last[entry]
}

// block is what a name that a Choice or a catcher leads to can be written as.
func (s *structure) block(name string) (int, bool) {
	i, ok := s.index[name]
	return i, ok && s.refs[i] == 1 && s.free(i)
}

// next is the state to write after state i in the block that begins at entry, -1
// if there is none.
func (s *structure) next(entry, i int) int {
	candidate := -1
	switch st := s.states[i].(type) {
	case *asl.Choice:
		if candidate = s.join[i]; candidate < 0 || !s.free(candidate) || !s.within(entry, candidate) {
			candidate = -1
			if j, ok := s.index[st.Default]; ok && s.join[i] < 0 {
				candidate = j
			}
		}
	default:
		if f := asl.FlowOf(st); f != nil && f.Next != "" {
			candidate = s.index[f.Next]
		}
	}
	if candidate >= 0 && s.free(candidate) && candidate != i && s.within(entry, candidate) {
		return candidate
	}
	return -1
}

// rest is the first state that the block at entry has still to write after state
// i and, if it has functions, what stands inside of them, -1 if there is none.
func (s *structure) rest(entry, i int, functions bool) int {
	var blocks []int
	for _, t := range asl.TargetsOf(s.states[i]) {
		if t.Kind == asl.TargetNext || !functions {
			continue
		}
		if b, ok := s.block(*t.Name); ok {
			blocks = append(blocks, b)
		}
	}
	for j := range s.states {
		if j != i && s.free(j) && s.within(entry, j) && !slices.ContainsFunc(blocks, func(b int) bool { return s.within(b, j) }) {
			return j
		}
	}
	return -1
}
