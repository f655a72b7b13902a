// Package saga books a trip as a saga: a flight, a hotel and the payment, each
// in a system of its own, and each undone if a later one fails. See README.md.
package saga
