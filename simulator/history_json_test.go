package simulator_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/simulator"
)

// TestHistoryJSON holds the history that is written at once to its events.
func TestHistoryJSON(t *testing.T) {
	echo := simulator.WithLambda("f", func(_ context.Context, in []byte) ([]byte, error) { return in, nil })
	fails := simulator.WithLambda("g", func(context.Context, []byte) ([]byte, error) {
		return nil, &simulator.LambdaError{Type: "Broken", Message: "it \"broke\""}
	})
	task := `"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f"`
	definitions := map[string]string{
		"chain":  chain(300, `"Type":"Pass","Result":"é\n\"","ResultPath":"$.order.status"`),
		"tasks":  chain(60, task+`,"TimeoutSeconds":5,"HeartbeatSeconds":3,"ResultPath":"$.last"`),
		"fails":  chain(1, `"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:g"`),
		"assign": chain(2, `"Type":"Pass","Assign":{"b":{"x":[1,"\"q\""]},"a.$":"$.order"}`),
		"groups": `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[` + branches(3) + `,
			{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.order.lines","End":true,"ItemProcessor":` + chain(2, `"Type":"Pass"`) + `}}}]}}}`,
		"invoke": `{"StartAt":"I","States":{"I":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload.$":"$"},"End":true}}}`,
		"query":  `{"QueryLanguage":"JSONata","StartAt":"Q","States":{"Q":{"Type":"Pass","Output":"{% $states.input.order.id + 1 %}","End":true}}}`,
	}
	for name, definition := range definitions {
		t.Run(name, func(t *testing.T) {
			e := execute(t, simulator.New(echo, fails, simulator.WithRealTime()), definition, " "+document())
			n := e.EventCount()
			for _, reverse := range []bool{false, true} {
				for _, from := range []int64{0, 1, n / 2, n, n + 1} {
					for _, data := range []bool{true, false} {
						var want, got []string
						for ev := range e.History(from, reverse) {
							if !data {
								ev = ev.WithoutData()
							}
							want = append(want, string(ev.AppendJSON(nil)))
						}
						for id, text := range e.HistoryJSON(from, reverse, data) {
							if len(got) == 0 && from > 0 && id != from {
								t.Errorf("the first event is %d, want %d", id, from)
							}
							got = append(got, string(text))
						}
						if diff := cmp.Diff(want, got); diff != "" {
							t.Fatalf("from %d, reverse %t, data %t: %s", from, reverse, data, diff)
						}
						if from == 0 && len(got) != int(n) {
							t.Fatalf("only %d of %d events", len(got), n)
						}
					}
				}
			}
		})
	}
	if e := execute(t, simulator.New(simulator.WithoutHistory()), chain(3, `"Type":"Pass"`), "{}"); e.EventCount() != 8 || len(e.Events()) != 0 {
		t.Errorf("a history that is not kept has %d events, and %d of them to read", e.EventCount(), len(e.Events()))
	}
}
