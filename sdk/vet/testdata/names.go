package testdata

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/sns"
)

const step = "Constant"

var regions = []string{"us-east-1", "eu-west-1"}

type target struct{ Name, Topic string }

func names(suffix string, topics map[string]string, list []string) *sdk.Workflow {
	return sdk.New("names", func(b *sdk.Block, in sdk.Value[any]) {
		b.Pass(step + " one")
		b.Pass("Two " + suffix)                      // want ASL6003 `the name of the step is computed`
		sns.Publish(b, fmt.Sprint("Three ", suffix)) // want ASL6003 `the name of the step is computed`
		for _, region := range regions {
			b.Pass("Deploy to " + region)
			b.Wait("Pause").Seconds(3) // want ASL6005 `each round of the Go loop records a step of this name`
		}
		for i := range 3 {
			b.Pass(fmt.Sprintf("Try %d", i+1))
		}
		for i := 0; i < len(regions); i++ {
			b.Pass("Undo " + regions[i] + strconv.Itoa(i))
		}
		for _, t := range []target{{"mail", "a"}, {"pager", "b"}} {
			tell(b, "Tell "+t.Name, t.Topic)
		}
		for _, item := range list {
			b.Pass("Item " + item) // want ASL6003 `the name of the step is computed`
		}
		for _, region := range regions {
			in := b.Prefix(region + ": ")
			in.Pass("Create")
			tell(in, "Tell", "a")
		}
		p := b.Parallel("All")
		for range regions {
			p.Branch(func(b *sdk.Block) {
				b.Pass("Same") // want ASL6005 `each round of the Go loop records a step of this name`
			})
		}
		for name, topic := range topics { // want ASL6006 `Go ranges over a map in another order each time, and steps are recorded in it`
			tell(b.Prefix(name), "Tell", topic)
		}
		for _, name := range slices.Sorted(maps.Keys(topics)) {
			b.Prefix(name).Pass("Sorted")
		}
		b.GoTo("Constant one")
	})
}

// tell is a fragment: its callers name the step.
func tell(b *sdk.Block, name, topic string) {
	sns.Publish(b, name).TopicArn(topic).Message("x")
	sns.Publish(b, name+" again").TopicArn(topic).Message("x")
}

// check makes a branch; its callers name the step, too.
func check(name string) func(*sdk.Block) {
	return func(b *sdk.Block) { b.Pass("Check " + name) }
}
