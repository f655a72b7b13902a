package importgo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// own writes the members that a type of state has of its own.
func (c *chain) own(s asl.State) {
	expression := func(method string) func(value.Value) (string, bool) {
		return func(v value.Value) (string, bool) { return method + "(" + c.expression(v) + ")", true }
	}
	template := func(method string) func(value.Value) (string, bool) {
		return func(v value.Value) (string, bool) {
			return method + "(" + c.expression(v) + ")", v.Kind() == value.Object
		}
	}
	jsonPath := c.lang == asl.JSONPath
	switch s.(type) {
	case *asl.Task, *asl.Parallel, *asl.Map:
		if jsonPath {
			c.when("Parameters", template("Parameters"))
			c.when("ResultSelector", func(v value.Value) (string, bool) {
				return "ResultSelector(" + c.in(ofResult).expression(v) + ")", v.Kind() == value.Object
			})
			c.when("ResultPath", path("ResultPath"))
		}
	default: // the other types have none of these
	}
	switch s.(type) {
	case *asl.Task:
		if !jsonPath {
			c.when("Arguments", expression("Arguments"))
		}
		c.when("TimeoutSeconds", c.duration("Timeout", "Timeout", 1))
		c.when("HeartbeatSeconds", c.duration("Heartbeat", "Heartbeat", 1))
		c.when("TimeoutSecondsPath", c.reference("Timeout", "TimeoutSecondsPath"))
		c.when("HeartbeatSecondsPath", c.reference("Heartbeat", "HeartbeatSecondsPath"))
		c.when("Credentials", c.credentials)
	case *asl.Parallel:
		if !jsonPath {
			c.when("Arguments", expression("Arguments"))
		}
	case *asl.Map:
		if jsonPath {
			c.when("ItemsPath", c.reference("Items", "ItemsPath"))
			c.when("ItemSelector", template("ItemSelector"))
		} else {
			c.when("Items", expression("Items"))
			c.when("ItemSelector", expression("ItemSelector"))
		}
		c.when("MaxConcurrency", c.number("MaxConcurrency", 0))
		c.when("MaxConcurrencyPath", c.reference("MaxConcurrency", "MaxConcurrencyPath"))
		if c.distributed {
			c.distributedMap()
		}
	case *asl.Pass:
		if jsonPath {
			c.when("Parameters", template("Parameters"))
			c.when("Result", func(v value.Value) (string, bool) { return "ResultValue(" + literal(v) + ")", true })
			c.when("ResultPath", path("ResultPath"))
		}
	case *asl.Wait:
		c.when("Seconds", c.duration("For", "Seconds", 0))
		c.when("Timestamp", func(v value.Value) (string, bool) {
			return "Timestamp(" + c.expression(v) + ")", v.Kind() == value.String
		})
		c.when("SecondsPath", c.reference("Seconds", "SecondsPath"))
		c.when("TimestampPath", c.reference("Timestamp", "TimestampPath"))
	case *asl.Fail:
		for _, key := range []string{"Error", "Cause"} {
			c.when(key, func(v value.Value) (string, bool) {
				return key + "(" + c.expression(v) + ")", v.Kind() == value.String
			})
			c.when(key+"Path", c.reference(key, key+"Path"))
		}
	case *asl.Succeed, *asl.Choice:
	}
}

// text writes a field that is a string.
func text(method string) func(value.Value) (string, bool) {
	return func(v value.Value) (string, bool) {
		return method + "(" + quote(v.Str()) + ")", v.Kind() == value.String && v.Str() != ""
	}
}

// number writes a field that is a whole number of at least least, or an
// expression.
func (c *chain) number(method string, least int64) func(value.Value) (string, bool) {
	return func(v value.Value) (string, bool) {
		if n, ok := v.Int(); ok && n >= least {
			return fmt.Sprintf("%s(%d)", method, n), true
		}
		if v.Kind() == value.String && c.lang == asl.JSONata {
			return method + "(" + c.expression(v) + ")", true
		}
		return "", false
	}
}

