package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// copies is how many files the command gets.
const copies = 500

// wholeCommand runs `lockstep check` over copies of a definition.
func wholeCommand(w io.Writer, f file) error {
	dir, err := os.MkdirTemp("", "lockstep-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	command := filepath.Join(dir, "lockstep")
	if out, err := exec.Command("go", "build", "-o", command, "github.com/lockstep-go/lockstep/cmd/lockstep").CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	for i := range copies {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.asl.json", i)), []byte(f.Text), 0o600); err != nil {
			return err
		}
	}
	for _, threads := range []int{1, runtime.GOMAXPROCS(0)} {
		best := time.Duration(1<<63 - 1)
		for range 3 {
			run := exec.Command(command, "check", dir)
			run.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", threads))
			from := time.Now()
			if out, err := run.CombinedOutput(); err != nil {
				return fmt.Errorf("lockstep check: %w: %.500s", err, out)
			}
			best = min(best, time.Since(from))
		}
		fmt.Fprintf(w, "lockstep check, %d files of %s, GOMAXPROCS=%d: %d ms, %.0f definitions/s\n",
			copies, f.Name, threads, best.Milliseconds(), copies/best.Seconds())
	}
	return nil
}
