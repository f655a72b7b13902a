package server

import (
	"sync"
	"time"

	"github.com/lockstep-go/lockstep/server/internal/api"
	"github.com/lockstep-go/lockstep/simulator"
)

// world is everything of one account in one region: its resources and its simulator.
//
// Its lock guards the resources. It may be held while the simulator is called, and is
// never taken by what the simulator calls under its own lock.
type world struct {
	server          *Server
	account, region string
	given           []simulator.Option // by the server's options
	sim             *simulator.Simulator
	index           *index
	pollers         pollers

	mu         sync.Mutex
	machines   map[string]*machine  // by name
	activities map[string]*activity // by name
	redrives   redriveTokens

	driven sync.Once
}

func newWorld(s *Server, account, region string) *world {
	w := &world{
		server: s, account: account, region: region, machines: map[string]*machine{}, activities: map[string]*activity{},
		index: newIndex(s.opts.KeepExecutions), redrives: redriveTokens{},
	}
	if s.opts.Simulator != nil {
		w.given = s.opts.Simulator(account, region)
	}
	options := append(w.simulatorOptions(), simulator.WithStart(time.Now().Truncate(time.Millisecond)),
		simulator.WithObserver(simulator.Observer{ActivityScheduled: w.pollers.scheduled, Started: w.index.started, Ended: w.index.ended}))
	if s.opts.Time == Real {
		options = append(options, simulator.WithRealTime())
	}
	w.sim = simulator.New(options...)
	return w
}

// simulatorOptions are those of every simulator of this world.
func (w *world) simulatorOptions() []simulator.Option {
	options := []simulator.Option{
		simulator.WithAccount(w.account, w.region),
		simulator.WithSeed(uint64(time.Now().UnixNano())),
		simulator.WithMachines(w.findMachine),
	}
	return append(append(options, w.given...), simulator.WithResolver(ownTasks{w}))
}

// drive begins the goroutines that move the world's clock and forget what is over. A world
// where nothing was ever started has none.
func (w *world) drive() {
	w.driven.Do(func() {
		w.server.drives.Go(func() {
			defer w.sim.Close()
			if err := w.sim.Run(w.server.ctx); err != nil && w.server.ctx.Err() == nil {
				w.server.opts.Log.Error("the simulator stopped", "account", w.account, "region", w.region, "error", err)
			}
		})
		w.server.drives.Go(func() { w.index.sweep(w.server.ctx, w.sim) })
	})
}

// now is the world's clock, to the millisecond as the API shows it.
func (w *world) now() time.Time { return w.sim.Now().Truncate(time.Millisecond) }

// stampIf is t as the API states it, nil for the zero time.
func stampIf(t time.Time) *api.Timestamp {
	if t.IsZero() {
		return nil
	}
	return new(api.At(t))
}

// orNil is text, nil if it is empty.
func orNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
