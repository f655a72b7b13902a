// Package ingestion takes documents in: reads them, finds out what they are and
// files them. What can't be read is parked for a person. See README.md.
package ingestion
