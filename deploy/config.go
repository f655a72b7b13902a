package deploy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/policy"
)

// Config is how a workflow is deployed to one environment. The zero value of a field is its
// default.
type Config struct {
	// Environment is the name under which the configuration stands in its file.
	Environment string `yaml:"-"`
	// Workflow is the workflow's name; Name the machine's, the same by default.
	Workflow string `yaml:"-"`
	Name     string `yaml:"name"`
	// Type is STANDARD (the default) or EXPRESS.
	Type string `yaml:"type"`
	// Role is the ARN of a given execution role; RoleName the name of the one that
	// lockstep makes without it, "lockstep-NAME-REGION" by default.
	Role     string `yaml:"role"`
	RoleName string `yaml:"roleName"`

	Logging    Logging           `yaml:"logging"`
	Tracing    bool              `yaml:"tracing"`
	Encryption Encryption        `yaml:"encryption"`
	Tags       map[string]string `yaml:"tags"`

	Alias        string   `yaml:"alias"`
	Strategy     Strategy `yaml:"strategy"`
	Alarms       []string `yaml:"alarms"`
	Failures     Failures `yaml:"failures"`
	KeepVersions int      `yaml:"keepVersions"`

	// Functions are the ARNs of Lambda functions by the names the workflow gives to them.
	Functions map[string]string `yaml:"functions"`
	// Substitutions are the texts for "${Name}" in the definition.
	Substitutions map[string]string `yaml:"substitutions"`

	// Build is a text for people, such as a commit; Adopt takes a machine over that has no
	// owner. Both come from the command line.
	Build string `yaml:"-"`
	Adopt bool   `yaml:"-"`
	// File is where the configuration was read, for diagnostics.
	File string `yaml:"-"`
}

// The codes of diagnostics about configurations.
const (
	// CodeConfigFile: the configuration can't be read.
	CodeConfigFile = "DEP1001"
	// CodeConfigValue: a setting has a value that AWS or lockstep can't take.
	CodeConfigValue = "DEP1002"
	// CodeSubstitution: a `${Name}` has no value.
	CodeSubstitution = "DEP1003"
	// CodePolicySize: the derived policy is larger than IAM takes.
	CodePolicySize = "DEP1004"
)

var (
	machineName = regexp.MustCompile(`^[0-9A-Za-z_-]{1,80}$`)
	aliasName   = regexp.MustCompile(`^[0-9A-Za-z_.-]{1,80}$`)
	onlyDigits  = regexp.MustCompile(`^[0-9]+$`)
	roleARN     = regexp.MustCompile(`^arn:[a-z-]+:iam::[0-9]{12}:role/.+$`)
	roleName    = regexp.MustCompile(`^[0-9A-Za-z+=,.@_-]{1,64}$`)
)

// retentions are the days that CloudWatch Logs can keep events.
var retentions = []int{0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}

// maxPolicy is how many characters all inline policies of a role may have together.
const maxPolicy = 10240

