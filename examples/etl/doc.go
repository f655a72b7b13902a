// Package etl cleans a day of sales out of S3, a batch of rows at a time in up to
// a hundred child executions, and makes it queryable. See README.md.
package etl
