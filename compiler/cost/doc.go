// Package cost says what an execution of a state machine is billed.
//
// Standard workflows are billed by the transition: every state entered, and every retry.
// Express workflows are billed by the request and by duration times memory. Which is cheaper
// depends on how many states a run goes through and how long it takes, so both are priced for
// the shortest and the longest way through a machine, under a stated scenario.
//
//	e := cost.Of(machine, cost.Scenario{Items: 10})
//	fmt.Println(e.Least.Transitions, e.Most.Transitions)
//	fmt.Println(e.Most.StandardUSD(), e.Most.ExpressUSD()) // per million executions
//
// Prices are those of us-east-1 (https://aws.amazon.com/step-functions/pricing/), without the
// free tier.
package cost
