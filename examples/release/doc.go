// Package release brings a commit to production: tests it, gives it a tenth of the
// traffic, watches the alarms, and promotes it or rolls it back. See README.md.
package release
