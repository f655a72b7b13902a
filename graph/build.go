package graph

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Mermaid is m as a Mermaid flowchart.
func Mermaid(m *asl.Machine, o Options) string { return renderMermaid(build(m, o)) }

// DOT is m in the language of Graphviz.
func DOT(m *asl.Machine, o Options) string { return renderDOT(build(m, o)) }

// SVG is m as a drawing that needs no script and no font but the system's.
func SVG(m *asl.Machine, o Options) []byte { return renderSVG(build(m, o)) }

type builder struct {
	opts Options
	ids  int
}

func build(m *asl.Machine, o Options) *scene {
	b := builder{opts: o}
	return &scene{title: o.Title, root: b.scope(&m.Graph, "")}
}

func (b *builder) id() string {
	b.ids++
	return "s" + strconv.Itoa(b.ids)
}

func (b *builder) scope(g *asl.Graph, label string) *scope {
	sc := &scope{label: label}
	byName := make(map[string]*node, len(g.States))
	start := &node{id: b.id(), kind: "start"}
	sc.start = start
	sc.nodes = append(sc.nodes, start)
	for _, s := range g.States {
		n := &node{id: b.id(), name: s.Base().Name, kind: string(s.Type()), detail: detail(s), mark: b.opts.Marks[s.Base().Name]}
		sc.nodes = append(sc.nodes, n)
		byName[n.name] = n
	}
	end := &node{id: b.id(), kind: "end"}
	link := func(from *node, to, label string, kind edgeKind) {
		if n := byName[to]; n != nil {
			sc.edges = append(sc.edges, &edge{from: from, to: n, label: label, kind: kind})
		}
	}
	link(start, g.StartAt, "", flow)
	ends := false
	for i, s := range g.States {
		n := sc.nodes[i+1]
		b.inside(n, s)
		toEnd := false
		if f := asl.FlowOf(s); f != nil {
			link(n, f.Next, "", flow)
			toEnd = f.End
		}
		switch s := s.(type) {
		case *asl.Choice:
			for _, r := range s.Choices {
				link(n, r.Next, shorten(condition(r)), choice)
			}
			link(n, s.Default, "otherwise", fallback)
		case *asl.Succeed, *asl.Fail:
			toEnd = true
		case *asl.Task, *asl.Map, *asl.Parallel, *asl.Pass, *asl.Wait:
		}
		if h := asl.HandlersOf(s); h != nil {
			for _, c := range h.Catch {
				link(n, c.Next, shorten(strings.Join(c.ErrorEquals, ", ")), catch)
			}
		}
		if toEnd {
			ends = true
			sc.edges = append(sc.edges, &edge{from: n, to: end})
		}
	}
	if ends {
		sc.nodes = append(sc.nodes, end)
	}
	return sc
}

// inside adds the scopes that a state holds.
func (b *builder) inside(n *node, s asl.State) {
	switch s := s.(type) {
	case *asl.Parallel:
		for i, br := range s.Branches {
			label := br.Comment
			if label == "" {
				label = "branch " + strconv.Itoa(i+1)
			}
			n.scopes = append(n.scopes, b.scope(&br.Graph, shorten(label)))
		}
	case *asl.Map:
		if body := s.Body(); body != nil {
			label := "each item"
			switch {
			case s.ItemBatcher != nil:
				label = "each batch, a child execution"
			case s.Distributed():
				label = "each item, a child execution"
			}
			n.scopes = append(n.scopes, b.scope(&body.Graph, label))
		}
	case *asl.Task, *asl.Choice, *asl.Pass, *asl.Wait, *asl.Succeed, *asl.Fail:
	}
}

// detail is the second line of a state: what tells it from others of its type.
func detail(s asl.State) string {
	switch s := s.(type) {
	case *asl.Task:
		return shorten(shortResource(s))
	case *asl.Wait:
		switch {
		case !s.Seconds.IsUndefined():
			return shorten(plain(s.Seconds) + " s")
		case s.SecondsPath != "":
			return shorten(s.SecondsPath + " s")
		case !s.Timestamp.IsUndefined():
			return shorten("until " + plain(s.Timestamp))
		default:
			return shorten("until " + s.TimestampPath)
		}
	case *asl.Fail:
		return shorten(plain(s.Error))
	case *asl.Choice, *asl.Map, *asl.Parallel, *asl.Pass, *asl.Succeed:
	}
	return ""
}

// shortResource is what a Task calls without the parts of its ARN that all Tasks share.
func shortResource(t *asl.Task) string {
	r := t.Resource
	if i := strings.Index(r, ":states:::"); i >= 0 {
		r = r[i+len(":states:::"):]
		args := t.Parameters
		if args.Kind() != value.Object {
			args = t.Arguments
		}
		if fn := args.Get("FunctionName").Str(); strings.HasPrefix(r, "lambda:invoke") && fn != "" {
			parts := strings.Split(fn, ":")
			if i := strings.Index(fn, ":function:"); i >= 0 {
				parts = []string{fn[i+len(":function:"):]}
			}
			r += " " + strings.Join(parts, ":")
		}
		return r
	}
	if i := strings.Index(r, ":function:"); i >= 0 {
		return "lambda " + r[i+len(":function:"):]
	}
	if i := strings.Index(r, ":activity:"); i >= 0 {
		return "activity " + r[i+len(":activity:"):]
	}
	return r
}

func plain(v value.Value) string {
	switch v.Kind() {
	case value.Undefined:
		return ""
	case value.String:
		return expression(v.Str())
	default:
		return v.String()
	}
}

// expression drops the braces of a JSONata expression.
func expression(text string) string {
	if inner, ok := strings.CutPrefix(text, "{%"); ok {
		return strings.TrimSpace(strings.TrimSuffix(inner, "%}"))
	}
	return text
}

// condition says a rule in words short enough for an edge.
func condition(r *asl.ChoiceRule) string {
	join := func(rules []*asl.ChoiceRule, word string) string {
		parts := make([]string, 0, len(rules))
		for _, r := range rules {
			parts = append(parts, condition(r))
		}
		return strings.Join(parts, word)
	}
	switch {
	case !r.Condition.IsUndefined():
		return plain(r.Condition)
	case len(r.And) > 0:
		return join(r.And, " and ")
	case len(r.Or) > 0:
		return join(r.Or, " or ")
	case r.Not != nil:
		return "not " + condition(r.Not)
	}
	operand := r.Operand.String()
	cmp, _ := r.Comparator.Comparison()
	if cmp.Path {
		operand = r.Operand.Str()
	}
	if cmp.Is {
		if r.Operand.Bool() {
			return fmt.Sprintf("%s is %s", r.Variable, strings.ToLower(cmp.Op))
		}
		return fmt.Sprintf("%s is not %s", r.Variable, strings.ToLower(cmp.Op))
	}
	signs := map[string]string{"Equals": "=", "LessThan": "<", "GreaterThan": ">", "LessThanEquals": "≤", "GreaterThanEquals": "≥", "Matches": "~"}
	return fmt.Sprintf("%s %s %s", r.Variable, signs[cmp.Op], operand)
}

// shorten keeps a label on one line of at most 32 characters.
func shorten(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 32 {
		return string(runes[:31]) + "…"
	}
	return text
}
