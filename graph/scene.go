package graph

// Mark says how a state is shown.
type Mark string

// The marks. A state without one is shown plainly.
const (
	Succeeded Mark = "succeeded"
	Failed    Mark = "failed"
	Running   Mark = "running"
	Caught    Mark = "caught"
	Missed    Mark = "missed" // never reached, when coverage is shown
)

// Options change what is drawn. The zero Options are right for a plain diagram.
type Options struct {
	// Title stands above the drawing.
	Title string
	// Marks colours states by name.
	Marks map[string]Mark
}

// A scene is what is drawn: one machine's scopes, nodes and edges in order, with ids that
// are safe in every output language.
type scene struct {
	root  *scope
	title string
}

// A scope is one States object: the machine's, a branch's, or an item processor's.
type scope struct {
	label string // "" for the machine; "branch 1", "each item", … within a state
	start *node
	nodes []*node
	edges []*edge
	box   box // set by layout, relative to the enclosing node
}

type node struct {
	id     string
	name   string
	kind   string // the state's Type, "start" or "end"
	detail string // a second line: what a Task calls, how long a Wait waits
	mark   Mark
	scopes []*scope
	box    box // set by layout, relative to the scope
}

// edgeKind tells normal flow from what happens on an error.
type edgeKind uint8

const (
	flow edgeKind = iota
	choice
	fallback // a Choice's Default
	catch
)

type edge struct {
	from, to *node
	label    string
	kind     edgeKind
	points   []point // set by layout
}

type point struct{ x, y float64 }

type box struct{ x, y, w, h float64 }
