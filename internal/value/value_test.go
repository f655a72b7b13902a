package value_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/internal/value"
)

func TestDecodeEncodeKeepsTextAndOrder(t *testing.T) {
	for _, text := range []string{
		`null`, `true`, `-0.0`, `1.50`, `1e400`, `"a\nbé"`, `[]`, `{}`, `{"b":1,"a":[1,2,{"c":null}]}`,
	} {
		v, err := value.DecodeString(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := v.String(); got != text {
			t.Errorf("got %s, want %s", got, text)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, text := range []string{``, `{`, `[1,]`, `{"a":1,"a":2}`, `01`, "\"\x01\"", "\"\xff\"", `1 2`, `nul`} {
		if v, err := value.DecodeString(text); err == nil {
			t.Errorf("%q was taken as %v", text, v)
		}
	}
}

func TestWithSharesAndKeeps(t *testing.T) {
	v, _ := value.DecodeString(`{"a":{"x":1},"b":2}`)
	w := v.With("b", value.OfInt(3)).With("c", value.True)
	if got := w.String(); got != `{"a":{"x":1},"b":3,"c":true}` {
		t.Error(got)
	}
	if got := v.String(); got != `{"a":{"x":1},"b":2}` {
		t.Error("the original changed:", got)
	}
}
