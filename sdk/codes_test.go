package sdk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/sdk"
)

func TestCodesAreExplained(t *testing.T) {
	codes := sdk.Codes()
	if !slices.IsSortedFunc(codes, func(a, b sdk.Code) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("the codes are not in order")
	}
	seen := map[string]bool{}
	for _, c := range codes {
		if seen[c.Code] || c.Title == "" || !strings.HasSuffix(c.Why, ".") {
			t.Errorf("%+v is not a whole, single record", c)
		}
		seen[c.Code] = true
	}
}
