package sdk

// codeExamples are, for each code, Go statements that give it and the same mended, for
// `lockstep explain`. The tests of mistakes hold each code to programs that compile.
var codeExamples = map[string]struct{ bad, good string }{
	codeStateName: {`b.Pass("")`, `b.Pass("Begin")`},
	codeDuplicateName: {
		"lambda.Invoke(b, \"Charge\", ChargeCard).Payload(first)\nlambda.Invoke(b, \"Charge\", ChargeCard).Payload(second)",
		"lambda.Invoke(b, \"Charge\", ChargeCard).Payload(first)\nlambda.Invoke(b, \"Charge again\", ChargeCard).Payload(second)",
	},
	codeWrongBlock: {
		"b.Choice(\"Large?\").When(large, func(inner *sdk.Block) {\n\tlambda.Invoke(b, \"Review\", Review).Payload(order)\n})",
		"b.Choice(\"Large?\").When(large, func(b *sdk.Block) {\n\tlambda.Invoke(b, \"Review\", Review).Payload(order)\n})",
	},
	codeNoSteps: {
		"b.Choice(\"Large?\").When(large, nil)",
		"b.Choice(\"Large?\").When(large, func(b *sdk.Block) { b.Succeed(\"Done\") })",
	},
	codeUnreachable: {
		"b.Fail(\"Refused\").Error(\"Refused\")\nb.Pass(\"Never\")",
		"b.Pass(\"First\")\nb.Fail(\"Refused\").Error(\"Refused\")",
	},
	codeGoTo: {
		"b.Pass(\"One\")\nb.GoTo(\"Oen\")",
		"b.Pass(\"One\")\nb.GoTo(\"One\")",
	},
	codeNilFunction: {
		"b.Parallel(\"Both\").Branch(nil)",
		"b.Parallel(\"Both\").Branch(func(b *sdk.Block) { b.Pass(\"One\") })",
	},
	codeSetting: {
		"lambda.Invoke(b, \"Charge\", ChargeCard).Payload(order).Timeout(-time.Second)",
		"lambda.Invoke(b, \"Charge\", ChargeCard).Payload(order).Timeout(30 * time.Second)",
	},
	codeNotAssigned: {
		"var label sdk.Value[Label]\nb.Choice(\"Ship?\").When(shipped, func(b *sdk.Block) {\n\tlabel = lambda.Invoke(b, \"Label\", MakeLabel).Payload(item).Result()\n})\nb.Return(label)",
		"b.Choice(\"Ship?\").When(shipped, func(b *sdk.Block) {\n\tb.Return(lambda.Invoke(b, \"Label\", MakeLabel).Payload(item).Result())\n})",
	},
	codeOtherScope: {
		"var last sdk.Value[Label]\nsdk.Map(b, \"Ship\", items, func(b *sdk.Block, item sdk.Value[Item]) sdk.Value[Label] {\n\tlast = lambda.Invoke(b, \"Label\", MakeLabel).Payload(item).Result()\n\treturn last\n})\nb.Return(last)",
		"labels := sdk.Map(b, \"Ship\", items, func(b *sdk.Block, item sdk.Value[Item]) sdk.Value[Label] {\n\treturn lambda.Invoke(b, \"Label\", MakeLabel).Payload(item).Result()\n}).Result()\nb.Return(labels)",
	},
	codeOuterVariable: {
		"n := sdk.Var[float64](b, \"n\", 0)\nsdk.Map(b, \"Each\", items, func(b *sdk.Block, item sdk.Value[Item]) sdk.Value[Item] {\n\tn.Set(b, sdk.Add(n, 1))\n\treturn item\n})",
		"n := sdk.Let(b, \"n\", sdk.Count(items))\nb.Return(n)",
	},
	codeOptional: {
		"b.Return(sdk.Uppercase(order.At(\"coupon\"))) // Coupon string `json:\"coupon,omitempty\"`",
		"b.Return(sdk.Uppercase(sdk.Default(order.At(\"coupon\"), \"none\")))",
	},
	codeVolatile: {
		"id := sdk.UUID()\nb.Pass(\"One\").Output(id)\nb.Pass(\"Two\").Output(id)",
		"id := sdk.Let(b, \"id\", sdk.UUID())\nb.Pass(\"One\").Output(id)\nb.Pass(\"Two\").Output(id)",
	},
	codeInexpressible: {
		"sdk.New(\"sums\", func(b *sdk.Block, in sdk.Value[Order]) {\n\tb.Return(sdk.Multiply(in.At(\"total\"), 2))\n}, sdk.UseJSONPath())",
		"sdk.New(\"sums\", func(b *sdk.Block, in sdk.Value[Order]) {\n\tb.Return(sdk.Multiply(in.At(\"total\"), 2))\n})",
	},
	codeZeroValue: {
		"var receipt sdk.Value[Receipt]\nb.Return(receipt)",
		"receipt := lambda.Invoke(b, \"Charge\", ChargeCard).Payload(order).Result()\nb.Return(receipt)",
	},
	codeMissingInput: {
		"lambda.Invoke(b, \"Charge\", ChargeCard)",
		"lambda.Invoke(b, \"Charge\", ChargeCard).Payload(order)",
	},
	codeNoSuchField: {`b.Return(order.At("totl"))`, `b.Return(order.At("total"))`},
	codePathSyntax:  {`b.Return(order.At("items[0"))`, `b.Return(order.At("items[0]"))`},
	codeSelector: {
		"sdk.Field(order, func(o *Order) *float64 { total := o.Total; return &total })",
		"sdk.Field(order, func(o *Order) *float64 { return &o.Total })",
	},
	codeTypeMismatch: {
		"lambda.Invoke(b, \"Charge\", ChargeCard).Payload(sdk.Object{\"amount\": \"a lot\"})",
		"lambda.Invoke(b, \"Charge\", ChargeCard).Payload(sdk.Object{\"amount\": order.At(\"total\")})",
	},
	codeOperandType: {
		"b.Choice(\"Large?\").When(sdk.GreaterThan(order.At(\"id\"), 1000), review)",
		"b.Choice(\"Large?\").When(sdk.GreaterThan(order.At(\"total\"), 1000), review)",
	},
	codeEnumValue: {
		"b.Choice(\"Paid?\").When(sdk.Equals(order.At(\"status\"), \"payed\"), ship)",
		"b.Choice(\"Paid?\").When(sdk.Equals(order.At(\"status\"), \"paid\"), ship)",
	},
	codeConstant: {`b.Return(math.NaN())`, `b.Return(0.5)`},
	codeFormat: {
		`b.Return(sdk.Format("{} of {}", order.At("id")))`,
		`b.Return(sdk.Format("{} of {}", order.At("id"), order.At("total")))`,
	},
	codeEndless: {
		"var again func(b *sdk.Block)\nagain = func(b *sdk.Block) {\n\tb.Pass(\"Again\")\n\tagain(b)\n}\nagain(b)",
		"b.Until(\"Paid?\", func(b *sdk.Block) sdk.Value[bool] {\n\tb.Wait(\"Pause\").Seconds(60)\n\treturn lambda.Invoke(b, \"Ask\", IsPaid).Payload(order).Result()\n})",
	},
	codeUnused: {
		"dynamodb.GetItem(b, \"Look up\").TableName(\"orders\").Key(key)\nb.Wait(\"Pause\").Seconds(1)",
		"found := dynamodb.GetItem(b, \"Look up\").TableName(\"orders\").Key(key).Result()\nb.Return(found.At(\"Item\"))",
	},
	codeIdleLoop: {
		"n := sdk.Var[int](b, \"n\", 0)\nb.While(\"More?\", sdk.LessThan(n, 3), func(b *sdk.Block) { b.Wait(\"Pause\").Seconds(1) })\nb.Return(n)",
		"n := sdk.Var[int](b, \"n\", 0)\nb.While(\"More?\", sdk.LessThan(n, 3), func(b *sdk.Block) { n.Set(b, sdk.Add(n, 1)) })\nb.Return(n)",
	},
	codeUnhandled: {
		"dynamodb.PutItem(b, \"Claim\").TableName(\"orders\").Item(item).\n\tConditionExpression(\"attribute_not_exists(id)\")",
		"dynamodb.PutItem(b, \"Claim\").TableName(\"orders\").Item(item).\n\tConditionExpression(\"attribute_not_exists(id)\").\n\tCatch(\"DynamoDB.ConditionalCheckFailedException\", func(b *sdk.Block, e sdk.Caught) { b.Succeed(\"Claimed already\") })",
	},
	codeNeverThrown: {
		"sns.Publish(b, \"Tell\").TopicArn(topic).Message(\"paid\").\n\tCatch(\"SQS.SqsException\", func(b *sdk.Block, e sdk.Caught) { b.Fail(\"Not told\") })",
		"sns.Publish(b, \"Tell\").TopicArn(topic).Message(\"paid\").\n\tCatchAll(func(b *sdk.Block, e sdk.Caught) { b.Fail(\"Not told\") })",
	},
	codeParameter: {
		`sqs.SendMessage(b, "Send").QueueUrl(order.At("items")).MessageBody(order)`,
		`sqs.SendMessage(b, "Send").QueueUrl(queue).MessageBody(order)`,
	},
	codeTooLarge: {
		`b.Return(sdk.Object{"page": strings.Repeat("x", 300_000)})`,
		`b.Return(sdk.Object{"page": "s3://pages/1"})`,
	},
	codeGrowing: {
		"pages := sdk.Var[[]Receipt](b, \"pages\", []Receipt{})\nb.Until(\"Done?\", func(b *sdk.Block) sdk.Value[bool] {\n\tpage := lambda.Invoke(b, \"Page\", ChargeCard).Payload(order).Result()\n\tpages.Set(b, sdk.Append(pages.Value, page))\n\treturn lambda.Invoke(b, \"Ask\", IsPaid).Payload(order).Result()\n})\nb.Return(pages)",
		"b.Until(\"Done?\", func(b *sdk.Block) sdk.Value[bool] {\n\tlambda.Invoke(b, \"Store page\", ChargeCard).Payload(order)\n\treturn lambda.Invoke(b, \"Ask\", IsPaid).Payload(order).Result()\n})",
	},
}

// Example is Go code that gives the mistake, and the same mended.
func (c Code) Example() (bad, good string) {
	e := codeExamples[c.Code]
	return e.bad, e.good
}
