package simulator

import (
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// document is a JSON value on its way from state to state. While nothing rewrites it, it
// keeps the text it came in, because AWS passes that on byte for byte.
type document struct {
	v    value.Value
	text string // "" where AWS wrote the value itself: then it is compact
	// size is how many bytes the text has, and compact how many v has when it is written
	// anew; 0 as long as nobody asked, or if it is more than that.
	size, compact int32
}

// newDocument is a value that AWS writes.
func newDocument(v value.Value) *document { return &document{v: v} }

// json is the document's text.
func (d *document) json() string {
	if d.text != "" {
		return d.text
	}
	b := buffers.Get().(*[]byte)
	*b = d.v.AppendJSON((*b)[:0])
	text := string(*b)
	if cap(*b) <= keptBuffer {
		buffers.Put(b)
	}
	return text
}

// buffers are scratch for texts whose length is not known before they are written.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// keptBuffer is the largest buffer that is worth keeping.
const keptBuffer = 1 << 20

// settled is the document as it goes on from state to state once it is written anew: in
// compact form. A text that is compact already is kept, because it will be asked for.
func (d *document) settled() *document {
	if d.text == "" {
		return d
	}
	compact := int(d.compact)
	if compact == 0 {
		compact = jsonSize(d.v)
		d.compact = noted(compact)
	}
	if len(d.text) == compact {
		return d
	}
	return newDocument(d.v)
}

// bytes is the length of the text. It is computed once.
func (d *document) bytes() int {
	if d.size != 0 {
		return int(d.size)
	}
	n := len(d.text)
	if n == 0 {
		n = jsonSize(d.v)
	}
	d.size = noted(n)
	return n
}

// noted is n, or 0 if there is no room for it.
func noted(n int) int32 {
	if n > math.MaxInt32 {
		return 0
	}
	return int32(n)
}

// jsonSize is len(v.AppendJSON(nil)) without making the text.
func jsonSize(v value.Value) int { return v.EncodedLen() }

// epochSeconds writes a time as the API's JSON does: seconds since 1970 with milliseconds.
func epochSeconds(t time.Time) string {
	return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', -1, 64)
}

// contextTime writes a time as the context object holds it: ISO 8601 in UTC with
// milliseconds.
func contextTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
