// Package order is an order fulfilment written as a workflow: charge a card,
// have large orders reviewed by a person, ship every item. See README.md.
package order
