package policy

import "fmt"

// MapRun is a run of a distributed Map, whose items are child executions of the machine it
// is in.
type MapRun struct {
	// State is the state's name; Label its label, "" if AWS makes one up.
	State, Label string
	// Redrive says that the run is taken up again after it failed.
	Redrive bool
}

// Needs are what the run needs besides what its children need: to start, watch and stop
// them, or to redrive them (developer guide, "IAM policies for using Distributed Map
// states").
func (m MapRun) Needs(env Env) []Need {
	because := fmt.Sprintf("state `%s` runs its items as child executions", m.State)
	name := orStar(env.Machine)
	if m.Redrive {
		return []Need{{Actions: []string{"states:RedriveExecution"}, Resources: []string{env.arn("states:{r}:{a}:execution:" + name + "/" + orStar(m.Label) + ":*")}, Reason: because + ", and redrives them; " + wholeKind}}
	}
	return []Need{
		{Actions: []string{"states:StartExecution"}, Resources: []string{env.machineARN()}, Reason: because},
		{Actions: []string{"states:DescribeExecution", "states:StopExecution"}, Resources: []string{env.arn("states:{r}:{a}:execution:" + name + ":*")}, Reason: because + "; " + wholeKind},
	}
}