// Check says what is wrong with the configuration itself.
func (c *Config) Check() diag.List {
	var list diag.List
	wrong := func(setting, message, help string) {
		list = append(list, diag.Diagnostic{Code: CodeConfigValue, Severity: diag.Error, Origin: diag.Origin{File: c.File},
			Message: fmt.Sprintf("the setting `%s` %s", setting, message), Help: help})
	}
	if !machineName.MatchString(c.machineName()) {
		wrong("name", fmt.Sprintf("is `%s`", c.machineName()), "use 1 to 80 letters, digits, `_` and `-`: with other characters CloudWatch Logs can't deliver")
	}
	if c.Type != "" && c.Type != "STANDARD" && c.Type != "EXPRESS" {
		wrong("type", fmt.Sprintf("is `%s`", c.Type), "write STANDARD or EXPRESS")
	}
	if c.Role != "" && !roleARN.MatchString(c.Role) {
		wrong("role", fmt.Sprintf("is `%s`", c.Role), "write the ARN of a role, as `arn:aws:iam::ACCOUNT:role/NAME`")
	}
	if c.RoleName != "" && !roleName.MatchString(c.RoleName) {
		wrong("roleName", "has characters that IAM refuses, or more than 64", "")
	}
	if !slices.Contains([]string{"", "OFF", "ALL", "ERROR", "FATAL"}, c.Logging.Level) {
		wrong("logging.level", fmt.Sprintf("is `%s`", c.Logging.Level), "write ALL, ERROR, FATAL or OFF")
	}
	if !slices.Contains(retentions, c.Logging.RetentionDays) {
		wrong("logging.retentionDays", fmt.Sprintf("is %d", c.Logging.RetentionDays), "CloudWatch Logs keeps events for 1, 3, 5, 7, 14, 30, 60, 90 … 3653 days")
	}
	if r := c.Encryption.ReuseSeconds; r != 0 && (r < 60 || r > 900) {
		wrong("encryption.dataKeyReusePeriodSeconds", fmt.Sprintf("is %d", r), "write 60 to 900")
	}
	if c.Alias != "" && (!aliasName.MatchString(c.Alias) || onlyDigits.MatchString(c.Alias)) {
		wrong("alias", fmt.Sprintf("is `%s`", c.Alias), "use letters, digits, `_`, `-` and `.`, and not digits alone")
	}
	if len(c.Alarms) > 100 {
		wrong("alarms", fmt.Sprintf("has %d names", len(c.Alarms)), "name at most 100")
	}
	if c.Failures.Percent < 0 || c.Failures.Percent > 100 || c.Failures.AtLeast < 0 {
		wrong("failures", "is out of range", "percent is 0 to 100, atLeast is a number of executions")
	}
	if c.KeepVersions < 0 {
		wrong("keepVersions", "is negative", "write 0 to keep all")
	}
	for k, v := range c.Tags {
		if strings.HasPrefix(k, "aws:") || strings.HasPrefix(k, "lockstep:") || strings.Contains(k, " ") || len(k) == 0 || len(k) > 128 || len(v) > maxTagValue {
			wrong("tags", fmt.Sprintf("has the tag `%s`", k), "names have 1 to 128 characters without spaces and do not begin with `aws:` or `lockstep:`, values have at most 256")
		}
	}
	list.Sort()
	return list
}

func (c *Config) machineName() string {
	if c.Name != "" {
		return c.Name
	}
	return c.Workflow
}

// owner is the value of [TagOwner].
func (c *Config) owner() string {
	if c.Environment == "" {
		return c.Workflow
	}
	return c.Workflow + "/" + c.Environment
}

// Desired is what the configuration and a compiled machine come to in an account.
func (c *Config) Desired(m *asl.Machine, id Identity) (*Desired, diag.List) {
	list := c.Check()
	if list.HasErrors() {
		return nil, list
	}
	filled, problems := c.fill(m)
	list = append(list, problems...)
	d := &Desired{
		Identity: id, Name: c.machineName(), Owner: c.owner(), Type: c.Type, Definition: filled.AppendJSON(nil), Machine: filled,
		Role: Role{ARN: c.Role}, Logging: c.Logging, Tracing: c.Tracing, Encryption: c.Encryption, Tags: c.Tags,
		Alias: c.Alias, Strategy: c.Strategy, Alarms: c.Alarms, Failures: c.Failures, Build: c.Build, KeepVersions: c.KeepVersions, Adopt: c.Adopt,
	}
	if d.Type == "" {
		d.Type = "STANDARD"
	}
	if d.Logging.On() && d.Logging.Group == "" {
		d.Logging.Group = LogGroupPrefix + d.Name
	}
	if d.Role.ARN == "" {
		d.Role.Name = c.roleName(id)
		env := d.policyEnv()
		d.Role.Trust, d.Role.Policy = policy.Trust(env).JSON(), policy.Generate(filled, env).JSON()
		if n := len(d.Role.Policy); n > maxPolicy {
			list = append(list, diag.Diagnostic{Code: CodePolicySize, Severity: diag.Error, Origin: diag.Origin{File: c.File},
				Message: fmt.Sprintf("the policy of the execution role has %d characters, IAM takes %d", n, maxPolicy), Help: "make a role with managed policies and name it by `role`"})
		}
	}
	list.Sort()
	return d, list
}

