// Package deploy puts a compiled machine into an AWS account, safely or not at all.
//
// Creating a machine is one call. Changing one that runs is not: the role must be wider
// before the new definition is there and narrower only after the old one is gone, a new
// role takes a while to be believed, an alias must move step by step while somebody watches
// the alarms, and every call can fail after it took effect. So a deployment here is a
// comparison of what is desired ([Desired]) with what is live ([Live]), a [Plan] of
// changes, and steps that each read before they write: after a crash at any call the same
// command completes the work. There is no state file: what was deployed is read from AWS
// and from tags that lockstep sets.
//
//	clients := deploy.NewClients(awsConfig, endpoint)
//	d := deploy.New(clients, deploy.OnProgress(print))
//	id, err := d.Identity(ctx, cfg.Role)
//	desired, problems := cfg.Desired(machine, id)
//	plan, err := d.Plan(ctx, desired)   // reads; plan.Changes says what would happen
//	result, err := d.Apply(ctx, plan)   // refuses with *StaleError if AWS has changed since
//
// Errors that a caller may want to tell apart are types: [*StaleError], [*ConflictError]
// (somebody else deployed meanwhile), [*NotOursError], [*InProgressError],
// [*RolledBackError], [*RoutingError], [*RefusedError] (AWS refuses the definition).
package deploy
