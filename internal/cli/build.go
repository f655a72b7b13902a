package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/compiler"
	"github.com/lockstep-go/lockstep/policy"
)

func buildCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:        "build",
		Usage:       "compile the workflows of Go packages to ASL",
		ArgsUsage:   "PKG…",
		Description: "For each workflow it writes NAME.asl.json (the definition), NAME.policy.json (the least policy its role\nneeds), NAME.map.json (where each state stands in Go) and NAME.report.json (what compiling did).",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "o", Value: ".", Usage: "`DIR` to write to; it is made if it is not there"},
			levelFlag("optimization level, 0 to 3", defaultLevel),
		},
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, -1, "Go packages")
			if err != nil {
				return err
			}
			var artifacts []*compiler.Artifact
			made := map[string]string{}
			for _, path := range args {
				if !isGoPackage(path) {
					return usagef("%s is no Go package; `lockstep optimize` works on ASL files", path)
				}
				sources, done, err := openSources(c.Context, s, path)
				if err != nil {
					return err
				}
				for _, src := range sources {
					artifact, err := src.compile(s, c.Int("level"))
					if err != nil {
						done()
						return err
					}
					if other, twice := made[src.name]; twice && other != src.program.ImportPath {
						done()
						return usagef("two workflows are called %q: in %s and %s", src.name, other, src.program.ImportPath)
					}
					made[src.name] = src.program.ImportPath
					artifacts = append(artifacts, artifact)
				}
				done()
			}
			dir := c.String("o")
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return ioFailure(err)
			}
			// Nothing is written before everything compiles.
			for _, a := range artifacts {
				for _, f := range []struct {
					suffix string
					data   []byte
				}{{".asl.json", a.Definition}, {".policy.json", policyOf(a)}, {".map.json", a.Map.JSON()}, {".report.json", a.Report.JSON()}} {
					name := filepath.Join(dir, machineName(a.Name)+f.suffix)
					if err := writeFile(name, f.data); err != nil {
						return ioFailure(err)
					}
					fmt.Fprintln(s.out, name)
				}
			}
			return nil
		},
	}
}

// policyOf is the least policy that the machine's role needs, wherever it is deployed.
func policyOf(a *compiler.Artifact) []byte {
	return policy.Generate(a.Machine, policy.Env{Partition: "aws", Machine: machineName(a.Name)}).Indented()
}

// writeFile writes a whole file or nothing: a reader never sees half of it. A link stays one.
// What is no file, such as /dev/null or a pipe, is written to and not replaced.
func writeFile(name string, data []byte) error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		if mode = info.Mode().Perm(); info.IsDir() {
			return usagef("%s is a folder; name a file in it, such as %s", name, filepath.Join(name, "out.json"))
		} else if !info.Mode().IsRegular() {
			return os.WriteFile(name, data, mode)
		}
		if name, err = filepath.EvalSymlinks(name); err != nil {
			return err
		}
	}
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("%s can't be written: %w", name, e.Err) // without the temporary name
	} else if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // fails once it is renamed
	if _, err := temp.Write(data); err != nil {
		temp.Close()
		return err
	}
	if err := temp.Chmod(mode); err != nil {
		temp.Close()
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}
