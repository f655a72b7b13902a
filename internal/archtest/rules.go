package archtest

import "strings"

// Module is the import path of this module.
const Module = "github.com/lockstep-go/lockstep"

// Rule says which packages of ours a package may import. Names are folders of the module;
// a name that ends in "/..." stands for the folder and all below it.
type Rule struct {
	Package string
	// May lists the packages it may import besides internal/value, internal/nearest and its own folder.
	May []string
	// AWS permits the AWS SDK.
	AWS bool
}

var engines = []string{"internal/jsonpath", "internal/jsonata", "internal/intrinsic"}

// Rules is the import table, most specific folder first.
var Rules = []Rule{
	{Package: "internal/value"},
	{Package: "internal/nearest"},
	{Package: "internal/jackson"},
	{Package: "internal/golines"},
	{Package: "internal/gosource"},
	{Package: "internal/jsonpath"},
	{Package: "internal/jsonata/..."},
	{Package: "internal/intrinsic", May: []string{"internal/jsonpath", "internal/jackson"}},
	{Package: "internal/archtest/..."},
	{Package: "internal/servicesteps", May: []string{"catalog"}},
	{Package: "internal/importgo", May: with(engines, "asl", "diag", "catalog", "sdk/...", "internal/servicesteps")},
	{Package: "diag"},
	{Package: "catalog/..."},
	{Package: "asl/...", May: []string{"diag"}},
	{Package: "sdk/...", May: []string{"asl", "diag", "catalog/...", "internal/golines", "internal/gosource", "internal/servicesteps"}},
	{Package: "compiler/...", May: with(engines, "asl", "diag", "catalog/...", "internal/jackson")},
	{Package: "policy/...", May: []string{"asl", "catalog", "diag"}},
	{Package: "graph", May: []string{"asl", "diag"}},
	{Package: "simulator/awstask/...", May: []string{"simulator", "catalog"}, AWS: true},
	{Package: "simulator/...", May: with(engines, "asl", "diag", "catalog/...", "internal/jackson")},
	{Package: "equivalence/...", May: with(engines, "simulator", "asl/...", "diag", "catalog")},
	{Package: "simtest/...", May: []string{"internal/enforce", "internal/assembly", "sdk", "compiler", "simulator", "policy", "graph", "asl", "diag", "golden"}},
	{Package: "golden/...", May: []string{"internal/assembly", "sdk", "compiler", "simulator", "policy", "graph", "asl", "diag"}},
	{Package: "deploy/export", May: []string{"asl/...", "diag", "policy", "deploy"}},
	{Package: "deploy/...", May: []string{"asl/...", "compiler", "compiler/cost", "policy", "catalog", "diag", "graph"}, AWS: true},
	{Package: "server/...", May: []string{"simulator", "asl", "diag", "catalog/...", "graph", "compiler/check/...", "internal/jackson"}},
	{Package: "internal/explain/...", May: []string{"asl", "compiler/check", "sdk", "sdk/vet", "deploy"}},
	{Package: "internal/enforce", May: []string{"policy", "simulator", "catalog"}},
	{Package: "internal/assembly", May: []string{"sdk", "compiler", "compiler/check", "simulator", "asl", "diag", "internal/gosource"}},
	{Package: "internal/load/...", May: []string{"..."}},
	{Package: "internal/cli/...", May: []string{"..."}, AWS: true},
	{Package: "cmd/...", May: []string{"internal/cli"}},
	{Package: "examples/order/tour", May: []string{"sdk/...", "simtest", "golden", "compiler/...", "asl", "simulator", "equivalence", "examples/order"}},
	{Package: "examples/...", May: []string{"sdk/...", "simtest", "golden", "compiler"}},
	{Package: "bench/...", May: []string{"..."}},
	{Package: "interop/...", May: []string{"..."}, AWS: true},
	{Package: "tools/...", May: []string{"..."}},
}

func with(list []string, more ...string) []string {
	return append(append([]string{}, list...), more...)
}

// covers reports whether pattern names pkg.
func covers(pattern, pkg string) bool {
	if pattern == "..." {
		return true
	}
	if root, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == root || strings.HasPrefix(pkg, root+"/")
	}
	return pkg == pattern
}

// RuleOf is the first rule that names pkg, a folder of the module.
func RuleOf(pkg string) (Rule, bool) {
	for _, r := range Rules {
		if covers(r.Package, pkg) {
			return r, true
		}
	}
	return Rule{}, false
}

// Permits reports whether the rule lets pkg import the package at importPath.
func (r Rule) Permits(pkg, importPath string) bool {
	if importPath == "github.com/aws/aws-sdk-go-v2" || strings.HasPrefix(importPath, "github.com/aws/") {
		return r.AWS
	}
	ours, ok := strings.CutPrefix(importPath, Module+"/")
	if !ok {
		return importPath != Module
	}
	if ours == "internal/value" || ours == "internal/nearest" || covers(r.Package, ours) {
		return true
	}
	for _, p := range r.May {
		if covers(p, ours) {
			return true
		}
	}
	return false
}
