package simulator

import "github.com/lockstep-go/lockstep/internal/value"

// contextMembers are the members that a given context object may have, and those of its
// objects with what they must be; Undefined is anything (API reference, TestState).
var contextMembers = map[string]map[string]value.Kind{
	"Execution": {"Id": value.String, "Input": value.Undefined, "Name": value.String, "RoleArn": value.String, "StartTime": value.String,
		"RedriveCount": value.Number, "RedriveTime": value.String},
	"State":        {"EnteredTime": value.String, "Name": value.String, "RetryCount": value.Number},
	"StateMachine": {"Id": value.String, "Name": value.String},
	"Task":         {"Token": value.String},
}

// kindArticle is a kind of value in the sentences about a given context object.
var kindArticle = map[value.Kind]string{value.String: "a string", value.Number: "a number"}

// validateContext refuses a context object that no execution could have.
func (in *TestStateInput) validateContext() error {
	if in.Context == "" {
		return nil
	}
	const problem = "Invalid Context object provided: "
	v, err := value.DecodeString(in.Context)
	if err != nil || v.Kind() != value.Object {
		return refuse(problem + "it must be a JSON object")
	}
	for _, m := range v.Members() {
		known, ok := contextMembers[m.Key]
		switch {
		case m.Key == "Map":
			return refuse(problem + "'Map' field is not supported when mocking a Context object")
		case !ok:
			return refuse(problem+"Field '%s' is not allowed", m.Key)
		case m.Value.Kind() != value.Object:
			return refuse(problem+"%s must be an object", m.Key)
		}
		for _, f := range m.Value.Members() {
			want, ok := known[f.Key]
			switch {
			case !ok:
				return refuse(problem+"Field '%s' is not allowed", f.Key)
			case want != value.Undefined && f.Value.Kind() != want:
				return refuse(problem+"%s.%s must be %s", m.Key, f.Key, kindArticle[want])
			}
		}
	}
	return nil
}
