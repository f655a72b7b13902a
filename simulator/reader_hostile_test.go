package simulator_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"iter"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/lockstep-go/lockstep/simulator"
)

// stream is a storage whose one object is made while it is read.
type stream func() io.Reader

func (s stream) Open(string, string, string) (io.ReadCloser, error) { return io.NopCloser(s()), nil }

func (s stream) List(string, string) iter.Seq2[simulator.Object, error] {
	return func(func(simulator.Object, error) bool) {}
}

func (s stream) Create(string, string) (io.WriteCloser, error) { return nil, io.ErrClosedPipe }

// repeated is head and then the same text so many times.
func repeated(head, text string, times int) io.Reader {
	all := []io.Reader{strings.NewReader(head)}
	chunk := strings.Repeat(text, max(1, 1<<16/len(text)))
	for n := times * len(text); n > 0; n -= len(chunk) {
		all = append(all, strings.NewReader(chunk[:min(n, len(chunk))]))
	}
	return io.MultiReader(all...)
}

// packed is a text in a compressed form, as a bomb is: much larger than it looks.
func packed(t *testing.T, key string, text io.Reader) io.Reader {
	var b bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&b)
	if strings.HasSuffix(key, ".zst") {
		var err error
		if w, err = zstd.NewWriter(&b); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.Copy(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

func TestHostileObjects(t *testing.T) {
	const json, large, mega = "the object can't be read as JSON: line 1, column ", "an item is larger than 8388608 bytes", 1 << 20
	for _, c := range []struct {
		name, config, key, want string
		text                    func() io.Reader
	}{
		{"brackets", `"InputType":"JSON"`, "x", json + "1002: nested deeper than 1000 levels", func() io.Reader { return repeated("", "[", 100*mega) }},
		{"a deep item", `"InputType":"JSON"`, "x", json + "1002: nested deeper than 1000 levels", func() io.Reader {
			return io.MultiReader(repeated("", "[", mega), repeated("", "]", mega))
		}},
		{"brackets before the pointer's place", `"InputType":"JSON","ItemsPointer":"/a"`, "x", json + "1006: nested deeper than 1000 levels", func() io.Reader { return repeated(`{"b":`, "[", 100*mega) }},
		{"a text before the pointer's place", `"InputType":"JSON","ItemsPointer":"/a"`, "x", json + "104857607: unexpected end of text", func() io.Reader { return repeated(`{"b":"`, "x", 100*mega) }},
		{"a key", `"InputType":"JSON","ItemsPointer":"/a"`, "x", json + "2: " + large, func() io.Reader { return repeated(`{"`, "x", 100*mega) }},
		{"a text", `"InputType":"JSON"`, "x", json + "2: " + large, func() io.Reader { return repeated(`["`, "x", 100*mega) }},
		{"a number", `"InputType":"JSON"`, "x", json + "2: " + large, func() io.Reader { return repeated(`[`, "1", 100*mega) }},
		{"a line", `"InputType":"JSONL"`, "x", json + "1: " + large, func() io.Reader { return repeated("", "1", 100*mega) }},
		{"a row", `"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"`, "x", large, func() io.Reader { return repeated("a\n", "x", 100*mega) }},
		{"a header", `"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"`, "x", large, func() io.Reader { return repeated("", "x", 100*mega) }},
		{"delimiters", `"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"`, "x", large, func() io.Reader { return repeated("a\n", ",", 100*mega) }},
		{"a quote that nothing closes", `"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"`, "x", large, func() io.Reader { return repeated("a\n\"", "x\n", 50*mega) }},
		{"a manifest", `"ManifestType":"S3_INVENTORY"`, "x", "the manifest is larger than 16777216 bytes", func() io.Reader { return repeated("", " ", 100*mega) }},
		{"a bomb in GZIP", `"InputType":"JSON"`, "x.gz", json + "2: " + large, func() io.Reader { return packed(t, "x.gz", repeated(`["`, "x", 100*mega)) }},
		{"a bomb in ZSTD", `"InputType":"JSON"`, "x.zst", json + "2: " + large, func() io.Reader { return packed(t, "x.zst", repeated(`["`, "x", 100*mega)) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := c.text()
			storage := stream(func() io.Reader { return body })
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			e := execute(t, simulator.New(simulator.WithStorage(storage)), distributedMap(`"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{`+c.config+`},"Parameters":{"Bucket":"b","Key":"`+c.key+`"}},`), "")
			runtime.ReadMemStats(&after)
			if got, want := outcome(e), "FAILED States.ItemReaderFailed "+c.want; got != want {
				t.Errorf("got %.200s, want %s", got, want)
			}
			if mb := (after.TotalAlloc - before.TotalAlloc) / mega; mb > 96 {
				t.Errorf("it took %d MB of memory", mb)
			}
		})
	}
}
