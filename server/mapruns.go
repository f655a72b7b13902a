package server

import (
	"context"
	"strconv"

	"github.com/lockstep-go/lockstep/server/internal/api"
	"github.com/lockstep-go/lockstep/simulator"
)

// mapRun finds a Map Run by its ARN.
func (w *world) mapRun(text string) (*simulator.MapRun, error) {
	a, err := parseARN(text, kindMapRun)
	if err != nil {
		return nil, err
	}
	if run, ok := w.sim.MapRun(text); ok && w.here(a) {
		return run, nil
	}
	return nil, refuse("ResourceNotFound", "Resource not found: '%s'", text)
}

func (w *world) describeMapRun(_ context.Context, in *api.DescribeMapRunInput) (*api.DescribeMapRunOutput, error) {
	run, err := w.mapRun(in.MapRunArn)
	if err != nil {
		return nil, err
	}
	d := run.Describe()
	items, children := d.Items, d.Executions
	return &api.DescribeMapRunOutput{
		MapRunArn: d.ARN, ExecutionArn: d.ExecutionARN, Status: d.Status.String(), StartDate: api.At(d.Started), StopDate: stampIf(d.Stopped),
		MaxConcurrency: int64(d.MaxConcurrency), ToleratedFailureCount: d.ToleratedFailureCount, ToleratedFailurePercentage: d.ToleratedFailurePercentage,
		ItemCounts: api.MapRunItemCounts{
			Pending: items.Pending, Running: items.Running, Succeeded: items.Succeeded, Failed: items.Failed, TimedOut: items.TimedOut,
			Aborted: items.Aborted, Total: items.Total, ResultsWritten: items.ResultsWritten,
			FailuresNotRedrivable: &items.FailuresNotRedrivable, PendingRedrive: &items.PendingRedrive,
		},
		ExecutionCounts: api.MapRunExecutionCounts{
			Pending: children.Pending, Running: children.Running, Succeeded: children.Succeeded, Failed: children.Failed, TimedOut: children.TimedOut,
			Aborted: children.Aborted, Total: children.Total, ResultsWritten: children.ResultsWritten,
			FailuresNotRedrivable: &children.FailuresNotRedrivable, PendingRedrive: &children.PendingRedrive,
		},
		RedriveCount: new(int64(d.RedriveCount)), RedriveDate: stampIf(d.Redriven),
	}, nil
}

func (w *world) updateMapRun(_ context.Context, in *api.UpdateMapRunInput) (*api.UpdateMapRunOutput, error) {
	run, err := w.mapRun(in.MapRunArn)
	if err != nil {
		return nil, err
	}
	if in.MaxConcurrency == nil && in.ToleratedFailureCount == nil && in.ToleratedFailurePercentage == nil {
		return nil, invalidBecause("MISSING_REQUIRED_PARAMETER", "At least one of maxConcurrency, toleratedFailureCount and toleratedFailurePercentage must be specified")
	}
	update := simulator.MapRunUpdate{ToleratedFailureCount: in.ToleratedFailureCount, ToleratedFailurePercentage: in.ToleratedFailurePercentage}
	if in.MaxConcurrency != nil {
		update.MaxConcurrency = new(int(*in.MaxConcurrency))
	}
	if !run.Update(update) {
		return nil, invalidBecause("CANNOT_UPDATE_COMPLETED_MAP_RUN", "Map Run is completed and cannot be updated: '%s'", in.MapRunArn)
	}
	return &api.UpdateMapRunOutput{}, nil
}

func (w *world) listMapRuns(_ context.Context, in *api.ListMapRunsInput) (*api.ListMapRunsOutput, error) {
	exec, err := w.execution(in.ExecutionArn)
	if err != nil {
		return nil, err
	}
	p, err := w.page("ListMapRuns "+in.ExecutionArn, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.ListMapRunsOutput{}
	runs := exec.MapRuns()
	begin, _ := strconv.Atoi(p.from) // runs are only ever added at the end
	for i := min(begin, len(runs)); i < len(runs); i++ {
		if len(out.MapRuns) == p.size {
			out.NextToken = p.next(strconv.Itoa(i))
			break
		}
		d := runs[i].Describe()
		out.MapRuns = append(out.MapRuns, api.MapRunListItem{
			ExecutionArn: d.ExecutionARN, MapRunArn: d.ARN, StateMachineArn: d.MachineARN, StartDate: api.At(d.Started), StopDate: stampIf(d.Stopped),
		})
	}
	return out, nil
}
