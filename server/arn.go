package server

import (
	"strings"
)

// arn is an ARN of the service states, taken apart.
type arn struct {
	text      string
	account   string
	region    string
	kind      string // "stateMachine", "execution", "express", "activity", "mapRun"
	name      string // of the machine or the activity
	label     string // of a Distributed Map, after '/' in the name
	qualifier string // version, alias, name of an execution, or UUID of a Map Run
	run       string // UUID of an Express execution
}

// The kinds of resources that ARNs name.
const (
	kindMachine   = "stateMachine"
	kindExecution = "execution"
	kindExpress   = "express"
	kindActivity  = "activity"
	kindMapRun    = "mapRun"
)

// parseARN takes text apart; the resource must be of one of the kinds.
func parseARN(text string, kinds ...string) (arn, error) {
	parts := strings.SplitN(text, ":", 9)
	if len(parts) < 7 || parts[0] != "arn" || parts[2] != "states" {
		return arn{}, refuse("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: %s'", text)
	}
	a := arn{text: text, region: parts[3], account: parts[4], kind: parts[5], name: parts[6]}
	allowed := false
	for _, k := range kinds {
		allowed = allowed || k == a.kind
	}
	if !allowed {
		return arn{}, refuse("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: %s'", a.kind)
	}
	if len(parts) > 7 {
		a.qualifier = parts[7]
	}
	if len(parts) > 8 {
		a.run = parts[8]
	}
	if a.kind != kindActivity {
		a.name, a.label, _ = strings.Cut(a.name, "/")
	}
	return a, nil
}

// cutTestCase splits "ARN#TestCase" as Step Functions Local takes it.
func cutTestCase(text string) (machine, testCase string) {
	machine, testCase, _ = strings.Cut(text, "#")
	return machine, testCase
}

// arn is the ARN of a resource of this world.
func (w *world) arn(kind string, parts ...string) string {
	return "arn:" + partition(w.region) + ":states:" + w.region + ":" + w.account + ":" + kind + ":" + strings.Join(parts, ":")
}

// here reports whether the ARN is of this account and region.
func (w *world) here(a arn) bool { return a.account == w.account && a.region == w.region }

func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

func isAccount(text string) bool {
	return len(text) == 12 && !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}
