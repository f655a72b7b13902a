// Package policy derives the least IAM policy that a machine's execution role needs, and
// says whether a policy allows a call.
//
// People write execution roles by hand, from memory, and end at "Resource": "*". The
// definition knows better: which actions it calls, by which pattern, and often on which
// queue, table or function. [Generate] scopes each statement to the literal ARNs and
// parameters of the states, and says why each statement is there.
//
//	doc := policy.Generate(machine, policy.Env{Partition: "aws", Region: "eu-west-1", Account: "123456789012", Machine: "orders"})
//	os.Stdout.Write(doc.Indented())
//	for _, s := range doc.Statement {
//		fmt.Println(s.Sid, "because", s.Reason)
//	}
//
// [Document.Authorize] answers for one call with its arguments, as the simulator makes it:
// so a run can prove that a policy is enough.
//
// Sources: the Step Functions developer guide's pages on IAM policies for integrated
// services, and the Service Authorization Reference.
package policy
