package cli

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/diag"
)

func checkCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "check",
		Usage:     "find what AWS would refuse, and what it would not tell",
		ArgsUsage: "PATH…",
		Description: "A folder without Go files stands for the definitions in it and below: *.asl.json, *.asl.yaml, *.asl.\n" +
			"Errors make the exit code 1, warnings and infos do not. `lockstep explain CODE` says why a rule is there.\n" +
			"${Name} is taken for what CloudFormation or Terraform will fill in.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "type", Usage: "check for one type of machine: standard or express"},
			formatFlag("text", "json", "sarif"),
		},
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, -1, "ASL files, - or Go packages")
			if err != nil {
				return err
			}
			var opts []check.Option
			switch t := c.String("type"); strings.ToLower(t) {
			case "":
			case "standard":
				opts = append(opts, check.WithType(check.Standard))
			case "express":
				opts = append(opts, check.WithType(check.Express))
			default:
				return usagef("--type is standard or express, not %q", t)
			}
			if args, err = expandPaths(args); err != nil {
				return err
			}
			list, docs, err := checkPaths(c.Context, s, args, opts)
			if err != nil {
				return err
			}
			return writeCheck(s, c.String("format"), list, docs)
		},
	}
}

func writeCheck(s *streams, format string, list diag.List, docs []*document) error {
	var err error
	switch format {
	case "json":
		err = diag.WriteJSON(s.out, list)
	case "sarif":
		err = diag.WriteSARIF(s.out, list, diag.SARIFOptions{Version: version(), Title: check.Title, Why: why})
	default:
		err = printDiagnostics(s.out, list, docs...)
	}
	if err != nil {
		return ioFailure(err)
	}
	if list.HasErrors() {
		return errNo
	}
	return nil
}

// why is what a code's record says about the consequences.
func why(code string) string {
	r, _ := check.Explain(code)
	return r.Why
}

// checked is what was found at one path.
type checked struct {
	list diag.List
	doc  *document
	err  error
}

// checkPaths checks everything, ASL files at the same time on as many threads as the
// process may have. The findings are in the order of the paths.
func checkPaths(ctx context.Context, s *streams, paths []string, opts []check.Option) (diag.List, []*document, error) {
	out := make([]checked, len(paths))
	one := func(i int) {
		out[i].list, out[i].doc, out[i].err = checkPath(ctx, s, paths[i], opts)
	}
	alone := func(path string) bool { return path == "-" || isGoPackage(path) }
	var files []int
	for i, path := range paths {
		if !alone(path) {
			files = append(files, i)
		}
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		group.Go(func() {
			for n := int(next.Add(1)) - 1; n < len(files); n = int(next.Add(1)) - 1 {
				one(files[n])
			}
		})
	}
	group.Wait()
	var list diag.List
	var docs []*document
	for i, path := range paths {
		if alone(path) {
			one(i)
		}
		if out[i].err != nil {
			return nil, nil, out[i].err
		}
		list, docs = append(list, out[i].list...), append(docs, out[i].doc)
	}
	return list, docs, nil
}

// checkPath checks an ASL file, or the workflows of a Go package as they were written.
func checkPath(ctx context.Context, s *streams, path string, opts []check.Option) (diag.List, *document, error) {
	if !isGoPackage(path) {
		data, err := readDocument(s, path)
		if err != nil {
			return nil, nil, err
		}
		doc := &document{path: path, data: data}
		_, list := check.Definition(doc.file(), data, opts...)
		return list, doc, nil
	}
	sources, done, err := openSources(ctx, s, path)
	if err != nil {
		return nil, nil, err
	}
	defer done()
	var list diag.List
	for _, src := range sources {
		list = append(list, src.workflow.Check(opts...)...)
	}
	return list, nil, nil
}
