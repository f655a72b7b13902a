// Package graph draws a machine: as Mermaid for READMEs and pull requests, as DOT for
// Graphviz, and as SVG by a layered layout of its own, so that nothing needs installing.
//
// States can carry marks, by the name of the state, so that the same picture shows an
// execution (what ran, what failed) or the coverage of a test.
//
//	os.Stdout.WriteString(graph.Mermaid(machine, graph.Options{}))
//	svg := graph.SVG(machine, graph.Options{Marks: map[string]graph.Mark{"Charge card": graph.Failed}})
//
// The output depends on the machine and the options alone: the same bytes every time.
package graph
