package load

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/assembly"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/worker"
)

// Program is a running program made around a user's package.
type Program struct {
	ImportPath string
	Workflows  []Workflow

	mu    sync.Mutex
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *json.Decoder
	temp  string
	calls int64
}

// Workflow is one workflow of a package.
type Workflow struct {
	*assembly.Workflow
	Func     string   // the function that makes it; "" for one that only another starts
	Handlers []string // the Lambda functions whose Go handlers Program.Call runs
}

// Open loads the packages a pattern names, each as a program. Packages of a
// pattern with "..." that make no workflow are passed over.
func Open(ctx context.Context, pattern string, o Options) ([]*Program, error) {
	if o.Dir == "" {
		o.Dir, pattern = Place(pattern)
	}
	pkgs, err := list(ctx, pattern, o)
	if err != nil {
		return nil, err
	}
	var programs []*Program
	var refused error
	for _, p := range pkgs {
		program, err := open(ctx, p, o)
		if err != nil {
			if _, none := errors.AsType[*Error](err); none && strings.Contains(pattern, "...") {
				refused = err
				continue
			}
			closeAll(programs)
			return nil, err
		}
		programs = append(programs, program)
	}
	if len(programs) == 0 {
		return nil, refused
	}
	return programs, nil
}

func closeAll(programs []*Program) {
	for _, p := range programs {
		p.Close()
	}
}

func open(ctx context.Context, pkg goPackage, o Options) (p *Program, err error) {
	if err := pkg.check(); err != nil {
		return nil, err
	}
	functions, err := pkg.functions()
	if err != nil {
		return nil, err
	}
	if len(functions) == 0 { // it does not parse
		_, err := command(ctx, o, "build", "-o", os.DevNull, pkg.ImportPath)
		return nil, err
	}
	temp, err := os.MkdirTemp("", "lockstep-load-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(temp)
		}
	}()
	binary, err := pkg.build(ctx, functions, temp, o)
	if err != nil {
		return nil, err
	}
	return start(ctx, pkg.ImportPath, binary, temp, o)
}

// patience is how long a program may take to record its workflows.
const patience = time.Minute

