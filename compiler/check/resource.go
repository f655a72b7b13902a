package check

import "github.com/lockstep-go/lockstep/catalog"

// called is what the catalog says of a Resource.
type called struct {
	resource catalog.Resource
	err      error // of its form

	looked    bool
	action    *catalog.Action
	actionErr error // there is no such action
}

// resource takes an ARN apart, once for all tasks that call it.
func (p *pass) resource(arn string) *called {
	c, again := p.called[arn]
	if !again {
		c = &called{}
		c.resource, c.err = catalog.Parse(arn)
		if c.err == nil && c.resource.Kind == catalog.ResourceLambda && !functionName.MatchString(arn) {
			c.err = &catalog.ResourceError{Part: arn, Message: quote(arn) + " names no function, version or alias", Help: "write …:function:NAME, with :ALIAS or :VERSION if there is one"}
		}
		if p.called == nil {
			p.called = make(map[string]*called)
		}
		p.called[arn] = c
	}
	return c
}

// resolve looks the action up, once and only if somebody asks.
func (c *called) resolve() (*catalog.Action, error) {
	if !c.looked {
		c.looked = true
		c.action, c.actionErr = c.resource.Resolve()
	}
	return c.action, c.actionErr
}