// policyEnv is where the machine runs, as far as policies depend on it.
func (d *Desired) policyEnv() policy.Env {
	return policy.Env{
		Partition: d.Identity.Partition, Region: d.Identity.Region, Account: d.Identity.Account, Machine: d.Name,
		Logging: d.Logging.On(), Tracing: d.Tracing, KMSKey: d.Encryption.KMSKeyID,
	}
}

// PolicyOf is the policy that a definition of this deployment needs; it is what
// [Deployer.Rollback] asks about an old version.
func (d *Desired) PolicyOf(definition []byte) ([]byte, error) {
	m, list := asl.DecodeJSON("definition.json", definition)
	if m == nil {
		return nil, list
	}
	return policy.Generate(m, d.policyEnv()).JSON(), nil
}

// roleName names the own role. Roles belong to an account, machines to a region of it.
func (c *Config) roleName(id Identity) string {
	if c.RoleName != "" {
		return c.RoleName
	}
	name := "lockstep-" + c.machineName() + "-" + id.Region
	if len(name) > 64 {
		hash := hashOf([]byte(name))[:8]
		name = name[:64-len(hash)-1] + "-" + hash
	}
	return name
}

var substitution = regexp.MustCompile(`\$\{[A-Za-z][A-Za-z0-9_.:-]*\}`)

// fill puts functions and substitutions into a definition. Places of states stay known.
func (c *Config) fill(m *asl.Machine) (*asl.Machine, diag.List) {
	if len(c.Functions) == 0 && len(c.Substitutions) == 0 && !substitution.Match(m.AppendJSON(nil)) {
		return m, nil
	}
	f := filler{config: c}
	filled := asl.FromValue(f.fill(asl.ValueOf(m), ""))
	for path, state := range asl.Walk(filled) {
		asl.SetOrigin(state, m.Locate(path))
		task, ok := state.(*asl.Task)
		if !ok || !substitution.MatchString(task.Resource) {
			continue
		}
		f.list = append(f.list, diag.Diagnostic{Code: CodeSubstitution, Severity: diag.Error, Path: string(path.Key("Resource")), State: task.Name, Origin: m.Locate(path),
			Message: fmt.Sprintf("`%s` has no value, and AWS refuses it in a Resource", substitution.FindString(task.Resource)),
			Help:    "give it one under `substitutions` in the configuration"})
	}
	return filled, f.list
}

type filler struct {
	config *Config
	list   diag.List
}

// fill copies v with its texts filled; key is the member it stands in.
func (f *filler) fill(v value.Value, key string) value.Value {
	switch v.Kind() {
	case value.Object:
		b := value.NewBuilder(v.Len())
		for _, m := range v.Members() {
			b.Set(m.Key, f.fill(m.Value, m.Key))
		}
		return b.Value()
	case value.Array:
		elems := make([]value.Value, v.Len())
		for i, e := range v.Elems() {
			elems[i] = f.fill(e, key)
		}
		return value.OfArray(elems)
	case value.String:
		text := v.Str()
		if arn, ok := f.config.Functions[text]; ok && key == "FunctionName" {
			return value.OfString(arn)
		}
		return value.OfString(substitution.ReplaceAllStringFunc(text, func(s string) string {
			if with, ok := f.config.Substitutions[s[2:len(s)-1]]; ok {
				return with
			}
			return s
		}))
	}
	return v
}
