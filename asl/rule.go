package asl

import (
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// ChoiceRule is a condition and, at the top level of a [Choice], where to go when it
// holds. In JSONPath it is a data test (Variable and one comparator) or And, Or, Not of
// rules; in JSONata it is a Condition.
type ChoiceRule struct {
	Node
	Comment    string        `asl:"Comment,text"`
	Condition  value.Value   `asl:"Condition,jsonata,expr,boolean"`
	Variable   string        `asl:"Variable,jsonpath,path"`
	Comparator Comparator    // "" if the rule is no data test
	Operand    value.Value   // of the comparator; a path if the comparator ends in "Path"
	And        []*ChoiceRule `asl:"And,jsonpath,nonempty"`
	Or         []*ChoiceRule `asl:"Or,jsonpath,nonempty"`
	Not        *ChoiceRule   `asl:"Not,jsonpath"`
	Assign     value.Value   `asl:"Assign,template,late"`
	Output     value.Value   `asl:"Output,jsonata,expr,any,late"`
	Next       string        `asl:"Next,target,late"`
}

// Comparator is the name of a comparison in a data test, such as NumericGreaterThanPath.
type Comparator string

// Comparison takes a comparator's name apart.
type Comparison struct {
	Operand string // String, Numeric, Boolean or Timestamp; "" for an Is… test
	Op      string // Equals, LessThan, GreaterThan, LessThanEquals, GreaterThanEquals, Matches; Null, Present, Numeric, String, Boolean, Timestamp for an Is… test
	Is      bool   // asks for the kind of the variable; its operand is true or false
	Path    bool   // the operand is a path
}

var comparisons = comparisonTable()

func comparisonTable() map[Comparator]Comparison {
	table := make(map[Comparator]Comparison, 39)
	for _, operand := range []string{"String", "Numeric", "Timestamp"} {
		for _, op := range []string{"Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"} {
			table[Comparator(operand+op)] = Comparison{Operand: operand, Op: op}
			table[Comparator(operand+op+"Path")] = Comparison{Operand: operand, Op: op, Path: true}
		}
	}
	table["BooleanEquals"] = Comparison{Operand: "Boolean", Op: "Equals"}
	table["BooleanEqualsPath"] = Comparison{Operand: "Boolean", Op: "Equals", Path: true}
	table["StringMatches"] = Comparison{Operand: "String", Op: "Matches"}
	for _, kind := range []string{"Null", "Present", "Numeric", "String", "Boolean", "Timestamp"} {
		table[Comparator("Is"+kind)] = Comparison{Op: kind, Is: true}
	}
	return table
}

// Comparison is what c compares and how, and whether c is one of the 39 comparators.
func (c Comparator) Comparison() (Comparison, bool) {
	cmp, ok := comparisons[c]
	return cmp, ok
}

// Comparators are all 39, sorted by name.
func Comparators() []Comparator {
	all := make([]Comparator, 0, len(comparisons))
	for c := range comparisons {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Comparator) int { return strings.Compare(string(a), string(b)) })
	return all
}
