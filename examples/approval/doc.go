// Package approval has a person decide on an expense: a manager within three
// days, else a director. See README.md.
package approval
