package value_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/value"
)

func number(t *testing.T, text string) value.Value {
	t.Helper()
	v, err := value.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCompareNumbers(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"1", "2", -1},
		{"1", "1.0", 0},
		{"100", "1e2", 0},
		{"-0", "0.0", 0},
		{"-1", "1", -1},
		{"9007199254740992", "9007199254740993", -1},
		{"9007199254740993.0", "9007199254740993", 0},
		{"123456789012345678901234567890", "123456789012345678901234567891", -1},
		{"-123456789012345678901234567890", "-123456789012345678901234567891", 1},
		{"0.1", "0.10000000000000000001", -1},
		{"1e400", "1e401", -1},
		{"-1e400", "1e400", -1},
		{"1e-400", "0", 1},
		{"1e-400", "1e-401", 1},
		{"0e999999999999999999999", "0", 0},
		{"1e999999999999999999999", "1e999999999999999999998", 1},
	} {
		a, b := number(t, c.a), number(t, c.b)
		if got := value.CompareNumbers(a, b); got != c.want {
			t.Errorf("%s and %s: %d", c.a, c.b, got)
		}
		if got := value.CompareNumbers(b, a); got != -c.want {
			t.Errorf("%s and %s: %d", c.b, c.a, got)
		}
		if got := value.Equal(a, b); got != (c.want == 0) {
			t.Errorf("%s equals %s: %v", c.a, c.b, got)
		}
	}
	if value.CompareNumbers(number(t, "1e400"), value.OfFloat(math.Inf(1))) != -1 ||
		value.CompareNumbers(value.OfFloat(math.Inf(-1)), number(t, "-1e400")) != -1 {
		t.Error("no literal reaches an infinity")
	}
}

func TestInt(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
		ok   bool
	}{
		{"7", 7, true}, {"-7.0", -7, true}, {"1e2", 100, true}, {"0.5e1", 5, true}, {"1.5", 0, false},
		{"9223372036854775807", math.MaxInt64, true}, {"9223372036854775808", 0, false},
		{"-9223372036854775808", math.MinInt64, true}, {"9007199254740993.0", 9007199254740993, true},
		{"9007199254740993.5", 0, false}, {"922337203685477580.7e1", math.MaxInt64, true}, {"1e30", 0, false}, {"1e400", 0, false},
	} {
		got, ok := number(t, c.text).Int()
		if got != c.want && ok || ok != c.ok {
			t.Errorf("%s: %d, %v", c.text, got, ok)
		}
	}
}

func TestAppendJavaDouble(t *testing.T) {
	for f, want := range map[float64]string{
		0: "0.0", math.Copysign(0, -1): "-0.0", 5: "5.0", -1.25: "-1.25", 0.001: "0.001", 0.0001: "1.0E-4",
		9999999: "9999999.0", 1e7: "1.0E7", 12345678.9: "1.23456789E7", 1e25: "1.0E25", -3.5e-10: "-3.5E-10",
		math.Inf(1): "Infinity", math.Inf(-1): "-Infinity",
	} {
		if diff := cmp.Diff(want, string(value.AppendJavaDouble(nil, f))); diff != "" {
			t.Error(diff)
		}
	}
}

func TestCompareUTF16(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "b", -1}, {"a", "ab", -1}, {"é", "z", 1}, {"é", "è", 1},
		{"\U0001F600", "\uFFFD", -1}, {"\U0001F600", "\uD7FF", 1}, {"x\U0001F600", "x\U0001F601", -1},
	} {
		if got := value.CompareUTF16(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %d", c.a, c.b, got)
		}
		if got := value.CompareUTF16(c.b, c.a); got != -c.want {
			t.Errorf("%q and %q: %d", c.b, c.a, got)
		}
	}
}
