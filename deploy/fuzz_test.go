package deploy_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/deploy"
)

// A configuration is read or refused with a place or a reason; what is read can be checked
// and filled into a machine.
func FuzzDecodeConfig(f *testing.F) {
	f.Add(configText, "prod")
	f.Add(`{"strategy": "linear:10:1m"}`, "")
	f.Add("a: &x [*x]", "")
	f.Add("environments: {p: {tags: {a: 1}}}", "p")
	m, _ := asl.DecodeJSON("m.json", []byte(`{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"charge-card","Payload":"${Queue}"},"End":true}}}`))
	f.Fuzz(func(t *testing.T, text, environment string) {
		c, list := deploy.DecodeConfig("lockstep.yaml", []byte(text), environment)
		if c == nil {
			if !list.HasErrors() {
				t.Error("refused without a reason")
			}
			return
		}
		c.Workflow = "w"
		if d, list := c.Desired(m, here); d == nil && !list.HasErrors() {
			t.Error("refused without a reason")
		}
	})
}
