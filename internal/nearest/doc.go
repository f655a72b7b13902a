// Package nearest finds the name that somebody meant and misspelled, for advice such as
// "did you mean `TimeoutSeconds`?". Fields, states, services, actions and variables are
// looked for by one measure, so that one slip of the keyboard is advised on alike in all
// of them.
//
//	nearest.Name("TimeoutSecond", []string{"Timeout", "TimeoutSeconds"}) // "TimeoutSeconds"
//	nearest.Name("Colour", []string{"TimeoutSeconds"})                   // ""
package nearest
