package server

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lockstep-go/lockstep/server/internal/api"
)

// maxHeader bounds the bytes of a request's head. A signed request has less than 2 KiB.
const maxHeader = 32 << 10

// idleTimeout is how long a connection may stay open without a request.
const idleTimeout = 3 * time.Minute

// Server is the Step Functions API with its worlds. It is safe for concurrent use.
type Server struct {
	opts       Options
	operations map[string]operation
	secret     []byte // signs paging tokens
	bodies     atomic.Int64

	ctx    context.Context // ends when the server stops; worlds and long polls end with it
	cancel context.CancelFunc
	drives sync.WaitGroup // goroutines of the worlds

	mu     sync.Mutex
	worlds map[[2]string]*world // by account and region
}

// New makes a server without any world; a world begins with its first request. The error
// says what is wrong with the options.
func New(opts Options) (*Server, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &Server{opts: opts, operations: map[string]operation{}, secret: make([]byte, 32), worlds: map[[2]string]*world{}}
	rand.Read(s.secret)
	for _, o := range operations() {
		s.operations[o.name] = o
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s, nil
}

// Handler answers the API at "/". Other paths are not found: they are left to others.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serveHTTP) }

// Serve answers connections of l until ctx ends, then lets running requests end: those that
// wait for an activity's task get none, those that wait for an execution are refused. It
// returns nil after a clean stop, and closes l and the server.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	defer s.Close()
	h := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: s.opts.ReadTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
	}
	served := make(chan error, 1)
	go func() { served <- h.Serve(limitListener(l, s.opts.MaxConnections)) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	s.cancel()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.opts.Grace)
	defer cancel()
	err := h.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		err = h.Close()
	}
	<-served
	return err
}

// Close ends every world and what waits in them. It returns when nothing runs any more.
func (s *Server) Close() {
	s.cancel()
	s.drives.Wait()
}

// world finds or begins the world of an account in a region.
func (s *Server) world(account, region string) (*world, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := [2]string{account, region}
	if w := s.worlds[key]; w != nil {
		return w, nil
	}
	if len(s.worlds) >= s.opts.MaxWorlds {
		return nil, refuse("ThrottlingException", "this server holds %d pairs of account and region, its limit", len(s.worlds))
	}
	w := newWorld(s, account, region)
	s.worlds[key] = w
	return w, nil
}

// Operations names the operations that the server answers, in alphabetical order.
func Operations() []string {
	names := make([]string, 0, len(api.Operations))
	for _, o := range operations() {
		names = append(names, o.name)
	}
	return names
}

// limitListener keeps at most n connections of l open; further ones wait to be accepted.
func limitListener(l net.Listener, n int) net.Listener {
	return &limited{Listener: l, slots: make(chan struct{}, n), closed: make(chan struct{})}
}

type limited struct {
	net.Listener
	slots  chan struct{}
	closed chan struct{}
	once   sync.Once
}

func (l *limited) Accept() (net.Conn, error) {
	select {
	case l.slots <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &limitedConn{Conn: c, release: sync.OnceFunc(func() { <-l.slots })}, nil
}

func (l *limited) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

type limitedConn struct {
	net.Conn
	release func()
}

func (c *limitedConn) Close() error {
	defer c.release()
	return c.Conn.Close()
}
