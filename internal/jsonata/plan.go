package jsonata

import "github.com/lockstep-go/lockstep/internal/value"

// kind is what a plan node does.
type kind uint8

const (
	kPath kind = iota
	kName
	kString
	kNumber
	kLiteral
	kRegex
	kVariable
	kWildcard
	kDescendant
	kParent
	kPlaceholder
	kNegate
	kBinary
	kArray
	kObject
	kBlock
	kBind
	kCondition
	kCall
	kPartial
	kLambda
	kApply
	kTransform
	kSort
)

// plan is the tree between syntax and closures: chains of dots are gathered into paths,
// predicates hang on the step they filter, and each % knows the step it goes back to.
type plan struct {
	kind   kind
	at     int    // byte offset to blame
	text   string // name, variable, operator, string or pattern
	flags  string
	number float64
	lit    value.Value
	a, b   *plan
	c      *plan   // third operand, nil if absent
	steps  []*plan // of a path
	items  []*plan // of an array or block; arguments
	pairs  [][2]*plan
	terms  []planTerm
	params []string
	sig    *signature
	tail   bool // a call in tail position of a function body

	predicate []*plan
	stages    []stage
	hasStages bool
	group     *planGroup

	keepArray     bool // a single result stays an array
	keepSingleton bool // the same, for a whole path
	consArray     bool // an array constructor that a path does not flatten
	tuple         bool // results carry bindings of @, # and %
	focus, index  string
	hasFocus      bool
	hasIndex      bool
	ancestor      *slot
	slot          *slot // of %
	seeking       []*slot
}

// stage is a predicate of a step, or (filter nil) the binding of a position.
type stage struct {
	filter *plan
	index  string
}

type planTerm struct {
	descending bool
	x          *plan
}

type planGroup struct {
	at    int
	pairs [][2]*plan
}

// slot is where a % finds its value: level says how many steps up it still has to go, label
// is the name its step binds.
type slot struct {
	label string
	level int
}
