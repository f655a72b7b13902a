// Package worker is the main program that `lockstep` generates around a user's
// workflows: it answers their definitions, and runs their Go handlers on demand.
//
// Workflows are Go code of somebody else's module, so they can only be recorded
// by a program compiled from that module. That program should be small and
// never change; it is this:
//
//	package main
//
//	import (
//		"github.com/lockstep-go/lockstep/sdk/worker"
//		p "example.com/shop/order"
//	)
//
//	func main() { worker.Main(map[string]any{"Workflow": p.Workflow}) }
//
// It speaks JSON, one message a line: first a [Hello] on standard output, then a
// [Response] to each [Request] that comes in on standard input, until that ends.
// What the user's code prints goes to standard error: the messages have a file of
// their own, see [ChannelVariable].
package worker

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/sdk"
)

// Protocol is the version of the messages. Both sides must have the same.
const Protocol = 3

// Hello is the first message: what the package holds. The definitions follow it, one
// behind the other, as many bytes as each workflow's Size says, and a line break:
// within the message they would be read and written twice more.
type Hello struct {
	Protocol  int        `json:"protocol"`
	Workflows []Workflow `json:"workflows"`
}

// Workflow is one recorded workflow, or why there is none.
type Workflow struct {
	Func        string          `json:"func"` // the exported function; "" for a nested workflow
	Name        string          `json:"name"`
	Express     bool            `json:"express,omitempty"`
	Definition  json.RawMessage `json:"-"`
	Size        int             `json:"size,omitempty"` // of the definition, which follows the Hello
	Files       []string        `json:"files,omitempty"`
	Places      []int           `json:"places,omitempty"` // file (an index into Files, from 1; 0 is none) and line of each object of the definition, as asl.Objects orders them
	Diagnostics []Diagnostic    `json:"diagnostics,omitempty"`
	Handlers    []string        `json:"handlers,omitempty"`
	Nested      []string        `json:"nested,omitempty"` // names of the workflows it starts
	Preserved   []string        `json:"preserved,omitempty"`
	Idempotent  []string        `json:"idempotent,omitempty"`
	Error       string          `json:"error,omitempty"` // the function failed or panicked
}

// Diagnostic is one with all its fields, where diag's own JSON is a summary for
// other tools.
type Diagnostic diag.Diagnostic

// Request asks for one run of a handler.
type Request struct {
	ID       int64           `json:"id"`
	Function string          `json:"function"`
	Payload  json.RawMessage `json:"payload"`
}

// Response is what came of a [Request]: a result or an error.
type Response struct {
	ID     int64           `json:"id"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  *Error          `json:"error,omitempty"`
}

// Error is a handler's failure as Step Functions sees it.
type Error struct {
	Type    string `json:"type"`
	Message string `json:"message"`
	Cause   string `json:"cause,omitempty"`
}

// Main serves the workflows that the functions make, by their names. A function
// is a func() *sdk.Workflow or a func() (*sdk.Workflow, error).
func Main(functions map[string]any) {
	out := channel()
	os.Stdout = os.Stderr // the user's prints must not mix with the messages
	// Recording makes little garbage and is over at once: collecting it would
	// cost more than it takes.
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(1 << 30)
	if err := Serve(functions, os.Stdin, out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ChannelVariable names the environment variable that holds the number of the file
// the messages go to. Its own, because package initialization, which runs before
// Main, may print to standard output.
const ChannelVariable = "LOCKSTEP_WORKER_CHANNEL"

// channel is the file the messages go to: standard output where there is no other.
func channel() *os.File {
	if fd, err := strconv.ParseUint(os.Getenv(ChannelVariable), 10, 16); err == nil {
		os.Unsetenv(ChannelVariable) // what a handler starts is no worker
		if f := os.NewFile(uintptr(fd), "messages"); f != nil {
			return f
		}
	}
	return os.Stdout
}

// Serve is Main on given streams.
func Serve(functions map[string]any, in io.Reader, out io.Writer) error {
	hello := Hello{Protocol: Protocol, Workflows: []Workflow{}}
	handlers := map[string]sdk.HandlerFunc{}
	seen := map[*sdk.Workflow]bool{}
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		w, err := record(functions[name])
		if err != nil {
			hello.Workflows = append(hello.Workflows, Workflow{Func: name, Error: err.Error()})
			continue
		}
		maps.Copy(handlers, w.Handlers())
		hello.add(name, w, seen)
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(hello); err != nil {
		return err
	}
	for _, w := range hello.Workflows {
		if _, err := out.Write(w.Definition); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(out, "\n"); err != nil {
		return err
	}
	debug.SetGCPercent(100) // handlers may run for long
	dec := json.NewDecoder(bufio.NewReader(in))
	for {
		var req Request
		if err := dec.Decode(&req); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return fmt.Errorf("a request can't be read: %w", err)
		}
		if err := enc.Encode(respond(handlers, req)); err != nil {
			return err
		}
	}
}

// record calls the author's function.
func record(function any) (w *sdk.Workflow, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("it panics: %v%s", r, panicPlace())
		}
	}()
	switch f := function.(type) {
	case func() *sdk.Workflow:
		w = f()
	case func() (*sdk.Workflow, error):
		w, err = f()
	default:
		return nil, fmt.Errorf("a %T makes no workflow", function)
	}
	if err == nil && w == nil {
		err = errors.New("the function returned nil")
	}
	return w, err
}

// panicPlace is where the code that panicked stands, by the first frame that is
// not the runtime's.
func panicPlace() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("\n%s:%d (%s)", f.File, f.Line, f.Function)
		}
		if !more {
			return ""
		}
	}
}

// add describes a workflow and those it starts.
func (h *Hello) add(function string, w *sdk.Workflow, seen map[*sdk.Workflow]bool) {
	if seen[w] && function == "" {
		return
	}
	seen[w] = true
	d := Workflow{Func: function, Name: w.Name(), Express: w.IsExpress(), Handlers: slices.Sorted(maps.Keys(w.Handlers())),
		Preserved: w.Preserved(), Idempotent: w.IdempotentStates()}
	m, problems := w.Build()
	for _, p := range problems {
		d.Diagnostics = append(d.Diagnostics, Diagnostic(p))
	}
	if m != nil {
		d.Definition = m.AppendJSON(nil)
		d.Size = len(d.Definition)
		files := map[string]int{"": 0}
		for _, o := range asl.Objects("", m) {
			origin := asl.NodeOf(o).Origin
			file, known := files[origin.File]
			if !known {
				d.Files = append(d.Files, origin.File)
				file = len(d.Files)
				files[origin.File] = file
			}
			d.Places = append(d.Places, file, origin.Line)
		}
	}
	for _, nested := range w.Nested() {
		d.Nested = append(d.Nested, nested.Name())
	}
	h.Workflows = append(h.Workflows, d)
	for _, nested := range w.Nested() {
		h.add("", nested, seen)
	}
}

func respond(handlers map[string]sdk.HandlerFunc, req Request) Response {
	h := handlers[req.Function]
	if h == nil {
		return Response{ID: req.ID, Error: &Error{Type: "Lambda.ResourceNotFoundException", Message: "Function not found: " + req.Function}}
	}
	result, err := h(context.Background(), req.Payload)
	if err == nil {
		return Response{ID: req.ID, Result: result}
	}
	if named, ok := errors.AsType[*sdk.HandlerError](err); ok {
		return Response{ID: req.ID, Error: &Error{Type: named.Type, Message: named.Message, Cause: named.Cause}}
	}
	return Response{ID: req.ID, Error: &Error{Type: fmt.Sprintf("%T", err), Message: err.Error()}}
}
