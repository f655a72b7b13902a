package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// version is the language of policies; there is no newer one.
const version = "2012-10-17"

// Document is an IAM policy.
type Document struct {
	Version   string
	Statement []Statement
}

// Statement is a statement of a policy. Lists of one are written as texts.
type Statement struct {
	Sid    string `json:",omitempty"`
	Effect string
	// Principal is a trust policy's; as decoded.
	Principal   any       `json:",omitempty"`
	Action      List      `json:",omitempty"`
	NotAction   List      `json:",omitempty"`
	Resource    List      `json:",omitempty"`
	NotResource List      `json:",omitempty"`
	Condition   Condition `json:",omitempty"`
	// Reason says why the statement is there; it is no part of the policy's JSON.
	Reason string `json:"-"`
}

// Condition is operator → key → values.
type Condition map[string]map[string]List

// List is a text or a list of texts.
type List []string

// MarshalJSON writes a list of one as a text.
func (l List) MarshalJSON() ([]byte, error) {
	if len(l) == 1 {
		return json.Marshal(l[0])
	}
	return json.Marshal([]string(l))
}

// UnmarshalJSON reads a text, a boolean, or a list of texts.
func (l *List) UnmarshalJSON(data []byte) error {
	switch {
	case len(data) > 0 && data[0] == '[':
		return json.Unmarshal(data, (*[]string)(l))
	case bytes.Equal(data, []byte("true")), bytes.Equal(data, []byte("false")):
		*l = List{string(data)}
		return nil
	}
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	*l = List{s}
	return nil
}

// Decode reads a policy's JSON.
func Decode(data []byte) (*Document, error) {
	var d struct {
		Version   string
		Statement json.RawMessage
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return nil, fmt.Errorf("the policy is no JSON object: %w", err)
	}
	out := &Document{Version: d.Version}
	if s := bytes.TrimSpace(d.Statement); len(s) > 0 && s[0] == '{' {
		d.Statement = append(append([]byte("["), s...), ']')
	}
	if len(d.Statement) > 0 {
		if err := json.Unmarshal(d.Statement, &out.Statement); err != nil {
			return nil, fmt.Errorf("the policy's statements: %w", err)
		}
	}
	for i, s := range out.Statement {
		if s.Effect != "Allow" && s.Effect != "Deny" {
			return nil, fmt.Errorf("statement %d of the policy has the Effect %q: write Allow or Deny", i+1, s.Effect)
		}
	}
	return out, nil
}

// JSON is the policy on one line.
func (d *Document) JSON() []byte { return d.encode("") }

// Indented is the policy as people read it, with a newline at its end.
func (d *Document) Indented() []byte { return append(d.encode("  "), '\n') }

func (d *Document) encode(indent string) []byte {
	out := struct {
		Version   string
		Statement []Statement
	}{d.Version, d.Statement}
	if out.Statement == nil {
		out.Statement = []Statement{}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(out); err != nil {
		panic(err) // texts and lists of texts only
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// Trust is who may assume the execution role of a machine: Step Functions, on behalf of
// machines of this account and region only (the "confused deputy" guard).
func Trust(env Env) *Document {
	return &Document{Version: version, Statement: []Statement{{
		Effect: "Allow", Principal: map[string]string{"Service": "states.amazonaws.com"}, Action: List{"sts:AssumeRole"},
		Condition: Condition{
			"StringEquals": {"aws:SourceAccount": {env.Account}},
			"ArnLike":      {"aws:SourceArn": {env.arn("states:{r}:{a}:stateMachine:" + orStar(env.Machine))}},
		},
	}}}
}