// duration writes a field of seconds: as a duration by one method, else as number
// does by the other.
func (c *chain) duration(method, otherwise string, least int64) func(value.Value) (string, bool) {
	number := c.number(otherwise, least)
	return func(v value.Value) (string, bool) {
		if n, ok := v.Int(); ok && n >= max(least, 1) && n < 1<<31 {
			return method + "(" + seconds(n) + ")", true
		}
		return number(v)
	}
}

// seconds is a positive number of seconds as a time.Duration in its largest unit.
func seconds(n int64) string {
	for _, unit := range []struct {
		seconds int64
		name    string
	}{{3600, "time.Hour"}, {60, "time.Minute"}, {1, "time.Second"}} {
		switch {
		case n == unit.seconds:
			return unit.name
		case n%unit.seconds == 0:
			return fmt.Sprintf("%d * %s", n/unit.seconds, unit.name)
		}
	}
	return ""
}

// rules writes the rules of a Choice and where it goes otherwise.
func (c *chain) rules(s *asl.Choice) bool {
	choices, _ := c.take("Choices")
	for _, rule := range choices.Elems() {
		inner := &chain{w: c.w, lang: c.lang, members: slices.Clone(rule.Members())}
		next, ok := inner.take("Next")
		if !ok || next.Kind() != value.String || rule.Kind() != value.Object {
			return false
		}
		comment, hasComment := inner.take("Comment")
		output, hasOutput := inner.take("Output")
		assign, hasAssign := inner.take("Assign")
		if c.lang == asl.JSONPath && hasOutput || c.lang != asl.JSONPath && (len(inner.members) != 1 || inner.members[0].Key != "Condition") {
			return false
		}
		condition := c.condition(inner.members)
		if body, ok := c.w.function(next.Str(), c.following); ok {
			c.call("When(%s, func(b *sdk.Block) {\n%s})", condition, body)
		} else {
			c.call("WhenNext(%s, %s)", condition, quote(next.Str()))
		}
		if hasComment {
			if comment.Kind() != value.String || comment.Str() == "" {
				return false
			}
			c.call("RuleComment(%s)", quote(comment.Str()))
		}
		if hasOutput {
			c.call("RuleOutput(%s)", c.expression(output))
		}
		if hasAssign {
			call, ok := c.assign("RuleAssign", assign)
			if !ok {
				return false
			}
			c.calls = append(c.calls, call)
		}
	}
	switch next, ok := c.take("Default"); {
	case !ok:
		c.call("NoDefault()")
	case next.Kind() == value.String && next.Str() != "":
		if next.Str() == c.following && c.w.structure != nil {
			break
		}
		if body, ok := c.w.function(next.Str(), c.following); ok {
			c.last = "Otherwise(func(b *sdk.Block) {\n" + body + "})"
		} else {
			c.call("Default(%s)", quote(next.Str()))
		}
	default:
		return false
	}
	return choices.Len() > 0 && len(s.Extra) == 0
}

// branches reports whether the branches of a Parallel can be written as steps.
func (c *chain) branches(s *asl.Parallel) bool {
	c.take("Branches")
	for _, b := range s.Branches {
		if !plainGraph(&b.Graph) {
			return false
		}
	}
	return len(s.Branches) > 0
}

// plainGraph reports whether nothing in a States object is out of the ordinary.
func plainGraph(g *asl.Graph) bool {
	return len(g.States) > 0 && len(g.Extra) == 0 && g.State(g.StartAt) != nil
}

// processor writes how a Map runs its items and answers its body.
func (c *chain) processor(s *asl.Map) (*asl.Processor, bool) {
	body := s.ItemProcessor
	if s.Iterator != nil {
		if body != nil {
			return nil, false
		}
		body = s.Iterator
		c.call("Iterator()")
	}
	if body == nil || !plainGraph(&body.Graph) {
		return nil, false
	}
	c.take("ItemProcessor")
	c.take("Iterator")
	if p := body.ProcessorConfig; p != nil {
		switch {
		case len(p.Extra) > 0:
			return nil, false
		case p.Mode == asl.ModeInline && p.ExecutionType == "":
			c.call("Inline()")
		case p.Mode == asl.ModeDistributed:
			c.call("Distributed(%s)", quote(p.ExecutionType))
			c.distributed = true
		default:
			return nil, false
		}
	}
	return body, true
}

