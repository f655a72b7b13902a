package deploy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/lockstep-go/lockstep/asl"
)

// Identity is where a deployment goes.
type Identity struct {
	Partition string `json:"partition"`
	Account   string `json:"account"`
	Region    string `json:"region"`
}

// MachineARN is the ARN of a machine there.
func (id Identity) MachineARN(name string) string {
	return "arn:" + id.Partition + ":states:" + id.Region + ":" + id.Account + ":stateMachine:" + name
}

// RoleARN is the ARN of a role there.
func (id Identity) RoleARN(name string) string {
	return "arn:" + id.Partition + ":iam::" + id.Account + ":role/" + name
}

// LogGroupARN is the ARN of a log group there, without the ":*" behind it.
func (id Identity) LogGroupARN(name string) string {
	return "arn:" + id.Partition + ":logs:" + id.Region + ":" + id.Account + ":log-group:" + name
}

// Desired is everything a deployment wants to be so.
type Desired struct {
	Identity Identity `json:"identity"`
	Name     string   `json:"name"`
	// Owner names the workflow and its environment in tags; resources with another owner
	// are never touched.
	Owner string `json:"owner"`
	// Type is STANDARD or EXPRESS.
	Type string `json:"type"`
	// Definition is the definition's JSON.
	Definition json.RawMessage `json:"definition"`
	// Machine is the definition as a machine that knows where it was written, so that
	// AWS's diagnostics name those places; the definition is read if it is nil.
	Machine    *asl.Machine `json:"-"`
	Role       Role         `json:"role"`
	Logging    Logging      `json:"logging"`
	Tracing    bool         `json:"tracing"`
	Encryption Encryption   `json:"encryption"`
	// Tags are the user's own.
	Tags map[string]string `json:"tags,omitempty"`

	// Alias is the alias to move, none if empty. The rest says how, and is no part of
	// what is compared.
	Alias    string   `json:"alias,omitempty"`
	Strategy Strategy `json:"strategy"`
	Alarms   []string `json:"alarms,omitempty"`
	Failures Failures `json:"failures"`
	// Build is a text for people, such as a commit.
	Build string `json:"build,omitempty"`
	// KeepVersions is how many versions stay besides those that aliases name; none is
	// deleted if it is 0.
	KeepVersions int `json:"keep_versions,omitempty"`
	// Adopt takes a machine over that has no owner.
	Adopt bool `json:"adopt,omitempty"`
}

// Role is the execution role: a given one, or one that lockstep makes.
type Role struct {
	// ARN is a given role's; then nothing is done to IAM and the rest is empty.
	ARN string `json:"arn,omitempty"`
	// Name is the name of an own role, Trust who may assume it, Policy what it may do.
	Name   string          `json:"name,omitempty"`
	Trust  json.RawMessage `json:"trust,omitempty"`
	Policy json.RawMessage `json:"policy,omitempty"`
}

// Logging is the execution log; the zero value is off.
type Logging struct {
	// Level is ALL, ERROR, FATAL or OFF (as is "").
	Level                string `json:"level,omitempty" yaml:"level"`
	IncludeExecutionData bool   `json:"include_execution_data,omitempty" yaml:"includeExecutionData"`
	// Group is the log group, made if it is absent.
	Group string `json:"group,omitempty" yaml:"group"`
	// RetentionDays is how long the group keeps events; for ever if 0.
	RetentionDays int `json:"retention_days,omitempty" yaml:"retentionDays"`
}

// On reports whether anything is logged.
func (l Logging) On() bool { return l.Level != "" && l.Level != "OFF" }

// Encryption is the key that the machine's data is encrypted with; AWS's own if KMSKeyID is
// empty.
type Encryption struct {
	KMSKeyID string `json:"kms_key_id,omitempty" yaml:"kmsKeyId"`
	// ReuseSeconds is how long data keys are used again, 60 to 900; 300 if 0.
	ReuseSeconds int32 `json:"reuse_seconds,omitempty" yaml:"dataKeyReusePeriodSeconds"`
}

// Failures is when the new version's failed executions undo a shift; the zero value never.
type Failures struct {
	// Percent of the new version's finished executions that may fail, once AtLeast have
	// finished.
	Percent int `json:"percent,omitempty" yaml:"percent"`
	AtLeast int `json:"at_least,omitempty" yaml:"atLeast"`
}

// MachineARN is the ARN of the machine.
func (d *Desired) MachineARN() string { return d.Identity.MachineARN(d.Name) }

// AliasARN is the ARN of the alias.
func (d *Desired) AliasARN() string { return d.MachineARN() + ":" + d.Alias }

// RoleARN is the ARN of the given or the own role.
func (d *Desired) RoleARN() string {
	if d.Role.ARN != "" {
		return d.Role.ARN
	}
	return d.Identity.RoleARN(d.Role.Name)
}

// OwnRole reports whether lockstep makes the role.
func (d *Desired) OwnRole() bool { return d.Role.ARN == "" }

// Fingerprint is a hash of all that is compared with what is live: two deployments with one
// fingerprint want the same.
func (d *Desired) Fingerprint() string {
	compared := *d
	compared.Definition = canonical(d.Definition)
	compared.Role.Trust, compared.Role.Policy = canonical(d.Role.Trust), canonical(d.Role.Policy)
	compared.Strategy, compared.Alarms, compared.Failures, compared.Build, compared.KeepVersions, compared.Adopt = Strategy{}, nil, Failures{}, "", 0, false
	data, err := json.Marshal(compared)
	if err != nil {
		panic(err) // texts, numbers and valid JSON only
	}
	return hashOf(data)
}

// machine is the desired definition as a machine.
func (d *Desired) machine() *asl.Machine {
	if d.Machine != nil {
		return d.Machine
	}
	m, _ := asl.DecodeJSON(d.Name, d.Definition)
	return m
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// definitionHash is a hash of a definition that white space, key order and the writing of
// numbers do not change.
func definitionHash(text []byte) string { return hashOf(canonical(text)) }

// canonical is JSON with sorted keys and without white space; what is no JSON stays.
func canonical(text []byte) json.RawMessage {
	if len(text) == 0 {
		return nil
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return text
	}
	out, err := json.Marshal(v)
	if err != nil {
		return text
	}
	return out
}
