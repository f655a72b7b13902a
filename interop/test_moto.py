"""Tasks that call services: moto's server answers for them, AWS_ENDPOINT_URL_* names it."""
import json, time

from stack import CLIENT_ENV, ServerTest, client, moto


def task(resource, parameters, **more):
    return {"StartAt": "T", "States": {"T": dict({"Type": "Task", "Resource": "arn:aws:states:::" + resource, "Parameters": parameters, "End": True}, **more)}}


class ServicesTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        server, cls.moto = moto()
        cls.addClassCleanup(server.stop)
        cls.env = dict(CLIENT_ENV, **{"AWS_ENDPOINT_URL_" + s: cls.moto for s in ("SQS", "SNS", "DYNAMODB", "S3", "EVENTBRIDGE")})
        super().setUpClass()

    def service(self, name):
        c = client(name, self.moto)
        self.addCleanup(c.close)
        return c

    def test_sqs(self):
        sqs = self.service("sqs")
        queue = sqs.create_queue(QueueName="q")["QueueUrl"]
        out = self.output(self.create(task("sqs:sendMessage", {"QueueUrl": queue, "MessageBody.$": "$.order"})), {"order": "o-1"})
        received = sqs.receive_message(QueueUrl=queue)["Messages"][0]
        self.assertEqual((received["Body"], received["MessageId"]), ("o-1", out["MessageId"]))

    def test_callback(self):
        sqs = self.service("sqs")
        queue = sqs.create_queue(QueueName="callback")["QueueUrl"]
        machine = self.create(task("sqs:sendMessage.waitForTaskToken", {"QueueUrl": queue, "MessageBody": {"token.$": "$$.Task.Token"}}))
        execution = self.start(machine)
        messages = []
        for _ in range(100):
            messages = sqs.receive_message(QueueUrl=queue).get("Messages", [])
            if messages:
                break
            time.sleep(0.05)
        token = json.loads(messages[0]["Body"])["token"]
        self.assertEqual(self.sfn.describe_execution(executionArn=execution)["status"], "RUNNING")
        self.sfn.send_task_success(taskToken=token, output='{"approved":true}')
        self.assertEqual(json.loads(self.finished(execution)["output"]), {"approved": True})

    def test_sns(self):
        topic = self.service("sns").create_topic(Name="t")["TopicArn"]
        out = self.output(self.create(task("sns:publish", {"TopicArn": topic, "Message": {"order.$": "$.order"}})), {"order": 1})
        self.assertTrue(out["MessageId"])

    def test_dynamodb(self):
        ddb = self.service("dynamodb")
        ddb.create_table(TableName="orders", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                         AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST")
        machine = self.create({"StartAt": "Put", "States": {
            "Put": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "ResultPath": None, "Next": "Get",
                    "Parameters": {"TableName": "orders", "Item": {"id": {"S.$": "$.id"}, "total": {"N": "12"}}}},
            "Get": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem", "OutputPath": "$.Item",
                    "Parameters": {"TableName": "orders", "Key": {"id": {"S.$": "$.id"}}}, "End": True}}})
        self.assertEqual(self.output(machine, {"id": "o-1"}), {"id": {"S": "o-1"}, "total": {"N": "12"}})
        self.assertEqual(ddb.get_item(TableName="orders", Key={"id": {"S": "o-1"}})["Item"]["total"], {"N": "12"})

    def test_missing_table_is_caught(self):
        machine = self.create(task("dynamodb:getItem", {"TableName": "none", "Key": {"id": {"S": "1"}}}))
        d = self.finished(self.start(machine))
        self.assertEqual((d["status"], d["error"]), ("FAILED", "DynamoDB.ResourceNotFoundException"))

    def test_s3(self):
        s3 = self.service("s3")
        s3.create_bucket(Bucket="bucket")
        machine = self.create({"StartAt": "Put", "States": {
            "Put": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:putObject", "ResultPath": None, "Next": "Get",
                    "Parameters": {"Bucket": "bucket", "Key": "k", "Body.$": "$.text"}},
            "Get": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:getObject", "Parameters": {"Bucket": "bucket", "Key": "k"},
                    "ResultSelector": {"text.$": "$.Body"}, "End": True}}})
        self.assertEqual(self.output(machine, {"text": "hello"}), {"text": "hello"})
        self.assertEqual(s3.get_object(Bucket="bucket", Key="k")["Body"].read(), b"hello")

    def test_eventbridge(self):
        self.service("events").create_event_bus(Name="bus")
        out = self.output(self.create(task("events:putEvents", {"Entries": [{"EventBusName": "bus", "Source": "orders", "DetailType": "made", "Detail": {"id.$": "$.id"}}]})), {"id": 1})
        self.assertEqual(out.get("FailedEntryCount", 0), 0)
        self.assertEqual(len(out["Entries"]), 1)
