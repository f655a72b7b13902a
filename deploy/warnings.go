package deploy

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/policy"
)

// Gone are the states that a plan removes or renames: the names that executions, mocks and
// dashboards know, and that the new definition does not have.
func (p *Plan) Gone() []string {
	var out []string
	for _, c := range p.Changes {
		switch {
		case c.Resource != "machine" || c.State == "":
		case c.Field == "" && c.Action == Delete:
			out = append(out, c.State)
		case c.Field == renamed:
			out = append(out, c.Before)
		}
	}
	return out
}

// renamed is the field of a state's change of its name.
const renamed = "name"

// warnings are what a change may break in what runs, and in who watches it.
func (d *Deployer) warnings(ctx context.Context, plan *Plan, live *Live) error {
	want := plan.Desired
	if live.Machine == nil || live.Machine.Deleting {
		return nil
	}
	alarms, err := d.alarmWarnings(ctx, want, live.Machine)
	if err != nil {
		return err
	}
	plan.Warnings = append(plan.Warnings, alarms...)
	if want.Type != string(types.StateMachineTypeStandard) {
		return nil
	}
	gone := plan.Gone()
	if len(gone) > 0 {
		redrivable := 0
		for _, status := range []types.ExecutionStatus{types.ExecutionStatusFailed, types.ExecutionStatusTimedOut, types.ExecutionStatusAborted} {
			n, err := d.count(ctx, live.Machine.ARN, status)
			if err != nil {
				return err
			}
			redrivable += n
		}
		if redrivable > 0 {
			plan.Warnings = append(plan.Warnings, fmt.Sprintf("%s to redrive, if need be, on the old definition, which has %s", executions(redrivable, "failed"), quoted(gone)))
		}
	}
	running, err := d.running(ctx, live.Machine.ARN)
	if err != nil || len(running) == 0 {
		return err
	}
	const keeps = "; the role keeps what is needed until the end"
	text := executions(len(running), "running") + " on the old definition" + keeps
	if len(gone) > 0 {
		in, err := d.within(ctx, running, gone)
		if err != nil {
			return err
		}
		text = executions(len(running), "running") + " on the old definition, which has " + quoted(gone) + keeps
		for _, state := range slices.Sorted(maps.Keys(in)) {
			text += fmt.Sprintf("; in `%s` now: %s", state, in[state])
		}
	}
	plan.Warnings = append(plan.Warnings, text)
	return nil
}

// looked is into how many running executions a plan looks for where they are.
const looked = 5

// within says which executions, of the first few, are in one of the states, by the state.
func (d *Deployer) within(ctx context.Context, running []string, states []string) (map[string]string, error) {
	out := map[string]string{}
	for _, arn := range running[:min(looked, len(running))] {
		page, err := d.clients.SFN.GetExecutionHistory(ctx, &sfn.GetExecutionHistoryInput{ExecutionArn: &arn, ReverseOrder: true, MaxResults: 100, IncludeExecutionData: ref(false)})
		if hasCode(err, "AccessDenied", "ExecutionDoesNotExist") {
			continue // it may not be looked at, or it is over
		}
		if err != nil {
			return nil, fmt.Errorf("read where an execution is: %w", err)
		}
		for _, e := range page.Events {
			if e.StateEnteredEventDetails == nil {
				continue
			}
			if name := str(e.StateEnteredEventDetails.Name); slices.Contains(states, name) {
				out[name] = strings.TrimPrefix(out[name]+", "+versionNumber(arn), ", ")
			}
			break
		}
	}
	return out, nil
}

