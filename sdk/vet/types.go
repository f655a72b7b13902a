package vet

import (
	"go/types"
	"slices"
	"strings"
)

// isNamed reports whether t is the type of that name, or an instance of it.
func isNamed(t types.Type, pkg string, names ...string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != pkg {
		return false
	}
	return slices.Contains(names, named.Obj().Name())
}

// isBlock reports whether t is *sdk.Block.
func isBlock(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && isNamed(p.Elem(), sdkPath, "Block")
}

// isValue reports whether t stands for something that exists only when the
// workflow runs.
func isValue(t types.Type) bool {
	return isNamed(t, sdkPath, "Value", "Variable", "Caught", "Expression", "Object", "Array")
}

// holdsValue reports whether t is such a type, or a slice or map of it.
func holdsValue(t types.Type) bool {
	if isValue(t) {
		return true
	}
	switch t := types.Unalias(t).(type) {
	case *types.Slice:
		return holdsValue(t.Elem())
	case *types.Array:
		return holdsValue(t.Elem())
	case *types.Map:
		return holdsValue(t.Elem())
	}
	return false
}

// isSetting reports whether t is an immutable setting, whose methods answer a
// changed copy.
func isSetting(t types.Type) bool {
	return isNamed(t, sdkPath, "Retrier", "ItemReader", "ResultWriter")
}

// inSDK reports whether fn is of package sdk or of a package below it.
func inSDK(fn *types.Func) bool {
	return fn != nil && fn.Pkg() != nil && (fn.Pkg().Path() == sdkPath || strings.HasPrefix(fn.Pkg().Path(), sdkPath+"/"))
}

// isMethod reports whether fn is that method of a type of package sdk.
func isMethod(fn *types.Func, typ, name string) bool {
	if !inSDK(fn) || fn.Name() != name {
		return false
	}
	recv := fn.Signature().Recv()
	if recv == nil {
		return false
	}
	t := recv.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	return isNamed(t, sdkPath, typ)
}

// recordsScope reports whether the function that fn takes records a States
// object of its own, out of which nothing comes but its result.
func recordsScope(fn *types.Func) bool {
	if !inSDK(fn) {
		return false
	}
	name := fn.Name()
	return name == "Map" || name == "ForEach" || strings.HasPrefix(name, "Distributed") || strings.HasSuffix(name, "Branch")
}

// nameArgument is the index of the argument that names a step, -1 if the
// function records none. It is known by its signature, so that the fragments of
// users count too: a Block, and after it (or first, of a Block's methods) a
// string that is called name or step.
func nameArgument(fn *types.Func) int {
	if fn == nil {
		return -1
	}
	sig := fn.Signature()
	isName := func(i int) bool {
		if i >= sig.Params().Len() || !types.Identical(sig.Params().At(i).Type(), types.Typ[types.String]) {
			return false
		}
		called := sig.Params().At(i).Name()
		return called == "name" || called == "step"
	}
	if recv := sig.Recv(); recv != nil && isBlock(recv.Type()) && isName(0) {
		return 0
	}
	for i := range sig.Params().Len() {
		if isBlock(sig.Params().At(i).Type()) && isName(i+1) {
			return i + 1
		}
	}
	return -1
}

// takesBlock reports whether fn can record steps: it has a Block, or a function
// that is given one.
func takesBlock(fn *types.Func) bool {
	sig := fn.Signature()
	for i := range sig.Params().Len() {
		t := sig.Params().At(i).Type()
		if isBlock(t) {
			return true
		}
		if inner, ok := t.Underlying().(*types.Signature); ok {
			for j := range inner.Params().Len() {
				if isBlock(inner.Params().At(j).Type()) {
					return true
				}
			}
		}
	}
	return false
}
