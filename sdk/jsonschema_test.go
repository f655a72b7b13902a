package sdk_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/sdk"
)

type tree struct {
	Name     string `json:"name"`
	Children []tree `json:"children,omitempty"`
}

func TestInputSchema(t *testing.T) {
	type line struct {
		SKU      string `json:"sku"`
		Quantity int    `json:"quantity,omitempty"`
	}
	type order struct {
		ID    string `json:"id"`
		Lines []line `json:"lines"`
	}
	read := func(w *sdk.Workflow) (schema map[string]any) {
		t.Helper()
		if err := json.Unmarshal(w.InputSchema(), &schema); err != nil {
			t.Fatalf("%s: %v", w.InputSchema(), err)
		}
		return schema
	}
	got := read(sdk.New("orders", func(b *sdk.Block, _ sdk.Value[order]) { b.Pass("Nothing") }))
	delete(got, "$schema")
	want := map[string]any{
		"type": "object", "required": []any{"id", "lines"},
		"properties": map[string]any{
			"id": map[string]any{"type": "string"},
			"lines": map[string]any{"type": "array", "items": map[string]any{
				"type": "object", "required": []any{"sku"},
				"properties": map[string]any{"sku": map[string]any{"type": "string"}, "quantity": map[string]any{"type": "integer"}},
			}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := read(sdk.New("trees", func(b *sdk.Block, _ sdk.Value[tree]) { b.Pass("Nothing") })); got["$defs"] == nil {
		t.Errorf("a type that holds itself needs definitions: %v", got)
	}
	if got := read(sdk.Untyped("anything", func(b *sdk.Block, _ sdk.Value[any]) { b.Pass("Nothing") })); got["properties"] != nil {
		t.Errorf("an untyped input has members: %v", got)
	}
}
