package order_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/examples/order"
	"github.com/lockstep-go/lockstep/golden"
)

func TestDefinition(t *testing.T) {
	golden.Workflow(t, order.Workflow(), "../../golden/order/order-fulfilment.asl.json")
}
