package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/aws"
	"github.com/lockstep-go/lockstep/sdk/sns"
	"github.com/lockstep-go/lockstep/simtest"
)

type Snapshot struct {
	Database string `json:"database"`
	Name     string `json:"name"`
}

const operators = "arn:aws:sns:us-east-1:123456789012:operators"

// Try catches the errors of many steps in one place. It makes no state: each
// step of the body gets the catcher.
func ExampleBlock_Try() {
	w := sdk.New("backup", func(b *sdk.Block, s sdk.Value[Snapshot]) {
		b.Try("Back up", func(b *sdk.Block) {
			aws.Call(b, "Take snapshot", "rds:createDBSnapshot", sdk.Object{
				"DbInstanceIdentifier": s.At("database"), "DbSnapshotIdentifier": s.At("name"),
			})
			aws.Call(b, "Copy abroad", "rds:copyDBSnapshot", sdk.Object{
				"SourceDBSnapshotIdentifier": s.At("name"), "TargetDBSnapshotIdentifier": sdk.Format("{}-copy", s.At("name")),
			})
		}).CatchAll(func(b *sdk.Block, e sdk.Caught) {
			sns.Publish(b, "Tell operators").TopicArn(operators).
				Subject("Backup failed").
				Message(sdk.Format("{}: {}", s.At("database"), e.Cause()))
			b.Fail("Not backed up").Error("BackupFailed").Cause(e.Error())
		})
		b.Return(sdk.Object{"snapshot": s.At("name")})
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Take snapshot").Return(nil)
	env.Mock("Copy abroad").Return(nil).Fail("Rds.KmsKeyNotAccessibleException", "no key")
	env.Mock("Tell operators").Return(sns.PublishResult{MessageId: "m-1"})
	fmt.Println(env.Run(Snapshot{"orders", "monday"}))
	fmt.Println(env.Run(Snapshot{"orders", "tuesday"}))
	fmt.Println(env.Calls("Tell operators")[0].Input)
	// Output:
	// Take snapshot → Copy abroad: SUCCEEDED {"snapshot":"monday"}
	// Take snapshot → Copy abroad → Tell operators → Not backed up: FAILED BackupFailed: Rds.KmsKeyNotAccessibleException
	// {"TopicArn":"arn:aws:sns:us-east-1:123456789012:operators","Subject":"Backup failed","Message":"orders: no key"}
}
