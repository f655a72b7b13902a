package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// sdkPath is the package whose use is looked at.
const sdkPath = "github.com/lockstep-go/lockstep/sdk"

// Analyzer finds the mistakes of [Rules]. A diagnostic's category is the code of
// its rule.
var Analyzer = &analysis.Analyzer{
	Name: "lockstep",
	Doc:  "find Go code that records a workflow and can't mean what it seems to",
	URL:  "https://pkg.go.dev/github.com/lockstep-go/lockstep/sdk/vet",
	Run:  run,
}

// Rule is one kind of mistake.
type Rule struct {
	Code  string // "ASL6001"
	Title string // what is wrong, on one line
	Help  string // what to write instead
	Bad   string // Go code that gives the code
	Good  string // the same, mended
}

// The rules, by code.
var (
	ruleGoOperation = Rule{Code: "ASL6001", Title: "a Value is used as if it held data",
		Help: "a Value exists only when the workflow runs: use the functions of package sdk, such as sdk.Equals, sdk.Format or sdk.ToJSON",
		Bad:  `b.Fail("Broken").Cause(fmt.Sprint("order ", order.At("id")))`,
		Good: `b.Fail("Broken").Cause(sdk.Format("order {}", order.At("id")))`}
	ruleLeaves = Rule{Code: "ASL6002", Title: "a Value leaves its iteration, branch or handler",
		Help: "return it from the function and use the result of the Map or Branch",
		Bad:  `sdk.ForEach(b, "Each", items, func(b *sdk.Block, item sdk.Value[Item]) { last = item })`,
		Good: `labels := sdk.Map(b, "Each", items, func(b *sdk.Block, item sdk.Value[Item]) sdk.Value[Item] { return item }).Result()`}
	ruleName = Rule{Code: "ASL6003", Title: "a step's name isn't constant",
		Help: "write the name as a constant; mocks, diffs and redrives go by it",
		Bad:  `b.Pass("Deploy " + os.Getenv("REGION"))`,
		Good: `b.Pass("Deploy")`}
	ruleDropped = Rule{Code: "ASL6004", Title: "a result is dropped that is all there is",
		Help: "use the result, or remove the call",
		Bad:  `b.Defaults(sdk.Retry("States.Timeout"))`,
		Good: `b = b.Defaults(sdk.Retry("States.Timeout"))`}
	ruleLoop = Rule{Code: "ASL6005", Title: "a Go loop records steps of the same name",
		Help: "use sdk.Map for items of the workflow, or put what differs into b.Prefix or the name",
		Bad:  `for range 3 { b.Wait("Pause").Seconds(5) }`,
		Good: `for i := range 3 { b.Wait(fmt.Sprintf("Pause %d", i+1)).Seconds(5) }`}
	ruleMapOrder = Rule{Code: "ASL6006", Title: "a Go loop over a map records steps in an order that changes",
		Help: "range over sorted keys: slices.Sorted(maps.Keys(m))",
		Bad:  `for name, topic := range topics { tell(b.Prefix(name), topic) }`,
		Good: `for _, name := range slices.Sorted(maps.Keys(topics)) { tell(b.Prefix(name), topics[name]) }`}
	ruleBuildTime = Rule{Code: "ASL6007", Title: "a time or random value is that of the build",
		Help: "use sdk.Now, sdk.Random or sdk.UUID, which are evaluated when the workflow runs",
		Bad:  `b.Pass("Stamp").Output(time.Now())`,
		Good: `b.Pass("Stamp").Output(sdk.Now())`}
	ruleOuterBlock = Rule{Code: "ASL6008", Title: "a step is recorded on the Block of an enclosing function",
		Help: "use the Block that the innermost function is given",
		Bad:  `c.When(large, func(inner *sdk.Block) { b.Pass("Review") })`,
		Good: `c.When(large, func(b *sdk.Block) { b.Pass("Review") })`}
)

// Rules are all rules, sorted by code.
func Rules() []Rule {
	return []Rule{ruleGoOperation, ruleLeaves, ruleName, ruleDropped, ruleLoop, ruleMapOrder, ruleBuildTime, ruleOuterBlock}
}

// finder walks the files of one package.
type finder struct {
	pass  *analysis.Pass
	stack []ast.Node
	funcs []*function // the functions around the node, innermost last
}

// function is a function around a node.
type function struct {
	node   ast.Node // *ast.FuncDecl or *ast.FuncLit
	typ    *ast.FuncType
	blocks bool // it takes a *sdk.Block
	makes  bool // it answers a *sdk.Workflow
	work   bool // it takes a context.Context: a handler, which runs in the cloud
	scope  bool // it records a States object of its own: an iteration or branch
	caught bool // it handles an error
	loops  []*loop
}

