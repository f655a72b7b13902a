package check

import (
	"sync"

	"github.com/lockstep-go/lockstep/asl"
)

// room is what a pass works in. Nothing of it is left in what the pass answers, so the next
// pass can have it: to make it anew would cost more than most rules do.
type room struct {
	objects, states, holders []site
	scopes                   []*asl.Scope
	found                    []*text
	texts                    []text // the texts to come stand in the free part
	scopeRoom                []asl.Scope
	graphs                   []graph
	built                    []*graph
	maps, used               []map[string]int32 // free ones and those of the pass
	edges                    []edge
	first                    []int32
}

var rooms = sync.Pool{New: func() any { return new(room) }}

// keptMaps bounds how many maps are kept.
const keptMaps = 4

// keptRoom bounds the rooms that are kept, in objects of the model.
const keptRoom = 1 << 14

// text is room for a text.
func (r *room) text() *text {
	if len(r.texts) == cap(r.texts) {
		r.texts = make([]text, 0, min(max(64, 2*cap(r.texts)), keptRoom))
	}
	r.texts = r.texts[:len(r.texts)+1]
	return &r.texts[len(r.texts)-1]
}

// scope is room for a scope.
func (r *room) scope() *asl.Scope {
	if len(r.scopeRoom) == cap(r.scopeRoom) {
		r.scopeRoom = make([]asl.Scope, 0, min(max(16, 2*cap(r.scopeRoom)), keptRoom))
	}
	r.scopeRoom = r.scopeRoom[:len(r.scopeRoom)+1]
	return &r.scopeRoom[len(r.scopeRoom)-1]
}

// index is an empty map for about n names.
func (r *room) index(n int) map[string]int32 {
	var m map[string]int32
	if last := len(r.maps) - 1; last >= 0 {
		m, r.maps = r.maps[last], r.maps[:last]
	} else {
		m = make(map[string]int32, n)
	}
	if n <= keptNames {
		r.used = append(r.used, m)
	}
	return m
}

// keptNames bounds the maps that are kept: to empty one costs as much as its size.
const keptNames = 1 << 10

// release gives the room of the pass back. It holds on to nothing of the machine.
func (p *pass) release() {
	r := p.room
	p.room = nil
	if cap(p.objects) > keptRoom || cap(r.edges) > keptRoom {
		return
	}
	r.objects, r.states, r.holders = emptied(p.objects), emptied(p.states), emptied(p.holders)
	r.scopes, r.found = emptied(p.scopes), emptied(p.texts)
	r.texts, r.edges, r.first = emptied(r.texts), emptied(r.edges), r.first[:0]
	r.scopeRoom, r.graphs, r.built = emptied(r.scopeRoom), emptied(r.graphs), emptied(p.graphs)
	for _, m := range r.used {
		clear(m)
	}
	r.maps = append(r.maps, r.used[:min(len(r.used), keptMaps)]...)
	r.used = emptied(r.used)
	rooms.Put(r)
}

// emptied is s without its elements, which it forgets.
func emptied[T any](s []T) []T {
	clear(s)
	return s[:0]
}
