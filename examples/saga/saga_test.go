package saga_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/examples/saga"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/simtest"
)

var trip = saga.Trip{ID: "t-1", Traveller: "Ada", To: "Lisbon", Nights: 3, Budget: 1000}

func TestDefinition(t *testing.T) {
	golden.Workflow(t, saga.Workflow(), "../../golden/saga/trip-booking.asl.json")
}

func TestTripIsBooked(t *testing.T) {
	run := simtest.New(t, saga.Workflow()).Run(trip)
	var got map[string]string
	run.MustSucceed(&got)
	if diff := cmp.Diff(map[string]string{"flight": "flight-t-1", "hotel": "hotel-t-1", "receipt": "receipt-t-1"}, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	run.MustTake("Book flight", "Book hotel", "Charge traveller")
}

func TestNothingIsUndoneWithoutAFlight(t *testing.T) {
	nowhere := trip
	nowhere.To = "Atlantis"
	run := simtest.New(t, saga.Workflow()).Run(nowhere)
	run.MustFail("TripNotBooked")
	run.MustTake("Book flight", "Trip not booked")
}

func TestFlightIsCancelledWithoutAHotel(t *testing.T) {
	dayTrip := trip
	dayTrip.Nights = 0
	env := simtest.New(t, saga.Workflow())
	run := env.Run(dayTrip)
	run.MustFail("TripNotBooked")
	var cancelled saga.Booking
	if err := env.Calls("Cancel flight")[0].Decode(&cancelled); err != nil || cancelled.Reference != "flight-t-1" {
		t.Errorf("cancelled was %+v (%v), want the flight", cancelled, err)
	}
	run.MustTake("Book flight", "Book hotel", "Cancel flight", "Trip not booked")
}

func TestAllIsCancelledLastFirstWhenThePaymentFails(t *testing.T) {
	env := simtest.New(t, saga.Workflow())
	poor := trip
	poor.Budget = 100
	run := env.Run(poor)
	run.MustFail("TripNotBooked")
	run.MustTake("Book flight", "Book hotel", "Charge traveller", "Cancel hotel", "Cancel flight", "Trip not booked")
	var cancelled saga.Booking
	if err := env.Calls("Cancel hotel")[0].Decode(&cancelled); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(saga.Booking{Reference: "hotel-t-1", Price: 330}, cancelled); diff != "" {
		t.Errorf("what is cancelled (-want +got):\n%s", diff)
	}
	want := `{"errorMessage":"650.00 is over the budget of 100.00","errorType":"OverBudget"}`
	if run.Cause != want {
		t.Errorf("the cause is %s, want %s", run.Cause, want)
	}
}

func TestCancellingIsRetriedUntilItWorks(t *testing.T) {
	env := simtest.New(t, saga.Workflow())
	env.Mock("Cancel hotel").Fail("HotelDown", "").Fail("HotelDown", "").Return(saga.Cancellation{})
	poor := trip
	poor.Budget = 100
	run := env.Run(poor)
	run.MustFail("TripNotBooked")
	if run.Duration > 15*time.Second {
		t.Errorf("it took %v, want at most 5 and 10 seconds of jitter", run.Duration)
	}
	if got := len(env.Calls("Cancel hotel")); got != 3 {
		t.Errorf("the hotel was cancelled %d times, want two failures and a success", got)
	}
}

// When the hotel's system is down for longer than anybody retries, the execution fails
// at that step. Redriving goes on there: nothing is booked or cancelled twice.
func TestCancellingGoesOnWhereItFailed(t *testing.T) {
	env := simtest.New(t, saga.Workflow())
	hotel := env.Mock("Cancel hotel")
	for range 9 {
		hotel.Fail("HotelDown", "for hours")
	}
	hotel.Return(saga.Cancellation{})
	poor := trip
	poor.Budget = 100
	run := env.Run(poor)
	run.MustFail("HotelDown")
	if n := len(env.Calls("Cancel flight")); n != 0 {
		t.Errorf("the flight was cancelled %d times before the hotel", n)
	}
	if _, err := run.Execution().Redrive(); err != nil {
		t.Fatal(err)
	}
	if err := env.Simulator().Wait(t.Context(), run.Execution()); err != nil {
		t.Fatal(err)
	}
	if d := run.Execution().Describe(); d.Error == nil || *d.Error != "TripNotBooked" {
		t.Errorf("the execution is %v: %v", d.Status, d.Error)
	}
	for state, want := range map[string]int{"Book flight": 1, "Book hotel": 1, "Cancel hotel": 10, "Cancel flight": 1} {
		if n := len(env.Calls(state)); n != want {
			t.Errorf("%s was called %d times, want %d", state, n, want)
		}
	}
}
