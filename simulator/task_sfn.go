package simulator

import "github.com/lockstep-go/lockstep/internal/value"

// ownAPI answers the actions of aws-sdk:sfn that concern this world.
func (s *Simulator) ownAPI(c *Call) (Answer, bool) {
	in := c.input.v
	token := in.Get("TaskToken").Str()
	done := func(err error) (Answer, bool) {
		switch e := err.(type) {
		case nil:
			return OfValue(value.OfObject(nil)), true
		case *TokenError:
			return s.sdkError("Sfn", &apiError{e.Code, e.Message}), true
		case *InputError:
			return s.sdkError("Sfn", &apiError{"InvalidOutput", e.Message}), true
		default:
			return s.sdkError("Sfn", err), true
		}
	}
	switch c.Action {
	case "sendTaskSuccess":
		output := in.Get("Output")
		text := output.Str()
		if output.Kind() != value.String {
			text = output.String()
		}
		return done(s.answerToken(token, func() (Answer, error) {
			if _, err := value.DecodeString(text, value.WithDuplicates()); err != nil {
				return Answer{}, &InputError{Message: "Invalid Output: '" + jsonProblem(text, err) + "'"}
			}
			return Answer{Output: text}, nil
		}))
	case "sendTaskFailure":
		return done(s.answerToken(token, func() (Answer, error) {
			return failedAnswer(optional(in.Get("Error")), optional(in.Get("Cause"))), nil
		}))
	case "sendTaskHeartbeat":
		st, err := s.holder(token)
		if err == nil {
			st.beat()
		}
		return done(err)
	case "getActivityTask":
		task, ok := s.takeActivity(in.Get("ActivityArn").Str(), in.Get("WorkerName").Str())
		if !ok {
			return OfValue(value.OfObject(nil)), true
		}
		return OfValue(value.ObjectOf(value.Member{Key: "Input", Value: value.OfString(task.Input)}, value.Member{Key: "TaskToken", Value: value.OfString(task.Token)})), true
	case "startExecution":
		e, err := s.startChild(c, false)
		if err != nil {
			return s.sdkError("Sfn", err), true
		}
		return OfValue(value.ObjectOf(value.Member{Key: "ExecutionArn", Value: value.OfString(e.arn)}, value.Member{Key: "StartDate", Value: value.OfString(isoTime(e.began))})), true
	case "describeExecution":
		e := s.executions[in.Get("ExecutionArn").Str()]
		if e == nil {
			return s.sdkError("Sfn", &apiError{"ExecutionDoesNotExist", "Execution Does Not Exist: '" + in.Get("ExecutionArn").Str() + "'"}), true
		}
		v := e.nestedResult(false).With("StartDate", value.OfString(isoTime(e.began)))
		if e.status == Running {
			v = v.Without("StopDate")
		} else {
			v = v.With("StopDate", value.OfString(isoTime(e.ended)))
		}
		return OfValue(v), true
	case "stopExecution":
		e := s.executions[in.Get("ExecutionArn").Str()]
		if e == nil {
			return s.sdkError("Sfn", &apiError{"ExecutionDoesNotExist", "Execution Does Not Exist: '" + in.Get("ExecutionArn").Str() + "'"}), true
		}
		a := failedAnswer(optional(in.Get("Error")), optional(in.Get("Cause")))
		e.finish(Aborted, a.failure(), nil, 0)
		return OfValue(value.ObjectOf(value.Member{Key: "StopDate", Value: value.OfString(isoTime(e.ended))})), true
	}
	return Answer{}, false
}

func optional(v value.Value) *string {
	if v.Kind() != value.String {
		return nil
	}
	s := v.Str()
	return &s
}
