package cli

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// reorder moves a command's options in front of its arguments, because people write
// `lockstep check order.json --format json` and urfave/cli stops at the first argument.
// Only what looks like an option's name is moved, so `-`, `-5 + x` and what follows `--`
// stay arguments.
func reorder(app *cli.App, args []string) []string {
	if len(args) < 3 {
		return args
	}
	cmd := app.Command(args[1])
	if cmd == nil {
		return args
	}
	takesValue := map[string]bool{}
	for _, f := range cmd.Flags {
		_, isBool := f.(*cli.BoolFlag)
		for _, n := range f.Names() {
			takesValue[n] = !isBool
		}
	}
	options, rest := []string{args[0], args[1]}, []string{}
	for i := 2; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			rest = append(rest, args[i+1:]...)
			break
		}
		name, isOption := optionName(arg)
		if !isOption {
			rest = append(rest, arg)
			continue
		}
		options = append(options, arg)
		if takesValue[name] && !strings.Contains(arg, "=") && i+1 < len(args) {
			i++
			options = append(options, args[i])
		}
	}
	return slices.Concat(options, []string{"--"}, rest)
}

func optionName(arg string) (string, bool) {
	name := strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-")
	if name == arg || name == "" {
		return "", false
	}
	name, _, _ = strings.Cut(name, "=")
	for i, c := range name {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return "", false
		}
	}
	return name, true
}
