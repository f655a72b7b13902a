// Package polling starts a job in a system that can neither call back nor be waited
// for, and asks until it is done. See README.md.
package polling