// loop is a Go loop around a node.
type loop struct {
	node     ast.Stmt
	body     *ast.BlockStmt
	known    bool // it runs over what the source says, not over what a caller gives
	prefixed bool // its body makes names different by Prefix
}

func run(pass *analysis.Pass) (any, error) {
	if !uses(pass.Pkg) {
		return nil, nil
	}
	for _, file := range pass.Files {
		f := &finder{pass: pass}
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				f.leave()
				return true
			}
			f.enter(n)
			return true
		})
	}
	return nil, nil
}

// uses reports whether a package imports the SDK.
func uses(pkg *types.Package) bool {
	for _, p := range pkg.Imports() {
		if p.Path() == sdkPath {
			return true
		}
	}
	return false
}

func (f *finder) enter(n ast.Node) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		f.push(n, n.Type)
	case *ast.FuncLit:
		f.push(n, n.Type)
	case *ast.RangeStmt:
		f.loop(&loop{node: n, body: n.Body, known: f.known(n.X)})
		f.mapOrder(n)
	case *ast.ForStmt:
		f.loop(&loop{node: n, body: n.Body, known: n.Cond == nil || f.comparesConstant(n.Cond)})
	case *ast.CallExpr:
		f.name(n)
		f.buildTime(n)
		f.passed(n)
		f.setOutside(n)
	case *ast.BinaryExpr:
		f.compared(n)
	case *ast.SwitchStmt:
		f.switched(n)
	case *ast.ExprStmt:
		f.dropped(n)
	case *ast.AssignStmt:
		f.leaves(n)
	case *ast.Ident:
		f.outerBlock(n)
	}
	f.stack = append(f.stack, n)
}

func (f *finder) leave() {
	n := f.stack[len(f.stack)-1]
	f.stack = f.stack[:len(f.stack)-1]
	if len(f.funcs) == 0 {
		return
	}
	switch in := f.innermost(); n {
	case in.node:
		f.funcs = f.funcs[:len(f.funcs)-1]
	default:
		if k := len(in.loops); k > 0 && in.loops[k-1].node == n {
			in.loops = in.loops[:k-1]
		}
	}
}

func (f *finder) innermost() *function { return f.funcs[len(f.funcs)-1] }

func (f *finder) push(n ast.Node, typ *ast.FuncType) {
	fn := &function{node: n, typ: typ}
	for _, field := range typ.Params.List {
		t := f.pass.TypesInfo.TypeOf(field.Type)
		fn.blocks = fn.blocks || isBlock(t)
		fn.caught = fn.caught || isNamed(t, sdkPath, "Caught")
		fn.work = fn.work || isNamed(t, "context", "Context")
	}
	if typ.Results != nil {
		for _, field := range typ.Results.List {
			if p, ok := f.pass.TypesInfo.TypeOf(field.Type).(*types.Pointer); ok {
				fn.makes = fn.makes || isNamed(p.Elem(), sdkPath, "Workflow")
			}
		}
	}
	if fn.blocks && len(f.stack) > 0 {
		if call, ok := f.stack[len(f.stack)-1].(*ast.CallExpr); ok {
			fn.scope = recordsScope(f.callee(call))
		}
	}
	f.funcs = append(f.funcs, fn)
}

func (f *finder) loop(l *loop) {
	if len(f.funcs) == 0 {
		return
	}
	ast.Inspect(l.body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !l.prefixed {
			fn := f.callee(call)
			l.prefixed = isMethod(fn, "Block", "Prefix") && len(call.Args) == 1 && f.pass.TypesInfo.Types[call.Args[0]].Value == nil
		}
		return true
	})
	in := f.innermost()
	in.loops = append(in.loops, l)
}

// records reports whether the node is in a function that records steps.
func (f *finder) records() bool {
	for i := len(f.funcs) - 1; i >= 0; i-- {
		switch {
		case f.funcs[i].blocks:
			return true
		case f.funcs[i].work:
			return false
		}
	}
	return false
}

func (f *finder) report(at token.Pos, r Rule, format string, args ...any) {
	f.pass.Report(analysis.Diagnostic{Pos: at, Category: r.Code, Message: fmt.Sprintf(format, args...) + "; " + r.Help})
}

// callee is the function or method a call names, nil if it calls a value.
func (f *finder) callee(call *ast.CallExpr) *types.Func {
	fun := ast.Unparen(call.Fun)
	for {
		switch x := fun.(type) {
		case *ast.IndexExpr:
			fun = x.X
			continue
		case *ast.IndexListExpr:
			fun = x.X
			continue
		case *ast.Ident:
			fn, _ := f.pass.TypesInfo.Uses[x].(*types.Func)
			return fn
		case *ast.SelectorExpr:
			fn, _ := f.pass.TypesInfo.Uses[x.Sel].(*types.Func)
			return fn
		}
		return nil
	}
}
