package simulator

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// resultWriter is ResultWriter (developer guide, "ResultWriter (Map)").
type resultWriter struct {
	export     bool  // to S3; else the results only take another form
	parameters field // Bucket, Prefix
	config     asl.WriterConfig
}

func (l *loader) resultWriter(b *common, d *asl.ResultWriter) *resultWriter {
	w := &resultWriter{export: d.Resource != ""}
	if b.jsonata {
		w.parameters = l.query("ResultWriter/Arguments", d.Arguments)
	} else {
		w.parameters = l.template("ResultWriter/Parameters", d.Parameters)
	}
	if d.WriterConfig != nil {
		w.config = *d.WriterConfig
	}
	if w.config.Transformation == "" {
		w.config.Transformation = "NONE"
		if !w.export {
			w.config.Transformation = "COMPACT"
		}
	}
	if w.config.OutputType == "" {
		w.config.OutputType = "JSON"
	}
	return w
}

// resultFiles are the results of a Map Run on their way out: into files of S3, or into the
// state's output.
type resultFiles struct {
	writer  *resultWriter
	storage Storage
	bucket  string
	prefix  string                   // ends with the run's UUID and "/"
	files   map[Status][]*resultFile // the last of each status may be open
	earlier int                      // of the failed: those of attempts before the last redrive
	values  []value.Value            // without S3, by the order of the children
	err     error

	// remote files are written, and the result made, without the simulator's lock.
	remote   bool
	sending  bool // a goroutine has the files to itself
	sent     bool
	finished bool // result and failure are what finish answers
	result   value.Value
	failure  *failure
}

// resultFile is SUCCEEDED_0.json and its like. A run that failed closes its files; what a
// redrive adds goes into the next ones.
type resultFile struct {
	key   string
	out   io.WriteCloser // nil once it is closed
	size  int64
	lines int64
}

// measure evaluates where the results go, before the run begins.
func (w *resultWriter) measure(run *MapRun, v *view) (f *failure) {
	if w.export && w.parameters != nil {
		run.writeTo, f = w.parameters.eval(v)
	}
	return f
}

func (w *resultWriter) open(r *MapRun) (*resultFiles, *failure) {
	out := &resultFiles{writer: w, files: map[Status][]*resultFile{}}
	if !w.export {
		return out, nil
	}
	if out.storage = r.sim.storageOf(r.owner); out.storage == nil {
		return nil, fail(errResultWriterFailed, errNoStorage.Error())
	}
	out.remote = r.sim.storageIsRemote()
	out.bucket = r.writeTo.Get("Bucket").Str()
	out.prefix = r.arn[strings.LastIndexByte(r.arn, ':')+1:] + "/"
	if prefix := r.writeTo.Get("Prefix").Str(); prefix != "" {
		out.prefix = strings.TrimSuffix(prefix, "/") + "/" + out.prefix
	}
	return out, nil
}

// add takes a child that ended.
func (f *resultFiles) add(e *Execution) {
	if !f.writer.export {
		for len(f.values) <= e.item {
			f.values = append(f.values, value.Value{})
		}
		f.values[e.item] = f.entry(e)
		return
	}
	status := e.status
	if status != Succeeded {
		status = Failed
	}
	entry := f.entry(e)
	items := []value.Value{entry}
	if f.writer.config.Transformation == "FLATTEN" && entry.Kind() == value.Array {
		items = entry.Elems()
	}
	for _, v := range items {
		f.write(status, v)
	}
}

// entry is what a child leaves in the results, in the form of the Transformation. That of a
// child that failed is as if it were NONE.
func (f *resultFiles) entry(e *Execution) value.Value {
	if f.writer.config.Transformation != "NONE" && e.status == Succeeded {
		return e.output.v
	}
	d := e.describe()
	var m []value.Member
	str := func(key, text string) { m = append(m, value.Member{Key: key, Value: value.OfString(text)}) }
	if d.Cause != nil {
		str("Cause", *d.Cause)
	}
	if d.Error != nil {
		str("Error", *d.Error)
	}
	included := value.ObjectOf(value.Member{Key: "Included", Value: value.True})
	str("ExecutionArn", d.ARN)
	str("Input", d.Input)
	m = append(m, value.Member{Key: "InputDetails", Value: included})
	str("Name", d.Name)
	if d.Output != nil {
		str("Output", *d.Output)
		m = append(m, value.Member{Key: "OutputDetails", Value: included})
	}
	m = append(m, value.Member{Key: "RedriveCount", Value: value.OfInt(int64(d.RedriveCount))})
	str("RedriveStatus", string(d.RedriveStatus))
	if d.RedriveStatusReason != "" {
		str("RedriveStatusReason", d.RedriveStatusReason)
	}
	str("StartDate", isoTime(e.began))
	str("StateMachineArn", d.MachineARN)
	str("Status", d.Status.String())
	str("StopDate", isoTime(e.ended))
	return value.OfObject(m)
}

func isoTime(nanos int64) string { return contextTime(time.Unix(0, nanos)) }

