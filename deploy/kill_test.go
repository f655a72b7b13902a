package deploy_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/deploy"
	"github.com/lockstep-go/lockstep/internal/cli"
)

// asCommand is the variable that makes this test's binary the command lockstep.
const asCommand = "LOCKSTEP_TEST_IS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Main(ctx, os.Args, os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// project is a folder with a definition and settings, deployed by the command itself.
type project struct {
	t   *testing.T
	a   *account
	dir string
}

func newProject(t *testing.T, settings string) *project {
	t.Helper()
	p := &project{t: t, a: newAccount(t), dir: t.TempDir()}
	p.a.unbelieve = 0 // the command would wait for it in real time
	p.write("lockstep.yaml", settings)
	p.define(1)
	return p
}

func (p *project) write(file, text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, file), []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// define sets the definition, which also sets what the policy has to allow.
func (p *project) define(n int) {
	p.write("orders.asl.json", fmt.Sprintf(`{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/q%d","MessageBody":"x"},"End":true}}}`, n))
}

// process is the command in a process of its own, not yet started.
func (p *project) process(args ...string) (*exec.Cmd, *bytes.Buffer) {
	p.t.Helper()
	self, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.Command(self, append([]string{args[0], "orders.asl.json", "--endpoint-url", p.a.url}, args[1:]...)...)
	cmd.Dir = p.dir
	cmd.Env = []string{asCommand + "=1", "AWS_ACCESS_KEY_ID=" + accountID, "AWS_SECRET_ACCESS_KEY=secret", "AWS_REGION=" + region,
		"AWS_EC2_METADATA_DISABLED=true", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "HOME=" + p.dir, "TMPDIR=" + os.TempDir()}
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	return cmd, &output
}

// run runs the command to its end.
func (p *project) run(args ...string) (code int, output string) {
	p.t.Helper()
	cmd, out := p.process(args...)
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String()
}

func (p *project) must(args ...string) string {
	p.t.Helper()
	code, output := p.run(args...)
	if code != 0 {
		p.t.Fatalf("%v: exit code %d: %s", args, code, output)
	}
	return output
}

// end is what is left in the account.
func (p *project) end() end {
	p.t.Helper()
	want := given(1)
	want.Owner = "orders"
	s := status(p.t, p.a, want)
	e := end{State: s.State, Routes: routes(s), Roles: map[string]map[string]string{}, Groups: map[string]int32{}}
	for _, v := range s.Versions {
		e.Versions = append(e.Versions, v.Version)
	}
	p.a.mu.Lock()
	defer p.a.mu.Unlock()
	for name, r := range p.a.roles {
		e.Roles[name] = r.policies
	}
	for name, g := range p.a.groups {
		e.Groups[name] = g.retention
	}
	return e
}

// The settings of projects: a given role, and everything lockstep can make.
const (
	givenRole = "role: arn:aws:iam::123456789012:role/given\nalias: live\n"
	ownRole   = "alias: live\ntags: {team: orders}\nlogging: {level: ERROR, retentionDays: 30}\n"
)

// processScenario is a command line and what was done before it.
type processScenario struct {
	name     string
	settings string
	before   func(*project)
	args     []string
	// again is the command line that completes the work after a kill; the same if nil.
	again []string
}

func processScenarios() []processScenario {
	nothing := func(*project) {}
	two := func(p *project) { p.must("deploy", "--yes"); p.define(2) }
	return []processScenario{
		{"deploy, given role", givenRole, nothing, []string{"deploy", "--yes"}, nil},
		{"deploy, own role", ownRole, nothing, []string{"deploy", "--yes"}, nil},
		{"deploy over an older one", ownRole, two, []string{"deploy", "--yes"}, nil},
		{"deploy by canary", givenRole, two, []string{"deploy", "--yes", "--strategy", "canary:10:1s"}, nil},
		{"canary, then resume", givenRole, two, []string{"deploy", "--yes", "--strategy", "canary:10:1s"}, []string{"deploy", "--resume"}},
		{"resume", givenRole, func(p *project) { two(p); p.interrupt() }, []string{"deploy", "--resume"}, nil},
		{"deploy with versions to delete", givenRole + "keepVersions: 1\n", func(p *project) {
			for n := range 3 {
				p.define(n)
				p.must("deploy", "--yes")
			}
			p.define(4)
		}, []string{"deploy", "--yes"}, nil},
		{"rollback", ownRole, func(p *project) { two(p); p.must("deploy", "--yes") }, []string{"rollback", "--to", "1"}, nil},
		{"destroy", ownRole, func(p *project) { two(p); p.must("deploy", "--yes") }, []string{"destroy", "--yes"}, nil},
	}
}

