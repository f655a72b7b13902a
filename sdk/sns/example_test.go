package sns_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/sns"
	"github.com/lockstep-go/lockstep/simtest"
)

const onDuty = "arn:aws:sns:us-east-1:123456789012:on-duty"

func ExamplePublish() {
	type Outage struct {
		Service string `json:"service"`
		Minutes int    `json:"minutes"`
	}
	w := sdk.New("outage", func(b *sdk.Block, o sdk.Value[Outage]) {
		sent := sns.Publish(b, "Tell on duty").
			TopicArn(onDuty).
			Subject(sdk.Format("{} is down", o.At("service"))).
			Message(sdk.Format("for {} minutes by now", o.At("minutes"))).
			Result()
		b.Return(sent.At("MessageId"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Tell on duty").Return(sns.PublishResult{MessageId: "m-1"})
	fmt.Println(env.Run(Outage{"search", 12}))
	fmt.Println(env.Calls("Tell on duty")[0].Input)
	// Output:
	// Tell on duty: SUCCEEDED "m-1"
	// {"TopicArn":"arn:aws:sns:us-east-1:123456789012:on-duty","Subject":"search is down","Message":"for 12 minutes by now"}
}
