package graph

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// Sizes in pixels of the drawing.
const (
	nodeHeight   = 44.0
	nodeMinWidth = 96.0
	charWidth    = 7.2
	// labelCharWidth is the width of a character on an edge.
	labelCharWidth = 5.6
	gapX, gapY     = 36.0, 46.0
	padding        = 18.0
	labelHeight    = 22.0
	terminal       = 18.0 // the dots for start and end
	// longSpan is the number of layers from which an edge gets no way of its own between
	// them; it bounds the work on long machines at linear in their size.
	longSpan = 24
	sweeps   = 6
)

// layout gives every node, scope and edge of the scene its place and returns the size.
func (s *scene) layout() (w, h float64) {
	s.root.layout()
	return s.root.box.w, s.root.box.h
}

func (n *node) measure() {
	if n.kind == "start" || n.kind == "end" {
		n.box.w, n.box.h = terminal, terminal
		return
	}
	text := max(utf8.RuneCountInString(n.name), utf8.RuneCountInString(n.detail), 4)
	n.box.w, n.box.h = max(nodeMinWidth, float64(text)*charWidth+2*padding), nodeHeight
	if len(n.scopes) == 0 {
		return
	}
	inner, tallest := padding, 0.0
	for _, sc := range n.scopes {
		sc.layout()
		sc.box.x, sc.box.y = inner, nodeHeight
		inner += sc.box.w + padding
		tallest = max(tallest, sc.box.h)
	}
	n.box.w = max(n.box.w, inner)
	n.box.h = nodeHeight + tallest + padding
	for _, sc := range n.scopes {
		sc.box.h = tallest
	}
}

// A slot is a place in a layer: a node, or the bend of an edge on its way through.
type slot struct {
	node  *node
	edge  *edge
	w     float64
	x     float64 // centre
	order float64
	up    []*slot
	down  []*slot
}

// layout places the nodes of a scope in layers from top to bottom: every edge points down
// unless it closes a loop, the order within a layer follows the neighbours (barycentres),
// and places within it lean towards them.
func (sc *scope) layout() {
	for _, n := range sc.nodes {
		n.measure()
	}
	labels := make(map[*node]float64)
	for _, e := range sc.edges {
		labels[e.to] = max(labels[e.to], float64(utf8.RuneCountInString(e.label))*labelCharWidth)
	}
	layerOf, back := sc.layers()
	depth := 0
	for _, l := range layerOf {
		depth = max(depth, l+1)
	}
	rows := make([][]*slot, depth)
	slots := make(map[*node]*slot, len(sc.nodes))
	for _, n := range sc.nodes {
		s := &slot{node: n, w: max(n.box.w, labels[n])}
		slots[n] = s
		rows[layerOf[n]] = append(rows[layerOf[n]], s)
	}
	bends := make(map[*edge][]*slot)
	for _, e := range sc.edges {
		from, to := layerOf[e.from], layerOf[e.to]
		if back[e] || e.from == e.to || to-from > longSpan || to <= from {
			continue
		}
		at := slots[e.from]
		for l := from + 1; l < to; l++ {
			s := &slot{edge: e, w: 12}
			rows[l] = append(rows[l], s)
			bends[e] = append(bends[e], s)
			at.down, s.up = append(at.down, s), append(s.up, at)
			at = s
		}
		end := slots[e.to]
		at.down, end.up = append(at.down, end), append(end.up, at)
	}
	arrange(rows)
	sc.place(rows, bends, back)
}

// layers gives each node its layer, the longest way from the start, and says which edges
// close a loop. The walk keeps its own stack, because machines may be long.
func (sc *scope) layers() (map[*node]int, map[*edge]bool) {
	out := make(map[*node][]*edge, len(sc.nodes))
	for _, e := range sc.edges {
		out[e.from] = append(out[e.from], e)
	}
	const unseen, open, done = 0, 1, 2
	state := make(map[*node]int, len(sc.nodes))
	back := make(map[*edge]bool)
	var finished []*node
	visit := func(root *node) {
		type frame struct {
			n    *node
			next int
		}
		stack := []frame{{n: root}}
		state[root] = open
		for len(stack) > 0 {
			f := &stack[len(stack)-1]
			if f.next == len(out[f.n]) {
				state[f.n] = done
				finished = append(finished, f.n)
				stack = stack[:len(stack)-1]
				continue
			}
			e := out[f.n][f.next]
			f.next++
			switch state[e.to] {
			case unseen:
				state[e.to] = open
				stack = append(stack, frame{n: e.to})
			case open:
				back[e] = true
			}
		}
	}
	if sc.start != nil {
		visit(sc.start)
	}
	for _, n := range sc.nodes {
		if state[n] == unseen {
			visit(n)
		}
	}
	layer := make(map[*node]int, len(sc.nodes))
	for _, n := range slices.Backward(finished) {
		layer[n] += 0
		for _, e := range out[n] {
			if !back[e] {
				layer[e.to] = max(layer[e.to], layer[n]+1)
			}
		}
	}
	return layer, back
}