// interrupt leaves a shift half done: the process is killed while it waits at 10 %.
func (p *project) interrupt() {
	p.t.Helper()
	p.endShift(os.Kill)
	// Whoever resumes does not wait an hour.
	p.write("lockstep.yaml", givenRole+"strategy: canary:10:1s\n")
}

// endShift sends a signal to a process that waits in a shift at 10 %.
func (p *project) endShift(signal os.Signal) (code int, output string) {
	p.t.Helper()
	cmd, out := p.process("deploy", "--yes", "--strategy", "canary:10:1h")
	routed := make(chan struct{})
	var once sync.Once
	p.a.reset()
	p.a.watch(func(_ int, operation string) {
		// The first look after the alias was set.
		if operation == "states:DescribeStateMachineAlias" && p.a.count("states:UpdateStateMachineAlias") > 0 {
			once.Do(func() { close(routed) })
		}
	}, nil)
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	select {
	case <-routed:
	case <-time.After(time.Minute):
		p.t.Errorf("the alias was not routed: %s", out)
	}
	_ = cmd.Process.Signal(signal) // it may be gone
	_ = cmd.Wait()                 // it was ended
	p.a.watch(nil, nil)
	return cmd.ProcessState.ExitCode(), out.String()
}

// count is how often an operation was called.
func (a *account) count(operation string) int {
	n := 0
	for _, c := range a.called() {
		if c == operation {
			n++
		}
	}
	return n
}

// end of a process by a signal at a call, before or after the call took effect.
type ending struct {
	signal os.Signal
	after  bool
}

func (e ending) String() string {
	when := "before"
	if e.after {
		when = "after"
	}
	return fmt.Sprintf("%v %s", e.signal, when)
}

// strike runs the command line and has a signal sent at a call. A killed process is gone
// before the call is answered; an interrupted one may still do what it likes.
func (p *project) strike(position int, how ending, args ...string) (code int, output string) {
	p.t.Helper()
	cmd, out := p.process(args...)
	started, gone := make(chan struct{}), make(chan struct{})
	p.a.reset()
	p.a.watch(nil, func(n int, applied bool) bool {
		if n != position || applied != how.after {
			return false
		}
		<-started
		_ = cmd.Process.Signal(how.signal) // it may be gone
		if how.signal != os.Kill {
			return false
		}
		<-gone
		return true
	})
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	close(started)
	_ = cmd.Wait() // it was killed
	close(gone)
	p.a.watch(nil, nil)
	return cmd.ProcessState.ExitCode(), out.String()
}

// sampled takes every position if LOCKSTEP_FAULTS is "all", else some of each command.
func sampled(scenario, position, mode int) bool {
	return everything() || (position+3*scenario+5*mode)%31 == 0
}

