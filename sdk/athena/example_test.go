package athena_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/athena"
	"github.com/lockstep-go/lockstep/simtest"
)

// A step whose name ends in Sync waits until the query is over.
func ExampleStartQueryExecutionSync() {
	w := sdk.New("report", func(b *sdk.Block, day sdk.Value[string]) {
		query := athena.StartQueryExecutionSync(b, "Count sales").
			QueryString("SELECT count(*) FROM sales WHERE day = ?").
			ExecutionParameters(sdk.Array{day}).
			WorkGroup("primary").
			Result()
		rows := athena.GetQueryResults(b, "Read").
			QueryExecutionId(query.At("QueryExecution.QueryExecutionId")).
			Result()
		b.Return(sdk.Default(rows.At("ResultSet.Rows[1].Data[0].VarCharValue"), "0"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Count sales").Return(map[string]any{"QueryExecution": map[string]string{"QueryExecutionId": "q-1"}})
	cell := func(s string) any { return map[string]any{"Data": []any{map[string]string{"VarCharValue": s}}} }
	env.Mock("Read").Return(map[string]any{"ResultSet": map[string]any{"Rows": []any{cell("_col0"), cell("42")}}})
	fmt.Println(env.Run("2026-11-23"))
	// Output:
	// Count sales → Read: SUCCEEDED "42"
}
