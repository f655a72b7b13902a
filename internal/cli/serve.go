package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/server"
	"github.com/lockstep-go/lockstep/simulator"
)

func serveCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "serve the Step Functions API on this machine",
		Description: "Any AWS SDK or the AWS CLI works with --endpoint-url http://127.0.0.1:8083. An access key id of twelve digits names\n" +
			"the account. Tasks are answered by --mocks, then by the endpoints in AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL_SQS and\n" +
			"so on, or AWS_ENDPOINT_URL for all services; the variables of Step Functions Local work too. AWS itself is never called,\n" +
			"and a web API of an HTTP task only on the hosts that --http names.",
		Flags: append(answerFlags(),
			&cli.StringFlag{Name: "listen", Value: "127.0.0.1:8083", Usage: "`ADDR` to listen on; port 0 picks a free one"},
			&cli.StringFlag{Name: "time", Value: "real", Usage: "real: a Wait waits; virtual: nothing waits but for somebody outside"},
			&cli.BoolFlag{Name: "allow-remote", Usage: "permit an address that other machines reach; there is no authentication"},
			&cli.IntFlag{Name: "keep", Value: 20000, Usage: "how many finished executions are kept an account and region"},
			&cli.BoolFlag{Name: "verbose", Usage: "log what an operator may want to know to standard error"},
		),
		Action: func(c *cli.Context) error {
			if _, err := arguments(c, 0, 0, "no argument"); err != nil {
				return err
			}
			o := server.Options{
				AllowRemote:    c.Bool("allow-remote"),
				KeepExecutions: c.Int("keep"),
				Account:        os.Getenv("AWS_ACCOUNT_ID"),
				Region:         firstSet(os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")),
			}
			if o.KeepExecutions < 1 {
				return usagef("--keep is at least 1, not %d", o.KeepExecutions)
			}
			if c.Bool("verbose") {
				o.Log = slog.New(slog.NewTextHandler(s.err, nil))
			}
			switch t := c.String("time"); t {
			case "real":
				o.Time = server.Real
			case "virtual":
				o.Time = server.Virtual
			default:
				return usagef("--time is real or virtual, not %q", t)
			}
			a, err := answersOf(s, c)
			if err != nil {
				return err
			}
			if a.mocks != nil {
				o.TestCases = a.mocks.TestCases
			}
			o.Simulator = func(_, region string) []simulator.Option { return a.options(region) }
			return serve(c.Context, s, c.String("listen"), o)
		},
	}
}

// serve listens on addr until ctx ends.
func serve(ctx context.Context, s *streams, addr string, o server.Options) error {
	if err := checkAddress(addr, o.AllowRemote); err != nil {
		return err
	}
	if o.AllowRemote {
		fmt.Fprintln(s.err, "lockstep: warning: other machines can reach this server, and it checks no credentials")
	}
	srv, err := server.New(o)
	if err != nil {
		return usagef("%w", err)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		srv.Close()
		return ioFailure(err)
	}
	if _, err := fmt.Fprintf(s.out, "listening on http://%s\n", l.Addr()); err != nil {
		return ioFailure(errors.Join(err, l.Close()))
	}
	return ioFailure(srv.Serve(ctx, l))
}

// checkAddress refuses an address beyond this machine, unless it is allowed.
func checkAddress(addr string, remote bool) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return usagef("--listen %q: %w", addr, err)
	}
	if remote || host == "localhost" {
		return nil
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return usagef("--listen %s is reachable from other machines, and the server checks no credentials; use a loopback address, or --allow-remote", addr)
	}
	return nil
}

func firstSet(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
