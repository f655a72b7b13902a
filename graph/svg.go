package graph

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// style is the look of each kind of state: it follows the colours people know from the
// service's own console closely enough to be read without a legend.
const style = `
  text{font-family:ui-sans-serif,system-ui,"Segoe UI",Helvetica,Arial,sans-serif;font-size:12px;fill:#16191f}
  .detail{font-size:10px;fill:#545b64}.label{font-size:10px;fill:#545b64;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}.title{font-size:14px;font-weight:600}
  .state{fill:#fff;stroke:#687078;stroke-width:1.2}.scope{fill:#f7f8f9;stroke:#aab7b8;stroke-dasharray:4 3}
  .Choice{fill:#eef4fb;stroke:#3b78b5}.Wait{fill:#fbf6e9;stroke:#b58b2b}.Succeed{fill:#eaf6ec;stroke:#2e7d32}.Fail{fill:#fdecea;stroke:#c62828}
  .Parallel,.Map{fill:#fff;stroke:#5a4fa2}
  .m-succeeded{fill:#d7f0da;stroke:#2e7d32}.m-failed{fill:#f9d0cc;stroke:#c62828}.m-running{fill:#d3e6fa;stroke:#1565c0}
  .m-caught{fill:#fde3c4;stroke:#d9822b}.m-missed{fill:#eee;stroke:#b0b0b0;stroke-dasharray:3 3}
  .edge{fill:none;stroke:#687078;stroke-width:1.2}.catch{stroke:#c62828;stroke-dasharray:5 3}.terminal{fill:#16191f}
`

func renderSVG(s *scene) []byte {
	w, h := s.layout()
	top := 0.0
	if s.title != "" {
		top = 28
		w = max(w, float64(len(s.title))*8.5+2*padding)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" role="img">`, w, h+top, w, h+top)
	b.WriteString("\n<style>" + style + "</style>\n")
	b.WriteString(`<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#687078"/></marker></defs>` + "\n")
	if s.title != "" {
		fmt.Fprintf(&b, `<title>%s</title><text class="title" x="%.0f" y="20">%s</text>`+"\n", escape(s.title), padding, escape(s.title))
	}
	fmt.Fprintf(&b, `<g transform="translate(0 %.0f)">`+"\n", top)
	svgScope(&b, s.root, 0, 0)
	b.WriteString("</g>\n</svg>\n")
	return []byte(b.String())
}

// escape makes text safe in XML, dropping what XML has no way to say.
func escape(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		return ""
	}
	return b.String()
}

// labelAt is how far along its edge a label stands: near the end, where the edges of a
// Choice have parted.
const labelAt = 0.7

func svgScope(b *strings.Builder, sc *scope, x, y float64) {
	for _, e := range sc.edges {
		svgEdge(b, e, x, y)
	}
	for _, n := range sc.nodes {
		svgNode(b, n, x, y)
	}
	for _, e := range sc.edges {
		if e.label == "" || len(e.points) < 2 {
			continue
		}
		p, q := e.points[0], e.points[1]
		at, anchor := point{p.x + (q.x-p.x)*labelAt, p.y + (q.y-p.y)*labelAt}, "middle"
		if p.y == q.y { // a loop: beside its lane
			at, anchor = point{q.x - 4, q.y - 5}, "end"
		}
		fmt.Fprintf(b, `<text class="label" x="%.1f" y="%.1f" text-anchor="%s">%s</text>`+"\n", x+at.x, y+at.y+3, anchor, escape(e.label))
	}
}

func svgNode(b *strings.Builder, n *node, x, y float64) {
	x, y = x+n.box.x, y+n.box.y
	if n.kind == "start" || n.kind == "end" {
		fmt.Fprintf(b, `<circle class="terminal" cx="%.1f" cy="%.1f" r="%.1f"/>`+"\n", x+n.box.w/2, y+n.box.h/2, terminal/2)
		return
	}
	class := "state " + n.kind
	if n.mark != "" {
		class += " m-" + string(n.mark)
	}
	fmt.Fprintf(b, `<g><title>%s (%s)</title><rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="6"/>`, escape(n.name), escape(n.kind), escape(class), x, y, n.box.w, n.box.h)
	nameY := y + nodeHeight/2 + 4
	if n.detail != "" {
		nameY -= 7
		fmt.Fprintf(b, `<text class="detail" x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, x+n.box.w/2, nameY+15, escape(n.detail))
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="middle">%s</text></g>`+"\n", x+n.box.w/2, nameY, escape(n.name))
	for _, sc := range n.scopes {
		fmt.Fprintf(b, `<rect class="scope" x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="4"/>`, x+sc.box.x, y+sc.box.y, sc.box.w, sc.box.h)
		if sc.label != "" {
			fmt.Fprintf(b, `<text class="label" x="%.1f" y="%.1f">%s</text>`, x+sc.box.x+8, y+sc.box.y+15, escape(sc.label))
		}
		b.WriteByte('\n')
		svgScope(b, sc, x+sc.box.x, y+sc.box.y)
	}
}

func svgEdge(b *strings.Builder, e *edge, x, y float64) {
	class := "edge"
	if e.kind == catch {
		class += " catch"
	}
	fmt.Fprintf(b, `<path class="%s" marker-end="url(#arrow)" d="M%.1f %.1f`, class, x+e.points[0].x, y+e.points[0].y)
	for i := 1; i < len(e.points); i++ {
		p, q := e.points[i-1], e.points[i]
		if p.x == q.x || p.y == q.y {
			fmt.Fprintf(b, "L%.1f %.1f", x+q.x, y+q.y)
			continue
		}
		mid := (p.y + q.y) / 2
		fmt.Fprintf(b, "C%.1f %.1f %.1f %.1f %.1f %.1f", x+p.x, y+mid, x+q.x, y+mid, x+q.x, y+q.y)
	}
	b.WriteString(`"/>` + "\n")
}
