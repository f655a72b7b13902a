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
	prefix  string // ends with the run's UUID and "/"
	files   map[Status]*resultFile
	values  []value.Value // without S3, by the order of the children
	err     error
}

// resultFile is SUCCEEDED_0.json and its like.
type resultFile struct {
	key   string
	out   io.WriteCloser
	size  int64
	lines int64
}

func (w *resultWriter) open(_ *strand, v *view, r *MapRun) (*resultFiles, *failure) {
	out := &resultFiles{writer: w, files: map[Status]*resultFile{}}
	if !w.export {
		return out, nil
	}
	if out.storage = r.sim.storageOf(r.owner); out.storage == nil {
		return nil, fail(errResultWriterFailed, errNoStorage.Error())
	}
	var p value.Value
	if w.parameters != nil {
		var f *failure
		if p, f = w.parameters.eval(v); f != nil {
			return nil, f
		}
	}
	out.bucket = p.Get("Bucket").Str()
	out.prefix = r.arn[strings.LastIndexByte(r.arn, ':')+1:] + "/"
	if prefix := p.Get("Prefix").Str(); prefix != "" {
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

// entry is what a child leaves in the results, in the form of the Transformation.
func (f *resultFiles) entry(e *Execution) value.Value {
	if f.writer.config.Transformation != "NONE" {
		if e.status == Succeeded {
			return e.output.v
		}
		return failedChild(e)
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

// write appends an entry to the file of its status.
func (f *resultFiles) write(status Status, v value.Value) {
	if f.err != nil {
		return
	}
	file := f.files[status]
	lines := f.writer.config.OutputType == "JSONL"
	if file == nil {
		suffix := "json"
		if lines {
			suffix = "jsonl"
		}
		file = &resultFile{key: fmt.Sprintf("%s%s_0.%s", f.prefix, status, suffix)}
		if file.out, f.err = f.storage.Create(f.bucket, file.key); f.err != nil {
			return
		}
		f.files[status] = file
	}
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
	n, err := file.out.Write(text)
	file.size += int64(n)
	file.lines++
	f.err = err
}

// close ends the files; what a failed run left is kept.
func (f *resultFiles) close(*MapRun) {
	for _, file := range f.files {
		if file.out == nil {
			continue
		}
		if f.writer.config.OutputType == "JSON" {
			n, err := file.out.Write([]byte("]"))
			file.size += int64(n)
			f.err = firstError(f.err, err)
		}
		f.err = firstError(f.err, file.out.Close())
		file.out = nil
	}
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// finish writes the manifest and is the result of the Map state.
func (f *resultFiles) finish(r *MapRun) (value.Value, *failure) {
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
	f.close(r)
	list := func(s Status) value.Value {
		file := f.files[s]
		if file == nil {
			return value.OfArray(nil)
		}
		return value.ArrayOf(value.ObjectOf(value.Member{Key: "Key", Value: value.OfString(file.key)}, value.Member{Key: "Size", Value: value.OfInt(file.size)}))
	}
	arn := value.Member{Key: "MapRunArn", Value: value.OfString(r.arn)}
	manifest := value.ObjectOf(value.Member{Key: "DestinationBucket", Value: value.OfString(f.bucket)}, arn,
		value.Member{Key: "ResultFiles", Value: value.ObjectOf(
			value.Member{Key: "FAILED", Value: list(Failed)},
			value.Member{Key: "PENDING", Value: list(PendingRedrive)},
			value.Member{Key: "SUCCEEDED", Value: list(Succeeded)})})
	key := f.prefix + "manifest.json"
	if f.err == nil {
		var out io.WriteCloser
		if out, f.err = f.storage.Create(f.bucket, key); f.err == nil {
			_, err := out.Write(manifest.AppendJSON(nil))
			f.err = firstError(err, out.Close())
		}
	}
	if f.err != nil {
		return value.Value{}, fail(errResultWriterFailed, f.err.Error())
	}
	return value.ObjectOf(arn, value.Member{Key: "ResultWriterDetails", Value: value.ObjectOf(
		value.Member{Key: "Bucket", Value: value.OfString(f.bucket)}, value.Member{Key: "Key", Value: value.OfString(key)})}), nil
}
