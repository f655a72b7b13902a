package server

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/catalog/shapes"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/simulator"
)

// ownTasks answers the tasks of a world that call its own API by SDK integrations
// (arn:aws:states:::aws-sdk:sfn:…), as the API answers everybody else.
type ownTasks struct{ w *world }

// inSimulator are the actions that take the world's time, or give it away: the simulator
// answers them itself, or nobody.
var inSimulator = []string{"startExecution", "startSyncExecution", "getActivityTask", "testState"}

// Resolve is the method of a [simulator.Resolver].
func (t ownTasks) Resolve(ctx context.Context, call *simulator.Call) (simulator.Answer, error) {
	service, ok := catalog.LookupService("sfn")
	if !ok || call.Service != "aws-sdk:sfn" || slices.Contains(inSimulator, call.Action) {
		return simulator.Answer{}, simulator.ErrUnresolved
	}
	o, ok := service.Operation(call.Action)
	if !ok {
		return simulator.Answer{}, simulator.ErrUnresolved
	}
	op, ok := t.w.server.operations[o.Name]
	if !ok {
		return simulator.Answer{}, simulator.ErrUnresolved
	}
	body := onWire(shapes.Input(service, o), call.Parameters()).String()
	text, err := t.w.server.run(ctx, op, t.w, []byte(body))
	if err != nil {
		r := asRefusal(err)
		return simulator.Fail(service.ErrorName(r.code), fmt.Sprintf("%s (Service: Sfn, Status Code: %d, Request ID: %s) (SDK Attempt Count: 1)", r.message, r.status, uuid.NewString())), nil
	}
	out, err := value.Decode(text, value.WithDuplicates())
	if err != nil {
		return simulator.Answer{}, err
	}
	return simulator.OfValue(inResult(shapes.Output(service, o), out)), nil
}

// onWire is a task's parameter as a request has it: names begin with a small letter, and what
// is an object where the API wants a text becomes its JSON.
func onWire(s *shapes.Shape, v value.Value) value.Value {
	switch {
	case s == nil:
	case s.Kind == catalog.KindString && (v.Kind() == value.Object || v.Kind() == value.Array):
		return value.OfString(v.String())
	case s.Kind == catalog.KindStructure && v.Kind() == value.Object:
		members := make([]value.Member, v.Len())
		for i, m := range v.Members() {
			members[i] = value.Member{Key: recased(m.Key, unicode.ToLower), Value: onWire(memberShape(s, m.Key), m.Value)}
		}
		return value.OfObject(members)
	case s.Kind == catalog.KindList && v.Kind() == value.Array:
		return mapped(v, func(e value.Value) value.Value { return onWire(s.Elem, e) })
	}
	return v
}

// inResult is a part of an answer as a task's result shows it: names begin with a capital and
// are in order, times are texts.
func inResult(s *shapes.Shape, v value.Value) value.Value {
	switch {
	case s == nil:
	case s.Kind == catalog.KindTimestamp && v.Kind() == value.Number:
		return value.OfString(time.UnixMilli(int64(v.Float()*1000 + 0.5)).UTC().Format("2006-01-02T15:04:05.999Z"))
	case s.Kind == catalog.KindStructure && v.Kind() == value.Object:
		members := make([]value.Member, v.Len())
		for i, m := range v.Members() {
			name := recased(m.Key, unicode.ToUpper)
			members[i] = value.Member{Key: name, Value: inResult(memberShape(s, name), m.Value)}
		}
		slices.SortFunc(members, func(a, b value.Member) int { return strings.Compare(a.Key, b.Key) })
		return value.OfObject(members)
	case s.Kind == catalog.KindList && v.Kind() == value.Array:
		return mapped(v, func(e value.Value) value.Value { return inResult(s.Elem, e) })
	}
	return v
}

func memberShape(s *shapes.Shape, name string) *shapes.Shape {
	if m, ok := s.Member(name); ok {
		return m.Shape
	}
	return nil
}

func mapped(v value.Value, f func(value.Value) value.Value) value.Value {
	elems := make([]value.Value, v.Len())
	for i, e := range v.Elems() {
		elems[i] = f(e)
	}
	return value.OfArray(elems)
}

// recased is name with its first letter in the case that to gives it.
func recased(name string, to func(rune) rune) string {
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return name
	}
	return string(to(first)) + name[size:]
}
