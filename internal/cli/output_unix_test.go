//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOutputIsNotReplaced holds that -o writes into a pipe or device and through a link. A
// file renamed over it would take /dev/null away from everybody.
func TestOutputIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.asl.json")
	if err := os.WriteFile(in, []byte(`{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	pipe, file, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no pipes here: ", err)
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	read := make(chan string)
	go func() {
		data, err := os.ReadFile(pipe)
		if err != nil {
			t.Error(err)
		}
		read <- string(data)
	}()
	for _, out := range []string{pipe, link} {
		if _, errs, code := said(t, "optimize", in, "-o", out); code != 0 {
			t.Fatalf("-o %s: exit code %d, %s", out, code, errs)
		}
	}
	for name, want := range map[string]os.FileMode{pipe: os.ModeNamedPipe | 0o600, link: os.ModeSymlink, file: 0o600} {
		info, err := os.Lstat(name)
		if err != nil {
			t.Fatal(err)
		}
		got := info.Mode()
		if want == os.ModeSymlink {
			got = got.Type()
		}
		if got != want {
			t.Fatalf("%s is %v now, want %v", filepath.Base(name), got, want)
		}
	}
	if got := <-read; !strings.Contains(got, `"StartAt"`) {
		t.Errorf("the pipe got %q", got)
	}
	if data, err := os.ReadFile(file); err != nil || !strings.Contains(string(data), `"StartAt"`) {
		t.Errorf("the file behind the link holds %q, %v", data, err)
	}
}
