package server

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/lockstep-go/lockstep/simulator"
)

// Time says what drives the clock of a world.
type Time int

const (
	// Real follows the wall clock.
	Real Time = iota
	// Virtual jumps to what happens next.
	Virtual
)

// Options shape a [Server]. The zero value is a server in real time with AWS's limits and
// without anybody who answers tasks.
type Options struct {
	Time Time
	// Simulator gives further options for the world of one account in one region, such as
	// resolvers that answer tasks. It is called once a world.
	Simulator func(account, region string) []simulator.Option
	// TestCases names the test cases that a machine's mocks have, by the machine's name: a
	// start of "ARN#TestCase" is refused if TestCase is not among them. Without it no ARN
	// may have a test case.
	TestCases func(machine string) []string
	// Account and Region stand in for a request that names none; 123456789012 and
	// us-east-1 if empty.
	Account, Region string
	// AllowRemote serves requests whatever their Host header says, and listens on
	// addresses beyond this machine. Without it only loopback names are served.
	AllowRemote bool
	// MaxBody bounds the bytes of one request; 4 MiB if zero, which is room for the
	// largest definition (1 MiB) and its escapes.
	MaxBody int
	// MaxBodies bounds the bytes of all requests that are being read; 256 MiB if zero.
	MaxBodies int
	// MaxConnections bounds open connections; 20,000 if zero. More wait to be accepted.
	MaxConnections int
	// MaxWorlds bounds the pairs of account and region; 10,000 if zero.
	MaxWorlds int
	// KeepExecutions is how many finished executions a world keeps with their histories;
	// 20,000 if zero. The one that ended first is forgotten first.
	KeepExecutions int
	// LongPoll is how long GetActivityTask waits for a task; 60 s if zero.
	LongPoll time.Duration
	// ReadTimeout is how long a client may take to send a request's head, and again its
	// body; 30 s if zero. An answer has as long.
	ReadTimeout time.Duration
	// Grace is how long requests that run may take to end when the server stops; 5 s if zero.
	Grace time.Duration
	// Log receives what an operator should know; nothing is logged if nil.
	Log *slog.Logger
}

func (o Options) withDefaults() (Options, error) {
	if o.Time != Real && o.Time != Virtual {
		return o, fmt.Errorf("server: no such time: %d", o.Time)
	}
	setDefault(&o.Account, "123456789012")
	setDefault(&o.Region, "us-east-1")
	setDefault(&o.MaxBody, 4<<20)
	setDefault(&o.MaxBodies, 256<<20)
	setDefault(&o.MaxConnections, 20_000)
	setDefault(&o.MaxWorlds, 10_000)
	setDefault(&o.KeepExecutions, 20_000)
	setDefault(&o.LongPoll, 60*time.Second)
	setDefault(&o.ReadTimeout, 30*time.Second)
	setDefault(&o.Grace, 5*time.Second)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if !isAccount(o.Account) {
		return o, fmt.Errorf("server: the account %q is not twelve digits", o.Account)
	}
	return o, nil
}

func setDefault[T comparable](option *T, value T) {
	var zero T
	if *option == zero {
		*option = value
	}
}
