// Package export writes a deployment as a template for those who deploy by CloudFormation,
// SAM or Terraform: definition, role with its least policy, log group, version and alias
// with its way of shifting.
//
// A team that has a pipeline should not have to give it up for a compiler. The templates
// hold no account and no region: those are filled in where they are deployed.
//
//	template, problems := export.CloudFormation(cfg, machine)
//	os.Stdout.Write(template)
//
// All three are JSON, which each of the tools reads. The same input gives the same bytes.
package export
