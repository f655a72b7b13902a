// Package server speaks the AWS Step Functions API over HTTP on top of the simulator, so
// that any AWS SDK, the AWS CLI, Terraform or a CDK stack takes a laptop for Step Functions.
//
//	s, err := server.New(server.Options{Time: server.Virtual})
//	if err != nil {
//		return err
//	}
//	l, err := net.Listen("tcp", "127.0.0.1:8083")
//	if err != nil {
//		return err
//	}
//	return s.Serve(ctx, l) // until ctx ends
//
// An access key id of twelve digits names the account of a request, the credential scope
// its region; signatures are not checked. Every pair of account and region is a world of
// its own, with its machines, executions, activities and clock: nothing of one is seen in
// another.
//
// In real time a Wait waits. In virtual time nothing waits, unless somebody outside is
// awaited: a task token, an activity's worker or a real endpoint. Then time stands still.
//
// Everything is kept in memory within the bounds of [Options].
package server
