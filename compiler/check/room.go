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
	edges                    []edge
	first                    []int32
}

var rooms = sync.Pool{New: func() any { return new(room) }}

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
	rooms.Put(r)
}

// emptied is s without its elements, which it forgets.
func emptied[T any](s []T) []T {
	clear(s)
	return s[:0]
}
