package export_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/deploy"
	"github.com/lockstep-go/lockstep/deploy/export"
	"github.com/lockstep-go/lockstep/diag"
)

const definition = `{"Comment":"placeholders ${like} %{this} stay","QueryLanguage":"JSONata","StartAt":"Charge","States":{
	"Charge":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Arguments":{"FunctionName":"charge","Payload":"{% $states.input %}"},"TimeoutSeconds":30,"Next":"Review"},
	"Review":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Arguments":{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/review","MessageBody":"{% $states.input %}"},"End":true}}}`

// configs are what a template can hold: everything, and the least.
func configs() map[string]*deploy.Config {
	return map[string]*deploy.Config{
		"full": {
			Workflow: "order-fulfilment", Environment: "prod", Logging: deploy.Logging{Level: "ERROR", RetentionDays: 30, IncludeExecutionData: true}, Tracing: true,
			Tags: map[string]string{"team": "orders"}, Alias: "live", Strategy: deploy.Strategy{Kind: deploy.Canary, Percent: 10, Interval: 5 * time.Minute}, Alarms: []string{"order-errors"},
		},
		"encrypted": {
			Workflow: "order-fulfilment", Encryption: deploy.Encryption{KMSKeyID: "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab", ReuseSeconds: 120},
			Alias: "live", Strategy: deploy.Strategy{Kind: deploy.Linear, Percent: 25, Interval: 10 * time.Minute},
		},
		"least": {Workflow: "order-fulfilment", Role: "arn:aws:iam::123456789012:role/given", Type: "EXPRESS"},
	}
}

var formats = map[string]func(*deploy.Config, *asl.Machine) ([]byte, diag.List){
	"cloudformation.json": export.CloudFormation, "sam.json": export.SAM, "tf.json": export.Terraform,
}

func TestTemplates(t *testing.T) {
	m, problems := asl.DecodeJSON("m.json", []byte(definition))
	if m == nil {
		t.Fatal(problems)
	}
	for name, c := range configs() {
		for format, write := range formats {
			t.Run(name+" "+format, func(t *testing.T) {
				got, list := write(c, m)
				if list.HasErrors() {
					t.Fatal(list)
				}
				if !json.Valid(got) {
					t.Fatalf("no JSON: %s", got)
				}
				again, _ := write(c, m)
				if string(again) != string(got) {
					t.Error("two exports differ")
				}
				golden(t, filepath.Join("testdata", name+"."+format), got)
			})
		}
	}
}

// golden compares with a kept file; GOLDEN=* writes it, and fails.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(file)
	if ok, _ := filepath.Match(os.Getenv("GOLDEN"), filepath.Base(file)); ok && os.Getenv("GOLDEN") != "" && string(want) != string(got) {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Fatalf("wrote %s: read it, and run again", file)
	}
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s: %s", file, d)
	}
}

// The definition comes out of each template as it went in.
func TestDefinitionSurvives(t *testing.T) {
	m, _ := asl.DecodeJSON("m.json", []byte(definition))
	c := configs()["full"]
	var want any
	if err := json.Unmarshal([]byte(definition), &want); err != nil {
		t.Fatal(err)
	}
	check := func(format, text string) {
		t.Helper()
		var got any
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Errorf("%s: %v", format, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", format, d)
		}
	}
	template, _ := export.CloudFormation(c, m)
	var cfn struct {
		Resources map[string]struct {
			Properties struct {
				DefinitionString struct {
					Sub string `json:"Fn::Sub"`
				}
			}
		}
	}
	// The other resources have other forms.
	var parts struct{ Resources map[string]json.RawMessage }
	if err := json.Unmarshal(template, &parts); err != nil {
		t.Fatal(err)
	}
	for name := range parts.Resources {
		if name != "OrderFulfilmentMachine" {
			delete(parts.Resources, name)
		}
	}
	template, err := json.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(template, &cfn); err != nil {
		t.Fatal(err)
	}
	check("CloudFormation", strings.ReplaceAll(cfn.Resources["OrderFulfilmentMachine"].Properties.DefinitionString.Sub, "${!", "${"))
	template, _ = export.Terraform(c, m)
	var tf struct {
		Resource map[string]map[string]struct{ Definition string }
	}
	if err := json.Unmarshal(template, &tf); err != nil {
		t.Fatal(err)
	}
	text := tf.Resource["aws_sfn_state_machine"]["order_fulfilment"].Definition
	check("Terraform", strings.NewReplacer("$${", "${", "%%{", "%{").Replace(text))
}

func TestTerraformSaysWhatItLeavesOut(t *testing.T) {
	m, _ := asl.DecodeJSON("m.json", []byte(definition))
	if _, list := export.Terraform(configs()["full"], m); len(list) != 1 || list[0].Code != export.CodeNoShift {
		t.Errorf("%v", list)
	}
}

// cfn-lint, where LOCKSTEP_CFN_LINT names the command, finds nothing to say.
func TestCfnLint(t *testing.T) {
	lint := os.Getenv("LOCKSTEP_CFN_LINT")
	if lint == "" {
		t.Skip("LOCKSTEP_CFN_LINT is not set: templates are not linted")
	}
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".tf.json") {
			continue
		}
		// W1020: a definition with a "${" of its own stands in Fn::Sub only for its escape.
		if out, err := exec.Command(lint, "--ignore-checks", "W1020", "--", file).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", file, err, out)
		}
	}
}
