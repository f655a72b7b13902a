package policy

import "strings"

// Env is where a machine runs and how it is configured. Parts that are empty become
// wildcards.
type Env struct {
	Partition, Region, Account string
	// Machine is the machine's name.
	Machine string
	// Logging and Tracing say that it writes a log and traces.
	Logging, Tracing bool
	// KMSKey is the key that encrypts the machine's data: its ARN, its id, or its alias;
	// empty for AWS's own.
	KMSKey string
}

// arn fills a template without "arn:PARTITION:"; {r} is the region, {a} the account.
func (e Env) arn(template string) string {
	partition := e.Partition
	if partition == "" {
		partition = "aws"
	}
	return "arn:" + partition + ":" + strings.NewReplacer("{r}", orStar(e.Region), "{a}", orStar(e.Account)).Replace(template)
}

func (e Env) machineARN() string { return e.arn("states:{r}:{a}:stateMachine:" + orStar(e.Machine)) }

func orStar(s string) string {
	if s == "" {
		return "*"
	}
	return s
}
