package api_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/server/internal/api"
)

func TestDecode(t *testing.T) {
	var got api.CreateStateMachineAliasInput
	err := api.Decode([]byte(`{"description":null,"name":"prod","routingConfiguration":[{"stateMachineVersionArn":"a:1","weight":40,"x":[1]},{"weight":60.0,"stateMachineVersionArn":"a:2"}]}`), &got)
	if err != nil {
		t.Fatal(err)
	}
	want := api.CreateStateMachineAliasInput{Name: "prod", RoutingConfiguration: []api.RoutingConfigurationListItem{{"a:1", 40}, {"a:2", 60}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeKeepsWhatIsAbsentApartFromWhatIsEmpty(t *testing.T) {
	var absent, empty api.UpdateStateMachineAliasInput
	if err := errors.Join(api.Decode([]byte(`{"stateMachineAliasArn":"a"}`), &absent), api.Decode([]byte(`{"stateMachineAliasArn":"a","description":""}`), &empty)); err != nil {
		t.Fatal(err)
	}
	if absent.Description != nil || empty.Description == nil || *empty.Description != "" {
		t.Errorf("absent %v, empty %v", absent.Description, empty.Description)
	}
}

func TestConstraints(t *testing.T) {
	for _, test := range []struct {
		name, body, want string
		into             any
	}{
		{"length counts characters", `{"name":"` + strings.Repeat("ü", 80) + `"}`, "", new(api.CreateActivityInput)},
		{"too long", `{"name":"` + strings.Repeat("ü", 81) + `"}`, "1 validation error detected: Value '" + strings.Repeat("ü", 81) + "' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80", new(api.CreateActivityInput)},
		{"list empty", `{"name":"a","routingConfiguration":[]}`, "1 validation error detected: Value '[]' at 'routingConfiguration' failed to satisfy constraint: Member must have length greater than or equal to 1", new(api.CreateStateMachineAliasInput)},
		{"list too long", `{"name":"a","routingConfiguration":[{"stateMachineVersionArn":"x","weight":1},{"stateMachineVersionArn":"y"},{}]}`,
			"1 validation error detected: Value '[RoutingConfigurationListItem(stateMachineVersionArn=x, weight=1), RoutingConfigurationListItem(stateMachineVersionArn=y, weight=null), RoutingConfigurationListItem(stateMachineVersionArn=null, weight=null)]' at 'routingConfiguration' failed to satisfy constraint: Member must have length less than or equal to 2", new(api.CreateStateMachineAliasInput)},
		{"nested", `{"definition":"{}","mock":{"fieldValidationMode":"LOOSE"}}`, "1 validation error detected: Value 'LOOSE' at 'mock.fieldValidationMode' failed to satisfy constraint: Member must satisfy enum value set: [STRICT, PRESENT, NONE]", new(api.TestStateInput)},
		{"float", `{"mapRunArn":"a","toleratedFailurePercentage":100.5}`, "1 validation error detected: Value '100.5' at 'toleratedFailurePercentage' failed to satisfy constraint: Member must have value less than or equal to 100", new(api.UpdateMapRunInput)},
		{"client token", `{"executionArn":"a","clientToken":"a b"}`, "1 validation error detected: Value 'a b' at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [!-~]+", new(api.RedriveExecutionInput)},
		{"trace header", `{"stateMachineArn":"a","traceHeader":"é"}`, `1 validation error detected: Value 'é' at 'traceHeader' failed to satisfy constraint: Member must satisfy regular expression pattern: \p{ASCII}*`, new(api.StartExecutionInput)},
		{"secret", `{"taskToken":"t","error":"` + strings.Repeat("e", 257) + `"}`, "1 validation error detected: Value at 'error' failed to satisfy constraint: Member must have length less than or equal to 256", new(api.SendTaskFailureInput)},
		{"boolean", `{"executionArn":"a","reverseOrder":"true"}`, "STRING_VALUE can not be converted to a Boolean", new(api.GetExecutionHistoryInput)},
		{"structure", `{"definition":"{}","mock":[]}`, "Start of list found where not expected", new(api.TestStateInput)},
		{"list", `{"resourceArn":"a","tags":{}}`, "Expected list or null", new(api.TagResourceInput)},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if err := api.Decode([]byte(test.body), test.into); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAppend(t *testing.T) {
	at := api.At(time.UnixMilli(1_700_000_000_250))
	for _, test := range []struct {
		name string
		from any
		want string
	}{
		{"nothing", &api.TagResourceOutput{}, `{}`},
		{"required list", &api.ListStateMachinesOutput{}, `{"stateMachines":[]}`},
		{"optional list", &api.ListTagsForResourceOutput{}, `{}`},
		{"empty optional list", &api.ListTagsForResourceOutput{Tags: []api.Tag{}}, `{"tags":[]}`},
		{"time", &api.StartExecutionOutput{ExecutionArn: `a"<`, StartDate: at}, `{"executionArn":"a\"<","startDate":1700000000.25}`},
		{"whole second", &api.StopExecutionOutput{StopDate: api.At(time.Unix(5, 999_999))}, `{"stopDate":5}`},
		{"raw", &api.GetExecutionHistoryOutput{Events: []api.JSON{api.JSON(`{"id":1}`), api.JSON(`{"id":2}`)}}, `{"events":[{"id":1},{"id":2}]}`},
		{"map", &api.DescribeStateMachineForExecutionOutput{VariableReferences: map[string][]string{"B": {"x"}, "A": nil}, UpdateDate: at},
			`{"stateMachineArn":"","name":"","definition":"","roleArn":"","updateDate":1700000000.25,"variableReferences":{"A":[],"B":["x"]}}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, string(api.Append(nil, test.from))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// inputs are structures that use every kind of member.
func inputs() []any {
	return []any{new(api.CreateStateMachineInput), new(api.CreateStateMachineAliasInput), new(api.TestStateInput), new(api.UpdateMapRunInput), new(api.TagResourceInput)}
}

// Every pattern of the model has a function that decides it: one without would let
// everything through.
func TestPatternsAreDecided(t *testing.T) {
	known := map[string]bool{}
	for _, p := range api.Patterns() {
		known[p] = true
	}
	used := 0
	seen := map[reflect.Type]bool{}
	var visit func(typ reflect.Type)
	visit = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || seen[typ] {
			return
		}
		seen[typ] = true
		for i := range typ.NumField() {
			if p := typ.Field(i).Tag.Get("pattern"); p != "" {
				used++
				if !known[p] {
					t.Errorf("%s.%s has the pattern %q, which nothing decides", typ, typ.Field(i).Name, p)
				}
			}
			visit(typ.Field(i).Type)
		}
	}
	for _, in := range append(inputs(), new(api.StartExecutionInput), new(api.StartSyncExecutionInput), new(api.RedriveExecutionInput)) {
		visit(reflect.TypeOf(in))
	}
	if used == 0 {
		t.Error("no pattern was found")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`{"name":"a","definition":"{}","roleArn":"r","tags":[{"key":"k","value":"v"}]}`)
	f.Add(`{"routingConfiguration":[{"weight":1e400}],"name":"é"}`)
	f.Add(`{"definition":"{}","mock":{"errorOutput":{"error":"E"}},"stateConfiguration":{"retrierRetryCount":-1}}`)
	f.Add(`{"mapRunArn":"a","toleratedFailurePercentage":99.5,"maxConcurrency":2147483648}`)
	f.Fuzz(func(t *testing.T, body string) {
		for _, into := range inputs() {
			err := api.Decode([]byte(body), into)
			if err != nil {
				_, malformed := errors.AsType[*api.Malformed](err)
				refused, invalid := errors.AsType[*api.InvalidRequest](err)
				if !malformed && !invalid || invalid && len(refused.Violations) == 0 {
					t.Fatalf("the error is %#v", err)
				}
				continue
			}
			// What was taken is written and taken again.
			text := api.Append(nil, into)
			again := reflect.New(reflect.TypeOf(into).Elem()).Interface()
			if err := api.Decode(text, again); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			if diff := cmp.Diff(into, again); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}
