package cli

// examples are what the help of each command ends with: lines that can be typed as they are,
// with a definition order.asl.json or a Go package ./order.
var examples = map[string]string{
	"init": "lockstep init invoices",
	"build": "lockstep build ./order -o asl\n" +
		"lockstep build ./order --level 0",
	"check": "lockstep check order.asl.json ./order\n" +
		"lockstep check --format sarif definitions/ > findings.sarif",
	"explain": "lockstep explain ASL1004",
	"run": "lockstep run order.asl.json --input '{\"id\":1}' --mocks mocks.json\n" +
		"lockstep run ./order --input @order.json --format history",
	"eval": "lockstep eval '$sum(items.price)' --input @order.json\n" +
		"lockstep eval --lang jsonpath '$.items[0].sku' --input '{\"items\":[{\"sku\":\"a\"}]}'",
	"optimize": "lockstep optimize order.asl.json --level 3 --explain\n" +
		"lockstep optimize order.asl.json --level 3 --verify -o smaller.asl.json",
	"convert": "lockstep convert order.asl.json --to jsonata -o order.jsonata.asl.json",
	"compare": "lockstep compare order.asl.json smaller.asl.json",
	"cost":    "lockstep cost order.asl.json --max-usd-per-million 300",
	"import":  "lockstep import order.asl.json --package order -o order/workflow.go",
	"graph": "lockstep graph order.asl.json --format svg > order.svg\n" +
		"lockstep graph ./order",
	"diff": "lockstep diff order.asl.json smaller.asl.json",
	"plan": "lockstep plan ./order --alias live\n" +
		"lockstep plan ./order --exit-code",
	"deploy": "lockstep deploy ./order --alias live --yes\n" +
		"lockstep deploy ./order --alias live --strategy canary:10:5m --alarm order-errors",
	"status":   "lockstep status ./order --alias live",
	"drift":    "lockstep drift ./order",
	"rollback": "lockstep rollback ./order --alias live",
	"destroy":  "lockstep destroy ./order --yes",
	"export":   "lockstep export ./order --format cloudformation > template.json",
	"test": "lockstep test\n" +
		"lockstep test ./...",
	"vet": "lockstep vet ./...",
	"serve": "lockstep serve --time virtual\n" +
		"lockstep serve --mocks mocks.json --s3 buckets",
	"completion": "source <(lockstep completion bash)",
	"version":    "lockstep version",
}
