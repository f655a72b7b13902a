package simulator

import (
	"bytes"
	"errors"

	"github.com/lockstep-go/lockstep/internal/value"
)

// errand is something that is done outside of the world while virtual time stands still.
type errand struct {
	sim     *Simulator
	awaited bool
}

// elsewhere does work in a goroutine, without the simulator's lock, and then what follows,
// with it.
func (s *Simulator) elsewhere(work, then func()) *errand {
	e := &errand{sim: s, awaited: true}
	s.await(1)
	s.asked++
	go func() {
		work()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked--
		e.forget()
		s.tick()
		then()
		s.changed.Broadcast()
	}()
	return e
}

// forget lets virtual time go on without the errand, which ends on its own.
func (e *errand) forget() {
	if e != nil && e.awaited {
		e.awaited = false
		e.sim.await(-1)
	}
}

// remember makes virtual time wait again for an errand that was forgotten, because what it
// is for was taken up again.
func (e *errand) remember() {
	if !e.awaited {
		e.awaited = true
		e.sim.await(1)
	}
}

// storageIsRemote reports whether the storage must be used without the simulator's lock.
func (s *Simulator) storageIsRemote() bool {
	_, remote := s.storage.(RemoteStorage)
	return remote
}

// errNotYet is what a source answers that has to fetch more items first.
var errNotYet = errors.New("the next items are being fetched")

// What is fetched at a time, at most.
const (
	fetchedItems = 1000
	fetchedBytes = 1 << 20
)

// remoteSource reads items of a remote storage some at a time, elsewhere. The goroutine that
// fetches has the fields of the source to itself until it is back, but for fetching and
// closed.
type remoteSource struct {
	run    *MapRun
	open   func() (itemSource, *failure)
	source itemSource // nil until it is open
	items  []fetchedItem
	at     int
	end    bool
	err    error // after the items

	count int64  // what total answered after the last fetch
	from  string // name of the item that was handed out last

	fetching, closed bool
}

type fetchedItem struct {
	item, key value.Value
	from      string // what name answered for it
}

func (s *remoteSource) next() (item, key value.Value, ok bool, err error) {
	switch {
	case s.fetching:
		s.run.errand.remember()
		return item, key, false, errNotYet
	case s.at < len(s.items):
		i := s.items[s.at]
		s.items[s.at] = fetchedItem{}
		s.at++
		s.from = i.from
		return i.item, i.key, true, nil
	case s.err != nil || s.end:
		return item, key, false, s.err
	}
	s.fetching = true
	s.run.errand = s.run.sim.elsewhere(s.fetch, s.fetched)
	return item, key, false, errNotYet
}

// fetch reads the next items, without the simulator's lock.
func (s *remoteSource) fetch() {
	s.items, s.at = s.items[:0], 0
	if s.source == nil {
		source, f := s.open()
		if f != nil {
			s.err = f
			return
		}
		s.source = source
	}
	for bytes := 0; len(s.items) < fetchedItems && bytes < fetchedBytes; {
		item, key, ok, err := s.source.next()
		if err != nil || !ok {
			s.err, s.end = err, true
			return
		}
		s.items = append(s.items, fetchedItem{item, key, s.source.name()})
		bytes += jsonSize(item)
	}
}

// fetched makes the run go on with what was fetched.
func (s *remoteSource) fetched() {
	s.fetching = false
	if s.source != nil {
		s.count = s.source.total()
	}
	switch {
	case s.closed:
		s.close()
	case s.run.status == Running:
		s.run.fill()
	}
}

func (s *remoteSource) total() int64 { return s.count }
func (s *remoteSource) name() string { return s.from }

func (s *remoteSource) close() {
	s.closed = true
	if !s.fetching && s.source != nil {
		s.source.close()
		s.source, s.end = nil, true
	}
}

// sentAtClose is an object of a remote storage. It is kept until it is closed, which happens
// without the simulator's lock.
type sentAtClose struct {
	bytes.Buffer
	storage     Storage
	bucket, key string
}

// Close creates, writes and closes the object.
func (o *sentAtClose) Close() error {
	out, err := o.storage.Create(o.bucket, o.key)
	if err != nil {
		return err
	}
	_, err = out.Write(o.Bytes())
	return firstError(err, out.Close())
}

// sendResults writes the results and the manifest; then the Map state goes on.
func (r *MapRun) sendResults() {
	st, w := r.owner, r.writer
	if w.sending {
		r.errand.remember()
		return
	}
	w.sending = true
	r.errand = r.sim.elsewhere(
		func() { w.finish(r.arn) },
		func() {
			w.sending, w.sent = false, true
			if !st.ended && st.mapRun == r {
				st.goOn(phaseResume)
			}
		})
}

// closeWriter ends the files of a run that failed or was aborted, and lists them. What goes
// wrong with them changes nothing anymore.
func (r *MapRun) closeWriter() {
	if !r.writer.writer.export || r.writer.sending || r.writer.finished {
		return // it has no files, or they are on their way with the manifest
	}
	files := append(r.writer.end(), r.writer.manifest(r.arn)...)
	if !r.writer.remote {
		closeAll(files)
		return
	}
	if e := r.sim.elsewhere(func() { closeAll(files) }, func() {}); r.status == Aborted {
		e.forget() // nobody who stopped the execution waits for its files
	}
}
