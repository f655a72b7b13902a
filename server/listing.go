package server

import (
	"context"
	"fmt"
	"strconv"

	"github.com/lockstep-go/lockstep/server/internal/api"
	"github.com/lockstep-go/lockstep/simulator"
)

func (w *world) listExecutions(_ context.Context, in *api.ListExecutionsInput) (*api.ListExecutionsOutput, error) {
	if (in.StateMachineArn == nil) == (in.MapRunArn == nil) {
		return nil, invalid("Must specify exactly one of stateMachineArn and mapRunArn")
	}
	if in.RedriveFilter != nil && in.MapRunArn == nil {
		return nil, invalid("redriveFilter can only be specified with mapRunArn")
	}
	p, err := w.page(fmt.Sprintf("ListExecutions %s%s %s %s", orEmpty(in.StateMachineArn), orEmpty(in.MapRunArn), orEmpty(in.StatusFilter), orEmpty(in.RedriveFilter)), in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	l := &executionLister{pager: p, in: in, out: &api.ListExecutionsOutput{}}
	if in.MapRunArn != nil {
		return l.out, l.children(w)
	}
	return l.out, l.machines(w)
}

// executionLister fills a page of executions. A page's key is the number of the last entry
// that was looked at in its list, the newest having the highest.
type executionLister struct {
	*pager
	in   *api.ListExecutionsInput
	out  *api.ListExecutionsOutput
	last int64
}

// before is the number that the page begins below; 0 on the first page.
func (l *executionLister) before() int64 {
	n, _ := strconv.ParseInt(l.from, 10, 64)
	return n
}

// take adds an execution if the request's filters let it through; it returns false when the
// page is full and more would follow.
func (l *executionLister) take(number int64, exec *simulator.Execution, keep func(*simulator.Description) bool) bool {
	d := exec.Describe()
	if l.in.StatusFilter != nil && d.Status.String() != *l.in.StatusFilter ||
		l.in.RedriveFilter != nil && (*l.in.RedriveFilter == "REDRIVEN") != (d.RedriveCount > 0) || !keep(&d) {
		return true
	}
	if len(l.out.Executions) == l.size {
		l.out.NextToken = l.next(strconv.FormatInt(l.last, 10))
		return false
	}
	l.last = number
	l.out.Executions = append(l.out.Executions, api.ExecutionListItem{
		ExecutionArn: d.ARN, StateMachineArn: d.MachineARN, Name: d.Name, Status: d.Status.String(), StartDate: api.At(d.Started),
		StopDate: stampIf(d.Stopped), MapRunArn: orNil(d.MapRunARN), StateMachineVersionArn: orNil(d.VersionARN),
		StateMachineAliasArn: orNil(d.AliasARN), RedriveCount: new(int64(d.RedriveCount)), RedriveDate: stampIf(d.Redriven),
	})
	return true
}

// children lists the child executions of a Map Run.
func (l *executionLister) children(w *world) error {
	run, err := w.mapRun(*l.in.MapRunArn)
	if err != nil {
		return err
	}
	children := run.Children()
	for i := len(children) - 1; i >= 0; i-- {
		number := int64(i + 1)
		if l.from != "" && number >= l.before() {
			continue
		}
		if !l.take(number, children[i], func(*simulator.Description) bool { return true }) {
			break
		}
	}
	return nil
}

// machines lists the executions of a machine, or those that a version or an alias started.
func (l *executionLister) machines(w *world) error {
	a, err := parseARN(*l.in.StateMachineArn, kindMachine)
	if err != nil {
		return err
	}
	w.mu.Lock()
	m, err := w.machine(a)
	if err == nil && a.qualifier != "" {
		_, err = w.target(a)
	}
	w.mu.Unlock()
	if err != nil {
		return err
	}
	if m.express {
		return wrongType()
	}
	w.index.newest(m.name, l.before(), func(e *entry) bool {
		return l.take(e.seq, e.exec, func(d *simulator.Description) bool {
			return a.qualifier == "" || d.VersionARN == a.text || d.AliasARN == a.text
		})
	})
	return nil
}
