package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Kind says what happened to a state or a field.
type Kind string

// The kinds of change.
const (
	Added   Kind = "added"
	Removed Kind = "removed"
	Renamed Kind = "renamed" // a state: the same but for its name, and for names it goes on to
	Changed Kind = "changed"
)

// Change is one difference.
type Change struct {
	Kind Kind
	// Path is where it is, in the new machine, or in the old one for what was removed.
	Path asl.Path
	// State is the state it is in, "" for the machine's own fields.
	State string
	// Field is the field within the state or machine as a dotted path with indexes, such
	// as "Retry[0].MaxAttempts"; "" if the whole state is meant.
	Field string
	// Before and After are the values, undefined where there is none. A renamed state has
	// its names.
	Before, After value.Value
}

// String is the change on one line.
func (c Change) String() string {
	sign := map[Kind]string{Added: "+", Removed: "-", Renamed: "~", Changed: "~"}[c.Kind]
	place := "machine"
	if c.State != "" {
		place = "state " + strconv.Quote(c.State)
	}
	switch {
	case c.Kind == Renamed:
		return fmt.Sprintf("%s state %s is now %s", sign, c.Before, c.After)
	case c.Field == "" && c.Kind == Added:
		return fmt.Sprintf("%s %s (%s)", sign, place, c.After.Get("Type").Str())
	case c.Field == "":
		return fmt.Sprintf("%s %s (%s)", sign, place, c.Before.Get("Type").Str())
	case c.Kind == Added:
		return fmt.Sprintf("%s %s: %s %s", sign, place, c.Field, short(c.After))
	case c.Kind == Removed:
		return fmt.Sprintf("%s %s: %s %s", sign, place, c.Field, short(c.Before))
	}
	return fmt.Sprintf("%s %s: %s %s → %s", sign, place, c.Field, short(c.Before), short(c.After))
}

func short(v value.Value) string {
	text := v.String()
	if runes := []rune(text); len(runes) > 80 {
		return string(runes[:79]) + "…"
	}
	return text
}

// MarshalJSON writes the change with the names kind, path, state, field, before and after;
// what there is none of is left out.
func (c Change) MarshalJSON() ([]byte, error) {
	b := value.NewBuilder(6)
	b.Set("kind", value.OfString(string(c.Kind))).Set("path", value.OfString(string(c.Path)))
	if c.State != "" {
		b.Set("state", value.OfString(c.State))
	}
	if c.Field != "" {
		b.Set("field", value.OfString(c.Field))
	}
	if !c.Before.IsUndefined() {
		b.Set("before", c.Before)
	}
	if !c.After.IsUndefined() {
		b.Set("after", c.After)
	}
	return b.Value().AppendJSON(nil), nil
}

// Machines are the changes that make b of a, in the order of b's document; what only a has
// comes last in its scope.
func Machines(a, b *asl.Machine) []Change {
	var d differ
	d.graphs(asl.ValueOf(a), asl.ValueOf(b), "", "")
	return d.changes
}

type differ struct{ changes []Change }

func (d *differ) add(c Change) { d.changes = append(d.changes, c) }

// graphs compares two objects that have States: a machine, branch or processor. prefix is
// the field that holds the graph within state; both are empty for the machine.
func (d *differ) graphs(a, b value.Value, path asl.Path, state string, prefix ...string) {
	d.fields(a.Without("States"), b.Without("States"), path, state, prefix)
	before, after := a.Get("States"), b.Get("States")
	renamed := renames(before, after)
	path += "/States"
	for _, m := range after.Members() {
		was := before.Get(m.Key)
		if from, ok := renamed[m.Key]; ok {
			was = before.Get(from)
			d.add(Change{Kind: Renamed, Path: path.Key(m.Key), State: m.Key, Before: value.OfString(from), After: value.OfString(m.Key)})
		}
		if was.IsUndefined() {
			d.add(Change{Kind: Added, Path: path.Key(m.Key), State: m.Key, After: m.Value})
			continue
		}
		d.states(was, m.Value, path.Key(m.Key), m.Key)
	}
	gone := map[string]bool{}
	for _, from := range renamed {
		gone[from] = true
	}
	for _, m := range before.Members() {
		if !after.Has(m.Key) && !gone[m.Key] {
			d.add(Change{Kind: Removed, Path: path.Key(m.Key), State: m.Key, Before: m.Value})
		}
	}
}

