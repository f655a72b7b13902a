package sdk_test

import (
	"fmt"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// Fails says how what a step calls can end. Then a handler of an error that
// never comes is told of, and so is an error that nobody handles.
func ExampleTask_Fails() {
	reserve := lambda.Deployed("reserve-seat")
	w := sdk.New("seat", func(b *sdk.Block, seat sdk.Value[string]) {
		reserve.Invoke(b, "Reserve").Payload(sdk.Object{"seat": seat}).
			Fails("SeatTaken", "HallClosed").
			Retry(lambda.Transient()).
			Catch("SeatTakn", func(b *sdk.Block, _ sdk.Caught) { b.Return("choose another one") })
		b.Return("reserved")
	})
	_, problems := w.Build()
	for _, p := range problems {
		fmt.Printf("%s: %s\n", p.Severity, p.Message)
	}
	// Output:
	// info: `HallClosed` ends the execution where the call ends with it
	// info: `SeatTaken` ends the execution where the call ends with it
	// warning: nothing here fails with `SeatTakn`
}
