package simulator

import (
	"encoding/base64"

	"github.com/lockstep-go/lockstep/internal/value"
)

// TokenError is a task token that can't be answered.
type TokenError struct {
	// Code is the API's error: "InvalidToken", "TaskTimedOut" or "TaskDoesNotExist".
	Code    string
	Message string
}

func (e *TokenError) Error() string { return e.Code + ": " + e.Message }

// tokenBytes is the length of a task token before it is encoded.
const tokenBytes = 240

// newToken makes a task token.
func (s *Simulator) newToken() string {
	var raw [tokenBytes]byte
	for i := 0; i < len(raw); i += 8 {
		n := s.random.Uint64()
		for j := range 8 {
			raw[i+j] = byte(n >> (8 * j))
		}
	}
	raw[0] = tokenMark
	return base64.StdEncoding.EncodeToString(raw[:])
}

// tokenMark is the first byte of every token of ours.
const tokenMark = 0x01

// validToken reports whether text has the form of a token.
func validToken(text string) bool {
	raw, err := base64.StdEncoding.DecodeString(text)
	return err == nil && len(raw) == tokenBytes && raw[0] == tokenMark
}

// holdToken makes the strand wait for whoever holds its token.
func (s *Simulator) holdToken(st *strand) {
	s.tokens[st.task.token] = st
	st.task.awaited = true
	s.await(1)
}

// holder finds the strand that waits for a token.
func (s *Simulator) holder(token string) (*strand, error) {
	if st, ok := s.tokens[token]; ok {
		return st, nil
	}
	if !validToken(token) {
		return nil, &TokenError{Code: "InvalidToken", Message: "Invalid Token: 'Invalid token'"}
	}
	return nil, &TokenError{Code: "TaskTimedOut", Message: "Task Timed Out: 'Provided task does not exist anymore'"}
}

// SendTaskSuccess ends the task that holds token with output, a JSON text. The error is a
// *[TokenError], or an *[InputError] for output that is no JSON.
func (s *Simulator) SendTaskSuccess(token, output string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tick()
	return s.answerToken(token, func() (Answer, error) {
		if _, err := value.DecodeString(output, value.WithDuplicates()); err != nil {
			return Answer{}, &InputError{Message: "Invalid Output: '" + jsonProblem(output, err) + "'"}
		}
		return Answer{Output: output, Final: true}, nil
	})
}

// SendTaskFailure fails the task that holds token; name and cause are nil where the caller
// gave none. The error is a *[TokenError].
func (s *Simulator) SendTaskFailure(token string, name, cause *string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tick()
	return s.answerToken(token, func() (Answer, error) { return failedAnswer(name, cause), nil })
}

// failedAnswer is an answer whose error and cause may be absent.
func failedAnswer(name, cause *string) Answer {
	a := Answer{Failed: true, absentError: name == nil, absentCause: cause == nil}
	if name != nil {
		a.Error = *name
	}
	if cause != nil {
		a.Cause = *cause
	}
	return a
}

// failure is what a failed answer says.
func (a *Answer) failure() *failure {
	f := &failure{err: text{a.Error, !a.absentError}, cause: text{a.Cause, !a.absentCause}, fatal: a.Error == errRuntime}
	if a.absentError {
		f.err.s = ""
	}
	return f
}

func (s *Simulator) answerToken(token string, answer func() (Answer, error)) error {
	st, err := s.holder(token)
	if err != nil {
		return err
	}
	a, err := answer()
	if err != nil {
		return err
	}
	if st.task.stage == stageCalled {
		st.task.early = &a
		delete(s.tokens, token)
		return nil
	}
	st.finishTask(a)
	return nil
}

// finishTask ends the wait for a token, a worker or a child.
func (st *strand) finishTask(a Answer) {
	t := st.task
	s := st.exec.sim
	if t.token != "" {
		delete(s.tokens, t.token)
	}
	if t.awaited {
		t.awaited = false
		s.await(-1)
	}
	t.answer, t.stage = a, stageOver
	st.goOn(phaseResume)
}

// SendTaskHeartbeat starts the heartbeat clock of the task that holds token anew. The error
// is a *[TokenError].
func (s *Simulator) SendTaskHeartbeat(token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tick()
	st, err := s.holder(token)
	if err == nil {
		st.beat()
	}
	return err
}
