package export

import (
	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/deploy"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
)

// SAM writes a template of the Serverless Application Model, whose one resource publishes a
// version and moves the alias by itself; with plain resources where SAM's lacks a setting.
func SAM(c *deploy.Config, m *asl.Machine) ([]byte, diag.List) {
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
	if d.Encryption.KMSKeyID != "" {
		// SAM's own resource has no setting for a key: the plain resources do what it does.
		resources = append(resources, t.machine(), t.version())
		if d.Alias != "" {
			resources = append(resources, t.alias())
		}
	} else {
		resources = append(resources, t.serverless())
	}
	return indented(t.template("AWS::Serverless-2016-10-31", resources)), list
}

func (t *cfn) serverless() value.Member {
	return member(t.id+"Machine", resource("AWS::Serverless::StateMachine", object(
		member("Name", value.OfString(t.Name)),
		member("Type", value.OfString(t.Type)),
		member("Definition", decode(t.Definition)),
		member("Role", t.roleARN()),
		member("Logging", t.logging()),
		member("Tracing", when(t.Tracing, object(member("Enabled", value.True)))),
		member("AutoPublishAlias", text(t.Alias)),
		member("UseAliasAsEventTarget", when(t.Alias != "", value.True)),
		member("DeploymentPreference", when(t.Alias != "", object(t.preference()...))),
		member("Tags", tagObject(ownTags(t.Desired))),
	)))
}
