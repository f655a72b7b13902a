package simulator_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockstep-go/lockstep/simulator"
)

// TestRedriveStatus holds who may be redriven, by whom, and why not.
func TestRedriveStatus(t *testing.T) {
	const fails = `{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}}`
	wait := func(seconds string) string {
		return `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":` + seconds + `,"End":true}}}`
	}
	children := func(kind string) string {
		return `{"StartAt":"M","States":{"M":{"Type":"Map","ToleratedFailurePercentage":100,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"` + kind + `"},
			"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":1,"Next":"S"}],"Default":"F"},"F":{"Type":"Fail","Error":"E"},"S":{"Type":"Succeed"}}},"End":true}}}`
	}
	is := func(name string, e *simulator.Execution, status simulator.RedriveStatus, reason string) {
		t.Helper()
		d := e.Describe()
		if diff := cmp.Diff([]string{string(status), reason}, []string{string(d.RedriveStatus), d.RedriveStatusReason}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if _, err := e.Redrive(); (err == nil) != (status == simulator.Redrivable) {
			t.Errorf("%s: the redrive says %v", name, err)
		}
	}
	sim := simulator.New()
	failed := execute(t, sim, fails, "")
	is("a failed execution", failed, simulator.Redrivable, "")
	is("one that succeeded", execute(t, sim, wait("1"), ""), simulator.NotRedrivable, "Execution is SUCCEEDED and cannot be redriven")
	for _, kind := range []string{"STANDARD", "EXPRESS"} {
		run := execute(t, sim, children(kind), `[1,2]`).MapRuns()[0].Children()
		is("a child that succeeded: "+kind, run[0], simulator.NotRedrivable, "Execution is SUCCEEDED and cannot be redriven")
		is("a child that failed: "+kind, run[1], simulator.RedrivableByMapRun, "")
	}
	old := execute(t, sim, fails, "")
	execute(t, sim, wait("1296000"), "")
	is("fifteen days later", old, simulator.NotRedrivable, "Execution redrivable period exceeded")
	long := execute(t, sim, wait("40000000"), "")
	is("after a year", long, simulator.NotRedrivable, "Execution has exceeded the max execution time")
}