// arrange orders each layer by the mean place of its neighbours, down and up in turn.
func arrange(rows [][]*slot) {
	number := func(row []*slot) {
		for i, s := range row {
			s.order = float64(i)
		}
	}
	for _, row := range rows {
		number(row)
	}
	mean := func(s *slot, of []*slot) float64 {
		if len(of) == 0 {
			return s.order
		}
		sum := 0.0
		for _, o := range of {
			sum += o.order
		}
		return sum / float64(len(of))
	}
	for sweep := range sweeps {
		for i := range rows {
			row := rows[i]
			if sweep%2 == 1 {
				row = rows[len(rows)-1-i]
			}
			keys := make(map[*slot]float64, len(row))
			for _, s := range row {
				if sweep%2 == 0 {
					keys[s] = mean(s, s.up)
				} else {
					keys[s] = mean(s, s.down)
				}
			}
			slices.SortStableFunc(row, func(a, b *slot) int { return cmp.Compare(keys[a], keys[b]) })
			number(row)
		}
	}
}

// place turns orders into coordinates.
func (sc *scope) place(rows [][]*slot, bends map[*edge][]*slot, back map[*edge]bool) {
	for _, row := range rows {
		x := 0.0
		for _, s := range row {
			s.x = x + s.w/2
			x += s.w + gapX
		}
	}
	for sweep := range sweeps {
		for i := range rows {
			row, of := rows[i], func(s *slot) []*slot { return s.up }
			if sweep%2 == 1 {
				row, of = rows[len(rows)-1-i], func(s *slot) []*slot { return s.down }
			}
			lean(row, of)
		}
	}
	left, right := 0.0, 0.0
	for i, row := range rows {
		for j, s := range row {
			if i == 0 && j == 0 {
				left, right = s.x-s.w/2, s.x+s.w/2
			}
			left, right = min(left, s.x-s.w/2), max(right, s.x+s.w/2)
		}
	}
	// Edges against the flow run along the right side, each in a lane of its own.
	lanes := 0.0
	for _, e := range sc.edges {
		if back[e] {
			lanes++
		}
	}
	y := padding
	if sc.label != "" {
		y += labelHeight
	}
	tops, bottoms := make([]float64, len(rows)), make([]float64, len(rows))
	for i, row := range rows {
		tallest := 0.0
		for _, s := range row {
			if s.node != nil {
				tallest = max(tallest, s.node.box.h)
			}
		}
		for _, s := range row {
			if s.node != nil {
				s.node.box.x = s.x - s.node.box.w/2 - left + padding
				s.node.box.y = y + (tallest-s.node.box.h)/2
			}
		}
		tops[i], bottoms[i] = y, y+tallest
		y += tallest + gapY
	}
	lane := right - left + 2*padding
	rowOf := make(map[*slot]int)
	for i, row := range rows {
		for _, s := range row {
			rowOf[s] = i
		}
	}
	for _, e := range sc.edges {
		from, to := e.from.box, e.to.box
		start := point{from.x + from.w/2, from.y + from.h}
		end := point{to.x + to.w/2, to.y}
		if back[e] {
			e.points = []point{
				{from.x + from.w, from.y + from.h/2},
				{lane, from.y + from.h/2},
				{lane, to.y + to.h/2},
				{to.x + to.w, to.y + to.h/2},
			}
			lane += 12
			continue
		}
		e.points = []point{start}
		for _, s := range bends[e] {
			x, row := s.x-left+padding, rowOf[s]
			e.points = append(e.points, point{x, tops[row]})
			if bottoms[row] > tops[row] {
				e.points = append(e.points, point{x, bottoms[row]})
			}
		}
		e.points = append(e.points, end)
	}
	sc.box.w = right - left + 2*padding + lanes*12
	sc.box.h = max(y-gapY+padding, 2*padding)
	if sc.label != "" {
		sc.box.w = max(sc.box.w, float64(utf8.RuneCountInString(sc.label))*charWidth+2*padding)
	}
}

// lean moves each slot of a row towards the mean of its neighbours as far as the order
// and the gaps allow.
func lean(row []*slot, of func(*slot) []*slot) {
	for i, s := range row {
		near := of(s)
		if len(near) == 0 {
			continue
		}
		sum := 0.0
		for _, o := range near {
			sum += o.x
		}
		want := sum / float64(len(near))
		if i > 0 {
			want = max(want, row[i-1].x+row[i-1].w/2+gapX+s.w/2)
		}
		if want > s.x {
			push := want
			for j := i; j < len(row); j++ {
				if row[j].x >= push {
					break
				}
				row[j].x = push
				if j+1 < len(row) {
					push = push + row[j].w/2 + gapX + row[j+1].w/2
				}
			}
			continue
		}
		s.x = want
	}
}
