package cli

import (
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/graph"
)

func graphCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "graph",
		Usage:     "draw a machine",
		ArgsUsage: "PATH",
		Flags: []cli.Flag{
			formatFlag("mermaid", "dot", "svg"),
			&cli.IntFlag{Name: "level", Value: defaultLevel, Usage: "optimization level of a Go package, 0 to 3"},
			&cli.StringFlag{Name: "workflow", Usage: "which workflow of a Go package that has several"},
		},
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, 1, "one ASL file, - or Go package")
			if err != nil {
				return err
			}
			sources, done, err := openSources(c.Context, s, args[0])
			if err != nil {
				return err
			}
			defer done()
			src, err := pick(sources, c.String("workflow"))
			if err != nil {
				return err
			}
			m := src.machine
			if src.workflow != nil {
				artifact, err := src.compile(s, c.Int("level"))
				if err != nil {
					return err
				}
				m = artifact.Machine
			}
			o := graph.Options{Title: src.name}
			var out []byte
			switch c.String("format") {
			case "mermaid":
				out = []byte(graph.Mermaid(m, o))
			case "dot":
				out = []byte(graph.DOT(m, o))
			case "svg":
				out = graph.SVG(m, o)
			}
			_, err = s.out.Write(out)
			return ioFailure(err)
		},
	}
}

// titleOf is a name for a definition: its file's, without what all such files share.
func titleOf(d *document) string {
	if d.path == "-" {
		return ""
	}
	name := filepath.Base(d.path)
	name = strings.TrimSuffix(name, filepath.Ext(name))
	return strings.TrimSuffix(name, ".asl")
}
