package simulator_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"

	"github.com/lockstep-go/lockstep/simulator"
)

func gzipped(t *testing.T, text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstandard(t *testing.T, text string) []byte {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll([]byte(text), nil)
}

func parquetFile(t *testing.T) []byte {
	type row struct {
		ID   int64   `parquet:"id"`
		Name string  `parquet:"name"`
		Rate float64 `parquet:"rate"`
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b)
	if _, err := w.Write([]row{{1, "a", 0.5}, {2, "b", 1.5}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// distributedMap is a machine whose children pass their input on.
func distributedMap(fields string) string {
	return `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"Label",` + fields + `"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
		"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}`
}

func TestItemReader(t *testing.T) {
	files := memory{"b": {
		"a.json": []byte(`[1, {"x": 2}, null]`), "deep.json": []byte(`{"skip":[{"a":1}],"data":{"items":[10,20]},"more":0}`), "map.json": []byte(`{"data":{"k1":1,"k2":{"z":2}}}`),
		"a.jsonl": []byte("{\"a\":1}\n\n[2]\n\"c\""), "a.json.gz": gzipped(t, `[7,8]`), "a.jsonl.zst": zstandard(t, "1\n2\n"),
		"q.csv":    []byte("a,b\n\"x,\"\"1\"\"\",2\r\nshort\nlong,1,2,3\n\n"),
		"pipe.csv": []byte("1|2\n3|4\n"), "twice.csv": []byte("a,a\n1,2\n"), "bad.json": []byte(`{"a":1}`), "none.json": []byte(`[1,`),
		"a.parquet": parquetFile(t), "broken.parquet": []byte("PAR1 no"), "in/1.json": []byte(`[1,2]`), "in/2.json": []byte(`[3]`),
		"manifest.json": []byte(`{"fileSchema":"Bucket, Key, Size","fileFormat":"CSV","files":[{"key":"inv/1.csv"},{"key":"inv/2.csv.gz"}]}`),
		"inv/1.csv":     []byte("\"b\",\"k1\",\"1\"\n"), "inv/2.csv.gz": gzipped(t, "\"b\",\"k2\",\"2\"\n"),
		"unload.csv": []byte("s3://b/a.jsonl\n"), "missing.json": []byte(`{"fileSchema":"Bucket","fileFormat":"CSV","files":[{"key":"nope.csv"}]}`),
		"doc.csv":   []byte("abc,123,\"commas, a double quotation mark (\"\"), and a newline (\n)\",{\"\"MyKey\"\":\"\"MyValue\"\"},\"[1,2,3]\"\n"),
		"back.csv":  []byte("path,size\nC:\\\\Program Files\\\\App.exe,6\na\\,b,2\na\\qb,\"x\\\"y\"\n"),
		"space.csv": []byte("a,b\n1, \"x,y\"\n12\" wide,  "), "wide.csv": []byte(strings.Repeat("h", 10241)),
		"mark.json": []byte("\uFEFF[1]"), "latin.json": []byte("[\"\xe9\"]"), "pointer.json": []byte(`{"x":"]\"}","a/b":["t",{"~":[3]}]}`),
		"comma.json": []byte(`[1 2]`), "commas.json": []byte(`[1,]`), "nan.json": []byte(`[NaN]`), "number.json": []byte(`1`), "empty": nil,
		"cut.json.gz": gzipped(t, `[1,2,3,4,5]`)[:16], "not.json.gz": []byte(`[1]`), "not.json.zst": []byte(`[1]`),
	}}
	for _, c := range []struct{ name, reader, key, want string }{
		{"JSON", `"InputType":"JSON"`, "a.json", `SUCCEEDED [1,{"x":2},null]`},
		{"ItemsPointer", `"InputType":"JSON","ItemsPointer":"/data/items"`, "deep.json", `SUCCEEDED [10,20]`},
		{"an object", `"InputType":"JSON","ItemsPointer":"/data"`, "map.json", `SUCCEEDED [{"Key":"k1","Value":1},{"Key":"k2","Value":{"z":2}}]`},
		{"a pointer to nothing", `"InputType":"JSON","ItemsPointer":"/nope"`, "deep.json", `FAILED States.ItemReaderFailed the ItemsPointer /nope names nothing in the object`},
		{"no list", `"InputType":"JSON"`, "bad.json", `FAILED States.ItemReaderFailed Attempting to map over non-iterable node.`},
		{"cut off", `"InputType":"JSON"`, "none.json", `FAILED States.ItemReaderFailed `},
		{"JSON Lines", `"InputType":"JSONL"`, "a.jsonl", `SUCCEEDED [{"a":1},[2],"c"]`},
		{"GZIP", `"InputType":"JSON"`, "a.json.gz", `SUCCEEDED [7,8]`},
		{"ZSTD", `"InputType":"JSONL"`, "a.jsonl.zst", `SUCCEEDED [1,2]`},
		{"CSV", `"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"`, "q.csv", `SUCCEEDED [{"a":"x,\"1\"","b":"2"},{"a":"short","b":""},{"a":"long","b":"1"}]`},
		{"CSV with given headers", `"InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["x","y"],"CSVDelimiter":"PIPE"`, "pipe.csv", `SUCCEEDED [{"x":"1","y":"2"},{"x":"3","y":"4"}]`},
		{"repeated headers", `"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"`, "twice.csv", `FAILED States.ItemReaderFailed CSV headers cannot contain duplicates.`},
		{"MaxItems", `"InputType":"JSON","MaxItems":2`, "a.json", `SUCCEEDED [1,{"x":2}]`},
		{"Parquet", `"InputType":"PARQUET"`, "a.parquet", `SUCCEEDED [{"id":1,"name":"a","rate":0.5},{"id":2,"name":"b","rate":1.5}]`},
		{"a broken Parquet file", `"InputType":"PARQUET"`, "broken.parquet", `FAILED States.ItemReaderFailed the object is no Parquet file`},
		{"S3 Inventory", `"InputType":"MANIFEST","ManifestType":"S3_INVENTORY"`, "manifest.json", `SUCCEEDED [{"Bucket":"b","Key":"k1","Size":"1"},{"Bucket":"b","Key":"k2","Size":"2"}]`},
		{"Athena", `"ManifestType":"ATHENA_DATA","InputType":"JSONL"`, "unload.csv", `SUCCEEDED [{"a":1},[2],"c"]`},
		{"a missing object", `"InputType":"JSON"`, "nope", `FAILED States.ItemReaderFailed The specified key does not exist. (Service: S3, Status Code: 404, Request ID: `},
		{"an inventory of a missing file", `"InputType":"MANIFEST","ManifestType":"S3_INVENTORY"`, "missing.json", `FAILED States.ItemReaderFailed The specified key does not exist. (Service: S3`},
		{"the documents' CSV", `"InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["l","n","s","o","a"]`, "doc.csv",
			`SUCCEEDED [{"l":"abc","n":"123","s":"commas, a double quotation mark (\"), and a newline (\n)","o":"{\"MyKey\":\"MyValue\"}","a":"[1,2,3]"}]`},
		{"backslashes in CSV", `"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"`, "back.csv", `SUCCEEDED [{"path":"C:\\Program Files\\App.exe","size":"6"},{"path":"a,b","size":"2"},{"path":"aqb","size":"x\"y"}]`},
		{"space before a quote", `"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"`, "space.csv", `SUCCEEDED [{"a":"1","b":"x,y"},{"a":"12\" wide","b":"  "}]`},
		{"large headers", `"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"`, "wide.csv", `FAILED States.ItemReaderFailed the CSV headers are larger than 10240 bytes`},
		{"a negative MaxItems", `"InputType":"JSON","MaxItems":-1`, "a.json", `FAILED States.ItemReaderFailed field MaxItems must be positive`},
		{"a byte order mark", `"InputType":"JSON"`, "mark.json", `SUCCEEDED [1]`},
		{"no UTF-8", `"InputType":"JSON"`, "latin.json", `FAILED States.ItemReaderFailed the object can't be read as JSON: line 1, column 3: the text is not UTF-8`},
		{"escapes of the pointer", `"InputType":"JSON","ItemsPointer":"/a~1b/1/~0"`, "pointer.json", `SUCCEEDED [3]`},
		{"a pointer into a text", `"InputType":"JSON","ItemsPointer":"/a~1b/0/x"`, "pointer.json", `FAILED States.ItemReaderFailed the ItemsPointer /a~1b/0/x names nothing in the object`},
		{"a pointer with a zero before its index", `"InputType":"JSON","ItemsPointer":"/a~1b/01"`, "pointer.json", `FAILED States.ItemReaderFailed the ItemsPointer /a~1b/01 names nothing in the object`},
		{"no comma", `"InputType":"JSON"`, "comma.json", `FAILED States.ItemReaderFailed the object can't be read as JSON: line 1, column 4: ',' or ']' is expected in an array`},
		{"a comma too many", `"InputType":"JSON"`, "commas.json", `FAILED States.ItemReaderFailed the object can't be read as JSON: line 1, column 4: a value is expected`},
		{"no JSON", `"InputType":"JSON"`, "nan.json", `FAILED States.ItemReaderFailed the object can't be read as JSON: `},
		{"a number", `"InputType":"JSON"`, "number.json", `FAILED States.ItemReaderFailed Attempting to map over non-iterable node.`},
		{"an empty object", `"InputType":"JSON"`, "empty", `FAILED States.ItemReaderFailed the object can't be read as JSON: line 1, column 1: unexpected end of text`},
		{"GZIP that is cut off", `"InputType":"JSON"`, "cut.json.gz", `FAILED States.ItemReaderFailed the object is no GZIP: unexpected EOF`},
		{"no GZIP", `"InputType":"JSON"`, "not.json.gz", `FAILED States.ItemReaderFailed the object is no GZIP: `},
		{"no ZSTD", `"InputType":"JSON"`, "not.json.zst", `FAILED States.ItemReaderFailed the object is no ZSTD: `},
	} {
		t.Run(c.name, func(t *testing.T) {
			sim := simulator.New(simulator.WithStorage(files))
			e := execute(t, sim, distributedMap(`"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{`+c.reader+`},"Parameters":{"Bucket":"b","Key":"`+c.key+`"}},`), "")
			if got := outcome(e); got != c.want && !(strings.HasPrefix(c.want, "FAILED") && strings.HasPrefix(got, c.want)) {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
	t.Run("listObjectsV2", func(t *testing.T) {
		e := execute(t, simulator.New(simulator.WithStorage(files)), distributedMap(`"ItemReader":{"Resource":"arn:aws:states:::s3:listObjectsV2","Parameters":{"Bucket":"b","Prefix":"in/"}},
			"ItemSelector":{"key.$":"$$.Map.Item.Value.Key","source.$":"$$.Map.Item.Source"},`), "")
		if got, want := outcome(e), `SUCCEEDED [{"source":"S3://b","key":"in/1.json"},{"source":"S3://b","key":"in/2.json"}]`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("LOAD_AND_FLATTEN", func(t *testing.T) {
		e := execute(t, simulator.New(simulator.WithStorage(files)), distributedMap(`"ItemReader":{"Resource":"arn:aws:states:::s3:listObjectsV2","ReaderConfig":{"InputType":"JSON","Transformation":"LOAD_AND_FLATTEN"},
			"Parameters":{"Bucket":"b","Prefix":"in/"}},`), "")
		if got, want := outcome(e), `SUCCEEDED [1,2,3]`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

func TestItemBatcher(t *testing.T) {
	for _, c := range []struct{ batcher, want string }{
		{`{"MaxItemsPerBatch":2}`, `SUCCEEDED [{"Items":[1,2]},{"Items":[3,4]},{"Items":[5]}]`},
		{`{"MaxItemsPerBatch":3,"BatchInput":{"n.$":"$.n"}}`, `SUCCEEDED [{"BatchInput":{"n":9},"Items":[1,2,3]},{"BatchInput":{"n":9},"Items":[4,5]}]`},
		{`{"MaxInputBytesPerBatch":15}`, `SUCCEEDED [{"Items":[1,2]},{"Items":[3,4]},{"Items":[5]}]`},
		{`{"MaxInputBytesPerBatch":14}`, `SUCCEEDED [{"Items":[1]},{"Items":[2]},{"Items":[3]},{"Items":[4]},{"Items":[5]}]`},
		{`{"MaxInputBytesPerBatch":32,"BatchInput":{}}`, `SUCCEEDED [{"BatchInput":{},"Items":[1,2]},{"BatchInput":{},"Items":[3,4]},{"BatchInput":{},"Items":[5]}]`},
		{`{"MaxInputBytesPerBatch":19,"MaxItemsPerBatch":2}`, `SUCCEEDED [{"Items":[1,2]},{"Items":[3,4]},{"Items":[5]}]`},
	} {
		e := execute(t, simulator.New(), distributedMap(`"ItemsPath":"$.items","ItemBatcher":`+c.batcher+`,`), `{"items":[1,2,3,4,5],"n":9}`)
		if got := outcome(e); got != c.want {
			t.Errorf("%s: got %s, want %s", c.batcher, got, c.want)
		}
	}
}

// failOdd is a Map over numbers whose odd items fail.
func failOdd(fields string) string {
	return `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L",` + fields + `"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
		"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Or":[{"Variable":"$","NumericEquals":1},{"Variable":"$","NumericEquals":3}],"Next":"F"}],"Default":"P"},
		"F":{"Type":"Fail","Error":"Odd","Cause":"an odd item"},"P":{"Type":"Pass","End":true}}},"End":true}}}`
}

func TestToleratedFailures(t *testing.T) {
	const exceeded = "FAILED States.ExceedToleratedFailureThreshold The specified tolerated failure threshold was exceeded"
	const results = `SUCCEEDED [{"Status":"FAILED","Error":"Odd","Cause":"an odd item"},2,{"Status":"FAILED","Error":"Odd","Cause":"an odd item"},4]`
	for _, c := range []struct{ fields, want string }{
		{``, exceeded}, {`"ToleratedFailureCount":1,`, exceeded}, {`"ToleratedFailureCount":2,`, results}, {`"ToleratedFailurePercentage":49,`, exceeded}, {`"ToleratedFailurePercentage":50,`, results},
		{`"ToleratedFailureCount":0,"ToleratedFailurePercentage":100,`, results},
	} {
		e := execute(t, simulator.New(), failOdd(c.fields), `[1,2,3,4]`)
		if got := outcome(e); got != c.want {
			t.Errorf("%s: got %s, want %s", c.fields, got, c.want)
		}
	}
}

func TestMapRun(t *testing.T) {
	e := execute(t, simulator.New(), failOdd(`"ToleratedFailureCount":5,"MaxConcurrency":1,`), `[1,2,3,4]`)
	runs := e.MapRuns()
	if len(runs) != 1 {
		t.Fatalf("%d map runs", len(runs))
	}
	d := runs[0].Describe()
	want := simulator.MapRunCounts{Succeeded: 2, Failed: 2, Total: 4}
	if diff := cmp.Diff([]any{simulator.Succeeded, 1, int64(5), want, want}, []any{d.Status, d.MaxConcurrency, d.ToleratedFailureCount, d.Items, d.Executions}); diff != "" {
		t.Error(diff)
	}
	if !strings.HasPrefix(d.ARN, "arn:aws:states:us-east-1:123456789012:mapRun:m/L:") {
		t.Error(d.ARN)
	}
	var inputs []string
	for _, c := range runs[0].Children() {
		cd := c.Describe()
		inputs = append(inputs, fmt.Sprintf("%s %s %s", cd.Input, cd.Status, cd.MachineARN))
		if cd.MapRunARN != d.ARN {
			t.Errorf("a child of %q", cd.MapRunARN)
		}
	}
	const machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m/L"
	if diff := cmp.Diff([]string{"1 FAILED " + machine, "2 SUCCEEDED " + machine, "3 FAILED " + machine, "4 SUCCEEDED " + machine}, inputs); diff != "" {
		t.Error(diff)
	}
	if runs[0].Update(simulator.MapRunUpdate{}) {
		t.Error("a finished run was updated")
	}
}

func TestRedriveOfAMapRunRunsTheFailedChildrenAgain(t *testing.T) {
	bad := true
	sim := simulator.New(simulator.WithLambda("f", func(_ context.Context, in []byte) ([]byte, error) {
		if bad && string(in) == "2" {
			return nil, &simulator.LambdaError{Type: "Bad", Message: "not yet"}
		}
		return in, nil
	}))
	e := execute(t, sim, `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","MaxConcurrency":1,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
		"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}},"End":true}}}`, `[1,2,3]`)
	if got := e.Describe().Status; got != simulator.Failed {
		t.Fatalf("it is %s", got)
	}
	bad = false
	if _, err := e.Redrive(); err != nil {
		t.Fatal(err)
	}
	if err := sim.Wait(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if got, want := outcome(e), `SUCCEEDED [1,2,3]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if d := e.MapRuns()[0].Describe(); d.RedriveCount != 1 || d.Items.Succeeded != 3 || d.Items.Failed != 0 {
		t.Errorf("%+v", d)
	}
}

func TestRedriveKeepsToMaxConcurrency(t *testing.T) {
	bad := true
	sim := simulator.New(simulator.WithLambda("f", func(_ context.Context, in []byte) ([]byte, error) {
		if bad {
			return nil, &simulator.LambdaError{Type: "Bad", Message: "not yet"}
		}
		return in, nil
	}))
	e := execute(t, sim, `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","MaxConcurrency":1,"ToleratedFailureCount":2,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
		"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}},"End":true}}}`, `[1,2,3,4]`)
	run := e.MapRuns()[0]
	if d := run.Describe(); d.Status != simulator.Failed || d.Items.Failed != 3 || d.Items.PendingRedrive != 0 {
		t.Fatalf("%+v", d)
	}
	redrive := func() {
		t.Helper()
		if _, err := e.Redrive(); err != nil {
			t.Fatal(err)
		}
		want := simulator.MapRunCounts{Pending: 1, Running: 1, Failed: 2, Total: 4, PendingRedrive: 2}
		if d := run.Describe(); d.Items != want || d.Executions != want {
			t.Errorf("items %+v, children %+v, want %+v", d.Items, d.Executions, want)
		}
		var waiting []string
		for _, c := range run.Children() {
			waiting = append(waiting, c.Describe().Status.String())
		}
		if diff := cmp.Diff([]string{"RUNNING", "PENDING_REDRIVE", "PENDING_REDRIVE"}, waiting); diff != "" {
			t.Error(diff)
		}
	}
	redrive()
	e.Stop(nil, nil)
	if d := run.Describe(); d.Status != simulator.Aborted || d.Items.Aborted != 1 || d.Items.Failed != 2 || d.Items.PendingRedrive != 0 {
		t.Errorf("stopped in between: %+v", d)
	}
	if _, err := e.Redrive(); err != nil {
		t.Fatal(err)
	}
	bad = false
	if err := sim.Wait(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if got, want := outcome(e), `SUCCEEDED [1,2,3,4]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if d := run.Describe(); d.Items != (simulator.MapRunCounts{Succeeded: 4, Total: 4}) {
		t.Errorf("%+v", d)
	}
}

func TestResultWriter(t *testing.T) {
	files := memory{"out": {}}
	sim := simulator.New(simulator.WithStorage(files))
	e := execute(t, sim, failOdd(`"ToleratedFailureCount":5,"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"out","Prefix":"results/"},"WriterConfig":{"OutputType":"JSONL","Transformation":"COMPACT"}},`), `[1,2,3,4]`)
	var result struct {
		MapRunArn           string
		ResultWriterDetails struct{ Bucket, Key string }
	}
	d := e.Describe()
	if d.Output == nil || json.Unmarshal([]byte(*d.Output), &result) != nil {
		t.Fatal(outcome(e))
	}
	var manifest struct {
		ResultFiles map[string][]struct {
			Key  string
			Size int64
		}
	}
	if err := json.Unmarshal(files["out"][result.ResultWriterDetails.Key], &manifest); err != nil {
		t.Fatalf("%v: %s of %v", err, result.ResultWriterDetails.Key, files)
	}
	failed := func(child int, input string) string {
		c := e.MapRuns()[0].Children()[child].Describe()
		return `{"Cause":"an odd item","Error":"Odd","ExecutionArn":"` + c.ARN + `","Input":"` + input + `","InputDetails":{"Included":true},"Name":"` + c.Name + `","RedriveCount":0,"RedriveStatus":"REDRIVABLE_BY_MAP_RUN",` +
			`"StartDate":"2026-01-01T00:00:00.000Z","StateMachineArn":"` + c.MachineARN + `","Status":"FAILED","StopDate":"2026-01-01T00:00:00.000Z"}`
	}
	for status, want := range map[string]string{"SUCCEEDED": "2\n4", "FAILED": failed(0, "1") + "\n" + failed(2, "3")} {
		list := manifest.ResultFiles[status]
		if len(list) != 1 || !strings.HasSuffix(list[0].Key, "/"+status+"_0.json") {
			t.Fatalf("%s: %v", status, manifest)
		}
		if got := string(files["out"][list[0].Key]); got != want || list[0].Size != int64(len(want)) {
			t.Errorf("%s: got %q of size %d, want %q", list[0].Key, got, list[0].Size, want)
		}
	}
	if d := e.MapRuns()[0].Describe(); d.Items.ResultsWritten != 4 || d.Executions.ResultsWritten != 4 {
		t.Errorf("%+v", d)
	}
}

// Without a bucket the results take their form in the state's output.
func TestResultsInTheOutput(t *testing.T) {
	const states = `"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}`
	for _, c := range []struct{ config, want string }{
		{`"Transformation":"COMPACT"`, `SUCCEEDED [[1,2],3,[]]`},
		{`"Transformation":"FLATTEN"`, `SUCCEEDED [1,2,3]`},
		{`"OutputType":"JSON"`, `SUCCEEDED [[1,2],3,[]]`},
	} {
		e := execute(t, simulator.New(), `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","ResultWriter":{"WriterConfig":{`+c.config+`}},`+states, `[[1,2],3,[]]`)
		if diff := cmp.Diff(c.want, outcome(e)); diff != "" {
			t.Errorf("%s: %s", c.config, diff)
		}
	}
}

// A run that fails exports what there is, its aborted children like failed ones.
func TestResultsOfAFailedRun(t *testing.T) {
	files := memory{"out": {}}
	e := execute(t, simulator.New(simulator.WithStorage(files)), failOdd(`"MaxConcurrency":1,"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"out"}},`), `[2,1,4]`)
	if got, want := outcome(e), "FAILED States.ExceedToleratedFailureThreshold The specified tolerated failure threshold was exceeded"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	run := e.MapRuns()[0].Describe()
	want := simulator.MapRunCounts{Pending: 1, Succeeded: 1, Failed: 1, Total: 3, ResultsWritten: 2}
	if diff := cmp.Diff([]any{simulator.Failed, want, want}, []any{run.Status, run.Items, run.Executions}); diff != "" {
		t.Error(diff)
	}
	id := run.ARN[strings.LastIndexByte(run.ARN, ':')+1:]
	got := string(files["out"][id+"/manifest.json"])
	if want := fmt.Sprintf(`{"DestinationBucket":"out","MapRunArn":"%s","ResultFiles":{"FAILED":[{"Key":"%s/FAILED_0.json","Size":%d}],"PENDING":[],"SUCCEEDED":[{"Key":"%s/SUCCEEDED_0.json","Size":%d}]}}`,
		run.ARN, id, len(files["out"][id+"/FAILED_0.json"]), id, len(files["out"][id+"/SUCCEEDED_0.json"])); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What the readers and writers are asked for is evaluated before the run begins; an input
// beyond the quota ends it.
func TestMapRunsThatDoNotBegin(t *testing.T) {
	const s3 = `"Resource":"arn:aws:states:::s3:`
	text := strings.Repeat("x", 140_000)
	for _, c := range []struct{ name, fields, input, want string }{
		{"a missing bucket's name to read", `"ItemReader":{` + s3 + `getObject","ReaderConfig":{"InputType":"JSON"},"Parameters":{"Bucket.$":"$.b","Key":"k"}},`, `{}`, "3<2 MapStateStarted 4<3 ExecutionFailed"},
		{"a missing bucket's name to write", `"ResultWriter":{` + s3 + `putObject","Parameters":{"Bucket.$":"$.b"}},`, `[1]`, "3<2 MapStateStarted 4<3 ExecutionFailed"},
		{"a large input of a child", `"ItemSelector":{"a.$":"$$.Map.Item.Value","b.$":"$$.Map.Item.Value"},`, `["` + text + `"]`, "3<2 MapStateStarted 4<3 MapRunStarted 5<4 MapRunFailed 6<5 MapStateFailed 7<6 ExecutionFailed"},
	} {
		e := execute(t, simulator.New(simulator.WithStorage(memory{})), distributedMap(c.fields), c.input)
		if diff := cmp.Diff(c.want, strings.Join(types(e)[2:], " ")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestMocksCountOverRetriesAndItems(t *testing.T) {
	mocks, err := simulator.ReadMocks([]byte(`{"StateMachines":{"m":{"TestCases":{"Flaky":{"T":"Answers"}}}},
		"MockedResponses":{"Answers":{"0":{"Return":"first"},"1-2":{"Throw":{"Error":"E","Cause":"c"}},"3":{"Return":{"n":3}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	sim := simulator.New(simulator.WithResolver(mocks))
	run := func(input string) *simulator.Execution {
		e, err := sim.Execute(t.Context(), simulator.Start{TestCase: "Flaky", Input: input, Machine: machine(t, `{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"ItemProcessor":{"StartAt":"T","States":{
			"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{},"Retry":[{"ErrorEquals":["E"]}],"End":true}}},"End":true}}}`)})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	if got, want := outcome(run(`[0,0]`)), `SUCCEEDED ["first",{"n":3}]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := outcome(run(`[0,0,0]`)), `FAILED States.Runtime The mocked response Answers of the state 'T' has no answer number 4`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	// A response without answers, as a generator writes it for nothing to answer, hurts whoever asks.
	empty, err := simulator.ReadMocks([]byte(`{"StateMachines":{"m":{"TestCases":{"None":{"T":"Nothing"}}}},"MockedResponses":{"Nothing":{}}}`))
	if err != nil {
		t.Fatal(err)
	}
	e, err := simulator.New(simulator.WithResolver(empty)).Execute(t.Context(), simulator.Start{TestCase: "None",
		Machine: machine(t, `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}`)})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := outcome(e), `FAILED States.Runtime The mocked response Nothing of the state 'T' has no answer number 0`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, text := range []string{`[]`, `{"StateMachines":{"m":{"TestCases":{"C":{"S":"none"}}}}}`, `{"StateMachines":{},"MockedResponses":{"r":{"x":{"Return":1}}}}`,
		`{"StateMachines":{},"MockedResponses":{"r":{"0":{}}}}`, `{"StateMachines":{},"MockedResponses":{"r":{"0-2":{"Return":1},"1":{"Return":1}}}}`} {
		if _, err := simulator.ReadMocks([]byte(text)); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}

// A branch that fails aborts the Map Run of its sibling, in the history as an inline Map.
func TestAbortOfAMapRunByASibling(t *testing.T) {
	e := execute(t, simulator.New(), `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
		{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":9,"End":true}}},"End":true}}},
		{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"F"},"F":{"Type":"Fail","Error":"E"}}}]}}}`, `[1,2]`)
	want := []string{"9<8 FailStateEntered", "10<9 MapRunAborted", "11<9 MapStateAborted", "12<9 ParallelStateFailed", "13<12 ExecutionFailed"}
	if diff := cmp.Diff(want, types(e)[8:]); diff != "" {
		t.Error(diff)
	}
	d := e.MapRuns()[0].Describe()
	if want := (simulator.MapRunCounts{Aborted: 2, Total: 2}); d.Status != simulator.Aborted || d.Items != want {
		t.Errorf("%s %+v", d.Status, d.Items)
	}
}
