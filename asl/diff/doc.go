// Package diff compares two machines as people think of them: states that came, went, were
// renamed or changed, and in each the fields that differ, however deep they stand.
//
// A textual comparison of two definitions shows moved lines and reformatted numbers; what a
// reviewer wants to know before a deployment is which states behave differently.
//
//	for _, c := range diff.Machines(live, desired) {
//		fmt.Println(c) // ~ state "Charge card": TimeoutSeconds 30 → 60
//	}
//
// Key order, white space and the way a number is written are no difference. The order of
// states is none either; the order of Choice rules, retriers, catchers and branches is.
package diff
