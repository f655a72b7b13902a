package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/catalog"
)

// byHand are the steps of the packages that are written by hand, by resource.
var byHand = map[string]string{
	"lambda:invoke":                          "lambda.Invoke",
	"lambda:invoke.waitForTaskToken":         "lambda.Invoke(…).WaitForTaskToken()",
	"sqs:sendMessage":                        "sqs.SendMessage",
	"sqs:sendMessage.waitForTaskToken":       "sqs.SendMessage(…).WaitForTaskToken()",
	"sns:publish":                            "sns.Publish",
	"sns:publish.waitForTaskToken":           "sns.Publish(…).WaitForTaskToken()",
	"http:invoke":                            "http.Invoke",
	"states:startExecution":                  "stepfunctions.StartAndForget",
	"states:startExecution.sync":             "stepfunctions.Start(…).Sync()",
	"states:startExecution.sync:2":           "stepfunctions.Start",
	"states:startExecution.waitForTaskToken": "stepfunctions.StartAndWaitForTaskToken",
}

// document is docs/services.md: how each optimized integration is called, in each of its
// patterns.
func document() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("# Services\n\nThe optimized integrations of Step Functions and the steps that call them. Written by `go generate ./sdk`; do not edit.\n\n")
	b.WriteString("Every other action of AWS is called by `aws.Call(b, \"Get secret\", \"secretsmanager:getSecretValue\", sdk.Object{…})`, an activity by `sdk.Call`.\n\n")
	b.WriteString("| resource | step |\n| --- | --- |\n")
	pkgs := map[string]string{}
	for _, s := range services {
		pkgs[s.segment] = s.pkg
	}
	resources := slices.Sorted(slices.Values(catalog.OptimizedResources()))
	for _, text := range resources {
		r, err := catalog.Parse(text)
		if err != nil {
			return nil, err
		}
		short := strings.TrimPrefix(text, "arn:aws:states:::")
		step := byHand[short]
		if pkg := pkgs[r.Service]; step == "" && pkg != "" {
			step = pkg + "." + strings.ToUpper(r.Action[:1]) + r.Action[1:]
			switch r.Pattern {
			case catalog.Sync:
				step += "Sync"
			case catalog.WaitForTaskToken:
				step += "(…).WaitForTaskToken()"
			}
		}
		if step == "" {
			return nil, fmt.Errorf("no step calls %s", text)
		}
		fmt.Fprintf(&b, "| `%s` | `%s` |\n", short, step)
	}
	return b.Bytes(), nil
}
