package export_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/deploy"
	"github.com/lockstep-go/lockstep/deploy/export"
)

// CloudFormation writes a template for a pipeline that is there already.
func ExampleCloudFormation() {
	m, problems := asl.DecodeJSON("nap.asl.json", []byte(`{
		"StartAt": "Nap",
		"States": {"Nap": {"Type": "Wait", "Seconds": 60, "End": true}}
	}`))
	if problems.HasErrors() {
		log.Fatal(problems)
	}
	template, problems := export.CloudFormation(&deploy.Config{Workflow: "nap"}, m)
	if template == nil {
		log.Fatal(problems)
	}
	fmt.Printf("%s", template)
	// Output:
	// {
	//   "AWSTemplateFormatVersion": "2010-09-09",
	//   "Description": "State machine nap, written by lockstep",
	//   "Resources": {
	//     "NapRole": {
	//       "Type": "AWS::IAM::Role",
	//       "Properties": {
	//         "Description": "Execution role of the state machine nap",
	//         "AssumeRolePolicyDocument": {
	//           "Version": "2012-10-17",
	//           "Statement": [
	//             {
	//               "Effect": "Allow",
	//               "Principal": {
	//                 "Service": "states.amazonaws.com"
	//               },
	//               "Action": "sts:AssumeRole",
	//               "Condition": {
	//                 "ArnLike": {
	//                   "aws:SourceArn": {
	//                     "Fn::Sub": "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:nap"
	//                   }
	//                 },
	//                 "StringEquals": {
	//                   "aws:SourceAccount": {
	//                     "Fn::Sub": "${AWS::AccountId}"
	//                   }
	//                 }
	//               }
	//             }
	//           ]
	//         },
	//         "Tags": [
	//           {
	//             "Key": "lockstep:owner",
	//             "Value": "nap"
	//           }
	//         ]
	//       }
	//     },
	//     "NapMachine": {
	//       "Type": "AWS::StepFunctions::StateMachine",
	//       "Properties": {
	//         "StateMachineName": "nap",
	//         "StateMachineType": "STANDARD",
	//         "DefinitionString": "{\"StartAt\":\"Nap\",\"States\":{\"Nap\":{\"Type\":\"Wait\",\"Seconds\":60,\"End\":true}}}",
	//         "RoleArn": {
	//           "Fn::GetAtt": [
	//             "NapRole",
	//             "Arn"
	//           ]
	//         },
	//         "Tags": [
	//           {
	//             "Key": "lockstep:owner",
	//             "Value": "nap"
	//           }
	//         ]
	//       }
	//     },
	//     "NapVersion": {
	//       "Type": "AWS::StepFunctions::StateMachineVersion",
	//       "DeletionPolicy": "Retain",
	//       "UpdateReplacePolicy": "Retain",
	//       "Properties": {
	//         "StateMachineArn": {
	//           "Ref": "NapMachine"
	//         },
	//         "StateMachineRevisionId": {
	//           "Fn::GetAtt": [
	//             "NapMachine",
	//             "StateMachineRevisionId"
	//           ]
	//         }
	//       }
	//     }
	//   },
	//   "Outputs": {
	//     "MachineArn": {
	//       "Value": {
	//         "Ref": "NapMachine"
	//       }
	//     }
	//   }
	// }
}