// holders are the fields of a state that hold graphs.
var holders = []string{"Branches", "ItemProcessor", "Iterator"}

func (d *differ) states(a, b value.Value, path asl.Path, state string) {
	plainA, plainB := a, b
	for _, h := range holders {
		x, y := a.Get(h), b.Get(h)
		if x.IsUndefined() || y.IsUndefined() || x.Kind() != y.Kind() {
			continue
		}
		plainA, plainB = plainA.Without(h), plainB.Without(h)
		if x.Kind() == value.Object {
			d.graphs(x, y, path.Key(h), state, h)
			continue
		}
		for i := range max(x.Len(), y.Len()) {
			field := []string{h + "[" + strconv.Itoa(i) + "]"}
			switch at := path.Key(h).Index(i); {
			case i >= x.Len():
				d.add(Change{Kind: Added, Path: at, State: state, Field: field[0], After: y.At(i)})
			case i >= y.Len():
				d.add(Change{Kind: Removed, Path: at, State: state, Field: field[0], Before: x.At(i)})
			default:
				d.graphs(x.At(i), y.At(i), at, state, field...)
			}
		}
	}
	d.fields(plainA, plainB, path, state, nil)
}

// fields compares two objects member by member.
func (d *differ) fields(a, b value.Value, path asl.Path, state string, prefix []string) {
	for _, m := range b.Members() {
		d.values(a.Get(m.Key), m.Value, path.Key(m.Key), state, join(prefix, m.Key))
	}
	for _, m := range a.Members() {
		if !b.Has(m.Key) {
			d.values(m.Value, value.Value{}, path.Key(m.Key), state, join(prefix, m.Key))
		}
	}
}

func join(prefix []string, key string) []string {
	return append(slices.Clone(prefix), key)
}

func (d *differ) values(a, b value.Value, path asl.Path, state string, field []string) {
	switch {
	case value.Equal(a, b):
	case a.Kind() == value.Object && b.Kind() == value.Object:
		d.fields(a, b, path, state, field)
	case a.Kind() == value.Array && b.Kind() == value.Array && a.Len() == b.Len():
		for i := range b.Len() {
			at := slices.Clone(field)
			at[len(at)-1] += "[" + strconv.Itoa(i) + "]"
			d.values(a.At(i), b.At(i), path.Index(i), state, at)
		}
	default:
		kind := Changed
		if a.IsUndefined() {
			kind = Added
		} else if b.IsUndefined() {
			kind = Removed
		}
		d.add(Change{Kind: kind, Path: path, State: state, Field: strings.Join(field, "."), Before: a, After: b})
	}
}

// renames finds for names that are new in after the state of before that went and is the
// same but for where it goes on to.
func renames(before, after value.Value) map[string]string {
	fingerprint := func(v value.Value) string {
		v = blank(v)
		members := slices.Clone(v.Members())
		slices.SortFunc(members, func(x, y value.Member) int { return cmp.Compare(x.Key, y.Key) })
		return value.OfObject(members).String()
	}
	gone := map[string][]string{}
	for _, m := range before.Members() {
		if !after.Has(m.Key) {
			print := fingerprint(m.Value)
			gone[print] = append(gone[print], m.Key)
		}
	}
	out := map[string]string{}
	for _, m := range after.Members() {
		if before.Has(m.Key) {
			continue
		}
		print := fingerprint(m.Value)
		if names := gone[print]; len(names) > 0 {
			out[m.Key] = names[0]
			gone[print] = names[1:]
		}
	}
	return out
}

// blank is a state without the names of states it goes on to.
func blank(v value.Value) value.Value {
	v = v.Without("Next").Without("Default").Without("Comment")
	for _, list := range []string{"Choices", "Catch"} {
		items := v.Get(list)
		if items.Kind() != value.Array {
			continue
		}
		out := make([]value.Value, items.Len())
		for i := range out {
			out[i] = items.At(i).Without("Next")
		}
		v = v.With(list, value.OfArray(out))
	}
	return v
}
