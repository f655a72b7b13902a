// Package cli is the lockstep command: one file a command, each a thin layer over the
// package that does the work.
//
// Results go to standard output and progress to standard error, so that a command can be
// piped. Exit codes are the same everywhere: 0 fine, 1 the answer is no (diagnostics, a
// failed execution, changes pending), 2 wrong usage, 3 AWS or I/O failed.
//
//	code := cli.Main(ctx, []string{"lockstep", "check", "order.asl.json"}, os.Stdin, os.Stdout, os.Stderr)
package cli
