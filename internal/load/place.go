package load

import (
	"os"
	"path/filepath"
	"strings"
)

// Place makes of a pattern what the go command understands, and says in which folder to run
// it ("" is the working directory). A folder counts as one with or without "./" before it,
// and may belong to another module than the working directory, where the go command would
// not look for it.
func Place(pattern string) (dir, placed string) {
	folder, all := strings.CutSuffix(pattern, "/...")
	info, err := os.Stat(folder)
	if err != nil || !info.IsDir() {
		return "", pattern
	}
	absolute, err := filepath.Abs(folder)
	if err != nil {
		return "", pattern
	}
	wd, err := os.Getwd()
	if err != nil {
		return "", pattern
	}
	rel, err := filepath.Rel(wd, absolute)
	if err == nil && moduleRoot(wd) == moduleRoot(absolute) {
		placed = "./" + filepath.ToSlash(rel)
	} else {
		dir, placed = absolute, "."
	}
	if all {
		placed += "/..."
	}
	return dir, placed
}

// moduleRoot is the nearest folder at or above dir with a go.mod, "" if there is none.
func moduleRoot(dir string) string {
	for {
		if info, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil && !info.IsDir() {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}
