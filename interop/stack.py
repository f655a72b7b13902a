"""What the tests run against: `lockstep serve`, and moto's server where tasks call services."""
import json, os, re, socket, subprocess, threading, time, unittest, urllib.request

import boto3
from botocore.config import Config

ACCOUNT = "123456789012"
REGION = "us-east-1"
ROLE = "arn:aws:iam::%s:role/r" % ACCOUNT
PASS = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
CLIENT_ENV = {
    "AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true",
    # StartSyncExecution and TestState go to a host called sync-…, which no local name server knows.
    "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
}


class Process:
    """A server that prints or answers when it is ready."""

    def __init__(self, command, env=None):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        self.popen = subprocess.Popen(command, env=dict(clean, **(env or {})), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def stop(self):
        self.popen.terminate()
        try:
            return self.popen.wait(15)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            return self.popen.wait()
        finally:
            self.popen.stdout.close()


def lockstep(*flags, **env):
    """Starts `lockstep serve` and returns it with its address."""
    p = Process([os.environ["LOCKSTEP"], "serve", "--listen", "127.0.0.1:0", *flags], env)
    line = p.popen.stdout.readline()
    found = re.search(r"http://\S+", line)
    if not found:
        p.stop()
        raise RuntimeError("lockstep serve printed %r" % line)
    return p, found.group()


def moto():
    """Starts moto's server and returns it with its address."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    p = Process(["moto_server", "-H", "127.0.0.1", "-p", str(port)], {"PYTHONUNBUFFERED": "1"})
    threading.Thread(target=p.popen.stdout.read, daemon=True).start()
    url = "http://127.0.0.1:%d" % port
    for _ in range(300):
        try:
            urllib.request.urlopen(url + "/moto-api/", timeout=1).close()
            return p, url
        except OSError:
            time.sleep(0.1)
    p.stop()
    raise RuntimeError("moto's server did not start")


def client(service, url, account=ACCOUNT):
    return boto3.client(service, endpoint_url=url, region_name=REGION, aws_access_key_id=account, aws_secret_access_key="secret",
                        config=Config(inject_host_prefix=False, retries={"max_attempts": 0}, read_timeout=70))


class ServerTest(unittest.TestCase):
    """A test case with a server in virtual time of its own."""
    flags = ("--time", "virtual")
    env = {}

    @classmethod
    def setUpClass(cls):
        cls.process, cls.url = lockstep(*cls.flags, **cls.env)
        cls.addClassCleanup(cls.process.stop)
        cls.sfn = client("stepfunctions", cls.url)
        cls.addClassCleanup(cls.sfn.close)

    def create(self, definition, **more):
        name = re.sub(r"[^\w-]", "-", self.id())[-70:] + "-%d" % time.monotonic_ns()
        made = self.sfn.create_state_machine(name=name[-80:], definition=json.dumps(definition), roleArn=ROLE, **more)
        return made["stateMachineArn"]

    def start(self, machine, given=None, **more):
        return self.sfn.start_execution(stateMachineArn=machine, input=json.dumps({} if given is None else given), **more)["executionArn"]

    def finished(self, execution, seconds=20):
        until = time.time() + seconds
        while time.time() < until:
            d = self.sfn.describe_execution(executionArn=execution)
            if d["status"] != "RUNNING":
                return d
            time.sleep(0.01)
        self.fail("%s still runs" % execution)

    def output(self, machine, given=None):
        d = self.finished(self.start(machine, given))
        self.assertEqual(d["status"], "SUCCEEDED", d.get("cause"))
        return json.loads(d["output"])
