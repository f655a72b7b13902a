package server

import (
	"bytes"
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
	size := 0
	data := in.IncludeExecutionData == nil || *in.IncludeExecutionData
	for id, text := range exec.HistoryJSON(from, reverse, data) {
		if len(out.Events) == p.size || size > historyBytes {
			out.NextToken = p.next(strconv.FormatInt(id, 10))
			break
		}
		size += len(text)
		out.Events = append(out.Events, api.JSON(bytes.Clone(text)))
	}
	return out, nil
}
