package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

func completionCommand(s *streams) *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print a completion script for a shell",
		ArgsUsage: "bash|zsh|fish",
		Description: "bash:  source <(lockstep completion bash)\n" +
			"zsh:   source <(lockstep completion zsh)\n" +
			"fish:  lockstep completion fish | source",
		Action: func(c *cli.Context) error {
			args, err := arguments(c, 1, 1, "one argument: bash, zsh or fish")
			if err != nil {
				return err
			}
			var script string
			switch args[0] {
			case "bash":
				script = bashCompletion(c.App.VisibleCommands())
			case "zsh":
				script = "autoload -U +X bashcompinit && bashcompinit\n" + bashCompletion(c.App.VisibleCommands())
			case "fish":
				script = fishCompletion(c.App.VisibleCommands())
			default:
				return usagef("no completion for %q; there is one for bash, zsh and fish", args[0])
			}
			_, err = fmt.Fprint(s.out, script)
			return ioFailure(err)
		},
	}
}

// optionNames are a command's options as typed, long forms with two dashes.
func optionNames(cmd *cli.Command) []string {
	var names []string
	for _, f := range cmd.VisibleFlags() {
		for _, n := range f.Names() {
			if len(n) > 1 {
				names = append(names, "--"+n)
			} else {
				names = append(names, "-"+n)
			}
		}
	}
	return names
}

func bashCompletion(cmds []*cli.Command) string {
	var b, names strings.Builder
	b.WriteString("_lockstep() {\n  local cur=${COMP_WORDS[COMP_CWORD]} words=\n  COMPREPLY=()\n  if [ \"$COMP_CWORD\" -gt 1 ]; then\n    case ${COMP_WORDS[1]} in\n")
	for _, c := range cmds {
		names.WriteString(c.Name + " ")
		fmt.Fprintf(&b, "    %s) words=%q ;;\n", c.Name, strings.Join(optionNames(c), " "))
	}
	fmt.Fprintf(&b, "    esac\n    case $cur in\n    -*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n    *) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n    esac\n    return\n  fi\n")
	fmt.Fprintf(&b, "  COMPREPLY=($(compgen -W %q -- \"$cur\"))\n}\ncomplete -o filenames -F _lockstep lockstep\n", strings.TrimSpace(names.String()))
	return b.String()
}

func fishCompletion(cmds []*cli.Command) string {
	quote := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace
	var b strings.Builder
	for _, c := range cmds {
		fmt.Fprintf(&b, "complete -c lockstep -n __fish_use_subcommand -f -a %s -d '%s'\n", c.Name, quote(c.Usage))
		for _, f := range c.VisibleFlags() {
			for _, n := range f.Names() {
				kind := "-l"
				if len(n) == 1 {
					kind = "-s"
				}
				usage := ""
				if d, ok := f.(cli.DocGenerationFlag); ok {
					usage = d.GetUsage()
				}
				fmt.Fprintf(&b, "complete -c lockstep -n '__fish_seen_subcommand_from %s' %s %s -d '%s'\n", c.Name, kind, n, quote(usage))
			}
		}
	}
	return b.String()
}
