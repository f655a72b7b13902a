package importgo

import (
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/servicesteps"
	"github.com/lockstep-go/lockstep/internal/value"
)

// This file writes Tasks: as steps of the service packages where the resource is one
// of theirs, else as sdk.Call.

const (
	sdkIntegration = "arn:aws:states:::aws-sdk:"
	integration    = "arn:aws:states:::"
	tokenSuffix    = ".waitForTaskToken"
)

// task is the call that records a Task, and takes the arguments out of the members.
func (c *chain) task(s *asl.Task) (head string, ok bool) {
	name := quote(s.Name)
	c.w.count.Tasks++
	argument := s.Arguments
	if c.lang == asl.JSONPath {
		argument = s.Parameters
	}
	if head, ok := c.serviceTask(s, name, argument); ok {
		return head, true
	}
	if c.lang == asl.JSONata && argument.IsUndefined() && strings.Contains(s.Resource, ":aws-sdk:") {
		return "", false // the SDK would write the empty Arguments that AWS asks for
	}
	if strings.HasPrefix(s.Resource, integration) {
		c.w.count.RawTasks++
		return "sdk.Call[any](b, " + name + ", " + quote(s.Resource) + ")", true
	}
	return "sdk.Call[any](b, " + name + ", " + c.w.named(s.Resource, "Resource") + ")", true
}

// serviceTask is a Task as a step of a service package.
func (c *chain) serviceTask(s *asl.Task, name string, argument value.Value) (head string, ok bool) {
	waits := strings.HasSuffix(s.Resource, tokenSuffix)
	if waits && !strings.Contains(argument.String(), "Task.Token") {
		return "", false // a step that hands its token to nobody is a mistake in the SDK
	}
	if action, isSDK := strings.CutPrefix(s.Resource, sdkIntegration); isSDK {
		return c.sdkTask(name, strings.TrimSuffix(action, tokenSuffix), waits, argument)
	}
	step, ok := servicesteps.Of(s.Resource)
	if !ok || !c.fits(argument, step.Required) {
		return "", false
	}
	if step.Package == "lambda" {
		return c.invocation(name, step, argument)
	}
	c.w.use(step.Package)
	head = step.Package + "." + step.Function
	if step.Generic {
		head += "[any]"
	}
	c.chain(step.Chain)
	c.arguments(step, argument)
	return head + "(b, " + name + ")", true
}

// chain is a call that chooses the pattern; it stands right behind the step.
func (c *chain) chain(call string) {
	if call != "" {
		c.calls = append(c.calls, strings.TrimPrefix(call, "."))
	}
}

// fits reports whether an argument can be written parameter by parameter.
func (c *chain) fits(argument value.Value, required []string) bool {
	if argument.IsUndefined() {
		return len(required) == 0
	}
	if argument.Kind() != value.Object || argument.Len() == 0 {
		return false
	}
	var keys []string
	for _, m := range argument.Members() {
		key := m.Key
		if c.lang == asl.JSONPath {
			key = strings.TrimSuffix(key, ".$")
			if key != m.Key && (m.Value.Kind() != value.String || strings.HasSuffix(key, ".$")) {
				return false
			}
		}
		if slices.Contains(keys, key) {
			return false
		}
		keys = append(keys, key)
	}
	for _, r := range required {
		if !slices.Contains(keys, r) {
			return false
		}
	}
	return true
}

// arguments writes a call a parameter.
func (c *chain) arguments(step servicesteps.Step, argument value.Value, without ...string) {
	c.take("Parameters")
	c.take("Arguments")
	for _, m := range argument.Members() {
		key, t, _ := c.member(m)
		if slices.Contains(without, key) {
			continue
		}
		if m.Key == key && c.isConstant(m.Value) && namesResource(key) {
			t.code = c.w.named(m.Value.Str(), key)
		}
		switch method := step.Method(key); {
		case method != "":
			c.call("%s(%s)", method, t.code)
		case step.Package == "http" && key == "InvocationConfig" && onlyConnection(m.Value):
			_, connection, _ := c.member(m.Value.Members()[0])
			if s := m.Value.Get("ConnectionArn"); c.isConstant(s) {
				connection.code = c.w.named(s.Str(), "ConnectionArn")
			}
			c.call("ConnectionArn(%s)", connection.code)
		default:
			c.call("Argument(%s, %s)", quote(key), t.code)
		}
	}
}

func onlyConnection(v value.Value) bool {
	return v.Kind() == value.Object && v.Len() == 1 && strings.TrimSuffix(v.Members()[0].Key, ".$") == "ConnectionArn"
}

// isConstant reports whether a string stands for itself.
func (c *chain) isConstant(v value.Value) bool {
	return v.Kind() == value.String && (c.lang == asl.JSONPath || !strings.HasPrefix(v.Str(), "{%") && !strings.HasSuffix(v.Str(), "%}"))
}

// invocation is a step of lambda:invoke. A function that is named by a constant
// becomes a variable of the package, to which the author can give its handler.
func (c *chain) invocation(name string, step servicesteps.Step, argument value.Value) (head string, ok bool) {
	function := argument.Get("FunctionName")
	without := []string{"FunctionName"}
	if !c.isConstant(function) || function.Str() == "" {
		for _, m := range argument.Members() {
			if key, t, _ := c.member(m); key == "FunctionName" {
				c.w.use("lambda")
				head = "lambda.InvokeNamed(b, " + name + ", " + t.code + ")"
			}
		}
		if head == "" {
			return "", false
		}
		c.chain(step.Chain)
		c.arguments(step, argument, without...)
		return head, true
	}
	head = c.w.functionOf(function.Str())
	if q := argument.Get("Qualifier"); c.isConstant(q) && q.Str() != "" {
		head += ".Qualifier(" + quote(q.Str()) + ")"
		without = append(without, "Qualifier")
	}
	c.chain(step.Chain)
	if v := argument.Get("InvocationType"); v.Kind() == value.String && v.Str() == "Event" {
		c.call("Event()")
		without = append(without, "InvocationType")
	}
	c.arguments(step, argument, without...)
	return head + ".Invoke(b, " + name + ")", true
}

// sdkTask is a call of an action of any service.
func (c *chain) sdkTask(name, action string, waits bool, argument value.Value) (string, bool) {
	service, operation, ok := strings.Cut(action, ":")
	if !ok || strings.Contains(operation, ":") || service == "" || operation == "" {
		return "", false
	}
	code := ", nil"
	switch {
	case argument.IsUndefined():
		if c.lang == asl.JSONata {
			return "", false
		}
	case c.fits(argument, nil):
		t, _ := c.template(argument)
		if !strings.HasPrefix(t.code, "sdk.Object{") {
			return "", false
		}
		c.take("Parameters")
		c.take("Arguments")
		code = ", " + t.code
	case argument.Kind() == value.Object && argument.Len() == 0 && c.lang == asl.JSONata:
		c.take("Arguments")
	}
	c.w.use("aws")
	if waits {
		c.chain("WaitForTaskToken()")
	}
	return "aws.Call(b, " + name + ", " + quote(action) + code + ")", true
}
