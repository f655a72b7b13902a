package export

import (
	"maps"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/deploy"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// inCloudFormation is the account by CloudFormation's pseudo parameters.
var inCloudFormation = deploy.Identity{Partition: "${AWS::Partition}", Account: "${AWS::AccountId}", Region: "${AWS::Region}"}

// CloudFormation writes a template with plain resources.
func CloudFormation(c *deploy.Config, m *asl.Machine) ([]byte, diag.List) {
	d, list := desired(c, m, inCloudFormation)
	if d == nil {
		return nil, list
	}
	t := &cfn{Desired: d, id: logicalID(d.Name)}
	var resources []value.Member
	if d.Logging.On() {
		resources = append(resources, t.logGroup())
	}
	if d.OwnRole() {
		resources = append(resources, t.role())
	}
	resources = append(resources, t.machine(), t.version())
	if d.Alias != "" {
		resources = append(resources, t.alias())
	}
	return indented(t.template("", resources)), list
}

// cfn is a template that is being written.
type cfn struct {
	*deploy.Desired
	id string // the prefix of logical ids
}

func (t *cfn) template(transform string, resources []value.Member) value.Value {
	outputs := []value.Member{member("MachineArn", object(member("Value", reference(t.id+"Machine"))))}
	if t.Alias != "" {
		outputs = append(outputs, member("AliasArn", object(member("Value", value.OfObject([]value.Member{
			member("Fn::Sub", value.OfString("${"+t.id+"Machine}:"+t.Alias)),
		})))))
	}
	return object(
		member("AWSTemplateFormatVersion", value.OfString("2010-09-09")),
		member("Transform", text(transform)),
		member("Description", value.OfString("State machine "+t.Name+", written by lockstep")),
		member("Resources", value.OfObject(resources)),
		member("Outputs", value.OfObject(outputs)),
	)
}

func resource(kind string, properties value.Value) value.Value {
	return object(member("Type", value.OfString(kind)), member("Properties", properties))
}

func reference(id string) value.Value { return object(member("Ref", value.OfString(id))) }

func attribute(id, name string) value.Value {
	return object(member("Fn::GetAtt", value.ArrayOf(value.OfString(id), value.OfString(name))))
}

// substituted has CloudFormation fill in the placeholders of the texts that have any.
func substituted(v value.Value) value.Value {
	return mapStrings(v, func(s string) value.Value {
		if strings.Contains(s, "${AWS::") {
			return object(member("Fn::Sub", value.OfString(s)))
		}
		return value.OfString(s)
	})
}

func (t *cfn) logGroup() value.Member {
	return member(t.id+"Logs", object(
		member("Type", value.OfString("AWS::Logs::LogGroup")),
		member("DeletionPolicy", value.OfString("Delete")),
		member("UpdateReplacePolicy", value.OfString("Retain")),
		member("Properties", object(
			member("LogGroupName", value.OfString(t.Logging.Group)),
			member("RetentionInDays", when(t.Logging.RetentionDays > 0, value.OfInt(int64(t.Logging.RetentionDays)))),
			member("Tags", t.tagList()),
		))))
}

func (t *cfn) role() value.Member {
	policies := value.Value{}
	if doc := decode(t.Role.Policy); doc.Get("Statement").Len() > 0 {
		policies = value.ArrayOf(object(member("PolicyName", value.OfString("lockstep")), member("PolicyDocument", substituted(doc))))
	}
	return member(t.id+"Role", resource("AWS::IAM::Role", object(
		member("Description", value.OfString("Execution role of the state machine "+t.Name)),
		member("AssumeRolePolicyDocument", substituted(decode(t.Role.Trust))),
		member("Policies", policies),
		member("Tags", t.tagList()),
	)))
}

// roleARN is the own role's, or the given one's.
func (t *cfn) roleARN() value.Value {
	if t.OwnRole() {
		return attribute(t.id+"Role", "Arn")
	}
	return value.OfString(t.Role.ARN)
}

// definition is the definition's text. As an object CloudFormation would make texts of
// its numbers and booleans. A "${" of the definition's own is written as "${!" inside of
// Fn::Sub, which takes the mark off again.
func (t *cfn) definition() value.Value {
	if text := string(t.Definition); strings.Contains(text, "${") {
		return object(member("Fn::Sub", value.OfString(strings.ReplaceAll(text, "${", "${!"))))
	}
	return value.OfString(string(t.Definition))
}

func (t *cfn) logging() value.Value {
	if !t.Logging.On() {
		return value.Value{}
	}
	return object(
		member("Level", value.OfString(t.Logging.Level)),
		member("IncludeExecutionData", value.OfBool(t.Logging.IncludeExecutionData)),
		member("Destinations", value.ArrayOf(object(member("CloudWatchLogsLogGroup", object(member("LogGroupArn", attribute(t.id+"Logs", "Arn"))))))),
	)
}

func (t *cfn) encryption() value.Value {
	if t.Encryption.KMSKeyID == "" {
		return value.Value{}
	}
	return object(
		member("Type", value.OfString("CUSTOMER_MANAGED_KMS_KEY")),
		member("KmsKeyId", value.OfString(t.Encryption.KMSKeyID)),
		member("KmsDataKeyReusePeriodSeconds", when(t.Encryption.ReuseSeconds > 0, value.OfInt(int64(t.Encryption.ReuseSeconds)))),
	)
}

func (t *cfn) machine() value.Member {
	return member(t.id+"Machine", resource("AWS::StepFunctions::StateMachine", object(
		member("StateMachineName", value.OfString(t.Name)),
		member("StateMachineType", value.OfString(t.Type)),
		member("DefinitionString", t.definition()),
		member("RoleArn", t.roleARN()),
		member("LoggingConfiguration", t.logging()),
		member("TracingConfiguration", when(t.Tracing, object(member("Enabled", value.True)))),
		member("EncryptionConfiguration", t.encryption()),
		member("Tags", t.tagList()),
	)))
}

// version is kept when the next one comes: executions and aliases may still use it.
func (t *cfn) version() value.Member {
	return member(t.id+"Version", object(
		member("Type", value.OfString("AWS::StepFunctions::StateMachineVersion")),
		member("DeletionPolicy", value.OfString("Retain")),
		member("UpdateReplacePolicy", value.OfString("Retain")),
		member("Properties", object(
			member("StateMachineArn", reference(t.id+"Machine")),
			member("StateMachineRevisionId", attribute(t.id+"Machine", "StateMachineRevisionId")),
		))))
}

func (t *cfn) alias() value.Member {
	return member(t.id+"Alias", resource("AWS::StepFunctions::StateMachineAlias", object(
		member("Name", value.OfString(t.Alias)),
		member("DeploymentPreference", object(append([]value.Member{
			member("StateMachineVersionArn", reference(t.id+"Version")),
		}, t.preference()...)...)),
	)))
}

// preference is the strategy in CloudFormation's words; its intervals are minutes.
func (t *cfn) preference() []value.Member {
	kind := map[deploy.StrategyKind]string{deploy.Canary: "CANARY", deploy.Linear: "LINEAR"}[t.Strategy.Kind]
	if kind == "" {
		return []value.Member{member("Type", value.OfString("ALL_AT_ONCE"))}
	}
	var alarms []value.Value
	for _, a := range t.Alarms {
		alarms = append(alarms, value.OfString(a))
	}
	return []value.Member{
		member("Type", value.OfString(kind)),
		member("Percentage", value.OfInt(int64(t.Strategy.Percent))),
		member("Interval", value.OfInt(max(1, int64(t.Strategy.Interval.Minutes()+0.5)))),
		member("Alarms", when(len(alarms) > 0, value.OfArray(alarms))),
	}
}

// tagList is tags as most resources take them.
func (t *cfn) tagList() value.Value {
	tags := ownTags(t.Desired)
	var out []value.Value
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, object(member("Key", value.OfString(k)), member("Value", value.OfString(tags[k]))))
	}
	return value.OfArray(out)
}
