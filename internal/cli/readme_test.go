package cli_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// block is a fenced shell block of the README's section.
func block(t *testing.T, section string) string {
	t.Helper()
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, ok := strings.Cut(string(data), "\n## "+section+"\n")
	if !ok {
		t.Fatalf("the README has no section %q", section)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	_, text, ok = strings.Cut(text, "\n```sh\n")
	if !ok {
		t.Fatalf("the section %q has no shell block", section)
	}
	text, _, _ = strings.Cut(text, "\n```")
	return text
}

// The README's section on deploying does what it says, word for word: it is run by a shell,
// in the module's folder, with this binary as lockstep. Only the server's address is another
// where the one it names is taken.
func TestReadmeDeploys(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash to run the README with")
	}
	commands := block(t, "Deploy")
	for _, word := range []string{"lockstep serve &", "lockstep plan", "lockstep deploy", "lockstep status", "http://127.0.0.1:8083"} {
		if !strings.Contains(commands, word) {
			t.Fatalf("the section says nothing of %q:\n%s", word, commands)
		}
	}
	const named = "127.0.0.1:8083"
	address := freeAddress(t)
	commands = strings.ReplaceAll(strings.Replace(commands, "lockstep serve &", "lockstep serve --listen "+address+" &", 1), named, address)
	// What a reader does by hand: wait until the server says that it listens, and end it.
	commands = strings.Replace(commands, "\n", "\nfor _ in $(seq 100); do (: </dev/tcp/${SERVER/:/\\/}) 2>/dev/null && break; sleep 0.1; done\n", 1) + "\nkill $!\nwait\n"
	bin := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(bin, "lockstep")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(shell, "-euo", "pipefail", "-c", commands)
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "SERVER="+address, "NO_COLOR=1",
		"AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=", "AWS_REGION=", "AWS_PROFILE=", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, commands, out)
	}
	for _, line := range []string{"+ machine: order-fulfilment", "stateMachine:order-fulfilment:1", "stateMachine:order-fulfilment:live", "alias live: 100 % to 1", "deployed"} {
		if !strings.Contains(string(out), line) {
			t.Errorf("it does not say %q:\n%s", line, out)
		}
	}
}

// freeAddress is an address of this machine that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Every page of the documentation is in the README's table, and no page has a link into
// nothing.
func TestPagesAreLinked(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if name := "(docs/" + filepath.Base(p) + ")"; !strings.Contains(string(readme), name) {
			t.Errorf("the README has no link %s", name)
		}
	}
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	for _, p := range append(pages, "../../README.md", "../../CONTRIBUTING.md", "../../examples/README.md") {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		prose := regexp.MustCompile("(?s)```.*?```|`[^`\n]*`").ReplaceAll(text, nil)
		for _, m := range link.FindAllSubmatch(prose, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(p), string(m[1]))); err != nil {
				t.Errorf("%s links to %s, which is not there", p, m[1])
			}
		}
	}
}
