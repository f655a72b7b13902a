package jsonata

// Node is a node of the syntax tree: one of the pointer types of this file and no other.
// Trees are not changed once built; [Rewrite] makes changed copies. The zero positions of a
// node that was built by hand are fine: [FromAST] parses the printed text anew.
type Node interface {
	// Pos is the byte offset of the node's first character in the source.
	Pos() int
	// End is the byte offset after the node's last character.
	End() int
	// String is the node as JSONata text that parses to an equal tree.
	String() string

	base() *span
}

// span is where a node stands. at is the token the reference blames in errors: the operator
// of a binary expression, the parenthesis of a call.
type span struct {
	start, end, at int
	depth          int // of the tree below, for the parser's bound
}

func (s *span) Pos() int    { return s.start }
func (s *span) End() int    { return s.end }
func (s *span) base() *span { return s }

type (
	// Name is a field name, quoted with backquotes or not.
	Name struct {
		span
		Value string
	}

	// Variable is $name; Value is "" for $ (the context) and "$" for $$ (the input).
	Variable struct {
		span
		Value string
	}

	// Number is a numeric literal; a sign before it is a [Negate].
	Number struct {
		span
		Value float64
	}

	// String is a string literal, unescaped.
	String struct {
		span
		Value string
		// Single is set where the literal stands in single quotes and has a ${: what is
		// filled in there before the expression is read may hold double quotes.
		Single bool
	}

	// Literal is true, false or null.
	Literal struct {
		span
		Value string
	}

	// Regex is /Pattern/Flags; flags are of "im".
	Regex struct {
		span
		Pattern, Flags string
	}

	// Wildcard is *, all fields of the context.
	Wildcard struct{ span }

	// Descendant is **, the context and all below it.
	Descendant struct{ span }

	// Parent is %, the value the context was found in.
	Parent struct{ span }

	// Placeholder is the ? argument of a partial application.
	Placeholder struct{ span }

	// Negate is -X.
	Negate struct {
		span
		X Node
	}

	// Array is [Items]; an item may be a [Binary] with operator "..".
	Array struct {
		span
		Items []Node
	}

	// Object is {Key: Value, …}.
	Object struct {
		span
		Pairs []Pair
	}

	// Block is (Exprs; …), with a scope of its own.
	Block struct {
		span
		Exprs []Node
	}

	// Binary is Left Op Right, where Op is one of + - * / % = != < <= > >= & and or in,
	// and inside an [Array] the range "..".
	Binary struct {
		span
		Op          string
		Left, Right Node
	}

	// Dot is Left.Right, a step of a path.
	Dot struct {
		span
		Left, Right Node
	}

	// Filter is X[Predicate].
	Filter struct {
		span
		X, Predicate Node
	}

	// KeepArray is X[], which keeps a single result an array.
	KeepArray struct {
		span
		X Node
	}

	// Group is X{Key: Value, …}.
	Group struct {
		span
		X     Node
		Pairs []Pair
	}

	// Sort is X^(Terms).
	Sort struct {
		span
		X     Node
		Terms []Term
	}

	// Focus is X@$Name.
	Focus struct {
		span
		X    Node
		Name string
	}

	// Index is X#$Name.
	Index struct {
		span
		X    Node
		Name string
	}

	// Bind is $Name := X.
	Bind struct {
		span
		Name string
		X    Node
	}

	// Apply is Left ~> Right.
	Apply struct {
		span
		Left, Right Node
	}

	// Condition is If ? Then : Else; Else may be nil.
	Condition struct {
		span
		If, Then, Else Node
	}

	// Call is Proc(Args); with a [Placeholder] among them it is a partial application.
	Call struct {
		span
		Proc Node
		Args []Node
	}

	// Lambda is function($Params)<Signature>{Body}. Signature keeps its angle brackets and
	// may be "".
	Lambda struct {
		span
		Params    []string
		Signature string
		Body      Node
	}

	// Transform is |Pattern|Update, Delete|; Delete may be nil.
	Transform struct {
		span
		Pattern, Update, Delete Node
	}

	// missing stands where the source ended and an operand was due; it is no part of a
	// tree that Parse returns.
	missing struct{ span }
)

// Pair is a key and its value in an [Object] or [Group].
type Pair struct{ Key, Value Node }

// Term is one key of a [Sort].
type Term struct {
	Descending bool
	X          Node
}

// children calls f for each direct child, in source order. It is the one list of what a
// node holds; Walk, Rewrite and the depth bound are made of it.
func children(n Node, f func(*Node)) {
	pairs := func(ps []Pair) {
		for i := range ps {
			f(&ps[i].Key)
			f(&ps[i].Value)
		}
	}
	list := func(ns []Node) {
		for i := range ns {
			f(&ns[i])
		}
	}
	switch n := n.(type) {
	case *Negate:
		f(&n.X)
	case *Array:
		list(n.Items)
	case *Object:
		pairs(n.Pairs)
	case *Block:
		list(n.Exprs)
	case *Binary:
		f(&n.Left)
		f(&n.Right)
	case *Dot:
		f(&n.Left)
		f(&n.Right)
	case *Filter:
		f(&n.X)
		f(&n.Predicate)
	case *KeepArray:
		f(&n.X)
	case *Group:
		f(&n.X)
		pairs(n.Pairs)
	case *Sort:
		f(&n.X)
		for i := range n.Terms {
			f(&n.Terms[i].X)
		}
	case *Focus:
		f(&n.X)
	case *Index:
		f(&n.X)
	case *Bind:
		f(&n.X)
	case *Apply:
		f(&n.Left)
		f(&n.Right)
	case *Condition:
		f(&n.If)
		f(&n.Then)
		if n.Else != nil {
			f(&n.Else)
		}
	case *Call:
		f(&n.Proc)
		list(n.Args)
	case *Lambda:
		f(&n.Body)
	case *Transform:
		f(&n.Pattern)
		f(&n.Update)
		if n.Delete != nil {
			f(&n.Delete)
		}
	}
}
