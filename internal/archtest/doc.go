// Package archtest holds the rule of who may import whom, and a test that reads every
// source file of the module to see that it is kept.
//
// The rule is what keeps the simulator honest: it runs what AWS will run, so it may know
// nothing of the compiler that wrote it. A new package needs a line in [Rules].
package archtest
