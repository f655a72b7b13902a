// Command lockstep checks, optimizes, simulates and deploys AWS Step Functions workflows
// that are written in Go or in Amazon States Language.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/lockstep-go/lockstep/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the first signal asks, a second one ends the process
	code := cli.Main(ctx, os.Args, os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
