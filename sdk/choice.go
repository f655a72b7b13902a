package sdk

// Choice is a branching step (States Language, "Choice State"). Rules are tried in the
// order they are written, and the first one that holds counts.
type Choice struct{ State[*Choice] }

// Choice records a branching.
//
//	b.Choice("Large order?").
//		When(sdk.GreaterThan(total, 1000), func(b *sdk.Block) { … }).
//		Otherwise(func(b *sdk.Block) { … })
//
// Without Otherwise the workflow continues after the Choice when no condition
// holds. A branch that ends without Return, Fail or GoTo continues there too.
func (b *Block) Choice(name string) *Choice {
	c := &Choice{}
	c.State = newState(b.add(stepChoice, name), c)
	return c
}

// When runs then if the condition holds and none before it. In it, what the conditions
// say is known: after sdk.IsPresent(order.At("coupon")) the coupon is there. The same goes
// for the steps after the Choice where only some of its branches come to them.
func (c *Choice) When(condition Expression, then func(b *Block)) *Choice {
	e := operand(condition)
	r := &choiceRule{condition: e, at: here()}
	c.s.checkCondition(e)
	r.body = c.s.branch(then, append(c.s.failed(), e)...)
	c.s.rules = append(c.s.rules, r)
	return c
}

// WhenNext goes on at the step of that name if the condition holds.
func (c *Choice) WhenNext(condition Expression, next string) *Choice {
	e := operand(condition)
	c.s.checkCondition(e)
	c.s.rules = append(c.s.rules, &choiceRule{condition: e, next: next, at: here()})
	return c
}

// RuleOutput is the Output of the rule written last (JSONata).
func (c *Choice) RuleOutput(v any) *Choice {
	if n := len(c.s.rules); n > 0 {
		c.s.rules[n-1].output, c.s.rules[n-1].outputAt = operand(v), here()
	}
	return c
}

// RuleAssign is one variable of the Assign of the rule written last.
func (c *Choice) RuleAssign(name string, v any) *Choice {
	if n := len(c.s.rules); n > 0 {
		c.s.rules[n-1].assign = append(c.s.rules[n-1].assign, stepAssign{name, operand(v), here()})
	}
	return c
}

// Otherwise runs then if no condition holds.
func (c *Choice) Otherwise(then func(b *Block)) {
	if c.s.otherwise != nil || c.s.target != "" {
		c.s.report(codeSetting, "the Choice has two Otherwise", "keep one")
		return
	}
	c.s.otherwise = c.s.branch(then, c.s.failed()...)
}

// Default goes on at the step of that name if no condition holds.
func (c *Choice) Default(next string) *Choice { c.s.target = next; return c }

// NoDefault fails the execution with States.Runtime when no condition holds,
// instead of continuing after the Choice.
func (c *Choice) NoDefault() *Choice { c.s.noDefault = true; return c }

// RuleComment describes the rule written last.
func (c *Choice) RuleComment(text string) *Choice {
	if n := len(c.s.rules); n > 0 {
		c.s.rules[n-1].comment = text
	}
	return c
}

// checkCondition reports what can't be a condition.
func (s *step) checkCondition(e *expr) {
	if e.fault == nil && e.typ.kind != kindAny && e.typ.kind != kindBool {
		s.report(codeOperandType, "the condition is "+article(e.typ.String())+" and must be a boolean", "compare it with something, or use `sdk.IsPresent`")
	}
}

// branch records a block beside the step's, in which facts hold.
func (s *step) branch(define func(b *Block), facts ...*expr) *Block {
	inner := s.view.child(s.block.scope, facts...)
	if define == nil {
		s.report(codeNilFunction, "the branch's function is nil", "pass the function that records its steps")
		return inner
	}
	inner.record.run(func() { define(inner) })
	return inner
}

// While repeats body as long as the condition holds, which is tried before each
// round. Something in the body must change a [Variable] of the condition, or
// leave by Return or Fail.
func (b *Block) While(name string, condition Expression, body func(b *Block)) {
	s := b.add(stepWhile, name)
	e := operand(condition)
	s.checkCondition(e)
	s.rules = []*choiceRule{{condition: e, at: s.at}}
	s.body = s.branch(body, e)
}

// Until repeats body until the condition it answers holds, which is tried after
// each round; name is that of the trial.
//
//	b.Until("Finished?", func(b *sdk.Block) sdk.Value[bool] {
//		b.Wait("Pause").Seconds(30)
//		job := glue.GetJobRun(b, "Look").JobName(name).RunId(id).Result()
//		return sdk.Equals(job.At("JobRun.JobRunState"), "SUCCEEDED")
//	})
func (b *Block) Until(name string, body func(b *Block) Value[bool]) {
	s := b.add(stepUntil, name)
	if body == nil {
		s.report(codeNilFunction, "the loop's body is nil", "pass the function that records its steps")
		return
	}
	var condition Value[bool]
	s.body = s.branch(func(b *Block) { condition = body(b) })
	e := operand(condition)
	s.checkCondition(e)
	s.rules = []*choiceRule{{condition: e, at: s.at}}
}

// Try is a block whose errors are caught together.
type Try struct{ s *step }

// Try records steps with catchers in common: Catch puts a catcher on each Task,
// Map and Parallel of body. It has no state of its own.
func (b *Block) Try(name string, body func(b *Block)) *Try {
	s := b.add(stepTry, name)
	s.body = s.branch(body)
	return &Try{s: s}
}

// Catch is [Work.Catch] for every step of the body.
func (t *Try) Catch(errorName string, handler func(b *Block, e Caught)) *Try {
	t.s.addCatcher([]string{errorName}, handler)
	return t
}

// CatchAll is [Try.Catch] of States.ALL.
func (t *Try) CatchAll(handler func(b *Block, e Caught)) *Try {
	t.s.addCatcher([]string{"States.ALL"}, handler)
	return t
}

// CatchAny is [Try.Catch] of several names.
func (t *Try) CatchAny(errorNames []string, handler func(b *Block, e Caught)) *Try {
	t.s.addCatcher(errorNames, handler)
	return t
}
