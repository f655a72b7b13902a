package server

import (
	"context"
	"strconv"

	"github.com/lockstep-go/lockstep/server/internal/api"
)

// historyBytes is about the most that a page of history may hold: a client's answer stays
// readable, and the server's memory bounded, when each of 1,000 events carries 256 KiB.
const historyBytes = 8 << 20

func (w *world) getExecutionHistory(_ context.Context, in *api.GetExecutionHistoryInput) (*api.GetExecutionHistoryOutput, error) {
	exec, err := w.execution(in.ExecutionArn)
	if err != nil {
		return nil, err
	}
	reverse := in.ReverseOrder != nil && *in.ReverseOrder
	p, err := w.page("GetExecutionHistory "+strconv.FormatBool(reverse)+" "+in.ExecutionArn, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	from := int64(0)
	if p.from != "" {
		from, _ = strconv.ParseInt(p.from, 10, 64)
	}
	out := &api.GetExecutionHistoryOutput{}
	bytes := 0
	for event := range exec.History(from, reverse) {
		if len(out.Events) == p.size || bytes > historyBytes {
			out.NextToken = p.next(strconv.FormatInt(event.ID, 10))
			break
		}
		if in.IncludeExecutionData != nil && !*in.IncludeExecutionData {
			event = event.WithoutData()
		}
		text, err := event.MarshalJSON()
		if err != nil {
			return nil, err
		}
		bytes += len(text)
		out.Events = append(out.Events, api.JSON(text))
	}
	return out, nil
}
