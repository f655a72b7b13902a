// Command check measures how many definitions a second are decoded and checked, beside two
// npm packages that do the same kind of work, in one run:
//
//	go run ./bench/check                     # ours: 100 to 100,000 states, to see the growth
//	npm install --prefix DIR amazon-states-language-service@1.16.1 asl-validator@4.0.0 vscode-languageserver-types
//	go run ./bench/check -peer DIR           # and the peers, on 100 and 1,000 states
//	go run ./bench/check -peer DIR FILE…     # on these definitions instead
//
// Everybody is warm: the figures are CPU time (garbage collection and compilation while
// running are in it) of calls in a row in one process, after some that are not counted.
// The last lines are the whole command over many files, from its start to its end, on one
// thread and on all.
//
// The peers check less: neither follows variables or knows the services' parameters.
package main
