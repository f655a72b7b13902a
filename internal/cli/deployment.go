package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go/logging"
	"github.com/urfave/cli/v2"

	"github.com/lockstep-go/lockstep/deploy"
	"github.com/lockstep-go/lockstep/diag"
)

// configFile is where the settings of deployments stand unless --config says otherwise: in
// the package's folder, else in the working directory.
const configFile = "lockstep.yaml"

// deploymentFlags are the options of all commands that work on a deployment.
func deploymentFlags(more ...cli.Flag) []cli.Flag {
	return append([]cli.Flag{
		&cli.StringFlag{Name: "endpoint-url", Usage: "`URL` to call instead of AWS, such as that of `lockstep serve`"},
		&cli.StringFlag{Name: "region", Usage: "the AWS region"},
		&cli.StringFlag{Name: "profile", Usage: "the profile of the AWS configuration"},
		&cli.StringFlag{Name: "role-arn", Usage: "`ARN` of a given execution role; nothing is done to IAM then"},
		&cli.StringFlag{Name: "config", Usage: "`FILE` with the settings; lockstep.yaml beside the package or here, if there is one"},
		&cli.StringFlag{Name: "env", Usage: "the environment whose settings count"},
		&cli.StringFlag{Name: "name", Usage: "the machine's name, if not the workflow's"},
		&cli.StringFlag{Name: "alias", Usage: "the alias that is moved to the new version"},
		&cli.StringFlag{Name: "workflow", Usage: "which workflow of a package that has several; all otherwise"},
		levelFlag("optimization level of a Go package, 0 to 3", defaultLevel),
		formatFlag("text", "json"),
	}, more...)
}

// deployment is one workflow and where it goes.
type deployment struct {
	source   *source
	deployer *deploy.Deployer
	desired  *deploy.Desired
}

// openDeployments compiles what path names and reads the configuration. Workflows that
// others start come before them.
func openDeployments(s *streams, c *cli.Context, path string, opts ...deploy.Option) ([]*deployment, func(), error) {
	sources, done, err := openSources(c.Context, s, path)
	if err != nil {
		return nil, nil, err
	}
	list, err := deployments(s, c, path, sources, opts)
	if err != nil {
		done()
		return nil, nil, err
	}
	return list, done, nil
}

func deployments(s *streams, c *cli.Context, path string, sources []*source, opts []deploy.Option) ([]*deployment, error) {
	if name := c.String("workflow"); name != "" {
		src, err := pick(sources, name)
		if err != nil {
			return nil, err
		}
		sources = []*source{src}
	}
	sources = childrenFirst(sources)
	if len(sources) > 1 && c.IsSet("name") {
		return nil, usagef("--name names one machine, and there are %d workflows; pick one by --workflow", len(sources))
	}
	settings, err := readSettings(s, c, path)
	if err != nil {
		return nil, err
	}
	cfg, err := awsConfig(c)
	if err != nil {
		return nil, err
	}
	d := deploy.New(deploy.NewClients(cfg, c.String("endpoint-url")), opts...)
	id, err := d.Identity(c.Context, settings.Role)
	if err != nil {
		return nil, deployFailure(s, err)
	}
	var out []*deployment
	for _, src := range sources {
		one := *settings
		m, err := src.settle(s, &one, c.Int("level"))
		if err != nil {
			return nil, err
		}
		desired, problems := one.Desired(m, id)
		if len(problems) > 0 {
			if err := printDiagnostics(s.err, problems, src.document); err != nil {
				return nil, ioFailure(err)
			}
		}
		if desired == nil || problems.HasErrors() {
			return nil, errNo
		}
		out = append(out, &deployment{source: src, deployer: d, desired: desired})
	}
	return out, nil
}

// childrenFirst orders workflows so that those that others start come before them.
func childrenFirst(sources []*source) []*source {
	byName := map[string]*source{}
	for _, src := range sources {
		byName[src.name] = src
	}
	var out []*source
	seen := map[*source]bool{}
	var add func(*source)
	add = func(src *source) {
		if src == nil || seen[src] {
			return
		}
		seen[src] = true
		if src.workflow != nil {
			for _, nested := range src.workflow.Nested {
				add(byName[nested.Name])
			}
		}
		out = append(out, src)
	}
	for _, src := range sources {
		add(src)
	}
	return out
}

