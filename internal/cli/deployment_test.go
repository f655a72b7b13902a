package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/internal/cli"
	"github.com/lockstep-go/lockstep/server"
)

// TestDeployAgainstServe walks a deployment through its life, against our own server.
func TestDeployAgainstServe(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_CONFIG_FILE", "/dev/null")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
	t.Setenv("AWS_REGION", "eu-west-1")
	srv, err := server.New(server.Options{Time: server.Virtual})
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	h := httptest.NewServer(srv.Handler())
	defer h.Close()
	const role = "arn:aws:iam::123456789012:role/given"
	for _, step := range []struct {
		args   []string
		code   int
		stdout string
		stderr string
	}{
		{[]string{"plan", "--exit-code"}, 1, "+ machine", ""},
		{[]string{"plan", "--format", "json"}, 0, `"action":"create","resource":"machine"`, ""},
		{[]string{"deploy", "--alias", "live", "--yes"}, 0, ":order-fulfilment:live", "published 1"},
		{[]string{"deploy", "--alias", "live", "--format", "json"}, 0, `"changes":[]`, "nothing to do"},
		{[]string{"plan", "--alias", "live", "--exit-code"}, 0, "nothing to change", ""},
		{[]string{"status", "--alias", "live"}, 0, "alias live: 100 % to 1", ""},
		{[]string{"drift", "--alias", "live", "--format", "json"}, 0, `"items":[]`, ""},
		{[]string{"deploy", "--strategy", "canary:200:1s"}, 2, "", "from 1 to 99"},
		{[]string{"deploy", "--name", "not a name"}, 1, "", "the setting `name`"},
		{[]string{"rollback", "--alias", "live"}, 1, "", "no version older than 1"},
		{[]string{"rollback", "--alias", "live", "--to", "7"}, 1, "", "no version 7"},
		{[]string{"rollback", "--alias", "other"}, 1, "", "no alias `other`"},
		{[]string{"rollback"}, 2, "", "name it by --alias"},
		{[]string{"destroy"}, 2, "", "add --yes"},
		{[]string{"destroy", "--alias", "live", "--yes"}, 0, "destroyed arn:aws:states:eu-west-1:123456789012:stateMachine:order-fulfilment", ""},
		{[]string{"status", "--format", "json"}, 0, `"state":"absent"`, ""},
		{[]string{"status", "--endpoint-url", "nowhere"}, 2, "", "is no URL"},
		{[]string{"plan", "--env", "prod"}, 2, "", "there is no lockstep.yaml"},
	} {
		name := strings.Join(step.args, " ")
		args := append([]string{"lockstep", step.args[0], "../../golden/order/order-fulfilment.asl.json", "--endpoint-url", h.URL, "--role-arn", role}, step.args[1:]...)
		var stdout, stderr bytes.Buffer
		code := cli.Main(context.Background(), args, strings.NewReader(""), &stdout, &stderr)
		if code != step.code || !strings.Contains(stdout.String(), step.stdout) || !strings.Contains(stderr.String(), step.stderr) {
			t.Errorf("%s: exit code %d, want %d; stdout:\n%s\nstderr:\n%s", name, code, step.code, stdout.String(), stderr.String())
		}
		if strings.Contains(name, "json") && !json.Valid(stdout.Bytes()) {
			t.Errorf("%s: no JSON: %s", name, stdout.String())
		}
	}
}