// messages gives the program a file for its messages besides its standard output,
// which initialization may print to; that goes to standard error. done closes what
// only the program needs.
func messages(cmd *exec.Cmd) (out io.Reader, done func(), err error) {
	if runtime.GOOS == "windows" { // hands on no files
		out, err := cmd.StdoutPipe()
		return out, func() {}, err
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	cmd.Stdout, cmd.ExtraFiles = os.Stderr, []*os.File{writer}
	if cmd.Env == nil {
		cmd.Env = os.Environ()
	}
	cmd.Env = append(cmd.Env[:len(cmd.Env):len(cmd.Env)], worker.ChannelVariable+"=3")
	return reader, func() { writer.Close() }, nil
}

// start runs the program and reads what it holds.
func start(ctx context.Context, importPath, binary, temp string, o Options) (*Program, error) {
	cmd := exec.CommandContext(ctx, binary)
	cmd.Dir, cmd.Env, cmd.Stderr = o.Dir, o.Env, os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, done, err := messages(cmd)
	if err != nil {
		return nil, err
	}
	err = cmd.Start()
	done()
	if err != nil {
		return nil, err
	}
	p := &Program{ImportPath: importPath, cmd: cmd, in: in, temp: temp}
	buffered := bufio.NewReader(out)
	first := json.NewDecoder(buffered)
	limit := o.Patience
	if limit == 0 {
		limit = patience
	}
	var late atomic.Bool
	watch := time.AfterFunc(limit, func() { late.Store(true); cmd.Process.Kill() })
	var hello worker.Hello
	err = first.Decode(&hello)
	watch.Stop()
	if err != nil {
		p.Close()
		if late.Load() {
			return nil, &Error{Message: fmt.Sprintf("the program made around %s did not tell its workflows within %v", importPath, limit), Help: "an init function or a workflow's function waits for something, or never ends"}
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &Error{Message: fmt.Sprintf("the program made around %s ended before it could tell its workflows: %v", importPath, err), Help: "see what it printed above; an init function may have failed"}
	}
	if hello.Protocol != worker.Protocol {
		p.Close()
		return nil, &Error{Message: fmt.Sprintf("%s uses another version of lockstep than this command", importPath), Help: "update one of the two: `go get github.com/lockstep-go/lockstep@latest`"}
	}
	rest := io.MultiReader(first.Buffered(), buffered)
	if err := readDefinitions(rest, hello.Workflows); err != nil {
		p.Close()
		return nil, err
	}
	p.out = json.NewDecoder(rest)
	hello.Workflows = once(hello.Workflows)
	for _, w := range hello.Workflows {
		if w.Error != "" {
			p.Close()
			return nil, &Error{Message: fmt.Sprintf("%s.%s: %s", importPath, w.Func, w.Error)}
		}
		loaded, err := decode(w)
		if err != nil {
			p.Close()
			return nil, err
		}
		p.Workflows = append(p.Workflows, loaded)
	}
	nest(p.Workflows, hello.Workflows)
	return p, nil
}

// readDefinitions reads what stands behind the Hello and its line break.
func readDefinitions(r io.Reader, told []worker.Workflow) error {
	if _, err := io.ReadFull(r, make([]byte, 1)); err != nil {
		return err
	}
	for i := range told {
		if told[i].Size <= 0 {
			continue
		}
		text, err := io.ReadAll(io.LimitReader(r, int64(told[i].Size)))
		if err == nil && len(text) < told[i].Size {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return fmt.Errorf("the definition of %s can't be read: %w", told[i].Name, err)
		}
		told[i].Definition = text
	}
	return nil
}

// once leaves out workflows that only another starts where the same stands in the list
// already, or a function of the package makes it: Parent() calls Child(), which is
// exported too. Of one name with two definitions both stay, for others to refuse.
func once(told []worker.Workflow) []worker.Workflow {
	same := func(a, b worker.Workflow) bool { return a.Name == b.Name && bytes.Equal(a.Definition, b.Definition) }
	var out []worker.Workflow
	for i, w := range told {
		known := slices.ContainsFunc(out, func(o worker.Workflow) bool { return same(o, w) }) ||
			slices.ContainsFunc(told[i+1:], func(o worker.Workflow) bool { return o.Func != "" && same(o, w) })
		if w.Func != "" || !known {
			out = append(out, w)
		}
	}
	return out
}

// nest connects the workflows with those they start, which the worker names.
func nest(loaded []Workflow, told []worker.Workflow) {
	byName := map[string]*assembly.Workflow{}
	for _, w := range loaded {
		byName[w.Name] = w.Workflow
	}
	for i, w := range told {
		for _, name := range w.Nested {
			if nested := byName[name]; nested != nil {
				loaded[i].Nested = append(loaded[i].Nested, nested)
			}
		}
	}
}

// decode puts a workflow's places back into its machine.
func decode(w worker.Workflow) (Workflow, error) {
	loaded := Workflow{Func: w.Func, Handlers: w.Handlers,
		Workflow: &assembly.Workflow{Name: w.Name, Express: w.Express, Preserved: w.Preserved, Idempotent: w.Idempotent}}
	for _, told := range w.Diagnostics {
		d := diag.Diagnostic(told)
		d.Origin = relative(d.Origin)
		for j := range d.Related {
			d.Related[j].Origin = relative(d.Related[j].Origin)
		}
		loaded.Diagnostics = append(loaded.Diagnostics, d)
	}
	if w.Definition == nil {
		return loaded, nil
	}
	m, problems := asl.DecodeJSON(w.Name+".asl.json", w.Definition)
	if m == nil {
		return loaded, fmt.Errorf("%s: the program answered a definition that can't be read: %w", w.Name, problems)
	}
	files := []string{""}
	for _, f := range w.Files {
		files = append(files, relative(diag.Origin{File: f}).File)
	}
	places := w.Places
	for _, o := range asl.Objects("", m) {
		if len(places) < 2 {
			break
		}
		if file := places[0]; file > 0 && file < len(files) {
			asl.SetOrigin(o, diag.Origin{File: files[file], Line: places[1]})
		}
		places = places[2:]
	}
	loaded.Machine = m
	return loaded, nil
}

// relative shortens a file's name to what the user would type.
func relative(o diag.Origin) diag.Origin {
	wd, err := os.Getwd()
	if err != nil || !filepath.IsAbs(o.File) {
		return o
	}
	if rel, err := filepath.Rel(wd, o.File); err == nil && filepath.IsLocal(rel) {
		o.File = rel
	}
	return o
}

// Call runs a Go handler in the program. A failure of the handler is an
// *sdk.HandlerError; any other error means that the program is gone.
func (p *Program) Call(ctx context.Context, function string, payload []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	if len(payload) == 0 {
		payload = []byte("null")
	}
	text, err := json.Marshal(worker.Request{ID: p.calls, Function: function, Payload: payload})
	if err != nil {
		return nil, err
	}
	if _, err := p.in.Write(append(text, '\n')); err != nil {
		return nil, fmt.Errorf("the program of %s is gone: %w", p.ImportPath, err)
	}
	var r worker.Response
	if err := p.out.Decode(&r); err != nil {
		return nil, fmt.Errorf("the program of %s is gone: %w", p.ImportPath, err)
	}
	if r.Error != nil {
		return nil, &sdk.HandlerError{Type: r.Error.Type, Message: r.Error.Message, Cause: r.Error.Cause}
	}
	return r.Result, nil
}

// Close ends the program and removes what was made for it.
func (p *Program) Close() error {
	p.in.Close()
	err := p.cmd.Wait()
	return errors.Join(err, os.RemoveAll(p.temp))
}
