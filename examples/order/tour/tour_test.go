package main

import (
	"bytes"
	"testing"

	"github.com/lockstep-go/lockstep/golden"
)

func TestTour(t *testing.T) {
	var out bytes.Buffer
	if err := tour(&out); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "../../../golden/order/tour.txt", out.Bytes())
}