// alarmWarnings are about the configured alarms: those that watch another machine, and those
// that watch something that the new definition no longer calls, and so would never ring.
func (d *Deployer) alarmWarnings(ctx context.Context, want *Desired, have *LiveMachine) ([]string, error) {
	if len(want.Alarms) == 0 {
		return nil, nil
	}
	out, err := d.clients.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: want.Alarms, AlarmTypes: []cwtypes.AlarmType{cwtypes.AlarmTypeMetricAlarm}})
	if hasCode(err, "AccessDenied") {
		return nil, nil // the deployment will say so
	}
	if err != nil {
		return nil, fmt.Errorf("read the alarms: %w", err)
	}
	before, _ := asl.DecodeJSON("live", []byte(have.Definition))
	old, next := called(before), called(want.machine())
	var warnings []string
	for _, a := range out.MetricAlarms {
		for _, dim := range dimensions(a) {
			value := str(dim.Value)
			switch name := str(dim.Name); name {
			case "StateMachineArn":
				if value != want.MachineARN() {
					warnings = append(warnings, fmt.Sprintf("the alarm `%s` watches another machine: %s", str(a.AlarmName), value))
				}
			case "LambdaFunctionArn", "ActivityArn", "ServiceIntegrationResourceArn":
				if old[value] && !next[value] {
					warnings = append(warnings, fmt.Sprintf("the alarm `%s` watches %s, which no state calls any more", str(a.AlarmName), value))
				}
			}
		}
	}
	return warnings, nil
}

// dimensions are those of an alarm's metric, or of the metrics it computes with.
func dimensions(a cwtypes.MetricAlarm) []cwtypes.Dimension {
	out := a.Dimensions
	for _, m := range a.Metrics {
		if m.MetricStat != nil && m.MetricStat.Metric != nil {
			out = append(out, m.MetricStat.Metric.Dimensions...)
		}
	}
	return out
}

// called are the Resources of a machine's tasks, and the functions that they invoke: what
// CloudWatch's dimensions name.
func called(m *asl.Machine) map[string]bool {
	out := map[string]bool{}
	if m == nil {
		return out
	}
	for _, c := range policy.Calls(m) {
		if c.Resource.ARN != "" {
			out[c.Resource.ARN] = true
		}
		for _, name := range c.Literals("FunctionName") {
			out[name] = true
		}
	}
	for _, state := range asl.Walk(m) {
		if task, ok := state.(*asl.Task); ok {
			out[task.Resource] = true
		}
	}
	return out
}

// running are the ARNs of running executions, up to a page of 1,000.
func (d *Deployer) running(ctx context.Context, machine string) ([]string, error) {
	out, err := d.clients.SFN.ListExecutions(ctx, &sfn.ListExecutionsInput{StateMachineArn: &machine, StatusFilter: types.ExecutionStatusRunning, MaxResults: 1000})
	if err != nil {
		return nil, fmt.Errorf("count executions: %w", err)
	}
	var arns []string
	for _, e := range out.Executions {
		arns = append(arns, str(e.ExecutionArn))
	}
	return arns, nil
}

// count counts executions, up to a page of 1,000.
func (d *Deployer) count(ctx context.Context, arn string, status types.ExecutionStatus) (int, error) {
	out, err := d.clients.SFN.ListExecutions(ctx, &sfn.ListExecutionsInput{StateMachineArn: &arn, StatusFilter: status, MaxResults: 1000})
	if hasCode(err, "StateMachineTypeNotSupported", "StateMachineDoesNotExist") {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("count executions: %w", err)
	}
	return len(out.Executions), nil
}

func executions(n int, kind string) string {
	if n == 1 {
		return "1 " + kind + " execution"
	}
	return fmt.Sprintf("%d %s executions", n, kind)
}

// quoted names states, a few of them.
func quoted(states []string) string {
	const most = 5
	var out []string
	for _, s := range states[:min(most, len(states))] {
		out = append(out, "`"+s+"`")
	}
	text := strings.Join(out, ", ")
	if n := len(states) - most; n > 0 {
		text += fmt.Sprintf(" and %d more that go away", n)
	} else if len(states) == 1 {
		text += ", which goes away"
	} else {
		text += ", which go away"
	}
	return text
}
