// Package nested builds a large process of small workflows, each tested and
// deployed on its own. See README.md.
package nested
