package optimize

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler/cost"
)

// The scenario that savings are stated for; the message says so.
const (
	adviceItems = 100 // items of a distributed Map
	adviceBatch = 10  // items of a batch
	advicePolls = 10  // polls of a loop
)

// advise collects what would save more and is not for the optimizer to decide: it changes how
// often something is delivered, what an error is called, or what roles must allow.
func advise(u *unit) []Advice {
	var out []Advice
	for _, s := range asl.Walk(u.machine) {
		if m, ok := s.(*asl.Map); ok && m.Distributed() {
			out = append(out, u.adviseMap(m)...)
			out = append(out, u.adviseResults(m)...)
		}
	}
	for _, f := range u.flows() {
		out = append(out, f.adviseLoops()...)
		out = append(out, f.adviseAlike()...)
	}
	out = append(out, u.advisePure()...)
	if u.opts.Express {
		return out
	}
	return append(out, u.adviseExpress()...)
}

// adviseMap looks at the children of a distributed Map (O20, O21).
func (u *unit) adviseMap(m *asl.Map) []Advice {
	var out []Advice
	body := m.Body()
	inner := cost.Of(&asl.Machine{Graph: body.Graph}, cost.Scenario{})
	if m.ItemBatcher == nil {
		saved := adviceItems - adviceItems/adviceBatch
		out = append(out, Advice{
			Rule: "O20", States: []string{m.Name},
			Message: fmt.Sprintf("an ItemBatcher of %d would start %d children instead of %d for %d items; the tasks then get batches, and a batch fails as a whole",
				adviceBatch, adviceItems/adviceBatch, adviceItems, adviceItems),
			SavesUSDPerMillion: float64(saved) * cost.StandardTransitionUSD,
		})
	}
	if body.ProcessorConfig.ExecutionType != asl.ExecutionExpress && inner.NoExpress == "" && inner.Most.Seconds < 240 {
		saved := adviceItems * (inner.Most.StandardUSD() - inner.Most.ExpressUSD())
		if saved > 0 {
			out = append(out, Advice{
				Rule: "O21", States: []string{m.Name},
				Message: fmt.Sprintf("its children could be Express: a child of %d transitions costs $%.2f per million as Standard and $%.2f as Express; stated for %d items; an Express child may run its tasks more than once%s",
					inner.Most.Transitions, inner.Most.StandardUSD(), inner.Most.ExpressUSD(), adviceItems, u.marked(m)),
				SavesUSDPerMillion: saved,
			})
		}
	}
	return out
}

// marked adds that the author allowed at-least-once delivery, or how to.
func (u *unit) marked(s asl.State) string {
	if u.opts.Idempotent != nil && u.opts.Idempotent(s.Base().Name) {
		return ", which its mark Idempotent allows"
	}
	return "; mark the region Idempotent if that is fine"
}

// adviseExpress compares the whole machine as Standard and as Express (O22).
func (u *unit) adviseExpress() []Advice {
	e := cost.Of(u.machine, cost.Scenario{})
	saved := e.Most.StandardUSD() - e.Most.ExpressUSD()
	if e.NoExpress != "" || e.Loops || e.Most.Seconds > 240 || saved <= 0 {
		return nil
	}
	return []Advice{{
		Rule: "O22", States: []string{u.machine.StartAt},
		Message: fmt.Sprintf("the whole machine could be Express: it is short (%.1f s with tasks of half a second) and waits for nothing outside; an Express workflow may run its tasks more than once, and keeps no history of its own",
			e.Most.Seconds),
		SavesUSDPerMillion: saved,
	}}
}

// pollable are actions that start a job, by the action that asks for it, where Step Functions
// can wait by itself (developer guide: "Integrating services", Run a Job).
var pollable = map[string]string{
	"glue:getJobRun":                   "glue:startJobRun.sync",
	"athena:getQueryExecution":         "athena:startQueryExecution.sync",
	"batch:describeJobs":               "batch:submitJob.sync",
	"ecs:describeTasks":                "ecs:runTask.sync",
	"codebuild:batchGetBuilds":         "codebuild:startBuild.sync",
	"sagemaker:describeTrainingJob":    "sagemaker:createTrainingJob.sync",
	"sagemaker:describeTransformJob":   "sagemaker:createTransformJob.sync",
	"sagemaker:describeProcessingJob":  "sagemaker:createProcessingJob.sync",
	"sagemaker:describeLabelingJob":    "sagemaker:createLabelingJob.sync",
	"elasticmapreduce:describeStep":    "elasticmapreduce:addStep.sync",
	"emr:describeStep":                 "elasticmapreduce:addStep.sync",
	"elasticmapreduce:describeCluster": "elasticmapreduce:createCluster.sync",
	"emrcontainers:describeJobRun":     "emr-containers:startJobRun.sync",
	"emrserverless:getJobRun":          "emr-serverless:startJobRun.sync",
	"sfn:describeExecution":            "states:startExecution.sync:2",
	"databrew:describeJobRun":          "databrew:startJobRun.sync",
	"mediaconvert:getJob":              "mediaconvert:createJob.sync",
	"bedrock:getModelCustomizationJob": "bedrock:createModelCustomizationJob.sync",
	"eks:describeCluster":              "eks:createCluster.sync",
}

// adviseLoops looks at loops that poll (O23) and that take items one after the other (O19).
func (f *flow) adviseLoops() []Advice {
	var out []Advice
	for _, s := range f.graph.States {
		switch s := s.(type) {
		case *asl.Wait:
			task, ok := f.state[s.Next].(*asl.Task)
			if !ok {
				continue
			}
			action := strings.TrimPrefix(task.Resource[strings.LastIndex(task.Resource, ":::")+1:], "::")
			action = strings.TrimPrefix(action, "aws-sdk:")
			sync, known := pollable[action]
			choice, isChoice := f.state[task.Next].(*asl.Choice)
			if !known || !isChoice || !slices.Contains(targetNames(choice), s.Name) {
				continue
			}
			out = append(out, Advice{
				Rule: "O23", States: []string{s.Name, task.Name, choice.Name},
				Message: fmt.Sprintf("this loop polls what `%s` waits for by itself; the result has another shape then, a failure is States.TaskFailed, and the role needs the job's permissions; stated for %d polls",
					sync, advicePolls),
				SavesUSDPerMillion: 3 * advicePolls * cost.StandardTransitionUSD,
			})
		case *asl.Pass:
			if strings.HasSuffix(s.InputPath.Str(), "[1:]") && !s.End {
				out = append(out, Advice{
					Rule: "O19", States: []string{s.Name},
					Message: "it takes the first item off a list, as a loop over items does; a Map runs independent items side by side, and fails as a whole where the loop would stop at the item",
				})
			}
		default: // no advice for the others
		}
	}
	return out
}
