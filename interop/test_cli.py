"""The AWS CLI as a client of `lockstep serve`: what a shell script sees."""
import json, os, subprocess

from stack import CLIENT_ENV, PASS, ROLE, ServerTest


class CommandLineTest(ServerTest):
    def aws(self, *args, fails=False):
        run = subprocess.run(["aws", "stepfunctions", *args, "--endpoint-url", self.url, "--output", "json"],
                             env=dict(os.environ, **CLIENT_ENV), capture_output=True, text=True, timeout=60)
        if fails:
            self.assertNotEqual(run.returncode, 0, run.stdout)
            return run.stderr
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout or "{}")

    def test_life_of_a_machine(self):
        machine = self.aws("create-state-machine", "--name", "cli", "--definition", json.dumps(PASS), "--role-arn", ROLE, "--publish")["stateMachineArn"]
        execution = self.aws("start-execution", "--state-machine-arn", machine, "--name", "one", "--input", '{"a":1}')["executionArn"]
        d = self.finished(execution)
        self.assertEqual(d["output"], '{"a":1}')
        self.assertEqual(self.aws("describe-execution", "--execution-arn", execution)["status"], "SUCCEEDED")
        events = self.aws("get-execution-history", "--execution-arn", execution, "--page-size", "2")["events"]
        self.assertEqual(len(events), 4)
        alias = self.aws("create-state-machine-alias", "--name", "prod", "--routing-configuration", "stateMachineVersionArn=%s:1,weight=100" % machine)
        self.assertEqual(alias["stateMachineAliasArn"], machine + ":prod")
        listed = self.aws("list-executions", "--state-machine-arn", machine, "--status-filter", "SUCCEEDED")["executions"]
        self.assertEqual([e["name"] for e in listed], ["one"])
        self.aws("delete-state-machine", "--state-machine-arn", machine)
        self.assertIn("StateMachineDoesNotExist", self.aws("describe-state-machine", "--state-machine-arn", machine, fails=True))

    def test_sync_execution(self):
        machine = self.aws("create-state-machine", "--name", "express", "--type", "EXPRESS", "--definition", json.dumps(PASS), "--role-arn", ROLE)["stateMachineArn"]
        self.assertEqual(self.aws("start-sync-execution", "--state-machine-arn", machine, "--input", "[1]")["output"], "[1]")

    def test_refusals(self):
        said = self.aws("start-execution", "--state-machine-arn", "arn:aws:states:us-east-1:123456789012:stateMachine:none", fails=True)
        self.assertIn("An error occurred (StateMachineDoesNotExist) when calling the StartExecution operation: "
                      "State Machine Does Not Exist: 'arn:aws:states:us-east-1:123456789012:stateMachine:none'", said)
