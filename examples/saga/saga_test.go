package saga_test

import (
	"testing"

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
	run := simtest.New(t, saga.Workflow()).Run(dayTrip)
	run.MustFail("TripNotBooked")
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
	env.Mock("Cancel hotel").Fail("HotelDown", "").Fail("HotelDown", "").Return(map[string]string{})
	poor := trip
	poor.Budget = 100
	env.Run(poor).MustFail("TripNotBooked")
	if got := len(env.Calls("Cancel hotel")); got != 3 {
		t.Errorf("the hotel was cancelled %d times, want two failures and a success", got)
	}
}
