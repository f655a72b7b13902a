package api

import "time"

//go:generate go run ./generate -wheel $BOTOCORE_WHEEL -o shapes_gen.go

// Operation is one operation of the API.
type Operation struct {
	Name string
	// Errors are the codes that the model lists for it, without those that every
	// service has (ValidationException, SerializationException and the like).
	Errors []string
}

// Timestamp is a point in time: on the wire, seconds since 1970 with milliseconds.
type Timestamp struct{ time.Time }

// At is t as the API states it.
func At(t time.Time) Timestamp { return Timestamp{t} }

// JSON is a part of an answer that is JSON text already, such as a history event.
type JSON []byte