// handlers writes Retry and Catch.
func (c *chain) handlers() {
	c.when("Retry", func(v value.Value) (string, bool) {
		var all []string
		for _, r := range v.Elems() {
			code, ok := retrier(r)
			if !ok {
				return "", false
			}
			all = append(all, c.w.policy(code, r))
		}
		return "Retry(" + arguments(all) + ")", len(all) > 0
	})
	c.when("Catch", func(v value.Value) (string, bool) {
		var all, taken []string
		for _, x := range v.Elems() {
			catcher, names, ok := c.catcher(x)
			if !ok || slices.Contains(taken, "States.ALL") || slices.ContainsFunc(names, func(n string) bool { return slices.Contains(taken, n) }) {
				return "", false
			}
			taken = append(taken, names...)
			all = append(all, catcher)
		}
		return "Catchers(" + arguments(all) + ")", len(all) > 0
	})
}

func arguments(all []string) string {
	if len(all) == 1 {
		return all[0]
	}
	return "\n" + strings.Join(all, ",\n") + ",\n"
}

// retrier writes one retrier.
func retrier(v value.Value) (string, bool) {
	names, ok := errorNames(v)
	if !ok {
		return "", false
	}
	code := "sdk.Retry(" + quoteAll(names) + ")"
	for _, m := range v.Members() {
		n, whole := m.Value.Int()
		switch m.Key {
		case "ErrorEquals":
		case "IntervalSeconds", "MaxDelaySeconds":
			if !whole || n < 1 {
				return "", false
			}
			code += fmt.Sprintf(".%s(%s)", strings.TrimSuffix(m.Key, "Seconds"), seconds(n))
		case "MaxAttempts":
			if !whole || n < 0 {
				return "", false
			}
			code += fmt.Sprintf(".MaxAttempts(%d)", n)
		case "BackoffRate":
			if m.Value.Kind() != value.Number || m.Value.Float() < 1 {
				return "", false
			}
			code += ".BackoffRate(" + strconv.FormatFloat(m.Value.Float(), 'g', -1, 64) + ")"
		case "JitterStrategy":
			switch m.Value.Str() {
			case asl.JitterFull:
				code += ".FullJitter()"
			case asl.JitterNone:
				code += ".NoJitter()"
			default:
				return "", false
			}
		case "Comment":
			if m.Value.Kind() != value.String || m.Value.Str() == "" {
				return "", false
			}
			code += ".Comment(" + quote(m.Value.Str()) + ")"
		default:
			return "", false
		}
	}
	return code, true
}

func errorNames(v value.Value) (names []string, ok bool) {
	for _, e := range v.Get("ErrorEquals").Elems() {
		if e.Kind() != value.String || slices.Contains(names, e.Str()) {
			return nil, false
		}
		names = append(names, e.Str())
	}
	return names, len(names) > 0
}

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = quote(n)
	}
	return strings.Join(quoted, ", ")
}

// catcher writes one catcher.
func (c *chain) catcher(v value.Value) (code string, names []string, ok bool) {
	names, ok = errorNames(v)
	next := v.Get("Next")
	if !ok || next.Kind() != value.String {
		return "", nil, false
	}
	inner := &chain{w: c.w, lang: c.lang, scope: ofError, members: slices.Clone(v.Members())}
	inner.take("ErrorEquals")
	inner.take("Next")
	inner.when("Comment", text("Comment"))
	if c.lang == asl.JSONata {
		inner.when("Output", func(v value.Value) (string, bool) { return "Output(" + inner.expression(v) + ")", true })
	} else {
		inner.when("ResultPath", path("ResultPath"))
	}
	inner.when("Assign", func(v value.Value) (string, bool) { return inner.assign("Assign", v) })
	code = "sdk.CatchTo(" + quote(next.Str()) + ", " + quoteAll(names) + ")"
	if body, ok := c.w.function(next.Str(), c.following); ok {
		code = "sdk.CatchDo(func(b *sdk.Block, _ sdk.Caught) {\n" + body + "}, " + quoteAll(names) + ")"
	}
	for _, call := range inner.calls {
		code += "." + call
	}
	return code, names, len(inner.members) == 0
}
