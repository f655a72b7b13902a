package deploy

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/policy"
)

// widest is how much of a value a plan for people shows.
const widest = 100

// WriteText writes the plan as people read it: a line for each change, under a statement of
// the policy what needs it and why it is no narrower, then the price, what to know first, and
// a count. All of it is in the JSON too.
func (p *Plan) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", p.Desired.MachineARN())
	if p.Empty() {
		b.WriteString("  nothing to change\n")
	}
	count := map[Action]int{}
	for _, c := range p.Changes {
		count[c.Action]++
		if c.Resource == "policy" && c.Field == "statement" {
			writeStatement(&b, c)
			continue
		}
		c.Before, c.After = shortened(c.Before), shortened(c.After)
		fmt.Fprintf(&b, "  %s\n", c)
	}
	if p.Cost != nil {
		fmt.Fprintf(&b, "  $ %s\n", p.Cost)
	}
	for _, text := range p.Warnings {
		fmt.Fprintf(&b, "  ! %s\n", text)
	}
	for _, text := range p.Notes {
		fmt.Fprintf(&b, "  note: %s\n", text)
	}
	if !p.Empty() {
		fmt.Fprintf(&b, "  %d to create, %d to update, %d to delete\n", count[Create], count[Update], count[Delete])
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeStatement writes a statement that comes or goes.
func writeStatement(b *strings.Builder, c Change) {
	sign, text := "+", c.After
	if c.Action == Delete {
		sign, text = "-", c.Before
	}
	var s policy.Statement
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		fmt.Fprintf(b, "  %s policy %s\n", sign, shortened(text))
		return
	}
	fmt.Fprintf(b, "  %s policy: %s %s\n", sign, strings.ToLower(s.Effect), strings.Join(s.Action, ", "))
	for _, r := range s.Resource {
		fmt.Fprintf(b, "      on %s\n", r)
	}
	if len(s.Condition) > 0 {
		condition, err := json.Marshal(s.Condition)
		if err == nil { // it was decoded a moment ago
			fmt.Fprintf(b, "      if %s\n", condition)
		}
	}
	if c.Reason != "" {
		fmt.Fprintf(b, "      # %s\n", c.Reason)
	}
}

// shortened cuts a long value and says how much it is.
func shortened(text string) string {
	n := utf8.RuneCountInString(text)
	if n <= widest {
		return text
	}
	return string([]rune(text)[:widest]) + fmt.Sprintf("… (%d characters)", n)
}
