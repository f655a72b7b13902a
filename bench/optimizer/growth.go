package main

import (
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/optimize"
)

// writeGrowth prints the CPU time of optimizing machines of growing size.
func writeGrowth(w io.Writer) {
	fmt.Fprintf(w, "\n%-24s %12s %12s\n", "growth, CPU time", "JSONPath", "JSONata")
	for _, n := range []int{1000, 2500, 5000, 10000} {
		fmt.Fprintf(w, "%-24s", fmt.Sprintf("%d states", n))
		for _, language := range []asl.QueryLanguage{asl.JSONPath, asl.JSONata} {
			m := chain(n, language)
			best := time.Duration(1<<62 - 1)
			for range 3 {
				began := cpu()
				optimize.Run(m, optimize.Options{Level: optimize.LevelConvert})
				best = min(best, cpu()-began)
			}
			fmt.Fprintf(w, " %9.0f ms", best.Seconds()*1000)
		}
		fmt.Fprintln(w)
	}
}

// cpu is the processor time this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// chain is a machine of n states in a row: Pass, Task, Choice, Pass, Wait and so on.
func chain(n int, language asl.QueryLanguage) *asl.Machine {
	var b strings.Builder
	fmt.Fprintf(&b, `{"QueryLanguage": %q, "StartAt": "s0", "States": {`, language)
	data, task, test := `"Parameters": {"a.$": "$.a", "b": 1}`, `"Parameters": {"in.$": "$.a"}, "ResultPath": "$.r"`, `"Variable": "$.a", "NumericEquals": 1`
	if language == asl.JSONata {
		data, task, test = `"Output": {"a": "{% $states.input.a %}", "b": 1}`, `"Arguments": {"in": "{% $states.input.a %}"}, "Output": "{% $merge([$states.input, {\"r\": $states.result}]) %}"`, `"Condition": "{% $states.input.a = 1 %}"`
	}
	for i := range n {
		next := fmt.Sprintf(`"s%d"`, i+1)
		state := ""
		switch i % 5 {
		case 0, 3:
			state = `"Type": "Pass", ` + data + `, "Next": ` + next
		case 1:
			state = `"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", ` + task + `, "Next": ` + next
		case 2:
			state = `"Type": "Choice", "Choices": [{` + test + `, "Next": "end"}], "Default": ` + next
		case 4:
			state = `"Type": "Wait", "Seconds": 1, "Next": ` + next
		}
		fmt.Fprintf(&b, `"s%d": {%s},`, i, state)
	}
	fmt.Fprintf(&b, `"s%d": {"Type": "Succeed"}, "end": {"Type": "Succeed"}}}`, n)
	m, _ := asl.DecodeJSON("chain.json", []byte(b.String()))
	return m
}
