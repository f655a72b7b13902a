// Package sdk writes AWS Step Functions workflows as Go code.
//
// A state machine is a program about data, and JSON is a poor place to write
// one: a mistyped path fails in the cloud, at night. Here steps are recorded in
// program order on a [Block], branches and handlers are Go closures, and data
// flows through typed [Value] handles. The result is a definition as tight as an
// expert's, checked before anything runs.
//
// This page is a tutorial. Its code is that of the package's examples, which
// run as tests; the examples show what each prints.
//
// # A first workflow
//
// A workflow is a Go function that returns what [New] makes of another function.
// That one is called once, at once. It does no work: it records the steps that do.
//
//	func Support() *sdk.Workflow {
//		return sdk.New("support", func(b *sdk.Block, ticket sdk.Value[Ticket]) {
//			b.Choice("Urgent?").
//				When(sdk.GreaterThan(ticket.At("priority"), 2), func(b *sdk.Block) {
//					b.Fail("Call somebody").Error("Urgent").Cause(sdk.Format("ticket {}", ticket.At("id")))
//				})
//			reply := lambda.Invoke(b, "Draft", Draft).Payload(ticket).Result()
//			b.Return(sdk.Object{"reply": reply.At("text")})
//		})
//	}
//
// Draft is an ordinary Go function, the handler of a Lambda function. It is what the
// step is checked against, and what runs when the workflow runs in memory:
//
//	env, err := simtest.Open(Support())
//	…
//	fmt.Println(env.Run(Ticket{ID: "t-1", Priority: 1}))
//
// The name of a step is its identity. Mocks, diffs, alarms and redrives go by it, so
// it is written and not made up. Each field of the States Language is a method of
// the language's name, in any order. The example of [New] shows the definition that
// a workflow becomes.
//
// # Values and fields
//
// A [Value] stands for what exists when the workflow runs. It holds no data, and
// can't be compared or branched on in Go. [Field] takes a part of it by a
// selector, which the Go compiler checks; [Value.At] and [At] take one by a path,
// which is checked against the type when the workflow is built.
//
//	name := sdk.Field(cart, func(c *Cart) *string { return &c.Customer.Name })
//	first := sdk.Field(cart, func(c *Cart) *string { return &c.Lines[0].SKU })
//	…
//	severity := finding.At("detail.severity")
//	instance := sdk.At[string](finding, "detail['instance-ids'][0]")
//
// Functions make expressions of values and constants: [Add], [Format], [If], [Sum],
// [Filter], [Merge], [Hash] and others, all in this package. They are written into the
// definition and cost no state.
//
//	hot := sdk.Filter(all, func(c sdk.Value[float64]) sdk.Value[bool] { return sdk.GreaterThan(c, 30) })
//	…
//		"verdict": sdk.If[string](sdk.GreaterThan(sdk.Count(hot), 1), "cool down", "fine"),
//
// [Object] and [Array] are JSON of constants and values. A Go constant is the JSON
// that encoding/json makes of it, a struct too.
//
// # Choices, optional fields and defaults
//
// The rules of a [Choice] are tried in order. A branch that ends without Return,
// Fail or GoTo goes on behind the Choice; so does a run that no rule is true of.
//
//	b.Choice("How much?").
//		When(sdk.LessThan(amount, 100), func(b *sdk.Block) {
//			b.Return("paid at once")
//		}).
//
// A field that may be missing, by omitempty or as a pointer, can't be used as it
// is: a state that reads it would fail. In a branch that has asked for it by
// [IsPresent] it is there, and so it is behind a Choice whose branch for the other
// case ends the workflow. Elsewhere [Default] says what stands for it.
//
//	coupon := sdk.Field(c, func(c *Checkout) *string { return &c.Coupon })
//	gift := sdk.Default(c.At("gift"), false)
//	b.Choice("Coupon?").
//		When(sdk.IsPresent(coupon), func(b *sdk.Block) {
//
// A type of few words lists them, see [Enumerated], and a comparison with another
// word is a mistake.
//
// # Variables and data flow
//
// Using a value is all there is to data flow. A result that a later step uses becomes
// a variable where it is made, and only the part that is used; the workflow's input
// can be read everywhere.
//
//	account := lambda.Invoke(b, "Open account", OpenAccount).Payload(applicant).Result()
//	lambda.Invoke(b, "Greet", Greet).Payload(applicant)
//	b.Wait("Cool off").Seconds(60)
//	b.Return(sdk.Object{"account": account.At("id"), "email": applicant.At("email")})
//
// A use where the value may not be there is reported: the result of another branch,
// of a step that failed, of an iteration. [Let] keeps the value of an expression that
// would be another one at each evaluation, such as [UUID] and [Now]. [Var] declares a
// variable that steps change.
//
// # Errors
//
// [Work.Retry] tries a Task, Map or Parallel again. A [Retrier] is a value, so that a
// team keeps its policies in variables.
//
//	var patient = sdk.Retry("States.TaskFailed").Interval(10 * time.Second).BackoffRate(3).MaxAttempts(4)
//	…
//		Retry(sdk.Retry("UnknownCurrency").MaxAttempts(0), patient.MaxDelay(time.Minute)).
//
// [Work.Catch] records what happens when a step has failed for good. A handler that
// ends with Return or Fail ends the workflow; after another one the workflow goes on
// behind the step, whose result is then not there.
//
//	Catch(lambda.ErrorName[*CardDeclined](), func(b *sdk.Block, e sdk.Caught) {
//		failure := sdk.CauseOf[sdk.FunctionError](e)
//		b.Return(sdk.Object{"paid": false, "why": failure.At("errorMessage")})
//	}).
//
// [Block.Try] catches the errors of many steps. [Task.Fails] says with which errors a
// call can end, and then both a handler of another one and an error without a handler
// are told of.
//
//	b.Try("Back up", func(b *sdk.Block) {
//		aws.Call(b, "Take snapshot", "rds:createDBSnapshot", sdk.Object{
//	…
//	}).CatchAll(func(b *sdk.Block, e sdk.Caught) {
//
// # Loops
//
// [Block.While] tries its condition before each round, [Block.Until] after it. What
// the rounds change is a [Var].
//
//	left := sdk.Var[int](b, "left", open)
//	b.While("Any left?", sdk.GreaterThan(left, 0), func(b *sdk.Block) {
//		done := archive.Invoke(b, "Archive a batch").Payload(sdk.Object{"atMost": 100}).Result()
//		left.Set(b, sdk.Subtract(left, done.At("archived")))
//	})
//
// To poll, record a Wait and a question in the body of Until:
//
//	b.Until("Active?", func(b *sdk.Block) sdk.Value[bool] {
//		b.Wait("Pause").For(10 * time.Minute)
//		found := aws.Call(b, "Look", "dynamodb:describeTable", sdk.Object{"TableName": name}).Result()
//		return sdk.Equals(found.At("Table.TableStatus"), "ACTIVE")
//	})
//
// [Block.GoTo] goes on at any step of the same scope, by its name. To the trial of a
// loop it is what continue is in Go; to a step behind the loop, what break is.
//
//	b.While("More?", sdk.LessThan(seen, mails), func(b *sdk.Block) {
//	…
//		b.Choice("Spam?").
//			When(sdk.Equals(mail.At("spam"), true), func(b *sdk.Block) {
//				b.GoTo("More?")
//			})
//
// # Parallel and Map
//
// [Branch] adds a branch to a [Parallel], and its value has the branch's own type.
//
//	both := b.Parallel("Ask around")
//	weather := sdk.Branch(both, func(b *sdk.Block) sdk.Value[Weather] {
//		return lambda.Invoke(b, "Forecast", Forecast).Payload(trip).Result()
//	})
//
// [Map] runs steps for each element of an array, and gives an array of what they
// return. [ForEach] is Map for steps that are there for what they do.
//
//	tracking := sdk.Map(b, "Each box", boxes, func(b *sdk.Block, box sdk.Value[Box]) sdk.Value[string] {
//		label := lambda.Invoke(b, "Print label", PrintLabel).Payload(box).Result()
//		return sdk.Field(label, func(l *Label) *string { return &l.Tracking })
//	}).
//
// Branches and iterations read what was before them. What they make leaves them only
// as the value they return.
//
// # Distributed Map
//
// A Map in distributed mode runs its items as executions of their own, up to 10,000
// at a time. [DistributedMap] takes an array, [DistributedMapOver] what an
// [ItemReader] finds in S3, [DistributedBatches] gives each child many items.
//
//	rows := sdk.S3Object("incoming", night.At("file")).CSV()
//	written := sdk.DistributedMapOver(b, "Each row", rows, func(b *sdk.Block, row sdk.Value[Row]) sdk.Value[Priced] {
//		return lambda.Invoke(b, "Read price", ReadPrice).Payload(row).Retry(lambda.Transient()).Result()
//	}).
//		Express().
//		MaxConcurrency(100).
//		ToleratedFailurePercentage(10).
//		ResultWriter(sdk.WriteToS3("prices", night.At("run")).Transformation("COMPACT").OutputType("JSONL")).
//		Written()
//
// Child executions see nothing of the workflow. What the steps use of earlier ones is
// handed to them by the ItemSelector, and that is done by itself.
//
// # Lambda functions
//
// Package [github.com/lockstep-go/lockstep/sdk/lambda] takes the handler itself:
// the payload is checked against its parameter, the step's result has the type of its
// result, and a test runs it. A function that is deployed under another name, has an
// alias or fails in known ways is declared once:
//
//	var book = lambda.Function("book-seats-v2", bookSeats).
//		Qualifier("live").
//		Fails(lambda.ErrorName[*SoldOut]())
//
// A function that is written elsewhere is [lambda.Deployed].
//
// # Services
//
// Each service with an optimized integration has a package beside this one:
// dynamodb, sqs, sns, eventbridge, ecs, batch, glue, athena, sagemaker and others.
// A function is an action, and a method a parameter. One whose name ends in Sync waits
// until the job is over.
//
//	query := athena.StartQueryExecutionSync(b, "Count sales").
//		QueryString("SELECT count(*) FROM sales WHERE day = ?").
//		ExecutionParameters(sdk.Array{day}).
//		WorkGroup("primary").
//		Result()
//
// [aws.Call] reaches every other action, with its parameters checked against what
// AWS publishes. [At] says what type a part of the answer is of.
//
//	found := aws.Call(b, "Find language", "comprehend:detectDominantLanguage", sdk.Object{
//		"Text": q.At("text"),
//	}).Retry(sdk.Retry("Comprehend.ComprehendException")).Result()
//	language := sdk.At[string](found, "Languages[0].LanguageCode")
//
// Package [github.com/lockstep-go/lockstep/sdk/http] calls what is not AWS.
//
// # Callbacks, activities and nested workflows
//
// A step with WaitForTaskToken hands out [TaskToken] and waits until somebody
// completes it. [Returns] says of what type the answer is.
//
//	decision := sdk.Returns[Decision](sns.Publish(b, "Ask").
//		TopicArn(managers).
//		Message(sdk.Object{"request": request, "token": sdk.TaskToken()}).
//		WaitForTaskToken().
//		Timeout(7*24*time.Hour).
//		Catch("States.Timeout", func(b *sdk.Block, _ sdk.Caught) {
//			b.Return("nobody answered")
//		}))
//
// [Call] is a step of any resource, such as an activity: work that a program outside
// of AWS asks for.
//
//	measured := sdk.Call[Measurement](b, "Measure", laboratory).
//		Arguments(sample).
//		Heartbeat(10 * time.Minute).
//		Retry(sdk.Retry("States.HeartbeatTimeout").MaxAttempts(1)).
//		Result()
//
// A workflow that another one starts is a step with types on both sides.
//
//	invoice := stepfunctions.Start[Invoice](b, "Bill", billing).
//		Input(order).
//
// # Fragments and defaults
//
// A fragment is a Go function that takes a [Block]. [Block.Prefix] keeps the names of
// its steps apart where it is used twice.
//
//	func move(b *sdk.Block, account sdk.Value[string], amount sdk.Value[float64]) {
//	…
//	move(b.Prefix("From: "), sdk.Field(t, func(t *Transfer) *string { return &t.From }), sdk.Multiply(amount, -1))
//
// [Block.Defaults] gives retriers to all the tasks of a block.
//
//	b = b.Defaults(throttled)
//
// # Query languages
//
// Values are written as JSONata. [UseJSONPath] writes a workflow as JSONPath with
// intrinsic functions instead, and reports what these can't say;
// [State.InJSONPath] and [State.InJSONata] say it of one state. [JSONata] and
// [JSONPath] take text as it stands, for what has no function.
//
//	totals := sdk.As[map[string]float64](
//		sdk.JSONata(`$sales{region: $sum(amount)}`, sdk.Object{"sales": sales}))
//
// # Mistakes
//
// Nothing here panics or returns an error in the middle of a chain. [Workflow.Build]
// reports all mistakes at once, each with its file and line, the state, and what to
// write instead.
//
//	_, problems := w.Build()
//	for _, p := range problems {
//		fmt.Printf("%s in %q: %s\n", p.Code, p.State, p.Message)
//	}
//
// lockstep check does so for a package; lockstep vet finds Go code that can't mean what
// it seems to, such as an if on a Value; lockstep explain says more about a code.
//
// # Tests
//
// Package [github.com/lockstep-go/lockstep/simtest] runs a workflow in a Go test, in
// virtual time. Handlers of Lambda functions run by themselves, a mock answers for
// what has none, and S3 is a map:
//
//	env.Mock("Fetch rate").
//		Fail("Timeout", "no answer").
//		Fail("Timeout", "no answer").
//		Fail("Timeout", "no answer").
//		Return(1.08)
//	run := env.Run("EUR")
//	…
//	s3 := fstest.MapFS{"incoming/monday.csv": {Data: []byte("sku,price\npen,1.50\nink,8.20\n")}}
//	env, err := simtest.Open(w, simtest.WithS3(s3))
//
// # Compile, optimize, deploy
//
// A package whose exported functions return workflows is what the command takes:
// lockstep build writes definition, policy, source map and report, lockstep cost and
// lockstep graph show it, lockstep plan and lockstep deploy put it into an account. A
// program does the same by packages compiler, policy and deploy:
//
//	m, problems := w.Build()
//	…
//	artifact, problems := compiler.Compile(m, compiler.WithName(w.Name()))
//
// [lambda.Deployed]: https://pkg.go.dev/github.com/lockstep-go/lockstep/sdk/lambda#Deployed
// [aws.Call]: https://pkg.go.dev/github.com/lockstep-go/lockstep/sdk/aws#Call
package sdk

//go:generate go run ./internal/services
