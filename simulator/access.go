package simulator

import (
	"io"
	"iter"
)

// Access is a right that a distributed Map needs besides those of its children's tasks.
type Access struct {
	Kind       AccessKind
	MachineARN string // of the machine the Map is in
	State      string // name of the Map state
	Label      string // the Map's label, which the ARNs of its children carry
	// Bucket and Key are the object, Key the prefix of those that are listed; empty for
	// children.
	Bucket, Key string
}

// AccessKind is what is accessed.
type AccessKind uint8

// The kinds of access.
const (
	StartChildren AccessKind = iota
	RedriveChildren
	ReadObject
	ListObjects
	WriteObject
)

// WithAccess asks authorize whenever a distributed Map starts or redrives its children, or
// its reader or writer turns to S3. An error makes the Map fail, by the error name of what it
// was about, and its text becomes the cause. Like an observer it is called under the
// simulator's lock: it must return at once and not call the simulator.
func WithAccess(authorize func(Access) error) Option {
	return func(s *Simulator) { s.authorize = authorize }
}

// access asks whether the run may start or redrive its children; nil if it may.
func (r *MapRun) access(kind AccessKind) *failure {
	s := r.sim
	if s.authorize == nil {
		return nil
	}
	a := r.state.accessOf(r.owner)
	a.Kind = kind
	if err := s.authorize(a); err != nil {
		return fail(errTaskFailed, err.Error())
	}
	return nil
}

func (s *mapState) accessOf(st *strand) Access {
	return Access{State: s.name, Label: s.distributed.label, MachineARN: st.exec.start.Machine.ARN}
}

// storageOf is the simulator's storage for the reader and the writer of the Map that st is
// in; nil without one.
func (s *Simulator) storageOf(st *strand) Storage {
	m, ok := st.state.(*mapState)
	if s.authorize == nil || s.storage == nil || !ok {
		return s.storage
	}
	authorize := s.authorize
	if s.storageIsRemote() { // then it is asked without the lock
		authorize = func(a Access) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.authorize(a)
		}
	}
	return &guardedStorage{inner: s.storage, authorize: authorize, access: m.accessOf(st)}
}

// guardedStorage asks before each object.
type guardedStorage struct {
	inner     Storage
	authorize func(Access) error
	access    Access
}

func (g *guardedStorage) ask(kind AccessKind, bucket, key string) error {
	a := g.access
	a.Kind, a.Bucket, a.Key = kind, bucket, key
	return g.authorize(a)
}

func (g *guardedStorage) Open(bucket, key, version string) (io.ReadCloser, error) {
	if err := g.ask(ReadObject, bucket, key); err != nil {
		return nil, err
	}
	return g.inner.Open(bucket, key, version)
}

func (g *guardedStorage) List(bucket, prefix string) iter.Seq2[Object, error] {
	if err := g.ask(ListObjects, bucket, prefix); err != nil {
		return func(yield func(Object, error) bool) { yield(Object{}, err) }
	}
	return g.inner.List(bucket, prefix)
}

func (g *guardedStorage) Create(bucket, key string) (io.WriteCloser, error) {
	if err := g.ask(WriteObject, bucket, key); err != nil {
		return nil, err
	}
	return g.inner.Create(bucket, key)
}
