// Package environment lends out a test environment: creates it by CloudFormation,
// checks that it lives, and tears it down when its time is over. See README.md.
package environment
