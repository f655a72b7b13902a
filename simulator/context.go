package simulator

import (
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// mapItem is Map.Item of the context object.
type mapItem struct {
	index  int
	value  value.Value
	key    value.Value // undefined unless an object is mapped over
	source string      // of a Distributed Map, else ""
}

func (m *mapItem) object() value.Value {
	members := make([]value.Member, 0, 4)
	members = append(members, value.Member{Key: "Index", Value: value.OfInt(int64(m.index))})
	if !m.key.IsUndefined() {
		members = append(members, value.Member{Key: "Key", Value: m.key})
	}
	members = append(members, value.Member{Key: "Value", Value: m.value})
	if m.source != "" {
		members = append(members, value.Member{Key: "Source", Value: value.OfString(m.source)})
	}
	return value.OfObject(members)
}

// contextObject is what "$$" and $states.context stand for at this moment (developer guide,
// "Accessing execution data from the Context object").
func (st *strand) contextObject() value.Value {
	e := st.exec
	if given := e.start.context; !given.IsUndefined() {
		return given
	}
	execution, machine := e.contextParts()
	b := st.state.base()
	at := time.Unix(0, st.enteredAt)
	state := []value.Member{{Key: "Name", Value: value.OfString(b.name)}, {Key: "EnteredTime", Value: value.OfString(contextTime(at))}}
	if b.counts() {
		state = append(state, value.Member{Key: "RetryCount", Value: value.OfInt(int64(st.retries))})
	}
	members := append(make([]value.Member, 0, 5),
		value.Member{Key: "Execution", Value: execution},
		value.Member{Key: "StateMachine", Value: machine},
		value.Member{Key: "State", Value: value.OfObject(state)})
	if t := st.task; t != nil && t.token != "" {
		members = append(members, value.Member{Key: "Task", Value: value.ObjectOf(value.Member{Key: "Token", Value: value.OfString(t.token)})})
	}
	if m := st.mapItem(); m != nil {
		members = append(members, value.Member{Key: "Map", Value: value.ObjectOf(value.Member{Key: "Item", Value: m.object()})})
	}
	return value.OfObject(members)
}

// mapItem is the item of the innermost Map around the strand.
func (st *strand) mapItem() *mapItem {
	for {
		if st.item != nil {
			return st.item
		}
		if st.parent == nil {
			return nil
		}
		st = st.parent.owner
	}
}

// counts reports whether State.RetryCount exists: in states that can be retried.
func (b *common) counts() bool {
	return b.enteredEvent == TaskStateEntered || b.enteredEvent == MapStateEntered || b.enteredEvent == ParallelStateEntered
}

// contextParts are the Execution and StateMachine objects.
func (e *Execution) contextParts() (execution, machine value.Value) {
	if e.context.IsUndefined() {
		m := e.start.Machine
		str := func(k, s string) value.Member { return value.Member{Key: k, Value: value.OfString(s)} }
		role := str("RoleArn", m.RoleARN)
		if m.RoleARN == "" {
			role.Value = value.NullValue
		}
		input := value.Member{Key: "Input", Value: e.input.v}
		start := str("StartTime", contextTime(time.Unix(0, e.began)))
		members := []value.Member{str("Id", e.arn), input, start, str("Name", e.name), role}
		if m.Type == Express {
			members = []value.Member{str("Id", e.arn), input, str("Name", e.name), role, start}
		}
		if !e.start.Synchronous {
			members = append(members, value.Member{Key: "RedriveCount", Value: value.OfInt(int64(e.redrives))})
		}
		if e.redrives > 0 {
			members = append(members, str("RedriveTime", contextTime(time.Unix(0, e.redriven))))
		}
		e.context = value.ArrayOf(value.OfObject(members), value.ObjectOf(str("Id", m.ARN), str("Name", m.Name)))
	}
	return e.context.At(0), e.context.At(1)
}
