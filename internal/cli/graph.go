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
		Flags:     []cli.Flag{formatFlag("mermaid", "dot", "svg")},
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, 1, "one ASL file, - or Go package")
			if err != nil {
				return err
			}
			doc, err := readMachine(s, args[0])
			if err != nil {
				return err
			}
			o := graph.Options{Title: titleOf(doc)}
			var out []byte
			switch c.String("format") {
			case "mermaid":
				out = []byte(graph.Mermaid(doc.machine, o))
			case "dot":
				out = []byte(graph.DOT(doc.machine, o))
			case "svg":
				out = graph.SVG(doc.machine, o)
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
