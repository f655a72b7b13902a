package graph_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/graph"
)

const order = `{
  "StartAt": "Charge",
  "States": {
    "Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "arn:aws:lambda:eu-west-1:123456789012:function:charge"},
      "Catch": [{"ErrorEquals": ["Declined"], "Next": "Sorry"}], "Next": "Large?"},
    "Large?": {"Type": "Choice", "Choices": [{"Variable": "$.total", "NumericGreaterThan": 1000, "Next": "Wait"}], "Default": "Ship"},
    "Wait": {"Type": "Wait", "Seconds": 60, "Next": "Large?"},
    "Ship": {"Type": "Map", "ItemProcessor": {"StartAt": "Label", "States": {"Label": {"Type": "Pass", "End": true}}}, "End": true},
    "Sorry": {"Type": "Fail", "Error": "OrderDeclined"}
  }
}`

func decode(t *testing.T, text string) *asl.Machine {
	t.Helper()
	m, list := asl.DecodeJSON("test.json", []byte(text))
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMermaid(t *testing.T) {
	want := `flowchart TD
  s1((" "))
  s2["Charge · lambda:invoke charge"]
  class s2 failed
  s3{"Large?"}
  s4(["Wait · 60 s"])
  subgraph s5["Ship"]
    subgraph s5_0["each item"]
      s8((" "))
      s9["Label"]
      s10((" "))
      s8 --> s9
      s9 --> s10
    end
  end
  s6(["Sorry · OrderDeclined"])
  s7((" "))
  s1 --> s2
  s2 --> s3
  s2 -.->|"Declined"| s6
  s3 -->|"$.total #gt; 1000"| s4
  s3 -->|"otherwise"| s5
  s4 --> s3
  s5 --> s7
  s6 --> s7
  classDef failed fill:#f9d0cc
`
	got := graph.Mermaid(decode(t, order), graph.Options{Marks: map[string]graph.Mark{"Charge": graph.Failed}})
	if got != want {
		t.Errorf("got:\n%s", got)
	}
}

// wellFormed reads all of an XML text.
func wellFormed(text []byte) error {
	d := xml.NewDecoder(strings.NewReader(string(text)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestHostileNamesStayText(t *testing.T) {
	name := `</text><script>alert(1)</script> "] --> x \"`
	m := decode(t, order)
	m.States[0].Base().Name = name
	m.StartAt = name
	svg := graph.SVG(m, graph.Options{Title: name})
	if err := wellFormed(svg); err != nil {
		t.Errorf("the SVG is not well-formed: %v", err)
	}
	if strings.Contains(string(svg), "<script") {
		t.Error("a state's name became markup in the SVG")
	}
	if got := graph.Mermaid(m, graph.Options{}); strings.Contains(got, `"] -->`) {
		t.Errorf("a state's name ended its label in Mermaid:\n%s", got)
	}
	if got := graph.DOT(m, graph.Options{}); !strings.Contains(got, `\"] --> x \\\"`) {
		t.Errorf("a state's name is not escaped in DOT:\n%s", got)
	}
}

func TestNodesOfALayerDoNotOverlap(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[`)
	for i := range 30 {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `{"Variable":"$.x","NumericEquals":%d,"Next":"S%d"}`, i, i)
	}
	b.WriteString(`]}`)
	for i := range 30 {
		fmt.Fprintf(&b, `,"S%d":{"Type":"Pass","End":true}`, i)
	}
	b.WriteString(`}}`)
	svg := string(graph.SVG(decode(t, b.String()), graph.Options{}))
	type rect struct{ x, y, w float64 }
	var rects []rect
	for _, line := range strings.Split(svg, "\n") {
		var r rect
		if i := strings.Index(line, "<rect class=\"state Pass\""); i >= 0 {
			if _, err := fmt.Sscanf(line[i:], `<rect class="state Pass" x="%f" y="%f" width="%f"`, &r.x, &r.y, &r.w); err != nil {
				t.Fatal(err)
			}
			rects = append(rects, r)
		}
	}
	if len(rects) != 30 {
		t.Fatalf("%d of 30 states are drawn", len(rects))
	}
	for i, a := range rects {
		for _, b := range rects[i+1:] {
			if a.y == b.y && a.x < b.x+b.w && b.x < a.x+a.w {
				t.Errorf("%v and %v overlap", a, b)
			}
		}
	}
}

func BenchmarkSVG1000(b *testing.B) {
	var t strings.Builder
	t.WriteString(`{"StartAt":"S0","States":{`)
	for i := range 1000 {
		fmt.Fprintf(&t, `"S%d":{"Type":"Pass","Next":"S%d"},`, i, i+1)
	}
	t.WriteString(`"S1000":{"Type":"Succeed"}}}`)
	m, _ := asl.DecodeJSON("m.json", []byte(t.String()))
	for b.Loop() {
		graph.SVG(m, graph.Options{})
	}
}