// The command is ended at each call it makes: by SIGKILL, before and after the call took
// effect, and by Ctrl-C. The same command in a new process, or `deploy --resume`, completes
// the work: what is then in the account is what an undisturbed run leaves.
func TestEndedProcessesConverge(t *testing.T) {
	endings := []ending{{os.Kill, false}, {os.Kill, true}, {os.Interrupt, true}}
	for i, s := range processScenarios() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel() // some of it waits in real time
			undisturbed := newProject(t, s.settings)
			s.before(undisturbed)
			undisturbed.a.reset()
			undisturbed.must(s.args...)
			calls, want := undisturbed.a.called(), undisturbed.end()
			struck := map[ending]int{}
			for mode, how := range endings {
				for position := range calls {
					if !sampled(i, position, mode) {
						continue
					}
					struck[how]++
					p := newProject(t, s.settings)
					s.before(p)
					code, first := p.strike(position, how, s.args...)
					if code == 0 && how.signal == os.Kill {
						t.Errorf("%v call %d (%s): the process was not killed", how, position, calls[position])
					}
					again := s.again
					if again == nil {
						again = s.args
					}
					if code, second := p.run(again...); code != 0 {
						t.Errorf("%v call %d (%s): the next run ends with %d: %s\nthe first said: %s", how, position, calls[position], code, second, first)
						continue
					}
					if d := cmp.Diff(want, p.end()); d != "" {
						t.Errorf("%v call %d (%s): %s\nthe first run said: %s", how, position, calls[position], d, first)
					}
					p.a.close()
				}
			}
			t.Logf("%d calls, struck %v", len(calls), struck)
		})
	}
}

// Ctrl-C in a shift ends the process at once, which says how to go on; both ways do.
func TestCtrlCInAShift(t *testing.T) {
	for name, c := range map[string]struct {
		args   []string
		routes []deploy.Route
	}{
		"completed":    {[]string{"deploy", "--resume"}, []deploy.Route{{Version: "2", Weight: 100}}},
		"taken back":   {[]string{"rollback"}, []deploy.Route{{Version: "1", Weight: 100}}},
		"run again":    {[]string{"deploy", "--yes"}, []deploy.Route{{Version: "2", Weight: 100}}},
		"other source": {[]string{"deploy", "--resume"}, []deploy.Route{{Version: "2", Weight: 100}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t, givenRole)
			p.must("deploy", "--yes")
			p.define(2)
			code, output := p.endShift(os.Interrupt)
			if code != 3 || !strings.Contains(output, "`lockstep deploy --resume` completes it, `lockstep rollback` undoes it") {
				t.Errorf("exit code %d: %s", code, output)
			}
			if e := p.end(); e.State != "shifting" || !cmp.Equal(e.Routes, []deploy.Route{{Version: "2", Weight: 10}, {Version: "1", Weight: 90}}) {
				t.Errorf("%+v", e)
			}
			if name == "other source" {
				p.define(3)
				if code, output := p.run("deploy", "--yes"); code != 1 || !strings.Contains(output, "is being shifted") {
					t.Errorf("deployed over a shift: exit code %d: %s", code, output)
				}
			}
			p.must(c.args...)
			if e := p.end(); !cmp.Equal(e.Routes, c.routes) {
				t.Errorf("%+v", e)
			}
		})
	}
}

// Two processes deploy at once: whoever loses ends with 1 and says that it was another; who
// was told that it won is in service, or the other was told so later.
func TestTwoProcesses(t *testing.T) {
	for round := range 4 {
		p := newProject(t, givenRole)
		p.must("deploy", "--yes")
		q := &project{t: t, a: p.a, dir: t.TempDir()}
		q.write("lockstep.yaml", givenRole)
		p.define(2)
		q.define(3)
		first, firstOutput := p.process("deploy", "--yes")
		second, secondOutput := q.process("deploy", "--yes")
		for _, cmd := range []*exec.Cmd{first, second} {
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
		}
		_, _ = first.Wait(), second.Wait() // their codes tell
		won := 0
		for cmd, output := range map[*exec.Cmd]*bytes.Buffer{first: firstOutput, second: secondOutput} {
			switch code := cmd.ProcessState.ExitCode(); {
			case code == 0:
				won++
			case code != 1 || !strings.Contains(output.String(), "another deployment changed the machine"):
				t.Errorf("round %d: exit code %d: %s", round, code, output)
			}
		}
		if won == 0 {
			t.Errorf("round %d: nobody won: %s\n%s", round, firstOutput, secondOutput)
		}
		if p.a.served(t) != p.a.newest(t) {
			t.Errorf("round %d: in service is %s, newest is %s: %s\n%s", round, p.a.served(t), p.a.newest(t), firstOutput, secondOutput)
		}
	}
}
