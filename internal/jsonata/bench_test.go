package jsonata_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/lockstep-go/lockstep/internal/jsonata"
	"github.com/lockstep-go/lockstep/internal/value"
)

var benchmarks = []struct{ name, expr string }{
	{"path", "order.customer.address.city"},
	{"arithmetic", "(order.total * 1.19 + 4.5) / 2 - order.discount"},
	{"object", `{"id": order.id, "name": order.customer.name, "total": order.total, "items": $count(items)}`},
	{"concatenation", `"Order " & order.id & " for " & order.customer.name`},
	{"condition", `order.total > 100 and order.customer.vip ? "express" : "standard"`},
	{"filter", "items[price > 50]"},
	{"map", "$map(items, function($i){$i.price * $i.quantity})"},
	{"path-map", "items.(price * quantity)"},
	{"hof-filter", "$filter(items, function($i){$i.price > 50})"},
	{"sum", "$sum(items.price)"},
	{"sort", "items^(>price)"},
	{"group", "items{category: $sum(price)}"},
	{"reduce", "$reduce(items.price, function($a, $b){$a + $b}, 0)"},
}

// benchDocument has 1,000 items.
func benchDocument() string {
	var items []string
	for i := range 1000 {
		items = append(items, fmt.Sprintf(`{"id":%d,"price":%d.25,"quantity":%d,"category":"c%d"}`, i, (i*7919)%100, i%5+1, i%10))
	}
	return `{"order":{"id":"A-1","total":120.5,"discount":3,"customer":{"name":"Ann","vip":true,"address":{"city":"Ulm","zip":"89073"}}},"items":[` + strings.Join(items, ",") + `]}`
}

func BenchmarkEval(b *testing.B) {
	doc, err := value.DecodeString(benchDocument())
	if err != nil {
		b.Fatal(err)
	}
	for _, bm := range benchmarks {
		e, err := jsonata.Compile(bm.expr)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			start := processorTime(b)
			for b.Loop() {
				if v, err := e.Eval(doc, nil); err != nil || v.IsUndefined() {
					b.Fatal(v, err)
				}
			}
			b.ReportMetric(float64(processorTime(b)-start)/float64(b.N), "cpu-ns/op")
		})
	}
}

// processorTime is what the process has used of the processors; unlike the wall clock it
// can be compared on a machine that others use too.
func processorTime(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		for _, bm := range benchmarks {
			if _, err := jsonata.Compile(bm.expr); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// npmBench evaluates an expression until half a second is over and prints nanoseconds per
// evaluation, after as long a warm-up.
const npmBench = `
const jsonata = require(process.argv[1]);
const lines = require('readline').createInterface({input: process.stdin});
(async () => {
  let doc;
  for await (const line of lines) {
    const {data, expr} = JSON.parse(line);
    if (data) { doc = JSON.parse(data); continue; }
    const e = jsonata(expr);
    const run = async (ms) => {
      let n = 0; const start = process.hrtime.bigint(), cpu = process.cpuUsage();
      for (;;) {
        await e.evaluate(doc); n++;
        const took = Number(process.hrtime.bigint() - start);
        if (took > ms * 1e6) {
          const used = process.cpuUsage(cpu);
          return (took / n) + ' ' + (used.user + used.system) * 1000 / n;
        }
      }
    };
    await run(300);
    process.stdout.write((await run(500)) + '\n');
  }
})();
`

// BenchmarkNPM measures npm's jsonata on the same expressions, in a process of its own that
// LOCKSTEP_JSONATA_NODE names the module for.
func BenchmarkNPM(b *testing.B) {
	dir := os.Getenv("LOCKSTEP_JSONATA_NODE")
	if dir == "" {
		b.Skip("LOCKSTEP_JSONATA_NODE is not set: npm's jsonata was NOT measured")
	}
	cmd := exec.Command("node", "--stack-size=4000", "-e", npmBench, dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer cmd.Wait()
	defer in.Close()
	answers := bufio.NewReader(out)
	send := json.NewEncoder(in)
	send.Encode(map[string]string{"data": benchDocument()})
	for _, bm := range benchmarks {
		var ns, processor float64
		send.Encode(map[string]string{"expr": bm.expr})
		if _, err := fmt.Fscanln(answers, &ns, &processor); err != nil {
			b.Fatal(err)
		}
		b.Run(bm.name, func(b *testing.B) {
			b.ReportMetric(ns, "ns/op")
			b.ReportMetric(processor, "cpu-ns/op")
		})
	}
}
