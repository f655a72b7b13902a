package simulator_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// comparer compares answers with recordings in which names, times and identifiers were
// replaced by placeholders.
type comparer struct {
	named   []string // words that stand for anything
	ignored []string // members that are not compared
}

var (
	placeholder  = regexp.MustCompile(`<[A-Za-z_][\w\-:/ ]*>`)
	wholePattern = regexp.MustCompile(`^<[A-Za-z_][\w\-:/ ]*>$`)
	wholly       = []string{"timestamp", "date", "datetime", "RequestId", "start-date", "stop-date", "creation-date", "update-date",
		"x-amzn-RequestId", "X-Amzn-Trace-Id", "x-amz-crc32"}
	roleMasks   = []string{"snf_role_arn", "sfn_role_arn"}
	notCompared = []string{"ResponseMetadata", "timestamp", "billedDurationInMilliseconds", "billedMemoryUsedInMB"}
)

func masked(s string) bool { return slices.Contains(wholly, s) || placeholder.MatchString(s) }

func (c *comparer) textMatches(want, got string) bool {
	if want == got || slices.Contains(wholly, want) || slices.Contains(roleMasks, want) {
		return true
	}
	holes := placeholder.String()
	for _, n := range c.named {
		holes += "|" + regexp.QuoteMeta(n)
	}
	re := regexp.MustCompile(holes)
	if !re.MatchString(want) {
		return false
	}
	parts := re.Split(want, -1)
	if !strings.HasPrefix(got, parts[0]) {
		return false
	}
	rest := got[len(parts[0]):]
	last := parts[len(parts)-1]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, p)
		if i < 0 {
			return false
		}
		rest = rest[i+len(p):]
	}
	return strings.HasSuffix(rest, last)
}

// difference is "" where got answers as recorded, else the first place where it does not.
func (c *comparer) difference(want, got any, at string) string {
	where := at
	if where == "" {
		where = "/"
	}
	if text, ok := got.(string); ok && isContainer(want) {
		var parsed any
		if json.Unmarshal([]byte(text), &parsed) != nil {
			return fmt.Sprintf("%s: expected %T, got the text %.120q", where, want, text)
		}
		got = parsed
	}
	switch want := want.(type) {
	case string:
		if text, ok := got.(string); ok && c.textMatches(want, text) {
			return ""
		}
		if slices.Contains(wholly, want) || slices.Contains(c.named, want) || wholePattern.MatchString(want) {
			return ""
		}
		if _, isText := got.(string); !isText && got != nil && masked(want) {
			return ""
		}
		return fmt.Sprintf("%s: expected %.400q, got %.400q", where, want, fmt.Sprint(got))
	case map[string]any:
		have, ok := got.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s: expected an object, got %.120v", where, got)
		}
		return c.objects(want, have, at)
	case []any:
		have, ok := got.([]any)
		if !ok {
			return fmt.Sprintf("%s: expected a list, got %.120v", where, got)
		}
		return c.lists(want, have, at)
	}
	if !reflect.DeepEqual(want, got) {
		return fmt.Sprintf("%s: expected %v, got %.120v", where, want, got)
	}
	return ""
}

