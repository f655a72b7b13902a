package cli

import "github.com/urfave/cli/v2"

// commands is the table of commands, in the order the help shows them.
func commands(s *streams) []*cli.Command {
	return []*cli.Command{
		initCommand(s),
		buildCommand(s),
		checkCommand(s),
		explainCommand(s),
		runCommand(s),
		evalCommand(s),
		optimizeCommand(s),
		convertCommand(s),
		compareCommand(s),
		costCommand(s),
		importCommand(s),
		graphCommand(s),
		diffCommand(s),
		planCommand(s),
		deployCommand(s),
		statusCommand(s),
		driftCommand(s),
		rollbackCommand(s),
		destroyCommand(s),
		exportCommand(s),
		testCommand(s),
		vetCommand(s),
		serveCommand(s),
		completionCommand(s),
		versionCommand(s),
	}
}
