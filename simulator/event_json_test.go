package simulator_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/simulator"
)

// fill sets every field of a struct to something that is not its zero value.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.String:
		v.SetString("text \"quoted\" é\n")
	case reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"x": `{"a":1}`, "b": "2"}))
	}
}

// TestEventJSONHasEveryDetail holds the hand-written encoder to the struct's JSON names.
func TestEventJSONHasEveryDetail(t *testing.T) {
	var d simulator.Details
	fill(reflect.ValueOf(&d).Elem())
	for _, details := range []*simulator.Details{&d, {}, nil} {
		e := simulator.Event{ID: 5, PreviousEventID: 4, Timestamp: time.UnixMilli(1767225600123), Type: simulator.TaskScheduled, Details: details}
		var got, want map[string]any
		if err := json.Unmarshal(e.AppendJSON(nil), &got); err != nil {
			t.Fatalf("%s: %v", e.AppendJSON(nil), err)
		}
		text, err := json.Marshal(map[string]any{"id": 5, "previousEventId": 4, "timestamp": 1767225600.123, "type": "TaskScheduled", "taskScheduledEventDetails": details})
		if err != nil {
			t.Fatal(err)
		}
		if details == nil {
			text = []byte(strings.Replace(string(text), `"taskScheduledEventDetails":null,`, "", 1))
		}
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}
