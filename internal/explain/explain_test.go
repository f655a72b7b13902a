package explain_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/internal/explain"
)

// Each code has one explanation, and examples unless nothing is known to give it.
func TestAll(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range explain.All() {
		if seen[e.Code] {
			t.Errorf("%s is explained twice", e.Code)
		}
		seen[e.Code] = true
		if e.Title == "" || e.Why == "" {
			t.Errorf("%s has no title or reason", e.Code)
		}
		if internal := strings.HasPrefix(e.Code, "ASL9"); !internal && (e.Bad == "" || e.Good == "") {
			t.Errorf("%s has no examples", e.Code)
		}
	}
}

func TestCode(t *testing.T) {
	e, ok := explain.Code("asl1030")
	if !ok || e.Code != "ASL1030" {
		t.Errorf("Code(asl1030) = %+v, %v", e, ok)
	}
	if _, ok := explain.Code("ASL0000"); ok {
		t.Error("ASL0000 is explained")
	}
}

// docs/codes.md is what the records say now.
func TestDocument(t *testing.T) {
	got, err := os.ReadFile("../../docs/codes.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(explain.Document()), string(got)); diff != "" {
		t.Errorf("docs/codes.md is old; run go generate ./internal/explain (-want +got):\n%s", diff)
	}
}

// preamble declares what the examples in Go take as given.
const preamble = `package examples

import (
	"context"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/dynamodb"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/sns"
	"github.com/lockstep-go/lockstep/sdk/sqs"
)

const topic, queue = "arn:aws:sns:us-east-1:123456789012:orders", "https://sqs.us-east-1.amazonaws.com/123456789012/orders"

var key = sdk.Object{}
var _, _, _, _, _, _, _ = strings.Repeat, fmt.Sprint, maps.Keys[map[string]string], math.NaN, os.Getenv, slices.Sorted[string], time.Second
var _ = lambda.Invoke[Order, Receipt]

type Item struct{ SKU string ` + "`json:\"sku\"`" + ` }
type Order struct {
	ID     string  ` + "`json:\"id\"`" + `
	Total  float64 ` + "`json:\"total\"`" + `
	Coupon string  ` + "`json:\"coupon,omitempty\"`" + `
	Status string  ` + "`json:\"status\"`" + `
	Items  []Item  ` + "`json:\"items\"`" + `
}
type Receipt struct{ ID string }
type Label struct{ Tracking string }

func ChargeCard(context.Context, Order) (Receipt, error) { return Receipt{}, nil }
func MakeLabel(context.Context, Item) (Label, error)     { return Label{}, nil }
func Review(context.Context, Order) (string, error)      { return "", nil }
func IsPaid(context.Context, Order) (bool, error)        { return false, nil }
`

var declared = regexp.MustCompile(`(?m)^(?:var )?(\w+)(?: :=| sdk\.)`)

// The good examples in Go compile; the bad ones of recording do, too: the mistake shows when
// the workflow is built.
func TestExamplesCompile(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a package")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("there is no go command")
	}
	var source strings.Builder
	source.WriteString(preamble)
	for _, e := range explain.All() {
		if e.Language != "go" || strings.HasPrefix(e.Code, "ASL6") {
			continue // those of vet are parts of what its own tests compile
		}
		for kind, text := range map[string]string{"Bad": e.Bad, "Good": e.Good} {
			fmt.Fprintf(&source, "\nfunc %s%s(b *sdk.Block, order, first, second sdk.Value[Order], item sdk.Value[Item], items sdk.Value[[]Item], large, shipped sdk.Value[bool], ship, review func(*sdk.Block)) {\n%s\n", kind, e.Code, text)
			for _, m := range declared.FindAllStringSubmatch(text, -1) {
				fmt.Fprintf(&source, "_ = %s\n", m[1])
			}
			source.WriteString("}\n")
		}
	}
	// The package stands in this module, in an overlay only.
	dir := t.TempDir()
	file := filepath.Join(dir, "examples.go")
	if err := os.WriteFile(file, []byte(source.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, fmt.Appendf(nil, `{"Replace":{%q:%q}}`, filepath.Join(here, "examples", "examples.go"), file), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-overlay", overlay, "./examples").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