// readSettings reads the configuration and puts the command line's options over it.
func readSettings(s *streams, c *cli.Context, path string) (*deploy.Config, error) {
	name := c.String("config")
	if name == "" {
		for _, dir := range []string{path, "."} {
			if info, err := os.Stat(filepath.Join(dir, configFile)); err == nil && !info.IsDir() {
				name = filepath.Join(dir, configFile)
				break
			}
		}
	}
	settings := &deploy.Config{Environment: c.String("env")}
	if name != "" {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, ioFailure(err)
		}
		var problems diag.List
		settings, problems = deploy.DecodeConfig(name, data, c.String("env"))
		if problems.HasErrors() {
			return nil, refuse(s.err, problems, &document{path: name, data: data})
		}
	} else if settings.Environment != "" {
		return nil, usagef("--env %s: there is no %s; write one, or name it by --config", settings.Environment, configFile)
	}
	for option, setting := range map[string]*string{"role-arn": &settings.Role, "name": &settings.Name, "alias": &settings.Alias} {
		if c.IsSet(option) {
			*setting = c.String(option)
		}
	}
	if c.IsSet("strategy") {
		strategy, err := deploy.ParseStrategy(c.String("strategy"))
		if err != nil {
			return nil, usagef("--strategy: %w", err)
		}
		settings.Strategy = strategy
	}
	if c.IsSet("alarm") {
		settings.Alarms = c.StringSlice("alarm")
	}
	if c.IsSet("build") {
		settings.Build = c.String("build")
	}
	settings.Adopt = c.Bool("adopt")
	return settings, nil
}

// awsConfig is the AWS CLI's configuration with the options over it. A server on this
// machine gets stand-in credentials and a region where there are none.
func awsConfig(c *cli.Context) (aws.Config, error) {
	opts := []func(*config.LoadOptions) error{config.WithLogger(logging.Nop{})} // what goes wrong is in the errors
	if r := c.String("region"); r != "" {
		opts = append(opts, config.WithRegion(r))
	}
	if p := c.String("profile"); p != "" {
		opts = append(opts, config.WithSharedConfigProfile(p))
	}
	cfg, err := config.LoadDefaultConfig(c.Context, opts...)
	if err != nil {
		return aws.Config{}, ioFailure(err)
	}
	local, err := isLocal(c.String("endpoint-url"))
	if err != nil {
		return aws.Config{}, err
	}
	if local {
		if cfg.Region == "" {
			cfg.Region = "us-east-1"
		}
		if os.Getenv("AWS_ACCESS_KEY_ID") == "" && c.String("profile") == "" {
			cfg.Credentials = credentials.NewStaticCredentialsProvider("123456789012", "local", "")
		}
		return cfg, nil
	}
	if cfg.Region == "" {
		return aws.Config{}, ioFailure(errors.New("no AWS region: give --region, or set AWS_REGION or the profile's region"))
	}
	ctx, cancel := context.WithTimeout(c.Context, credentialsWithin)
	defer cancel()
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		return aws.Config{}, ioFailure(fmt.Errorf("no AWS credentials: give --profile, set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in by `aws sso login`; "+
			"a server on this machine is named by --endpoint-url (%w)", err))
	}
	return cfg, nil
}

// credentialsWithin is how long whoever gives credentials may take; a login in a browser
// is not waited for.
const credentialsWithin = 15 * time.Second

// isLocal reports whether an endpoint is on this machine.
func isLocal(endpoint string) (bool, error) {
	if endpoint == "" {
		return false, nil
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return false, usagef("--endpoint-url %q is no URL such as http://127.0.0.1:8083", endpoint)
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback(), nil
}

// deployFailure gives an error its exit code: 1 where the answer is no, 3 where AWS failed.
func deployFailure(s *streams, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*deploy.RefusedError](err); ok {
		fmt.Fprintln(s.err, "AWS refuses the definition:")
		return refuse(s.err, e.Diagnostics)
	}
	if deploy.IsNo(err) {
		return &exitError{exitNo, err}
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		err = fmt.Errorf("nobody listens at the endpoint: %w", err)
	}
	return ioFailure(err)
}

// showProgress prints what a deployment does, as it does it, to standard error.
func showProgress(s *streams) deploy.Option {
	return deploy.OnProgress(func(e deploy.Event) { fmt.Fprintln(s.err, e) })
}

// writeResults prints one result as it is and several as an object with a list.
func writeResults[T any](s *streams, results []T) error {
	if len(results) == 1 {
		return ioFailure(writeJSON(s.out, results[0]))
	}
	return ioFailure(writeJSON(s.out, map[string]any{"workflows": results}))
}
