package cli

import (
	"context"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/compiler/check"
	"github.com/lockstep-go/lockstep/diag"
)

func checkCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "check",
		Usage:     "find what AWS would refuse, and what it would not tell",
		ArgsUsage: "PATH…",
		Description: "Errors make the exit code 1, warnings and infos do not. `lockstep explain CODE` says why a rule is there.\n" +
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
			var list diag.List
			var docs []*document
			for _, path := range args {
				found, doc, err := checkPath(c.Context, s, path, opts)
				if err != nil {
					return err
				}
				list, docs = append(list, found...), append(docs, doc)
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
		err = diag.WriteSARIF(s.out, list, diag.SARIFOptions{Version: version(), Title: check.Title})
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
