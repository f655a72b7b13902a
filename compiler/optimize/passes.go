package optimize

// pass is one rewrite.
type pass struct {
	name  string // verb-noun
	rule  string // its line in the catalogue of rewrites
	level int    // from which it runs
	// run rewrites u.machine and answers how many changes it made. It may stop early: the
	// table is run through until nothing changes.
	run func(u *unit) int
}

// passes is the table of rewrites in the order they run. Cheap ones that make work for the
// others vanish stand first.
var passes = [...]pass{
	{"remove-unreachable-states", "O2", LevelPrune, removeUnreachableStates},
	{"remove-noop-passes", "O1", LevelPrune, removeNoopPasses},
	{"drop-dead-handlers", "O26", LevelPrune, dropDeadHandlers},
	{"remove-dead-data", "O27", LevelMerge, removeDeadData},
	{"end-at-succeed", "O3", LevelMerge, endAtSucceed},
	{"merge-path-passes", "O5 O7 O8 O9", LevelMerge, mergePathPasses},
	{"fold-pass-after", "O4 O6 O9 O10 O17 O18", LevelMerge, foldPassAfter},
	{"fold-pass-before", "O4 O8 O10", LevelMerge, foldPassBefore},
	{"merge-waits", "O14", LevelMerge, mergeWaits},
	{"evaluate-pure-graphs", "O16", LevelMerge, evaluatePureGraphs},
	{"select-items", "O17", LevelMerge, selectItems},
	{"inline-single-branches", "O15", LevelMerge, inlineSingleBranches},
	{"copy-endings", "O28", LevelMerge, copyEndings},
	{"resolve-choices", "O12", LevelMerge, resolveChoices},
	{"join-choices", "O11", LevelMerge, joinChoices},
	{"decide-in-expression", "O13", LevelMerge, decideInExpression},
	{"run-children-express", "O21", LevelMerge, runChildrenExpress},
	{"move-to-express-child", "O22", LevelMerge, moveToExpressChild},
	{"retry-polling-loops", "O30", LevelConvert, retryPollingLoops},
}

// PassInfo is a rewrite of the table, for those who write about it.
type PassInfo struct {
	Name  string // verb-noun, such as "remove-noop-passes"
	Rule  string // its lines in the catalogue of rewrites, such as "O1"
	Level int    // from which it runs
}

// Passes are the rewrites in the order they run.
func Passes() []PassInfo {
	out := make([]PassInfo, len(passes))
	for i, p := range passes {
		out[i] = PassInfo{p.name, p.rule, p.level}
	}
	return out
}
