// Runs one machine in aws-local-stepfunctions, as often as told, and prints what it took.
// Reads {definition, input, runs, warm, seconds, history} from standard input: executions are
// thrown away for warm seconds, then timed until there are runs of them and seconds are over.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const { StateMachine } = createRequire(process.cwd() + '/')('aws-local-stepfunctions');
const job = JSON.parse(readFileSync(0, 'utf8'));
const machine = new StateMachine(JSON.parse(job.definition), { validationOptions: { noValidate: true } });
const times = [];
let events = 0;
async function once() {
  const input = JSON.parse(job.input);
  const from = process.hrtime.bigint();
  const execution = machine.run(input, {});
  if (job.history) {
    events = 0;
    for await (const e of execution.eventLogs) { events++; JSON.stringify(e); }
  }
  await execution.result;
  return Number(process.hrtime.bigint() - from) / 1e3;
}
let spent = 0;
do spent += await once(); while (spent < job.warm * 1e6);
for (spent = 0; times.length < job.runs || spent < job.seconds * 1e6;) {
  const took = await once();
  times.push(took);
  spent += took;
}
console.log(JSON.stringify({ times, events }));
