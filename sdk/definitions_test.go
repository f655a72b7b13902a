package sdk_test

import (
	"context"
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/compiler"
	"github.com/lockstep-go/lockstep/golden"
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
)

// The workflows below hold what the data flow must get right: loops, handlers
// in common, branches that join, nested and distributed scopes.

type job struct {
	ID     string   `json:"id"`
	Files  []string `json:"files"`
	Limit  int      `json:"limit"`
	Owner  *person  `json:"owner,omitempty"`
	Region string   `json:"region"`
}
type person struct {
	Name string `json:"name"`
	Mail string `json:"mail,omitempty"`
}
type jobStatus struct {
	State string `json:"state"`
	Next  int    `json:"next"`
	Token string `json:"token,omitempty"`
}

func getStatus(_ context.Context, id string) (jobStatus, error) { return jobStatus{}, nil }
func process(_ context.Context, f string) (jobStatus, error)    { return jobStatus{}, nil }

func flow(b *sdk.Block, in sdk.Value[job]) {
	n := sdk.Var[int](b, "count", 0)
	b.Until("Finished?", func(b *sdk.Block) sdk.Value[bool] {
		b.Wait("Pause").For(30 * time.Second)
		s := lambda.Invoke(b, "Status", getStatus).Payload(in.At("id")).Result()
		n.Set(b, sdk.Add(n, 1))
		return sdk.Or(sdk.Equals(s.At("state"), "DONE"), sdk.GreaterThan(n, 10))
	})
	id := sdk.Let(b, "run id", sdk.UUID())
	b.Try("work", func(b *sdk.Block) {
		sdk.Map(b, "Files", sdk.Field(in, func(j *job) *[]string { return &j.Files }), func(b *sdk.Block, f sdk.Value[string]) sdk.Value[jobStatus] {
			r := lambda.Invoke(b, "Process", process).Payload(f).Result()
			b.Choice("Ok?").When(sdk.Equals(r.At("state"), "BAD"), func(b *sdk.Block) {
				b.Fail("Bad file").Error("BadFile").Cause(sdk.Format("{} of {} is bad", f, id))
			})
			return r
		})
		p := b.Parallel("Both")
		x := sdk.Branch(p, func(b *sdk.Block) sdk.Value[jobStatus] {
			return lambda.Invoke(b, "A", process).Payload(in.At("region")).Result()
		})
		sdk.Branch(p, func(b *sdk.Block) sdk.Value[string] {
			lambda.Invoke(b, "B", process).Payload(in.At("region"))
			return id
		})
		b.Choice("Owner?").When(sdk.IsPresent(in.At("owner")), func(b *sdk.Block) {
			lambda.Invoke(b, "Tell owner", process).Payload(in.At("owner.name"))
		}).Otherwise(func(b *sdk.Block) {
			lambda.Invoke(b, "Tell x", process).Payload(x.At("state"))
		})
	}).CatchAll(func(b *sdk.Block, e sdk.Caught) {
		lambda.Invoke(b, "Clean up", process).Payload(sdk.Concat(e.Error(), id))
		b.Fail("Failed").Error(e.Error())
	})
	b.Return(sdk.Object{"id": id, "n": n})
}

func distributed(b *sdk.Block, in sdk.Value[job]) {
	s := lambda.Invoke(b, "Status", getStatus).Payload(in.At("id")).Result()
	r := sdk.DistributedMapOver(b, "Objects", sdk.S3Objects("bucket", in.At("region")), func(b *sdk.Block, o sdk.Value[sdk.S3ObjectItem]) sdk.Value[string] {
		b.Wait("W").For(time.Second)
		lambda.Invoke(b, "One", process).Payload(sdk.Format("{}/{}/{}", in.At("id"), s.At("state"), o.At("Key")))
		return sdk.As[string](o.At("Key"))
	}).Express().MaxConcurrency(100).ToleratedFailurePercentage(5).ResultWriter(sdk.WriteToS3("out", in.At("id"))).Written()
	sdk.DistributedBatches(b, "Batches", sdk.S3Object(r.At("ResultWriterDetails.Bucket"), r.At("ResultWriterDetails.Key")).JSON(), 10, func(b *sdk.Block, items sdk.Value[[]jobStatus]) sdk.Value[string] {
		b.Wait("W2").Seconds(in.At("limit"))
		return sdk.At[string](lambda.Invoke(b, "Many", process).Payload(items.At("[0].state")).Result(), "state")
	})
}

func nested(b *sdk.Block, in sdk.Value[purchase]) {
	n := sdk.Var[int](b, "n", 0)
	b.While("More?", sdk.LessThan(n, 3), func(b *sdk.Block) {
		r := lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).Result()
		n.Set(b, sdk.Add(n, r.At("cents")))
	})
	sdk.Map(b, "Outer", sdk.At[[]string](in, "tags"), func(b *sdk.Block, tag sdk.Value[string]) sdk.Value[any] {
		b.Choice("Skip?").When(sdk.Equals(tag, "x"), func(b *sdk.Block) { b.Return("skipped") })
		p := b.Parallel("P")
		sdk.Branch(p, func(b *sdk.Block) sdk.Value[string] { return tag })
		p.Branch(func(b *sdk.Block) { b.Wait("Wt").Seconds(n) })
		return sdk.As[any](sdk.DistributedMap(b, "Inner", sdk.At[[]string](in, "tags"), func(b *sdk.Block, t2 sdk.Value[string]) sdk.Value[string] {
			return sdk.Format("{}{}{}", tag, t2, n)
		}).Result())
	})
}

func TestDefinitions(t *testing.T) {
	raw := compiler.WithLevel(compiler.LevelNone)
	golden.Workflow(t, sdk.New("flow", flow), "testdata/flow.jsonata.json", raw)
	golden.Workflow(t, sdk.New("flow", flow, sdk.UseJSONPath()), "testdata/flow.jsonpath.json", raw)
	golden.Workflow(t, sdk.New("distributed", distributed), "testdata/distributed.jsonata.json", raw)
	golden.Workflow(t, sdk.New("distributed", distributed, sdk.UseJSONPath()), "testdata/distributed.jsonpath.json", raw)
	golden.Workflow(t, sdk.New("nested", nested), "testdata/nested.jsonata.json", raw)
}
