package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// definitionSuffixes are the names that editors and the AWS Toolkit take for definitions.
var definitionSuffixes = []string{".asl.json", ".asl.yaml", ".asl.yml", ".asl"}

// expandPaths puts what folders and patterns stand for in their places: a folder without Go
// files stands for all definitions in it and below, a pattern that the shell has left alone
// for the files it matches. Everything else is as it was.
func expandPaths(args []string) ([]string, error) {
	var out []string
	for i, arg := range args {
		if arg == "-" && slices.Contains(args[:i], "-") {
			return nil, usagef("standard input can be read only once")
		}
		found, err := expandPath(arg)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func expandPath(arg string) ([]string, error) {
	info, err := os.Stat(arg)
	switch {
	case err == nil && info.IsDir() && !holdsGo(arg):
		found, err := definitionsBelow(arg)
		if err == nil && len(found) == 0 {
			return nil, usagef("%s has neither Go files nor definitions (%s)", arg, "*"+strings.Join(definitionSuffixes, ", *"))
		}
		return found, err
	case err != nil && arg != "-" && !strings.Contains(arg, "...") && strings.ContainsAny(arg, "*?["):
		found, err := filepath.Glob(arg)
		if err != nil {
			return nil, usagef("%s is no pattern: %v", arg, err)
		}
		if len(found) == 0 {
			return nil, ioFailure(fmt.Errorf("no file matches %s", arg))
		}
		return found, nil
	}
	return []string{arg}, nil
}

// holdsGo reports whether a folder is a Go package, or tries to be one.
func holdsGo(dir string) bool {
	found, err := filepath.Glob(filepath.Join(dir, "*.go"))
	return err == nil && len(found) > 0
}

// definitionsBelow are the definitions in a folder and below it in alphabetical order, but
// not those in hidden folders and in what package managers fetched.
func definitionsBelow(dir string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		switch name := e.Name(); {
		case err != nil:
			return err
		case e.IsDir():
			if path != dir && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "vendor") {
				return fs.SkipDir
			}
		case slices.ContainsFunc(definitionSuffixes, func(s string) bool { return strings.HasSuffix(strings.ToLower(name), s) }):
			found = append(found, path)
		}
		return nil
	})
	if err != nil {
		return nil, ioFailure(err)
	}
	return found, nil
}
