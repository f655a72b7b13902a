package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	contentType  = "application/x-amz-json-1.0"
	targetPrefix = "AWSStepFunctions."
)

// serveHTTP answers one request. Nothing of it reaches a shell, a template or a file.
func (s *Server) serveHTTP(rw http.ResponseWriter, r *http.Request) {
	id := uuid.NewString()
	rw.Header().Set("X-Amzn-Requestid", id)
	answer, err := s.answer(rw, r)
	control := http.NewResponseController(rw)
	control.SetWriteDeadline(time.Now().Add(s.opts.ReadTimeout))
	rw.Header().Set("Content-Type", contentType)
	status := http.StatusOK
	if err != nil {
		refused := asRefusal(err)
		if refused.code == "InternalFailure" {
			s.opts.Log.Error("request failed", "id", id, "target", r.Header.Get("X-Amz-Target"), "error", err)
		}
		rw.Header().Set("X-Amzn-Errortype", refused.code)
		status, answer = refused.status, refused.body()
	}
	rw.Header().Set("Content-Length", strconv.Itoa(len(answer)))
	rw.WriteHeader(status)
	rw.Write(answer) // a client that left cannot be told
}

// answer finds the operation and the world of a request and runs it.
func (s *Server) answer(rw http.ResponseWriter, r *http.Request) ([]byte, error) {
	if err := s.checkOrigin(r); err != nil {
		return nil, err
	}
	if r.URL.Path != "/" {
		return nil, &refusal{status: http.StatusNotFound, code: "UnknownOperationException", message: "The API answers POST requests to /."}
	}
	if r.Method != http.MethodPost {
		rw.Header().Set("Allow", http.MethodPost)
		return nil, &refusal{status: http.StatusMethodNotAllowed, code: "UnknownOperationException", message: "The API answers POST requests to /."}
	}
	// A page in a browser can send neither this header nor this type without asking first,
	// and no answer ever permits it (no CORS).
	name, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	op, known := s.operations[name]
	if !ok || !known {
		return nil, refuse("UnknownOperationException", "The header X-Amz-Target names no operation of %s: %.100q", strings.TrimSuffix(targetPrefix, "."), r.Header.Get("X-Amz-Target"))
	}
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || !strings.HasPrefix(t, "application/x-amz-json-1.") {
		return nil, &refusal{status: http.StatusUnsupportedMediaType, code: "SerializationException", message: "The content type is not " + contentType}
	}
	body, release, err := s.readBody(rw, r)
	defer release()
	if err != nil {
		return nil, err
	}
	account, region := s.caller(r)
	w, err := s.world(account, region)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.requestContext(r)
	defer cancel()
	return s.run(ctx, op, w, body)
}

// run keeps a mistake of ours from taking the server down with it.
func (s *Server) run(ctx context.Context, op operation, w *world, body []byte) (answer []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.opts.Log.Error("panic", "operation", op.name, "panic", p, "stack", string(debug.Stack()))
			answer, err = nil, refuse("InternalFailure", "%s failed: %v", op.name, p)
		}
	}()
	return op.serve(ctx, w, body)
}

// requestContext ends with the client's connection and with the server.
func (s *Server) requestContext(r *http.Request) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(r.Context())
	stop := context.AfterFunc(s.ctx, cancel)
	return ctx, func() { stop(); cancel() }
}

// readBody reads a request's body within its bounds. The bytes count as being read until
// release is called.
func (s *Server) readBody(rw http.ResponseWriter, r *http.Request) (body []byte, release func(), err error) {
	tooLarge := &refusal{status: http.StatusRequestEntityTooLarge, code: "RequestEntityTooLargeException",
		message: fmt.Sprintf("The request is larger than %d bytes.", s.opts.MaxBody)}
	counted := int64(0)
	release = func() { s.bodies.Add(-counted) }
	if r.ContentLength > int64(s.opts.MaxBody) {
		return nil, release, tooLarge
	}
	control := http.NewResponseController(rw)
	control.SetReadDeadline(time.Now().Add(s.opts.ReadTimeout))
	defer func() {
		if err != nil {
			rw.Header().Set("Connection", "close") // else the rest is waited for
			return
		}
		// What waits for a task waits longer than a body may take.
		control.SetReadDeadline(time.Time{})
	}()
	var buf bytes.Buffer
	// The buffer grows with what has arrived: an announced length costs nothing.
	for in := io.LimitReader(r.Body, int64(s.opts.MaxBody)+1); ; {
		n, err := io.CopyN(&buf, in, 64<<10)
		counted += n
		if s.bodies.Add(n) > int64(s.opts.MaxBodies) {
			return nil, release, refuse("ThrottlingException", "Rate exceeded")
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, release, &refusal{status: http.StatusRequestTimeout, code: "SerializationException", message: "The request's body did not arrive."}
		}
	}
	if buf.Len() > s.opts.MaxBody {
		return nil, release, tooLarge
	}
	return buf.Bytes(), release, nil
}

// caller is the account and the region that a request is signed for. The signature is not
// checked: there is nobody here who knows the secret.
func (s *Server) caller(r *http.Request) (account, region string) {
	account, region = s.opts.Account, s.opts.Region
	_, rest, ok := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	if !ok {
		return account, region
	}
	credential, _, _ := strings.Cut(rest, ",")
	scope := strings.Split(strings.TrimSpace(credential), "/")
	if isAccount(scope[0]) {
		account = scope[0]
	}
	if len(scope) >= 3 && isRegion(scope[2]) {
		region = scope[2]
	}
	return account, region
}

// isRegion keeps ARNs well-formed whatever a client calls its region.
func isRegion(text string) bool {
	return text != "" && len(text) <= 40 && !strings.ContainsFunc(text, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-'
	})
}

// checkOrigin refuses what a web page that the user visits may send. A page's own host
// name may resolve to this machine (DNS rebinding): so the Host header must be a name that
// only this machine has.
func (s *Server) checkOrigin(r *http.Request) error {
	forbidden := &refusal{status: http.StatusForbidden, code: "AccessDeniedException"}
	if !s.opts.AllowRemote && !isLoopback(r.Host) {
		forbidden.message = fmt.Sprintf("The host name %.100q is not this machine's. Call localhost, or start with --allow-remote.", r.Host)
		return forbidden
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		if u, err := url.Parse(origin); err != nil || u.Host != r.Host {
			forbidden.message = fmt.Sprintf("Web pages of %.100q may not call this API.", origin)
			return forbidden
		}
	}
	return nil
}

// isLoopback reports whether a Host header names this machine: localhost, a name below it,
// or an address of the loopback net, also with the prefix "sync-" that clients put before
// the host for StartSyncExecution and TestState.
func isLoopback(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.Trim(strings.ToLower(strings.TrimSuffix(host, ".")), "[]")
	host = strings.TrimPrefix(host, "sync-")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
