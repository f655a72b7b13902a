package awstask

import (
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/simulator"
)

// integration is what an optimized integration does besides the call (developer guide,
// "Integrating optimized services").
type integration struct {
	service, action string
	// parameters are what is sent instead of those of the state; nil sends them as they are.
	parameters func(c *simulator.Call, p value.Value) value.Value
	// failure names the error that an answer stands for although the call went well, "" for
	// none; the answer is the cause.
	failure func(c *simulator.Call, answer value.Value) string
}

var integrations = []integration{
	{"eventbridge", "putEvents", withOrigin, func(_ *simulator.Call, answer value.Value) string {
		if n, _ := answer.Get("FailedEntryCount").Int(); n > 0 {
			return "EventBridge.FailedEntry"
		}
		return ""
	}},
	{"ecs", "runTask", nil, func(c *simulator.Call, answer value.Value) string {
		if c.Pattern != simulator.RequestResponse && answer.Get("Failures").Len() > 0 {
			return "AmazonECS.Unknown"
		}
		return ""
	}},
}

// withOrigin adds the ARNs of the execution and its machine to the Resources of each event.
func withOrigin(c *simulator.Call, p value.Value) value.Value {
	var entries []value.Value
	for _, e := range p.Get("Entries").Elems() {
		if e.Kind() == value.Object {
			resources := append([]value.Value(nil), e.Get("Resources").Elems()...)
			e = e.With("Resources", value.OfArray(append(resources, value.OfString(c.MachineARN), value.OfString(c.ExecutionARN))))
		}
		entries = append(entries, e)
	}
	if entries == nil {
		return p
	}
	return p.With("Entries", value.OfArray(entries))
}

// integrated calls an action of an optimized integration.
func integrated(s *service, c *simulator.Call, call func(value.Value) (value.Value, *simulator.Answer)) (value.Value, *simulator.Answer) {
	for i := range integrations {
		it := &integrations[i]
		if it.service != s.sdk || it.action != c.Action {
			continue
		}
		p := c.Parameters()
		if it.parameters != nil {
			p = it.parameters(c, p)
		}
		out, failed := call(p)
		if failed != nil {
			return out, failed
		}
		if name := it.failure(c, out); name != "" {
			a := simulator.Fail(name, out.Without("SdkHttpMetadata").Without("SdkResponseMetadata").String())
			return value.Value{}, &a
		}
		return out, nil
	}
	return call(c.Parameters())
}
