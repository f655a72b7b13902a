package vet

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
)

// name looks at the name a call gives to a step.
func (f *finder) name(call *ast.CallExpr) {
	fn := f.callee(call)
	i := nameArgument(fn)
	if i < 0 || i >= len(call.Args) || len(f.funcs) == 0 || call.Ellipsis.IsValid() {
		return
	}
	arg := call.Args[i]
	if !f.fixed(arg) {
		f.report(arg.Pos(), ruleName, "the name of the step is computed")
		return
	}
	if isMethod(fn, "Block", "GoTo") {
		return // a target may be named many times
	}
	for _, l := range f.loops() {
		if !l.prefixed && !f.dependsOn(arg, l) {
			f.report(arg.Pos(), ruleLoop, "each round of the Go loop records a step of this name")
			return
		}
	}
}

// loops are the Go loops around the node, through the functions that record
// within them.
func (f *finder) loops() []*loop {
	var all []*loop
	for _, fn := range slices.Backward(f.funcs) {
		all = append(all, fn.loops...)
		if !fn.blocks {
			break
		}
	}
	return all
}

// fixed reports whether the source alone says what a name is: constants,
// strings handed to a fragment, and variables of loops over what the source
// says.
func (f *finder) fixed(e ast.Expr) bool {
	if f.pass.TypesInfo.Types[e].Value != nil {
		return true
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		return f.fixed(e.X) && f.fixed(e.Y)
	case *ast.SelectorExpr:
		_, isField := f.pass.TypesInfo.Selections[e]
		return isField && f.fixed(e.X)
	case *ast.IndexExpr:
		return f.fixed(e.Index) && f.known(e.X)
	case *ast.CallExpr:
		if tv := f.pass.TypesInfo.Types[e.Fun]; !tv.IsType() && !formats(f.callee(e)) {
			return false
		}
		return !slices.ContainsFunc(e.Args, func(a ast.Expr) bool { return !f.fixed(a) })
	case *ast.Ident:
		v, ok := f.pass.TypesInfo.Uses[e].(*types.Var)
		return ok && (f.isParameter(v) || f.isKnownLoopVariable(v))
	}
	return false
}

// formats reports whether fn makes text of its arguments and nothing else.
func formats(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "fmt":
		return fn.Name() == "Sprintf" || fn.Name() == "Sprint"
	case "strconv", "strings":
		return true
	}
	return false
}

// isParameter reports whether v is a parameter of a fragment: of a declared
// function that makes no workflow itself. Its callers give the constant.
func (f *finder) isParameter(v *types.Var) bool {
	for _, fn := range f.funcs {
		if _, declared := fn.node.(*ast.FuncDecl); declared && !fn.makes && fn.typ.Params.Pos() <= v.Pos() && v.Pos() < fn.typ.Params.End() {
			return true
		}
	}
	return false
}

func (f *finder) isKnownLoopVariable(v *types.Var) bool {
	for _, fn := range f.funcs {
		for _, l := range fn.loops {
			if l.known && l.node.Pos() <= v.Pos() && v.Pos() < l.body.Pos() {
				return true
			}
		}
	}
	return false
}

// known reports whether the source says what a loop runs over: a number, a
// literal, a constant, a variable of a package or one that holds a literal.
func (f *finder) known(e ast.Expr) bool {
	e = ast.Unparen(e)
	if f.pass.TypesInfo.Types[e].Value != nil {
		return true
	}
	switch e := e.(type) {
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		return !slices.ContainsFunc(e.Args, func(a ast.Expr) bool { return !f.known(a) }) && len(e.Args) > 0
	case *ast.SelectorExpr:
		v, ok := f.pass.TypesInfo.Uses[e.Sel].(*types.Var)
		return ok && (isGlobal(v) || f.known(e.X))
	case *ast.Ident:
		v, ok := f.pass.TypesInfo.Uses[e].(*types.Var)
		return ok && (isGlobal(v) || f.holdsLiteral(v) || f.isKnownLoopVariable(v))
	}
	return false
}

func isGlobal(v *types.Var) bool { return v.Pkg() != nil && v.Parent() == v.Pkg().Scope() }

// holdsLiteral reports whether a local variable is declared with a composite
// literal.
func (f *finder) holdsLiteral(v *types.Var) bool {
	found := false
	for _, fn := range f.funcs {
		ast.Inspect(fn.node, func(n ast.Node) bool {
			a, ok := n.(*ast.AssignStmt)
			if !ok || a.Tok != token.DEFINE || len(a.Lhs) != len(a.Rhs) {
				return !found
			}
			for i, lhs := range a.Lhs {
				if id, ok := lhs.(*ast.Ident); ok && f.pass.TypesInfo.Defs[id] == v {
					_, literal := ast.Unparen(a.Rhs[i]).(*ast.CompositeLit)
					found = found || literal
				}
			}
			return !found
		})
	}
	return found
}

// comparesConstant reports whether a loop's condition has a constant bound.
func (f *finder) comparesConstant(cond ast.Expr) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	return ok && (f.known(b.Y) || f.isLength(b.Y))
}

func (f *finder) isLength(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	return ok && len(call.Args) == 1 && f.known(call.Args[0])
}

// dependsOn reports whether an expression differs from round to round: it reads
// a variable the loop declares.
func (f *finder) dependsOn(e ast.Expr, l *loop) bool {
	if tv := f.pass.TypesInfo.Types[e]; tv.Value != nil && tv.Value.Kind() == constant.String {
		return false
	}
	depends := false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := f.pass.TypesInfo.Uses[id].(*types.Var); ok && l.node.Pos() <= v.Pos() && v.Pos() < l.node.End() {
				depends = true
			}
		}
		return !depends
	})
	return depends
}

// mapOrder looks at a range over a map within which steps are recorded.
func (f *finder) mapOrder(n *ast.RangeStmt) {
	if t := f.pass.TypesInfo.TypeOf(n.X); t == nil || !f.records() {
		return
	} else if _, isMap := t.Underlying().(*types.Map); !isMap {
		return
	}
	recorded := false
	ast.Inspect(n.Body, func(m ast.Node) bool {
		if call, ok := m.(*ast.CallExpr); ok && nameArgument(f.callee(call)) >= 0 {
			recorded = true
		}
		return !recorded
	})
	if recorded {
		f.report(n.Pos(), ruleMapOrder, "Go ranges over a map in another order each time, and steps are recorded in it")
	}
}
