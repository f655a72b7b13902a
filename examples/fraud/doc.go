// Package fraud decides on a payment while the customer waits: three checks at
// the same time in an Express workflow. See README.md.
package fraud
