// Package vet finds Go code that compiles and still can't mean what its author
// thinks, in functions that record workflows.
//
// A workflow function runs once, when the workflow is built. A Go `for` in it
// is unrolled, time.Now is the time of the build, and a Value holds no data yet.
// The Go compiler can't know that, and the mistakes show only later: as two
// states of one name, as a definition that differs from build to build.
//
// The analyzer is one of go/analysis, so it works in editors, in golangci-lint
// and in a vet tool of one's own beside others:
//
//	func main() { unitchecker.Main(vet.Analyzer) }
//
// and as it is from the command line:
//
//	lockstep vet ./...
//	go vet -vettool=$(which lockstep) ./...
package vet
