package export

import (
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/deploy"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// inTerraform is the account by data sources.
var inTerraform = deploy.Identity{
	Partition: "${data.aws_partition.current.partition}", Account: "${data.aws_caller_identity.current.account_id}", Region: "${data.aws_region.current.region}",
}

// Terraform writes a configuration in Terraform's JSON syntax (a file *.tf.json) for the
// AWS provider 6. It has no gradual shift: the alias moves all at once, and a strategy is
// left out with a warning.
func Terraform(c *deploy.Config, m *asl.Machine) ([]byte, diag.List) {
	d, list := desired(c, m, inTerraform)
	if d == nil {
		return nil, list
	}
	if d.Alias != "" && (d.Strategy.Kind == deploy.Canary || d.Strategy.Kind == deploy.Linear) {
		list = append(list, diag.Diagnostic{Code: CodeNoShift, Severity: diag.Warning, Origin: diag.Origin{File: c.File},
			Message: "Terraform can't shift an alias step by step: the strategy `" + d.Strategy.String() + "` is left out", Help: "deploy by `lockstep deploy` or by CloudFormation to shift gradually"})
	}
	t := &terraform{Desired: d, id: strings.ReplaceAll(d.Name, "-", "_")}
	var resources []value.Member
	add := func(kind string, body value.Value) {
		resources = append(resources, member(kind, object(member(t.id, body))))
	}
	if d.Logging.On() {
		add("aws_cloudwatch_log_group", object(
			member("name", literal(d.Logging.Group)),
			member("retention_in_days", when(d.Logging.RetentionDays > 0, value.OfInt(int64(d.Logging.RetentionDays)))),
			member("tags", t.tags()),
		))
	}
	if d.OwnRole() {
		add("aws_iam_role", object(
			member("description", literal("Execution role of the state machine "+d.Name)),
			member("name_prefix", literal(d.Name[:min(len(d.Name), 37)]+"-")),
			member("assume_role_policy", document(d.Role.Trust)),
			member("tags", t.tags()),
		))
		if decode(d.Role.Policy).Get("Statement").Len() > 0 {
			add("aws_iam_role_policy", object(
				member("name", literal("lockstep")),
				member("role", t.attribute("aws_iam_role", "id")),
				member("policy", document(d.Role.Policy)),
			))
		}
	}
	add("aws_sfn_state_machine", t.machine())
	if d.Alias != "" {
		add("aws_sfn_alias", object(
			member("name", literal(d.Alias)),
			member("routing_configuration", value.ArrayOf(object(
				member("state_machine_version_arn", t.attribute("aws_sfn_state_machine", "state_machine_version_arn")),
				member("weight", value.OfInt(100)),
			))),
		))
	}
	return indented(t.file(resources)), list
}

// CodeNoShift: the target of an export can't shift traffic.
const CodeNoShift = "DEP1005"

// terraform is a configuration that is being written.
type terraform struct {
	*deploy.Desired
	id string // of every resource
}

func (t *terraform) file(resources []value.Member) value.Value {
	empty := object(member("current", object()))
	return object(
		member("terraform", object(member("required_providers", object(member("aws", object(
			member("source", literal("hashicorp/aws")), member("version", literal(">= 6.0")),
		)))))),
		member("data", object(member("aws_caller_identity", empty), member("aws_partition", empty), member("aws_region", empty))),
		member("resource", value.OfObject(resources)),
		member("output", object(member("machine_arn", object(member("value", t.attribute("aws_sfn_state_machine", "arn")))))),
	)
}

func (t *terraform) machine() value.Value {
	role := literal(t.Role.ARN)
	depends := value.Value{}
	if t.OwnRole() {
		role = t.attribute("aws_iam_role", "arn")
		if decode(t.Role.Policy).Get("Statement").Len() > 0 {
			// AWS checks some rights when the machine is made.
			depends = value.ArrayOf(value.OfString("aws_iam_role_policy." + t.id))
		}
	}
	logging := value.Value{}
	if t.Logging.On() {
		logging = object(
			member("level", literal(t.Logging.Level)),
			member("include_execution_data", value.OfBool(t.Logging.IncludeExecutionData)),
			member("log_destination", value.OfString("${aws_cloudwatch_log_group."+t.id+".arn}:*")),
		)
	}
	encryption := value.Value{}
	if t.Encryption.KMSKeyID != "" {
		encryption = object(
			member("type", literal("CUSTOMER_MANAGED_KMS_KEY")),
			member("kms_key_id", literal(t.Encryption.KMSKeyID)),
			member("kms_data_key_reuse_period_seconds", when(t.Encryption.ReuseSeconds > 0, value.OfInt(int64(t.Encryption.ReuseSeconds)))),
		)
	}
	return object(
		member("name", literal(t.Name)),
		member("type", literal(t.Type)),
		member("definition", literal(string(t.Definition))),
		member("role_arn", role),
		member("publish", value.True),
		member("logging_configuration", logging),
		member("tracing_configuration", when(t.Tracing, object(member("enabled", value.True)))),
		member("encryption_configuration", encryption),
		member("tags", t.tags()),
		member("depends_on", depends),
	)
}

func (t *terraform) attribute(kind, name string) value.Value {
	return value.OfString("${" + kind + "." + t.id + "." + name + "}")
}

func (t *terraform) tags() value.Value {
	return mapStrings(tagObject(ownTags(t.Desired)), func(s string) value.Value { return literal(s) })
}

// literal keeps Terraform from reading templates in a text: the definition's "${" and "%{"
// are its own.
func literal(s string) value.Value {
	return value.OfString(strings.NewReplacer("${", "$${", "%{", "%%{").Replace(s))
}

// document is a policy as text, whose placeholders Terraform does fill.
func document(doc []byte) value.Value { return value.OfString(string(doc)) }