func isContainer(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

func (c *comparer) objects(want, have map[string]any, at string) string {
	plain, all := 0, 0
	for _, k := range sortedKeys(want) {
		if slices.Contains(notCompared, k) || slices.Contains(c.ignored, k) {
			continue
		}
		all++
		if masked(k) {
			continue
		}
		plain++
		v, ok := have[k]
		if !ok {
			return fmt.Sprintf("%s/%s: missing (expected %.200v)", at, k, want[k])
		}
		if d := c.difference(want[k], v, at+"/"+k); d != "" {
			return d
		}
	}
	var more []string
	for k := range have {
		if _, ok := want[k]; !ok && !slices.Contains(notCompared, k) && !slices.Contains(c.ignored, k) {
			more = append(more, k)
		}
	}
	if len(more) > all-plain {
		slices.Sort(more)
		return fmt.Sprintf("%s/: not expected: %s", at, strings.Join(more, ", "))
	}
	return ""
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (c *comparer) lists(want, have []any, at string) string {
	if strings.HasSuffix(at, "/events") && slices.ContainsFunc(want, func(e any) bool {
		m, ok := e.(map[string]any)
		if !ok {
			return false
		}
		_, lost := m["id"].([]any)
		return lost
	}) {
		return c.bags(want, have, at)
	}
	for i := range min(len(want), len(have)) {
		if d := c.difference(want[i], have[i], fmt.Sprintf("%s/%d", at, i)); d != "" {
			return d
		}
	}
	if len(want) != len(have) {
		longer := want
		if len(have) > len(want) {
			longer = have
		}
		return fmt.Sprintf("%s: %d expected, %d came; first unmatched: %.200v", at, len(want), len(have), longer[min(len(want), len(have))])
	}
	return ""
}

func eventType(e any) string {
	m, _ := e.(map[string]any)
	t, _ := m["type"].(string)
	return t
}

func withoutIDs(e any) map[string]any {
	out := map[string]any{}
	m, _ := e.(map[string]any)
	for k, v := range m {
		if k != "id" && k != "previousEventId" {
			out[k] = v
		}
	}
	return out
}

// bags compares histories with a Parallel: recordings lost the order and ids of the events
// inside it, and its ParallelStateSucceeded.
func (c *comparer) bags(want, have []any, at string) string {
	kept := slices.ContainsFunc(want, func(e any) bool { return eventType(e) == "ParallelStateSucceeded" })
	var left []map[string]any
	for _, e := range have {
		if kept || eventType(e) != "ParallelStateSucceeded" {
			left = append(left, withoutIDs(e))
		}
	}
	for _, e := range want {
		i := slices.IndexFunc(left, func(a map[string]any) bool {
			return eventType(a) == eventType(e) && c.difference(withoutIDs(e), a, at) == ""
		})
		if i < 0 {
			return fmt.Sprintf("%s: no event like %.300v", at, withoutIDs(e))
		}
		left = slices.Delete(left, i, i+1)
	}
	if len(left) > 0 {
		return fmt.Sprintf("%s: not expected: %.200v", at, left[0])
	}
	return ""
}

// partial compares where only part of AWS's answer is known.
func (c *comparer) partial(want, have map[string]any, events []any) string {
	for _, key := range []string{"status", "error", "cause", "output"} {
		w, ok := want[key]
		if !ok {
			continue
		}
		v, ok := have[key]
		if !ok {
			return fmt.Sprintf("/%s: missing (expected %.200v)", key, w)
		}
		if text, isText := v.(string); key == "output" && isText {
			var parsed any
			if json.Unmarshal([]byte(text), &parsed) == nil {
				v = parsed
			}
		}
		if d := c.difference(w, v, "/"+key); d != "" {
			return d
		}
	}
	if w, ok := want["output_text"]; ok && have["output"] != w {
		return fmt.Sprintf("/output: expected the text %q, got %q", w, have["output"])
	}
	for _, part := range list(want["cause_contains"]) {
		if cause, _ := have["cause"].(string); !strings.Contains(cause, part.(string)) {
			return fmt.Sprintf("/cause: expected it to contain %q, got %q", part, have["cause"])
		}
	}
	for _, key := range list(want["absent"]) {
		if _, ok := have[key.(string)]; ok {
			return fmt.Sprintf("/%s: not expected", key)
		}
	}
	if len(events) == 0 {
		return ""
	}
	return c.partialHistory(want, events)
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func (c *comparer) partialHistory(want map[string]any, events []any) string {
	var types, previous []any
	for _, e := range events {
		types = append(types, eventType(e))
		previous = append(previous, e.(map[string]any)["previousEventId"])
	}
	first, last := len(list(want["history_types_first"])), len(list(want["history_types_last"]))
	for key, got := range map[string]any{
		"history_types": types, "history_previous_ids": previous, "history_length": float64(len(events)),
		"history_types_first": types[:min(first, len(types))], "history_types_last": types[max(0, len(types)-last):],
	} {
		if w, ok := want[key]; ok && !reflect.DeepEqual(w, got) {
			return fmt.Sprintf("/%s: expected %v, got %v", key, w, got)
		}
	}
	for _, t := range list(want["history_contains"]) {
		if !slices.Contains(types, t) {
			return fmt.Sprintf("/history: no %s", t)
		}
	}
	for _, key := range []string{"history_details", "history_at"} {
		at, _ := want[key].(map[string]any)
		for _, id := range sortedKeys(at) {
			fields := at[id].(map[string]any)
			var n int
			fmt.Sscan(id, &n)
			e := map[string]any{}
			if n > 0 && n <= len(events) {
				e = events[n-1].(map[string]any)
			}
			detail := map[string]any{}
			for k, v := range e {
				if m, ok := v.(map[string]any); ok && strings.HasSuffix(k, "Details") {
					detail = m
				}
			}
			where := "/event " + id
			if key == "history_details" {
				if d := c.partly(fields, detail, where); d != "" {
					return d
				}
				continue
			}
			known := map[string]any{}
			for k, v := range fields {
				if k == "details" {
					if d := c.partly(v.(map[string]any), detail, where); d != "" {
						return d
					}
					continue
				}
				known[k] = v
			}
			if d := c.partly(known, e, where); d != "" {
				return d
			}
		}
	}
	return ""
}

func (c *comparer) partly(known, have map[string]any, at string) string {
	for _, k := range sortedKeys(known) {
		v, ok := have[k]
		if !ok {
			return fmt.Sprintf("%s/%s: missing", at, k)
		}
		if d := c.difference(known[k], v, at+"/"+k); d != "" {
			return d
		}
	}
	return ""
}
