package deploy

// Code explains a mistake in a deployment's configuration, for `lockstep explain`.
type Code struct {
	Code  string
	Title string // what is wrong, on one line
	Why   string
	Bad   string // lockstep.yaml that gives it
	Good  string // the same, mended
}

// Codes are all of them, in order.
func Codes() []Code {
	return []Code{
		{CodeConfigFile, "the configuration can't be read", "A setting that nobody reads would be believed to hold: unknown names are refused, and so is a file that is no YAML.",
			"alais: live", "alias: live"},
		{CodeConfigValue, "a setting has a value that can't be", "AWS would refuse it half-way through a deployment, or the deployment would never end.",
			"alias: live\nstrategy: canary:110:5m", "alias: live\nstrategy: canary:10:5m"},
		{CodeSubstitution, "a `${Name}` of the definition has no value", "The definition would be deployed with the placeholder in it.",
			"substitutions: {ReviewQeue: \"https://sqs.eu-west-1.amazonaws.com/123456789012/review\"}",
			"substitutions: {ReviewQueue: \"https://sqs.eu-west-1.amazonaws.com/123456789012/review\"}"},
		{CodePolicySize, "the derived policy is larger than IAM takes", "An inline policy has at most 10,240 characters without white space. Name resources by a common prefix, split the workflow, or give a role of your own.",
			"# a workflow that calls hundreds of functions by their full ARNs", "role: arn:aws:iam::123456789012:role/orders"},
	}
}
