"""boto3 as a client of `lockstep serve`."""
import datetime, json, threading

from botocore.exceptions import ClientError

from stack import PASS, ServerTest, client

WAIT = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "Next": "A"}, "A": {"Type": "Pass", "Result": {"done": True}, "End": True}}}


class Boto3Test(ServerTest):
    def test_create_run_wait(self):
        machine = self.create(WAIT, tags=[{"key": "team", "value": "a"}])
        d = self.finished(self.start(machine))
        self.assertEqual(json.loads(d["output"]), {"done": True})
        self.assertGreaterEqual(d["stopDate"] - d["startDate"], datetime.timedelta(hours=1))
        self.assertEqual(self.sfn.list_tags_for_resource(resourceArn=machine)["tags"], [{"key": "team", "value": "a"}])
        m = self.sfn.describe_state_machine(stateMachineArn=machine)
        self.assertEqual(json.loads(m["definition"]), WAIT)
        self.sfn.delete_state_machine(stateMachineArn=machine)
        with self.assertRaises(self.sfn.exceptions.StateMachineDoesNotExist):
            self.sfn.describe_state_machine(stateMachineArn=machine)

    def test_pages(self):
        machine = self.create(PASS)
        started = [self.start(machine, {"n": n}) for n in range(25)]
        for e in started:
            self.finished(e)
        pages = list(self.sfn.get_paginator("list_executions").paginate(stateMachineArn=machine, PaginationConfig={"PageSize": 10}))
        self.assertEqual([len(p["executions"]) for p in pages], [10, 10, 5])
        self.assertEqual([e["executionArn"] for p in pages for e in p["executions"]], started[::-1])
        events = self.sfn.get_paginator("get_execution_history").paginate(executionArn=started[0], PaginationConfig={"PageSize": 2}).build_full_result()["events"]
        self.assertEqual([e["type"] for e in events], ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"])
        self.assertEqual([e["id"] for e in self.sfn.get_execution_history(executionArn=started[0], reverseOrder=True)["events"]], [4, 3, 2, 1])

    def test_alias_routes(self):
        machine = self.create(PASS, publish=True)
        changed = json.loads(json.dumps(PASS))
        changed["States"]["A"]["Result"] = {"version": 2}
        second = self.sfn.update_state_machine(stateMachineArn=machine, definition=json.dumps(changed), publish=True)["stateMachineVersionArn"]
        route = lambda first: [w for w in ({"stateMachineVersionArn": machine + ":1", "weight": first}, {"stateMachineVersionArn": second, "weight": 100 - first}) if w["weight"]]
        alias = self.sfn.create_state_machine_alias(name="prod", routingConfiguration=route(100))["stateMachineAliasArn"]
        self.assertEqual(self.output(alias, {"n": 1}), {"n": 1})
        self.sfn.update_state_machine_alias(stateMachineAliasArn=alias, routingConfiguration=route(50))
        versions = {self.finished(self.start(alias))["stateMachineVersionArn"] for _ in range(60)}
        self.assertEqual(versions, {machine + ":1", second})
        self.sfn.update_state_machine_alias(stateMachineAliasArn=alias, routingConfiguration=route(0))
        self.assertEqual(self.output(alias), {"version": 2})
        with self.assertRaises(self.sfn.exceptions.ConflictException):
            self.sfn.delete_state_machine_version(stateMachineVersionArn=second)

    def test_sync_execute(self):
        machine = self.create(WAIT | {"TimeoutSeconds": 200, "States": WAIT["States"] | {"W": {"Type": "Wait", "Seconds": 60, "Next": "A"}}}, type="EXPRESS")
        out = self.sfn.start_sync_execution(stateMachineArn=machine, input="{}")
        self.assertEqual((out["status"], json.loads(out["output"])), ("SUCCEEDED", {"done": True}))
        self.assertGreaterEqual(out["billingDetails"]["billedDurationInMilliseconds"], 60_000)

    def test_activity_worker(self):
        activity = self.sfn.create_activity(name="work")["activityArn"]
        machine = self.create({"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": activity, "HeartbeatSeconds": 60, "End": True}}})

        def work():
            worker = client("stepfunctions", self.url)
            for _ in range(3):
                task = worker.get_activity_task(activityArn=activity, workerName="worker")
                worker.send_task_heartbeat(taskToken=task["taskToken"])
                n = json.loads(task["input"])["n"]
                if n < 0:
                    worker.send_task_failure(taskToken=task["taskToken"], error="Negative", cause="n is %d" % n)
                else:
                    worker.send_task_success(taskToken=task["taskToken"], output=json.dumps(n * n))
            worker.close()

        t = threading.Thread(target=work)
        t.start()
        self.assertEqual([self.output(machine, {"n": n}) for n in (3, 4)], [9, 16])
        failed = self.finished(self.start(machine, {"n": -1}))
        self.assertEqual((failed["status"], failed["error"], failed["cause"]), ("FAILED", "Negative", "n is -1"))
        t.join(10)

    def test_map_run(self):
        machine = self.create({"StartAt": "M", "States": {"M": {"Type": "Map", "Label": "each", "MaxConcurrency": 3, "End": True, "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}}}})
        execution = self.start(machine, list(range(7)))
        self.finished(execution)
        run = self.sfn.list_map_runs(executionArn=execution)["mapRuns"][0]["mapRunArn"]
        self.assertEqual(self.sfn.describe_map_run(mapRunArn=run)["itemCounts"]["succeeded"], 7)
        self.assertEqual(len(self.sfn.list_executions(mapRunArn=run)["executions"]), 7)

    def test_test_state_and_validation(self):
        out = self.sfn.test_state(definition=json.dumps({"Type": "Pass", "Parameters": {"x.$": "$.n"}, "End": True}), input='{"n":1}', inspectionLevel="DEBUG")
        self.assertEqual((out["status"], json.loads(out["output"])), ("SUCCEEDED", {"x": 1}))
        checked = self.sfn.validate_state_machine_definition(definition=json.dumps({"StartAt": "B", "States": PASS["States"]}))
        self.assertEqual((checked["result"], checked["diagnostics"][0]["code"]), ("FAIL", "MISSING_TRANSITION_TARGET"))

    def test_errors_are_typed(self):
        with self.assertRaises(self.sfn.exceptions.InvalidArn):
            self.sfn.describe_execution(executionArn="x")
        with self.assertRaises(self.sfn.exceptions.InvalidDefinition):
            self.create({"StartAt": "B", "States": {}})
        with self.assertRaises(ClientError) as caught:
            self.sfn.list_state_machines(maxResults=1001)
        self.assertEqual(caught.exception.response["Error"]["Code"], "ValidationException")
        self.assertTrue(caught.exception.response["ResponseMetadata"]["RequestId"])

    def test_accounts_are_apart(self):
        machine = self.create(PASS)
        other = client("stepfunctions", self.url, "999999999999")
        self.addCleanup(other.close)
        self.assertEqual(other.list_state_machines()["stateMachines"], [])
        with self.assertRaises(other.exceptions.StateMachineDoesNotExist):
            other.describe_state_machine(stateMachineArn=machine)


class RealTimeTest(ServerTest):
    flags = ("--time", "real")

    def test_wait_waits(self):
        d = self.finished(self.start(self.create({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 2, "End": True}}})))
        took = (d["stopDate"] - d["startDate"]).total_seconds()
        self.assertTrue(2 <= took < 5, took)

    def test_stop(self):
        execution = self.start(self.create(WAIT))
        self.sfn.stop_execution(executionArn=execution, error="E", cause="C")
        d = self.finished(execution)
        self.assertEqual((d["status"], d["error"], d["cause"]), ("ABORTED", "E", "C"))


class ShutdownTest(ServerTest):
    def test_stops_with_a_poll_under_way(self):
        activity = self.sfn.create_activity(name="idle")["activityArn"]
        answers = []
        t = threading.Thread(target=lambda: answers.append(self.sfn.get_activity_task(activityArn=activity)))
        t.start()
        threading.Event().wait(0.3)
        self.assertEqual(self.process.stop(), 0)
        t.join(10)
        self.assertIsNone(answers[0].get("taskToken"))
