package graph

import (
	"fmt"
	"strings"
)

// markFill is the fill of a mark in the text formats.
var markFill = []struct {
	mark Mark
	fill string
}{{Succeeded, "#d7f0da"}, {Failed, "#f9d0cc"}, {Running, "#d3e6fa"}, {Caught, "#fde3c4"}, {Missed, "#eeeeee"}}

func renderMermaid(s *scene) string {
	var b strings.Builder
	if s.title != "" {
		fmt.Fprintf(&b, "---\ntitle: %s\n---\n", mermaidText(s.title))
	}
	b.WriteString("flowchart TD\n")
	used := map[Mark]bool{}
	mermaidScope(&b, s.root, "  ", used)
	for _, m := range markFill {
		if used[m.mark] {
			fmt.Fprintf(&b, "  classDef %s fill:%s\n", m.mark, m.fill)
		}
	}
	return b.String()
}

// mermaidText quotes text so that Mermaid reads it as text: entities for what it would
// take for markup.
func mermaidText(text string) string {
	return `"` + strings.NewReplacer(`"`, "#quot;", "<", "#lt;", ">", "#gt;", "\n", " ", "\r", " ", "`", "#96;", "\\", "#92;").Replace(text) + `"`
}

func mermaidScope(b *strings.Builder, sc *scope, indent string, used map[Mark]bool) {
	for _, n := range sc.nodes {
		label := n.name
		if n.detail != "" {
			label += " · " + n.detail
		}
		text := mermaidText(label)
		if len(n.scopes) > 0 {
			fmt.Fprintf(b, "%ssubgraph %s[%s]\n", indent, n.id, text)
			for i, inner := range n.scopes {
				if len(n.scopes) > 1 || inner.label != "" {
					fmt.Fprintf(b, "%s  subgraph %s_%d[%s]\n", indent, n.id, i, mermaidText(inner.label))
					mermaidScope(b, inner, indent+"    ", used)
					fmt.Fprintf(b, "%s  end\n", indent)
					continue
				}
				mermaidScope(b, inner, indent+"  ", used)
			}
			fmt.Fprintf(b, "%send\n", indent)
		} else {
			open, end := "[", "]"
			switch n.kind {
			case "Choice":
				open, end = "{", "}"
			case "Wait":
				open, end = "([", "])"
			case "Succeed", "Fail":
				open, end = "([", "])"
			case "start", "end":
				open, end, text = "((", "))", `" "`
			}
			fmt.Fprintf(b, "%s%s%s%s%s\n", indent, n.id, open, text, end)
		}
		if n.mark != "" {
			used[n.mark] = true
			fmt.Fprintf(b, "%sclass %s %s\n", indent, n.id, n.mark)
		}
	}
	for _, e := range sc.edges {
		arrow := "-->"
		if e.kind == catch {
			arrow = "-.->"
		}
		if e.label != "" {
			arrow += "|" + mermaidText(e.label) + "|"
		}
		fmt.Fprintf(b, "%s%s %s %s\n", indent, e.from.id, arrow, e.to.id)
	}
}

func renderDOT(s *scene) string {
	var b strings.Builder
	b.WriteString("digraph machine {\n  compound=true;\n  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Helvetica\", fontsize=11];\n  edge [fontname=\"Helvetica\", fontsize=9];\n")
	if s.title != "" {
		fmt.Fprintf(&b, "  label=%s; labelloc=t;\n", dotText(s.title))
	}
	dotScope(&b, s.root, "  ")
	b.WriteString("}\n")
	return b.String()
}

func dotText(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", "").Replace(text) + `"`
}

// anchor is the node an edge to or from n is tied to: a state that holds others is drawn
// as a cluster around an anchor with its name.
func dotScope(b *strings.Builder, sc *scope, indent string) {
	for _, n := range sc.nodes {
		label := n.name
		if n.detail != "" {
			label += "\n" + n.detail
		}
		attrs := "label=" + dotText(label)
		switch n.kind {
		case "Choice":
			attrs += ", shape=diamond, style=filled"
		case "start", "end":
			attrs = `label="", shape=circle, width=0.2, fillcolor=black`
		}
		for _, m := range markFill {
			if m.mark == n.mark {
				attrs += fmt.Sprintf(", fillcolor=%q", m.fill)
			}
		}
		if len(n.scopes) == 0 {
			fmt.Fprintf(b, "%s%s [%s];\n", indent, n.id, attrs)
			continue
		}
		fmt.Fprintf(b, "%ssubgraph cluster_%s {\n%s  style=rounded; label=\"\";\n%s  %s [%s];\n", indent, n.id, indent, indent, n.id, attrs)
		for i, inner := range n.scopes {
			fmt.Fprintf(b, "%s  subgraph cluster_%s_%d {\n%s    style=dashed; label=%s;\n", indent, n.id, i, indent, dotText(inner.label))
			dotScope(b, inner, indent+"    ")
			fmt.Fprintf(b, "%s  }\n", indent)
			if inner.start != nil {
				fmt.Fprintf(b, "%s  %s -> %s [style=dotted, arrowhead=none];\n", indent, n.id, inner.start.id)
			}
		}
		fmt.Fprintf(b, "%s}\n", indent)
	}
	for _, e := range sc.edges {
		var attrs []string
		if e.label != "" {
			attrs = append(attrs, "label="+dotText(e.label))
		}
		if e.kind == catch {
			attrs = append(attrs, "style=dashed", "color=\"#c62828\"")
		}
		fmt.Fprintf(b, "%s%s -> %s", indent, e.from.id, e.to.id)
		if len(attrs) > 0 {
			fmt.Fprintf(b, " [%s]", strings.Join(attrs, ", "))
		}
		b.WriteString(";\n")
	}
}
