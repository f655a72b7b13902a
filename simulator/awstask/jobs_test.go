package awstask_test

import (
	"net/http"
	"strings"
	"testing"
)

// How a job ends tells how its task ends: the job's description is the result, or the cause of
// States.TaskFailed; times in it are milliseconds.
func TestHowJobsEnd(t *testing.T) {
	const (
		glue   = `"Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{"JobName":"j"}`
		batch  = `"Resource":"arn:aws:states:::batch:submitJob.sync","Parameters":{"JobName":"n","JobQueue":"q","JobDefinition":"d"}`
		ecs    = `"Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"TaskDefinition":"d"}`
		athena = `"Resource":"arn:aws:states:::athena:startQueryExecution.sync","Parameters":{"QueryString":"SELECT 1"}`
	)
	for _, c := range []struct{ name, state, started, ended, want string }{
		{"glue", glue, `{"JobRunId":"r"}`, `{"JobRun":{"Id":"r","JobRunState":"SUCCEEDED","StartedOn":1600000000.5}}`, `SUCCEEDED {"Id":"r","JobRunState":"SUCCEEDED","StartedOn":1600000000500}`},
		{"glue fails", glue, `{"JobRunId":"r"}`, `{"JobRun":{"ErrorMessage":"no","Id":"r","JobRunState":"FAILED"}}`,
			`FAILED States.TaskFailed {"ErrorMessage":"no","Id":"r","JobRunState":"FAILED"}`},
		{"glue times out", glue, `{"JobRunId":"r"}`, `{"JobRun":{"JobRunState":"TIMEOUT"}}`, `FAILED States.TaskFailed {"JobRunState":"TIMEOUT"}`},
		{"batch", batch, `{"jobId":"b","jobName":"n"}`, `{"jobs":[{"jobId":"b","status":"SUCCEEDED","createdAt":5}]}`, `SUCCEEDED {"CreatedAt":5,"JobId":"b","Status":"SUCCEEDED"}`},
		{"batch fails", batch, `{"jobId":"b","jobName":"n"}`, `{"jobs":[{"jobId":"b","status":"FAILED","statusReason":"Essential container in task exited"}]}`,
			`FAILED States.TaskFailed {"JobId":"b","Status":"FAILED","StatusReason":"Essential container in task exited"}`},
		{"ecs", ecs, `{"tasks":[{"taskArn":"t","clusterArn":"c"}],"failures":[]}`, `{"tasks":[{"lastStatus":"STOPPED","containers":[{"exitCode":0}]}]}`,
			`SUCCEEDED {"Containers":[{"ExitCode":0}],"LastStatus":"STOPPED"}`},
		{"ecs fails", ecs, `{"tasks":[{"taskArn":"t","clusterArn":"c"}]}`, `{"tasks":[{"lastStatus":"STOPPED","containers":[{"exitCode":0},{"exitCode":1}]}]}`,
			`FAILED States.TaskFailed {"Containers":[{"ExitCode":0},{"ExitCode":1}],"LastStatus":"STOPPED"}`},
		{"ecs does not start", ecs, `{"tasks":[],"failures":[{"arn":"a","reason":"RESOURCE:MEMORY"}]}`, ``,
			`FAILED AmazonECS.Unknown {"Failures":[{"Arn":"a","Reason":"RESOURCE:MEMORY"}],"Tasks":[]}`},
		{"athena", athena, `{"QueryExecutionId":"x"}`, `{"QueryExecution":{"QueryExecutionId":"x","Status":{"State":"SUCCEEDED"}}}`,
			`SUCCEEDED {"QueryExecution":{"QueryExecutionId":"x","Status":{"State":"SUCCEEDED"}}}`},
		{"athena is cancelled", athena, `{"QueryExecutionId":"x"}`, `{"QueryExecution":{"Status":{"State":"CANCELLED"}}}`,
			`FAILED States.TaskFailed {"QueryExecution":{"Status":{"State":"CANCELLED"}}}`},
		{"an error without a class of its own", glue, `!{"__type":"Odd","message":"m"}`, ``, `FAILED Glue.AWSGlueException m (Service: AWSGlue; Status Code: 400; Error Code: Odd; Request ID: r; Proxy: null)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := 0
			url := stub(t, func(*http.Request, string) (int, map[string]string, string) {
				header := map[string]string{"X-Amzn-RequestId": "r"}
				if asked++; asked > 1 {
					return 200, header, c.ended
				}
				if text, refused := strings.CutPrefix(c.started, "!"); refused {
					return 400, header, text
				}
				return 200, header, c.started
			})
			if got := run(t, map[string]string{"GLUE": url, "BATCH": url, "ECS": url, "ATHENA": url}, c.state, `{}`); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
