package value_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/lockstep-go/lockstep/internal/value"
)

// document is JSON of about size bytes: orders with texts, numbers, lists and some escapes.
func document(size int) []byte {
	var b strings.Builder
	b.WriteString(`{"orders":[`)
	for i := 0; b.Len() < size; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"order-%06d","customer":{"name":"Ada Lovelace %d","email":"ada%d@example.com","vip":%t},`+
			`"total":%d.%02d,"items":[{"sku":"A-%d","quantity":%d,"price":19.99},{"sku":"B-%d","quantity":1,"price":5.5}],`+
			`"note":"leave at the \"back\" door\nthen ring","tags":["new","été"],"coupon":null}`,
			i, i, i, i%3 == 0, i*7, i%100, i%50, i%5+1, i%20)
	}
	b.WriteString(`]}`)
	return []byte(b.String())
}

var sizes = []struct {
	name string
	size int
}{{"1KB", 900}, {"100KB", 100 << 10}, {"10MB", 10 << 20}}

// processorTime is what the process has used of the processors; unlike the wall clock it
// can be compared on a machine that others use too.
func processorTime(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

// report adds the processor's time per operation.
func report(b *testing.B, start int64) {
	b.ReportMetric(float64(processorTime(b)-start)/float64(b.N), "cpu-ns/op")
}

func BenchmarkDecode(b *testing.B) {
	for _, s := range sizes {
		data := document(s.size)
		b.Run(s.name+"/value", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			defer report(b, processorTime(b))
			for b.Loop() {
				if _, err := value.Decode(data); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(s.name+"/encoding-json", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			defer report(b, processorTime(b))
			for b.Loop() {
				var v any
				if err := json.Unmarshal(data, &v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, s := range sizes {
		data := document(s.size)
		v, err := value.Decode(data)
		if err != nil {
			b.Fatal(err)
		}
		var a any
		if err := json.Unmarshal(data, &a); err != nil {
			b.Fatal(err)
		}
		b.Run(s.name+"/value", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			defer report(b, processorTime(b))
			var buf []byte
			for b.Loop() {
				buf = v.AppendJSON(buf[:0])
			}
		})
		b.Run(s.name+"/encoding-json", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			defer report(b, processorTime(b))
			for b.Loop() {
				if _, err := json.Marshal(a); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkWith(b *testing.B) {
	for _, n := range []int{10, 1000} {
		o := value.NewBuilder(n)
		for i := range n {
			o.Set("key"+strconv.Itoa(i), value.OfInt(int64(i)))
		}
		v := o.Value()
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = v.With("key5", value.True)
			}
		})
	}
}
