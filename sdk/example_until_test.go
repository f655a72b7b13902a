package sdk_test

import (
	"fmt"
	"log"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/aws"
	"github.com/lockstep-go/lockstep/simtest"
)

// Until tries its condition after each round: it polls what has no .sync. Half an
// hour of it takes no time in a test.
func ExampleBlock_Until() {
	w := sdk.New("table", func(b *sdk.Block, name sdk.Value[string]) {
		aws.Call(b, "Create table", "dynamodb:restoreTableFromBackup", sdk.Object{
			"TargetTableName": name, "BackupArn": "arn:aws:dynamodb:us-east-1:123456789012:table/t/backup/1",
		})
		b.Until("Active?", func(b *sdk.Block) sdk.Value[bool] {
			b.Wait("Pause").For(10 * time.Minute)
			found := aws.Call(b, "Look", "dynamodb:describeTable", sdk.Object{"TableName": name}).Result()
			return sdk.Equals(found.At("Table.TableStatus"), "ACTIVE")
		})
		b.Return(sdk.Object{"table": name})
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	status := func(s string) any { return map[string]any{"Table": map[string]string{"TableStatus": s}} }
	env.Mock("Create table").Return(map[string]any{})
	env.Mock("Look").Return(status("CREATING")).Return(status("CREATING")).Return(status("ACTIVE"))
	run := env.Run("orders")
	fmt.Println(run)
	fmt.Println(run.Duration)
	// Output:
	// Create table → Pause → Look → Active? → Pause → Look → Active? → Pause → Look → Active? → Return: SUCCEEDED {"table":"orders"}
	// 30m0s
}
