package simulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/simulator"
)

// replies are what services, token holders and workers answered in a recording, in order.
type replies struct {
	calls  map[string][]reply // by resource type and resource
	tokens []reply            // what came for task tokens, and from activity workers
	queue  []string           // tokens that were handed out
	worker string             // the name of the activity's worker
}

type reply struct {
	output     any
	failed     bool
	err, cause *string
	timedOut   bool
	then       *reply // what came of a submission
}

// jsonText is a recorded document as the text it was: recordings parse what begins with a
// brace.
func jsonText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	out, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(out)
}

func optionalText(m map[string]any, key string) *string {
	v, ok := m[key]
	if !ok {
		return nil
	}
	s := jsonText(v)
	return &s
}

// recordedReplies reads what was answered out of a recorded history.
func (c *recording) recordedReplies() *replies {
	r := &replies{calls: map[string][]reply{}}
	for _, key := range sortedKeys(c.Expected) {
		h, ok := c.Expected[key].(map[string]any)
		if !ok || h["events"] == nil {
			continue
		}
		for _, e := range list(h["events"]) {
			ev, _ := e.(map[string]any)
			kind, _ := ev["type"].(string)
			var d map[string]any
			for k, v := range ev {
				if strings.HasSuffix(k, "EventDetails") {
					d, _ = v.(map[string]any)
				}
			}
			resource, _ := d["resource"].(string)
			service, _ := d["resourceType"].(string)
			name := service + ":" + resource
			waits := strings.HasSuffix(resource, ".waitForTaskToken") || strings.HasPrefix(kind, "Activity")
			failed := reply{failed: true, err: optionalText(d, "error"), cause: optionalText(d, "cause")}
			switch kind {
			case "ActivityStarted":
				r.worker, _ = d["workerName"].(string)
			case "TaskSubmitted":
				r.calls[name] = append(r.calls[name], reply{output: d["output"]})
			case "TaskSucceeded", "ActivitySucceeded":
				if waits {
					r.tokens = append(r.tokens, reply{output: d["output"]})
				} else if n := len(r.calls[name]); strings.Contains(resource, ".sync") && n > 0 {
					r.calls[name][n-1].then = &reply{output: d["output"]}
				} else {
					r.calls[name] = append(r.calls[name], reply{output: d["output"]})
				}
			case "TaskFailed", "ActivityFailed":
				if n := len(r.calls[name]); waits && (n > 0 || strings.HasPrefix(kind, "Activity")) {
					r.tokens = append(r.tokens, failed)
				} else if strings.Contains(resource, ".sync") && n > 0 {
					r.calls[name][n-1].then = &failed
				} else {
					r.calls[name] = append(r.calls[name], failed)
				}
			case "TaskTimedOut", "ActivityTimedOut":
				r.tokens = append(r.tokens, reply{timedOut: true})
			}
		}
		break
	}
	return r
}

// Resolve plays the services.
func (r *replies) Resolve(_ context.Context, call *simulator.Call) (simulator.Answer, error) {
	name := call.Service + ":" + call.Action + call.Pattern.Suffix()
	left := r.calls[name]
	if len(left) == 0 || call.Function != "" && call.Service != "lambda" {
		return simulator.Answer{}, simulator.ErrUnresolved
	}
	r.calls[name] = left[1:]
	if call.Token != "" {
		r.queue = append(r.queue, call.Token)
	}
	return left[0].answer(), nil
}

func (r reply) answer() simulator.Answer {
	if r.failed {
		a := simulator.Answer{Failed: true}
		if r.err != nil {
			a.Error = *r.err
		}
		if r.cause != nil {
			a.Cause = *r.cause
		}
		return a
	}
	a := simulator.Answer{Output: jsonText(r.output), Raw: true}
	if r.then != nil {
		then := r.then.answer()
		a.Then = &then
	}
	return a
}

// answerToken plays whoever holds a token or works for an activity; it reports false when
// nothing was left to say.
func (r *replies) answerToken(sim *simulator.Simulator, activities []string) bool {
	if len(r.tokens) == 0 {
		return false
	}
	next := r.tokens[0]
	for _, a := range activities {
		if task, ok := sim.TakeActivityTask(a, r.worker); ok {
			r.queue = append(r.queue, task.Token)
		}
	}
	r.tokens = r.tokens[1:]
	if next.timedOut {
		sim.Advance(100 * time.Hour)
		return true
	}
	if len(r.queue) == 0 {
		return false
	}
	token := r.queue[0]
	r.queue = r.queue[1:]
	if next.failed {
		return sim.SendTaskFailure(token, next.err, next.cause) == nil
	}
	return sim.SendTaskSuccess(token, jsonText(next.output)) == nil
}

// TestServicesAreCalledAsByAWS runs recordings that need services: what these answered is
// played from the recording, so the histories around the answers are compared.
func TestServicesAreCalledAsByAWS(t *testing.T) {
	ok, all := map[string]int{}, map[string]int{}
	for _, c := range recordings(t, "execution") {
		if c.answerable() || c.Instantiated || c.Expected["partial"] != nil {
			continue
		}
		p, err := load(text(c.Definition, c.DefinitionText))
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		r := c.recordedReplies()
		c.anyRole = true
		sim := c.world(t, simulator.WithResolver(r))
		var activities []string
		for _, m := range []string{"activity-uid00001"} {
			activities = append(activities, "arn:aws:states:us-east-1:111111111111:activity:"+m)
		}
		if !strings.Contains(c.ID, "on_deleted") {
			sim.RegisterActivity(activities[0])
		}
		start := c.start(p)
		sim.Register(start.Machine)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		e, err := sim.Execute(ctx, start)
		for errors.Is(err, simulator.ErrAwaiting) && r.answerToken(sim, activities) {
			err = sim.Drain(ctx)
		}
		cancel()
		d := ""
		if err != nil {
			d = err.Error()
		} else if d, err = c.compare(e, start.Synchronous); err != nil {
			continue
		}
		all[c.Group]++
		if d == "" {
			ok[c.Group]++
			continue
		}
		if why, known := unplayable[c.ID]; known {
			t.Logf("%s: %s", c.ID, why)
			continue
		}
		t.Errorf("%s %v\n     %s", c.ID, c.Needs, d)
	}
	for _, g := range slices.Sorted(maps.Keys(all)) {
		t.Logf("%-24s %4d of %4d", g, ok[g], all[g])
	}
}

// unplayable are recordings that can't be played from themselves, with the reason.
var unplayable = map[string]string{
	"callback/callback.test_sqs_wait_for_task_token":         "the recording's placeholder of the token stands for itself",
	"callback/callback.test_sqs_wait_for_task_token_timeout": "the recording's placeholder of the token stands for itself",
}
