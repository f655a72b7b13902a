// Package intake takes patient records in: removes what names the patient, checks
// and stores the rest, and keeps an audit trail of all of it. See README.md.
package intake
