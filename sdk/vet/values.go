package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// dataPackages are packages of the standard library whose functions look at the
// data of what they are given.
var dataPackages = []string{"fmt", "encoding/json", "reflect", "log", "log/slog", "strconv", "errors"}

// passed looks for a Value that is given to a function which would look at its
// data.
func (f *finder) passed(call *ast.CallExpr) {
	fn := f.callee(call)
	if fn == nil || fn.Pkg() == nil || !slices.Contains(dataPackages, fn.Pkg().Path()) {
		return
	}
	for _, a := range call.Args {
		if holdsValue(f.pass.TypesInfo.TypeOf(a)) {
			f.report(a.Pos(), ruleGoOperation, "%s.%s is given a Value, which holds no data when the workflow is built", fn.Pkg().Name(), fn.Name())
		}
	}
}

// compared looks for Values that are compared through an interface; directly
// they don't compile.
func (f *finder) compared(b *ast.BinaryExpr) {
	if b.Op != token.EQL && b.Op != token.NEQ {
		return
	}
	for _, e := range []ast.Expr{b.X, b.Y} {
		if f.isHidden(e) {
			f.report(b.Pos(), ruleGoOperation, "Go's %s compares handles, not what they stand for", b.Op)
			return
		}
	}
}

func (f *finder) switched(s *ast.SwitchStmt) {
	if s.Tag != nil && f.isHidden(s.Tag) {
		f.report(s.Tag.Pos(), ruleGoOperation, "a Go switch compares handles, not what they stand for")
	}
}

// isHidden reports whether e is an interface that holds a Value.
func (f *finder) isHidden(e ast.Expr) bool {
	e = ast.Unparen(e)
	t := f.pass.TypesInfo.TypeOf(e)
	if t == nil {
		return false
	}
	if isNamed(t, sdkPath, "Expression") {
		return true
	}
	if call, ok := e.(*ast.CallExpr); ok && f.pass.TypesInfo.Types[call.Fun].IsType() && len(call.Args) == 1 {
		return types.IsInterface(t) && isValue(f.pass.TypesInfo.TypeOf(call.Args[0]))
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return isValue(p.Elem())
	}
	return false
}

// dropped looks for a call as a statement whose result is all there is to it.
func (f *finder) dropped(s *ast.ExprStmt) {
	call, ok := ast.Unparen(s.X).(*ast.CallExpr)
	if !ok {
		return
	}
	fn := f.callee(call)
	if !inSDK(fn) {
		return
	}
	t := f.pass.TypesInfo.TypeOf(call)
	if t == nil {
		return
	}
	keeps := fn.Pkg().Path() == sdkPath && (fn.Name() == "Let" || fn.Name() == "Var")
	switch {
	case isMethod(fn, "Block", "Prefix"), isMethod(fn, "Block", "Defaults"):
		f.report(call.Pos(), ruleDropped, "%s answers another view of the Block and changes nothing", fn.Name())
	case isSetting(t):
		f.report(call.Pos(), ruleDropped, "%s answers a changed copy, which is dropped", fn.Name())
	case keeps:
		f.report(call.Pos(), ruleDropped, "the variable that %s makes is never used", fn.Name())
	case isValue(t) && fn.Name() != "Result" && fn.Name() != "Returns" && !takesBlock(fn):
		f.report(call.Pos(), ruleDropped, "the Value that %s makes is dropped", fn.Name())
	}
}

// clocks are the functions whose answer differs from build to build, by package;
// nil is all of them.
var clocks = map[string][]string{
	"time":                   {"Now", "Since", "Until", "After", "Tick"},
	"math/rand":              nil,
	"math/rand/v2":           nil,
	"crypto/rand":            nil,
	"github.com/google/uuid": {"New", "NewString", "NewRandom", "NewUUID", "NewV6", "NewV7", "Must"},
}

// buildTime looks for calls whose answer is fixed when the workflow is built.
func (f *finder) buildTime(call *ast.CallExpr) {
	fn := f.callee(call)
	if fn == nil || fn.Pkg() == nil || !f.records() {
		return
	}
	names, found := clocks[fn.Pkg().Path()]
	if !found || names != nil && !slices.Contains(names, fn.Name()) || names == nil && fn.Signature().Recv() != nil {
		return
	}
	if fn.Pkg().Path() == "time" && fn.Signature().Recv() != nil {
		return
	}
	f.report(call.Pos(), ruleBuildTime, "%s.%s runs once, when the workflow is built", fn.Pkg().Name(), fn.Name())
}
