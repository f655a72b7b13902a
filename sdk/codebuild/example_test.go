package codebuild_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/codebuild"
	"github.com/lockstep-go/lockstep/simtest"
)

// The result of a step that waits has the build, and its reports.
func ExampleStartBuildSync() {
	type Commit struct {
		SHA string `json:"sha"`
	}
	w := sdk.New("verify", func(b *sdk.Block, commit sdk.Value[Commit]) {
		built := codebuild.StartBuildSync(b, "Run tests").
			ProjectName("service-tests").
			SourceVersion(commit.At("sha")).
			Result()
		reports := codebuild.BatchGetReports(b, "Read reports").ReportArns(built.At("Build.ReportArns")).Result()
		b.Return(reports.At("Reports[0].Status"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Run tests").Return(map[string]any{"Build": map[string]any{"ReportArns": []string{"arn:aws:codebuild:us-east-1:123456789012:report/tests:1"}}})
	env.Mock("Read reports").Return(map[string]any{"Reports": []any{map[string]string{"Status": "SUCCEEDED"}}})
	fmt.Println(env.Run(Commit{"0a1b2c"}))
	fmt.Println(env.Calls("Read reports")[0].Input)
	// Output:
	// Run tests → Read reports: SUCCEEDED "SUCCEEDED"
	// {"ReportArns":["arn:aws:codebuild:us-east-1:123456789012:report/tests:1"]}
}
