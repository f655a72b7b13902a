package simulator_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/simulator"
)

// FuzzExecute runs whatever can be loaded. It must end: with an outcome, by waiting for
// somebody outside, or with its context; and two runs must be equal.
func FuzzExecute(f *testing.F) {
	for _, w := range workloads {
		if len(w.definition) < 4000 {
			f.Add(w.definition, document())
		}
	}
	f.Add(`{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.a","StringMatches":"*a*b*","Next":"C"}],"Default":"F"},"F":{"Type":"Fail","ErrorPath":"$.a"}}}`, `{"a":"xaxb"}`)
	f.Add(`{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"W","States":{"W":{"Type":"Wait","TimestampPath":"$.t","End":true}}}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"P"}],"End":true}}}`, `{"t":"2026-01-01T00:00:00Z"}`)
	f.Add(`{"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","Items":"{% [1..3] %}","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{
		"T":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sfn:listStateMachines","Arguments":{"n":"{% $states.context.Map.Item.Index %}"},"Assign":{"x":"{% $uuid() %}"},"End":true}}},"ToleratedFailureCount":3,"End":true}}}`, `[]`)
	f.Fuzz(func(t *testing.T, definition, input string) {
		m, _ := asl.DecodeJSON("fuzz", []byte(definition))
		if m == nil {
			return
		}
		p, err := simulator.Load(m)
		if err != nil {
			return
		}
		run := func() (string, bool) {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			e, err := simulator.New().Execute(ctx, simulator.Start{Machine: simulator.Machine{Program: p, Name: "m"}, Input: input})
			if errors.Is(err, context.DeadlineExceeded) || e == nil {
				return "", false
			}
			return outcome(e), true
		}
		a, ok := run()
		if !ok {
			return
		}
		if b, ok := run(); ok && a != b {
			t.Errorf("two runs differ:\n%s\n%s", a, b)
		}
	})
}