// create begins an object.
func (f *resultFiles) create(key string) (io.WriteCloser, error) {
	if f.remote {
		return &sentAtClose{storage: f.storage, bucket: f.bucket, key: key}, nil
	}
	return f.storage.Create(f.bucket, key)
}

// write appends an entry to the file of its status.
func (f *resultFiles) write(status Status, v value.Value) {
	if f.err != nil {
		return
	}
	lines := f.writer.config.OutputType == "JSONL"
	n := len(f.files[status])
	if n == 0 || f.files[status][n-1].out == nil {
		// The documents name no other ending for JSON Lines.
		file := &resultFile{key: fmt.Sprintf("%s%s_%d.json", f.prefix, status, n)}
		if file.out, f.err = f.create(file.key); f.err != nil {
			return
		}
		f.files[status] = append(f.files[status], file)
		n++
	}
	file := f.files[status][n-1]
	var text []byte
	switch {
	case lines && file.lines > 0:
		text = append(text, '\n')
	case lines:
	case file.lines == 0:
		text = append(text, '[')
	default:
		text = append(text, ',')
	}
	text = v.AppendJSON(text)
	size, err := file.out.Write(text)
	file.size += int64(size)
	file.lines++
	f.err = err
}

// end ends the files; what is left to do is to close what it answers.
func (f *resultFiles) end() []io.Closer {
	var open []io.Closer
	for _, status := range []Status{Succeeded, Failed} {
		for _, file := range f.files[status] {
			if file.out == nil {
				continue
			}
			if f.writer.config.OutputType == "JSON" {
				n, err := file.out.Write([]byte("]"))
				file.size += int64(n)
				f.err = firstError(f.err, err)
			}
			open = append(open, file.out)
			file.out = nil
		}
	}
	return open
}

// again prepares for a redrive: of the results that failed the manifest then lists those of
// the last attempt alone.
func (f *resultFiles) again() { f.earlier = len(f.files[Failed]) }

// closeAll closes files and answers the first error.
func closeAll(files []io.Closer) error {
	var first error
	for _, file := range files {
		first = firstError(first, file.Close())
	}
	return first
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// finish writes the manifest and is the result of the Map state. It answers again what it
// answered first.
func (f *resultFiles) finish(runARN string) (value.Value, *failure) {
	if !f.finished {
		f.result, f.failure = f.written(runARN)
		f.finished = true
	}
	return f.result, f.failure
}

func (f *resultFiles) written(runARN string) (value.Value, *failure) {
	if !f.writer.export {
		out := f.values
		if f.writer.config.Transformation == "FLATTEN" {
			out = nil
			for _, v := range f.values {
				if v.Kind() == value.Array {
					out = append(out, v.Elems()...)
				} else {
					out = append(out, v)
				}
			}
		}
		if f.writer.config.OutputType == "JSONL" {
			var b strings.Builder
			for i, v := range out {
				if i > 0 {
					b.WriteByte('\n')
				}
				b.WriteString(v.String())
			}
			return value.OfString(b.String()), nil
		}
		return value.OfArray(out), nil
	}
	files := f.end()
	if f.err = firstError(f.err, closeAll(files)); f.err == nil {
		files = f.manifest(runARN)
		f.err = firstError(f.err, closeAll(files))
	}
	if f.err != nil {
		return value.Value{}, fail(errResultWriterFailed, storageCause(f.err))
	}
	return value.ObjectOf(
		value.Member{Key: "MapRunArn", Value: value.OfString(runARN)},
		value.Member{Key: "ResultWriterDetails", Value: value.ObjectOf(
			value.Member{Key: "Bucket", Value: value.OfString(f.bucket)},
			value.Member{Key: "Key", Value: value.OfString(f.manifestKey())})}), nil
}

func (f *resultFiles) manifestKey() string { return f.prefix + "manifest.json" }

// manifest writes manifest.json; what is left to do is to close what it answers.
func (f *resultFiles) manifest(runARN string) []io.Closer {
	list := func(files []*resultFile) value.Value {
		var out []value.Value
		for _, file := range files {
			out = append(out, value.ObjectOf(value.Member{Key: "Key", Value: value.OfString(file.key)}, value.Member{Key: "Size", Value: value.OfInt(file.size)}))
		}
		return value.OfArray(out)
	}
	text := value.ObjectOf(
		value.Member{Key: "DestinationBucket", Value: value.OfString(f.bucket)},
		value.Member{Key: "MapRunArn", Value: value.OfString(runARN)},
		value.Member{Key: "ResultFiles", Value: value.ObjectOf(
			value.Member{Key: "FAILED", Value: list(f.files[Failed][f.earlier:])},
			value.Member{Key: "PENDING", Value: list(nil)},
			value.Member{Key: "SUCCEEDED", Value: list(f.files[Succeeded])})})
	out, err := f.create(f.manifestKey())
	if err == nil {
		_, err = out.Write(text.AppendJSON(nil))
	}
	if f.err = firstError(f.err, err); out == nil {
		return nil
	}
	return []io.Closer{out}
}
