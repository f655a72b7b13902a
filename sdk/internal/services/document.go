package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/internal/servicesteps"
)

// document is docs/services.md: how each optimized integration is called, in each of its
// patterns.
func document() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("# Services\n\nThe optimized integrations of Step Functions and the steps that call them. Written by `go generate ./sdk`; do not edit.\n\n")
	b.WriteString("Every other action of AWS is called by `aws.Call(b, \"Get secret\", \"secretsmanager:getSecretValue\", sdk.Object{…})`, an activity by `sdk.Call`.\n\n")
	b.WriteString("| resource | step |\n| --- | --- |\n")
	resources := slices.Sorted(slices.Values(catalog.OptimizedResources()))
	for _, text := range resources {
		short := strings.TrimPrefix(text, "arn:aws:states:::")
		step := servicesteps.Text(text)
		if step == "" {
			return nil, fmt.Errorf("no step calls %s", text)
		}
		fmt.Fprintf(&b, "| `%s` | `%s` |\n", short, step)
	}
	return b.Bytes(), nil
}
