// Runs one machine in aws-local-stepfunctions, as often as told, and prints what it took.
// Reads {definition, input, runs, history} from standard input.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const { StateMachine } = createRequire(process.cwd() + '/')('aws-local-stepfunctions');
const job = JSON.parse(readFileSync(0, 'utf8'));
const machine = new StateMachine(JSON.parse(job.definition), { validationOptions: { noValidate: true } });
const times = [];
let events = 0;
for (let i = 0; i <= job.runs; i++) {
  const input = JSON.parse(job.input);
  const from = process.hrtime.bigint();
  const execution = machine.run(input, {});
  if (job.history) {
    events = 0;
    for await (const e of execution.eventLogs) { events++; JSON.stringify(e); }
  }
  await execution.result;
  times.push(Number(process.hrtime.bigint() - from) / 1e3);
}
console.log(JSON.stringify({ times: times.slice(1), events }));
