// Package events lets services that know nothing of each other work on an order:
// they hear and answer through EventBridge. See README.md.
package events
