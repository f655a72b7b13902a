package vet

import (
	"go/ast"
	"go/token"
	"go/types"
)

// outerBlock looks for a Block that is used inside of a function which was given
// one of its own.
func (f *finder) outerBlock(id *ast.Ident) {
	v, ok := f.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || !isBlock(v.Type()) || v.IsField() {
		return
	}
	for i := len(f.funcs) - 1; i >= 0; i-- {
		fn := f.funcs[i]
		if fn.node.Pos() <= v.Pos() && v.Pos() < fn.node.End() {
			return
		}
		if fn.blocks {
			f.report(id.Pos(), ruleOuterBlock, "`%s` belongs to an enclosing function, which is not where steps are recorded now", id.Name)
			return
		}
	}
}

// leaves looks for a Value that is assigned to a variable outside of the
// iteration, branch or handler that makes it.
func (f *finder) leaves(a *ast.AssignStmt) {
	if a.Tok == token.DEFINE {
		return
	}
	for _, lhs := range a.Lhs {
		base := ast.Unparen(lhs)
		if index, ok := base.(*ast.IndexExpr); ok {
			base = ast.Unparen(index.X)
		}
		id, ok := base.(*ast.Ident)
		if !ok {
			continue
		}
		v, ok := f.pass.TypesInfo.Uses[id].(*types.Var)
		if !ok || !holdsValue(v.Type()) {
			continue
		}
		if fn := f.crossed(v, isNamed(v.Type(), sdkPath, "Caught")); fn != nil {
			f.report(lhs.Pos(), ruleLeaves, "`%s` is declared outside of %s and can't be used there", id.Name, fn.describe())
		}
	}
}

// setOutside looks for an sdk.Variable that is set from within an iteration or
// branch.
func (f *finder) setOutside(call *ast.CallExpr) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !isMethod(f.callee(call), "Variable", "Set") {
		return
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok {
		return
	}
	v, ok := f.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok {
		return
	}
	if fn := f.crossed(v, false); fn != nil {
		f.report(call.Pos(), ruleLeaves, "`%s` is a variable outside of %s, which can read and not set it", id.Name, fn.describe())
	}
}

// crossed is the innermost iteration or branch (or, for an error, handler)
// between the node and the declaration of v, nil if there is none.
func (f *finder) crossed(v *types.Var, handlers bool) *function {
	for i := len(f.funcs) - 1; i >= 0; i-- {
		fn := f.funcs[i]
		if fn.node.Pos() <= v.Pos() && v.Pos() < fn.node.End() {
			return nil
		}
		if fn.scope || handlers && fn.caught {
			return fn
		}
	}
	return nil
}

func (fn *function) describe() string {
	if fn.caught {
		return "the handler"
	}
	return "the iteration or branch"
}
