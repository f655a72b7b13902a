package check

import (
	"fmt"
	"unicode/utf8"
)

// Codes about names of states and of the machine's parts.
const (
	CodeDuplicateState = "ASL1034"
	CodeStateName      = "ASL5001"
)

// maxStateName is the longest name of a state in Unicode code points (spec: "States").
const maxStateName = 80

var ruleName = &rule{
	name: "check-state-names",
	records: []Record{
		{
			Code: CodeDuplicateState, AWS: awsDuplicate, Title: "two states have the same name", Since: "0.1.0",
			Why:  "Names are unique in the whole machine, also across branches and item processors: histories, mocks and redrives know a state by its name alone.",
			Bad:  states(`"A": {"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}], "End": true}`),
			Good: states(`"A": {"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}], "End": true}`),
		},
		{
			Code: CodeStateName, AWS: awsSchema, Title: "the name of a state is too long or empty", Since: "0.1.0",
			Why:  "A name has one to 80 Unicode characters.",
			Bad:  states(`"A name so long that nobody would say it aloud, that no table shows in full, and that nobody remembers": {"Type": "Succeed"}`),
			Good: states(`"Short": {"Type": "Succeed"}`),
		},
	},
	check: func(p *pass) {
		first := p.room.index(len(p.states)) // positions in p.states
		for i, s := range p.states {
			name := s.state.Base().Name
			if was, again := first[name]; again {
				p.report(s, CodeDuplicateState, fmt.Sprintf("another state is called %s too", quote(name))).
					help("give one of them another name: names are unique in the whole machine").
					aws(awsDuplicate, "Duplicate State name: "+name, s.path()).
					related(p.states[was], "the other one")
			} else {
				first[name] = int32(i)
			}
			if n := utf8.RuneCountInString(name); n > maxStateName || n == 0 {
				p.report(s, CodeStateName, fmt.Sprintf("the name %s has %d characters", quote(name), n)).
					help(fmt.Sprintf("use one to %d characters", maxStateName)).
					aws(awsSchema, fmt.Sprintf("State name exceeds the maximum length of %d", maxStateName), s.path())
			}
		}
		for i, scope := range p.scopes {
			if len(scope.Graph.States)+len(scope.Graph.Unreadable) == 0 && scope.Graph.HasStates() {
				p.reportEmpty(p.owner(i).key("States"), "States")
			}
		}
	},
}
