// Package ecmaregexp matches regular expressions as JavaScript does, within a bound that
// is counted and not timed.
//
// Expressions with look-around and back references can take exponential time on a short
// text, so whoever runs one that somebody else wrote needs a bound. A bound by the clock
// makes a result depend on the machine: a process that was stopped for a moment reports a
// time-out for a match that takes microseconds. Here each instruction counts one, and the
// same match takes the same number everywhere.
//
//	re, err := ecmaregexp.Compile(`(\w+)@(\w+)`, "i")
//	if err != nil {
//		return err
//	}
//	steps := 1_000_000
//	groups, err := re.Find(ecmaregexp.NewText("ann@example"), 0, &steps)
//	// groups is [0 11 0 3 4 11]: from and to of the match and of each group
//
// The language is ECMAScript 2018 without the flag u, with the leniency of its annex B:
// texts are UTF-16 code units, \8 and a lone ] are characters, a group that took no part
// matches nothing where it is referred to, and each round of a loop forgets its groups.
package ecmaregexp
