package saga

import (
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// persistent is the policy of what must happen in the end: undoing a booking.
var persistent = sdk.Retry("States.ALL").Interval(5 * time.Second).MaxAttempts(8).BackoffRate(2).MaxDelay(10 * time.Minute).FullJitter()

// Workflow books a flight and a hotel and charges the traveller. If a step
// fails, what was booked before it is cancelled, the last first.
func Workflow() *sdk.Workflow {
	return sdk.New("trip-booking", func(b *sdk.Block, trip sdk.Value[Trip]) {
		reason := sdk.Var[string](b, "reason", "")
		flight := lambda.Invoke(b, "Book flight", BookFlight).Payload(trip).
			Retry(lambda.Transient().FullJitter()).
			CatchAll(func(b *sdk.Block, e sdk.Caught) {
				reason.Set(b, e.Cause())
				b.GoTo("Trip not booked")
			}).
			Result()

		hotel := lambda.Invoke(b, "Book hotel", BookHotel).Payload(trip).
			Retry(lambda.Transient().FullJitter()).
			CatchAll(func(b *sdk.Block, e sdk.Caught) {
				reason.Set(b, e.Cause())
				b.GoTo("Cancel flight")
			}).
			Result()

		price := sdk.Add(flight.At("price"), hotel.At("price"))
		charged := lambda.Invoke(b, "Charge traveller", ChargeTraveller).
			Payload(sdk.Object{"tripId": trip.At("id"), "amount": price, "budget": trip.At("budget")}).
			Retry(lambda.Transient().FullJitter()).
			CatchAll(func(b *sdk.Block, e sdk.Caught) {
				reason.Set(b, e.Cause())
				lambda.Invoke(b, "Cancel hotel", CancelHotel).Payload(hotel).Retry(persistent)
				lambda.Invoke(b, "Cancel flight", CancelFlight).Payload(flight).Retry(persistent)
				b.Fail("Trip not booked").Error("TripNotBooked").Cause(reason)
			}).
			Result()

		b.Return(sdk.Object{
			"flight": flight.At("reference"), "hotel": hotel.At("reference"), "receipt": charged.At("receipt"),
		})
	}, sdk.Comment("Book a trip, or undo what was booked"))
}
