// Package training trains a model in SageMaker, evaluates it, and deploys it if it
// is good enough. See README.md.
package training
