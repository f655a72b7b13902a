package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/internal/cli"
)

// said runs a command line and answers what it wrote, and its exit code.
func said(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Main(t.Context(), append([]string{"lockstep"}, args...), strings.NewReader(""), &out, &errs)
	return out.String(), errs.String(), code
}

func TestVersionAsAnOption(t *testing.T) {
	want, _, _ := said(t, "version")
	for _, arg := range []string{"--version", "-version", "-v"} {
		got, errs, code := said(t, arg)
		if got != want || errs != "" || code != 0 {
			t.Errorf("%s: %q, %q, exit code %d; want %q", arg, got, errs, code, want)
		}
	}
}

// TestEveryCommandHasAnExample holds that the help of each command ends with a line that
// can be typed, and that the options in it are the command's.
func TestEveryCommandHasAnExample(t *testing.T) {
	help, _, _ := said(t, "help")
	names := regexp.MustCompile(`(?m)^   ([a-z]+) {2,}`).FindAllStringSubmatch(help, -1)
	if len(names) < 20 {
		t.Fatalf("the help lists %d commands", len(names))
	}
	option := regexp.MustCompile(` (--?[a-z][a-z-]*)`)
	for _, n := range names {
		for _, how := range [][]string{{n[1], "--help"}, {n[1], "-h"}, {"help", n[1]}} {
			text, errs, code := said(t, how...)
			if code != 0 || errs != "" {
				t.Errorf("%v: exit code %d, %s", how, code, errs)
			}
			_, example, found := strings.Cut(text, "EXAMPLES:")
			example, options, _ := strings.Cut(example, "OPTIONS:")
			if !found || !strings.Contains(example, "lockstep "+n[1]) {
				t.Errorf("%v shows no example:\n%s", how, text)
			}
			for _, o := range option.FindAllStringSubmatch(example, -1) {
				if !strings.Contains(options, o[1]) {
					t.Errorf("the example of %s uses %s, which is no option of it", n[1], o[1])
				}
			}
		}
	}
}

// TestRefusals holds that what is named by mistake is refused with what to do instead.
func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "ok.json")
	if err := os.WriteFile(file, []byte(`{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"help", "bogus"}, 2, "unknown command \"bogus\"; `lockstep help` lists the commands"},
		{[]string{"optimize", file, "-o", dir}, 2, dir + " is a folder; name a file in it, such as " + filepath.Join(dir, "out.json")},
		{[]string{"optimize", file, "-o", filepath.Join(dir, "none", "x")}, 3, filepath.Join(dir, "none", "x") + " can't be written: no such file or directory"},
		{[]string{"optimize", file, "--verify", "--cases", "-1"}, 2, "--cases is at least 1, not -1"},
		{[]string{"compare", file, file, "--cases", "0"}, 2, "--cases is at least 1, not 0"},
		{[]string{"run", file, "--input", "@" + dir}, 2, "--input: " + dir + " is a folder; name a JSON file"},
	} {
		out, errs, code := said(t, tt.args...)
		if out != "" || errs != "lockstep: "+tt.want+"\n" || code != tt.code {
			t.Errorf("%v: %q, %q, exit code %d; want %q and %d", tt.args, out, errs, code, tt.want, tt.code)
		}
	}
}
