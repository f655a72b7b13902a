package simulator

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// number is a numeric field in one of its forms: a number, an expression, or a path.
type number struct {
	name     string // "TimeoutSeconds"
	at       string // its place in the state: "ItemBatcher/MaxItemsPerBatch"
	field    field  // nil where the field is absent
	path     *path  // of the field's …Path form
	integer  bool
	fallback float64
	min, max float64
	// outside is AWS's sentence for a number below min or above max, "" for the usual one.
	outside string
}

// given reports whether the field is there.
func (n *number) given() bool { return n.field != nil || n.path != nil }

// eval is the field's number.
func (n *number) eval(v *view) (float64, *failure) {
	if n.path != nil {
		x, f := n.path.get(v)
		if f != nil {
			return 0, f
		}
		// The service reads the text of whatever is there, so "1" counts.
		text := plainText(x)
		if i, err := strconv.ParseInt(text, 10, 64); err == nil && n.integer {
			return n.bounded(v, float64(i), x)
		}
		if d, err := strconv.ParseFloat(text, 64); err == nil && !n.integer {
			return n.bounded(v, d, x)
		}
		kind := "float"
		if n.integer {
			kind = "integer"
		}
		return 0, v.st.runtime("The %sPath field refers to value \"%s\" which is not a valid %s: %s", n.name, plainText(x), kind, n.path.text)
	}
	if n.field == nil {
		return n.fallback, nil
	}
	x, f := n.field.eval(v)
	if f != nil {
		return 0, f
	}
	if _, whole := x.Int(); n.integer && !whole {
		return 0, v.st.queryFailure(n.at, "The %s field cannot be parsed as an integer: %s", n.name, x)
	}
	return n.bounded(v, x.Float(), x)
}

func (n *number) bounded(v *view, f float64, x value.Value) (float64, *failure) {
	if f >= n.min && f <= n.max {
		return f, nil
	}
	outside := n.outside
	switch {
	case outside != "":
		outside = strings.ReplaceAll(outside, "{}", plainText(x))
	case f < n.min && n.max == math.MaxInt64:
		outside = n.name + " cannot be negative."
	case n.path == nil:
		outside = fmt.Sprintf("%s must be between %s and %s but was: %s", n.name, plainNumber(n.min), plainNumber(n.max), x)
	default:
		outside = fmt.Sprintf("%s must be between %s and %s.", n.name, plainNumber(n.min), plainNumber(n.max))
	}
	if n.path == nil {
		return 0, v.st.queryFailure(n.at, "%s", outside)
	}
	return 0, v.st.runtime("%s", outside)
}

func plainNumber(f float64) string { return fmt.Sprintf("%.0f", f) }
