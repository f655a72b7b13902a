// Package incident answers a finding of GuardDuty: isolates the machine, tells
// the people on duty and keeps a report. See README.md.
package incident
