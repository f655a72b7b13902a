// Reads {"files": [{"name", "text"}], "seconds"} from standard input; writes one JSON line a
// file and validator: {"name", "peer", "runs", "seconds"}.
const { createRequire } = require('module');
const path = require('path');
const load = createRequire(path.join(path.resolve(process.argv[1]), 'x.js'));
const { getLanguageService, TextDocument } = load('amazon-states-language-service');
const validator = load('asl-validator');
const validate = validator.default || validator;
const job = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const service = getLanguageService({});

const cpu = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6; };

async function measure(name, peer, once) {
  try {
    for (let i = 0, end = cpu() + job.seconds / 4; i === 0 || cpu() < end; i++) await once();
    const from = cpu();
    let runs = 0;
    while (runs === 0 || cpu() - from < job.seconds) { await once(); runs++; }
    console.log(JSON.stringify({ name, peer, runs, seconds: cpu() - from }));
  } catch (e) {
    console.log(JSON.stringify({ name, peer, error: String(e.message).slice(0, 80) }));
  }
}

(async () => {
  for (const { name, text } of job.files) {
    await measure(name, 'amazon-states-language-service', () => {
      const document = TextDocument.create('file:///a.asl.json', 'asl', 1, text);
      return service.doValidation(document, service.parseJSONDocument(document));
    });
    await measure(name, 'asl-validator', () => validate(JSON.parse(text)));
  }
})();
