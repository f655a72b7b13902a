package equivalence

import (
	"regexp"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/value"
)

// pathState follows what a state of JSONPath is asked for back into its input.
func (d *demands) pathState(g *asl.Graph, s asl.State) {
	raw := d.in[s]
	in := raw
	data := asl.DataOf(s)
	if data != nil && data.InputPath.Kind() == value.String {
		in = d.path(data.InputPath.Str(), raw, "")
	} else if data != nil && data.InputPath.IsNull() {
		in = &shape{}
	}
	if in == nil {
		in = &shape{}
	}
	// What is asked of the state's output, before its OutputPath.
	out := func(next string) *shape {
		o := d.out(g, next)
		if data == nil || wholePath(data.OutputPath) {
			return o
		}
		before := &shape{}
		if data.OutputPath.Kind() == value.String {
			d.give(d.path(data.OutputPath.Str(), before, ""), o)
		}
		return before
	}
	switch s := s.(type) {
	case *asl.Task:
		d.path(s.TimeoutSecondsPath, in, "seconds")
		d.path(s.HeartbeatSecondsPath, in, "seconds")
		d.template(s.Parameters, in, nil)
		d.template(s.Credentials, in, nil)
		d.result(raw, out(s.Next), d.answers[s], s.ResultSelector, s.ResultPath)
	case *asl.Parallel:
		result := &shape{}
		d.result(raw, out(s.Next), result, s.ResultSelector, s.ResultPath)
		for _, b := range s.Branches {
			d.give(d.end(&b.Graph), result.item)
			d.start(&b.Graph, s.Parameters, in)
		}
	case *asl.Map:
		d.pathMap(s, raw, in, out(s.Next))
	case *asl.Pass:
		made := &shape{}
		d.result(raw, out(s.Next), made, value.Value{}, s.ResultPath)
		switch {
		case !s.Result.IsUndefined():
		case !s.Parameters.IsUndefined():
			d.template(s.Parameters, in, made)
		default:
			d.give(in, made)
		}
	case *asl.Wait:
		d.path(s.SecondsPath, in, "seconds")
		d.path(s.TimestampPath, in, "timestamp")
		d.give(in, out(s.Next))
	case *asl.Choice:
		for _, r := range s.Choices {
			d.rule(r, in)
			d.give(in, out(r.Next))
		}
		if s.Default != "" {
			d.give(in, out(s.Default))
		}
	case *asl.Fail:
		d.path(s.ErrorPath, raw, "string")
		d.path(s.CausePath, raw, "string")
	case *asl.Succeed:
		d.give(in, out(""))
	}
	if data != nil {
		d.assignPaths(data.Assign, in)
	}
	d.catchers(g, s, raw)
}

// result follows a demand on a state's output to its result and, around the ResultPath, to its
// raw input.
func (d *demands) result(raw, out, result *shape, selector, resultPath value.Value) {
	placed := &shape{}
	switch {
	case resultPath.IsNull():
		d.give(raw, out)
	case wholePath(resultPath):
		d.give(placed, out)
	default:
		names := namesOf(resultPath.Str())
		d.give(raw, out.without(names))
		d.give(placed, out.at(names))
	}
	if selector.IsUndefined() {
		d.give(result, placed)
		return
	}
	d.template(selector, result, placed)
}

func wholePath(v value.Value) bool { return v.IsUndefined() || v.Str() == "$" }

// namesOf are the names of a reference path up to what is no name.
func namesOf(text string) []string {
	ref, err := jsonpath.ParseReference(text)
	if err != nil {
		return nil
	}
	var names []string
	for _, seg := range ref.Path().Segments() {
		if seg.Kind != jsonpath.Name {
			break
		}
		names = append(names, seg.Name)
	}
	return names
}

// start follows what the first state of an inner graph asks for.
func (d *demands) start(g *asl.Graph, parameters value.Value, in *shape) {
	first := d.named[g][g.StartAt]
	if first == nil {
		return
	}
	if parameters.IsUndefined() {
		d.give(in, d.in[first])
		return
	}
	d.template(parameters, in, d.in[first])
}

func (d *demands) pathMap(s *asl.Map, raw, in, out *shape) {
	result := &shape{}
	d.result(raw, out, result, s.ResultSelector, s.ResultPath)
	d.path(s.MaxConcurrencyPath, in, "seconds")
	items := in
	switch {
	case s.ItemReader != nil:
		d.template(s.ItemReader.Parameters, in, nil)
		items = &shape{item: d.all.items}
	case s.ItemsPath != "":
		items = d.path(s.ItemsPath, in, "array")
	default:
		in.want("array")
	}
	if items == nil {
		items = &shape{}
	}
	selector := s.ItemSelector
	if selector.IsUndefined() {
		selector = s.Parameters
	}
	d.processor(s, result, func(item *shape) {
		if selector.IsUndefined() {
			d.give(items.element(), item)
			return
		}
		d.selector(selector, in, items.element(), item)
	})
	if b := s.ItemBatcher; b != nil {
		d.template(b.BatchInput, in, nil)
	}
}

// processor hands what the processor of a Map asks of an item to take, through a batch if there
// is one.
func (d *demands) processor(s *asl.Map, result *shape, take func(item *shape)) {
	body := s.Body()
	if body == nil {
		return
	}
	d.give(d.end(&body.Graph), result.item)
	first := d.named[&body.Graph][body.StartAt]
	if first == nil {
		return
	}
	item := d.in[first]
	if s.ItemBatcher != nil {
		item = item.at([]string{"Items"})
		if item == nil {
			return
		}
		if item = item.item; item == nil {
			return
		}
	}
	take(item)
}

// selector is template for an ItemSelector, which may read the item.
func (d *demands) selector(t value.Value, in, item, out *shape) {
	for _, m := range t.Members() {
		name, dynamic := strings.CutSuffix(m.Key, ".$")
		asked := out.at([]string{name})
		if !dynamic {
			if asked == nil {
				asked = &shape{}
			}
			d.selector(m.Value, in, item, asked)
			continue
		}
		text := m.Value.Str()
		below, ok := strings.CutPrefix(text, "$$.Map.Item.Value")
		if !ok {
			d.expression(text, in, asked)
			continue
		}
		if at := d.path("$"+below, item, ""); at != nil {
			d.give(at, asked)
		}
	}
}

// catchers follows what the states behind catchers ask of the input that ResultPath keeps.
func (d *demands) catchers(g *asl.Graph, s asl.State, raw *shape) {
	h := asl.HandlersOf(s)
	if h == nil {
		return
	}
	for _, c := range h.Catch {
		next := d.named[g][c.Next]
		switch {
		case next == nil || wholePath(c.ResultPath):
		case c.ResultPath.IsNull():
			d.give(raw, d.in[next])
		default:
			d.give(raw, d.in[next].without(namesOf(c.ResultPath.Str())))
		}
	}
}

// rule notes what a rule of a Choice compares.
func (d *demands) rule(r *asl.ChoiceRule, in *shape) {
	for _, x := range r.And {
		d.rule(x, in)
	}
	for _, x := range r.Or {
		d.rule(x, in)
	}
	if r.Not != nil {
		d.rule(r.Not, in)
	}
	if r.Variable == "" {
		return
	}
	cmp, _ := r.Comparator.Comparison()
	at := d.path(r.Variable, in, strings.ToLower(cmp.Operand))
	if at == nil {
		return
	}
	switch {
	case cmp.Is:
		at.want(strings.ToLower(cmp.Op))
	case cmp.Path:
		if other := d.path(r.Operand.Str(), in, strings.ToLower(cmp.Operand)); other != nil {
			at.literals(other.literal...)
			other.literals(at.literal...)
		}
	case cmp.Op == "Matches":
		at.literals(value.OfString(matching(r.Operand.Str())))
	default:
		at.literals(around(r.Operand, cmp.Op != "Equals")...)
	}
}

// matching is a text that a pattern of StringMatches takes.
func matching(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch {
		case pattern[i] == '\\' && i+1 < len(pattern):
			i++
			b.WriteByte(pattern[i])
		case pattern[i] == '*':
			b.WriteString("some")
		default:
			b.WriteByte(pattern[i])
		}
	}
	return b.String()
}

// around is what a comparison compares with and, where it asks for an order, values on both
// sides of it.
func around(operand value.Value, ordered bool) []value.Value {
	switch {
	case operand.Kind() == value.Number:
		f := operand.Float()
		return []value.Value{operand, value.OfFloat(f + 1), value.OfFloat(f - 1)}
	case operand.Kind() != value.String || !ordered:
		return []value.Value{operand}
	}
	if _, err := time.Parse(time.RFC3339, operand.Str()); err == nil {
		return []value.Value{operand, value.OfString("1999-01-01T00:00:00Z"), value.OfString("2222-01-01T00:00:00Z")}
	}
	return []value.Value{operand, value.OfString(operand.Str() + "a"), value.OfString("")}
}

// path notes a path; it is the place, or nil.
func (d *demands) path(text string, in *shape, wants string) *shape {
	if text == "" {
		return nil
	}
	if intrinsic.IsCall(text) {
		d.expression(text, in, wanting(wants))
		return nil
	}
	p, err := jsonpath.Compile(text)
	if err != nil {
		return nil
	}
	return d.place(p, in, wants)
}

func (d *demands) place(p *jsonpath.Path, in *shape, wants string) *shape {
	switch root, name := p.Root(); root {
	case jsonpath.RootInput:
	case jsonpath.RootContext:
		// $$.Execution.Input is the input too.
		segments := p.Segments()
		if len(segments) < 2 || segments[0].Name != "Execution" || segments[1].Name != "Input" {
			return nil
		}
		at := d.root
		for _, seg := range segments[2:] {
			switch seg.Kind {
			case jsonpath.Name:
				at = at.member(seg.Name)
			default:
				at = at.element()
			}
		}
		at.want(wants)
		return at
	default:
		in = d.variable(name)
	}
	at := walkShape(in, p)
	if !p.Definite() {
		// It answers an array of what it leads to.
		return &shape{item: at}
	}
	at.want(wants)
	return at
}

// template follows a demand on what a payload template makes.
func (d *demands) template(t value.Value, in, out *shape) {
	for _, m := range t.Members() {
		name, dynamic := strings.CutSuffix(m.Key, ".$")
		asked := out.at([]string{name})
		if dynamic {
			d.expression(m.Value.Str(), in, asked)
		} else {
			d.template(m.Value, in, asked)
		}
	}
	for _, e := range t.Elems() {
		var item *shape
		if out != nil {
			item = out.item
		}
		d.template(e, in, item)
	}
}

func (d *demands) assignPaths(assign value.Value, in *shape) {
	for _, m := range assign.Members() {
		name, dynamic := strings.CutSuffix(m.Key, ".$")
		if dynamic {
			d.expression(m.Value.Str(), in, d.variable(name))
		} else {
			d.template(m.Value, in, d.variable(name))
		}
	}
}

// expression follows a demand on what a path or a call answers.
func (d *demands) expression(text string, in, out *shape) {
	if !intrinsic.IsCall(text) {
		if at := d.path(text, in, ""); at != nil {
			d.give(at, out)
		}
		return
	}
	e, err := intrinsic.Compile(text)
	if err != nil {
		return
	}
	d.call(e.Call(), in, out)
}

// argument follows a demand on an argument.
func (d *demands) argument(a intrinsic.Arg, in, out *shape) {
	switch {
	case a.Call != nil:
		d.call(a.Call, in, out)
	case a.Path != nil:
		if at := d.place(a.Path, in, ""); at != nil {
			d.give(at, out)
		}
	}
}

func wanting(kind string) *shape {
	s := &shape{}
	s.want(kind)
	return s
}

func (d *demands) call(c *intrinsic.Call, in, out *shape) {
	if out == nil {
		out = &shape{}
	}
	arg := func(i int, asked *shape) {
		if i < len(c.Args) {
			d.argument(c.Args[i], in, asked)
		}
	}
	switch c.Function.Name {
	case "States.StringToJson":
		asked := wanting("json")
		asked.text = out
		arg(0, asked)
	case "States.JsonToString":
		if out.text != nil {
			arg(0, out.text)
		}
		arg(0, &shape{})
	case "States.JsonMerge":
		asked := wanting("object")
		asked.merge(out, 0, &d.budget)
		arg(0, asked)
		arg(1, asked)
	case "States.Array":
		for i := range c.Args {
			arg(i, out.item)
		}
	case "States.ArrayGetItem":
		asked := wanting("array")
		asked.item = out
		if len(c.Args) > 1 && c.Args[1].Literal.Kind() == value.Number {
			asked.atLeast(int(c.Args[1].Literal.Float()) + 1)
		}
		arg(0, asked)
		arg(1, wanting("index"))
	case "States.ArrayPartition":
		asked := wanting("array")
		if out.item != nil {
			asked.item = out.item.item
		}
		arg(0, asked)
		arg(1, wanting("seconds"))
	case "States.ArrayUnique":
		asked := wanting("array")
		asked.item = out.item
		arg(0, asked)
	case "States.ArrayLength", "States.ArrayContains":
		arg(0, wanting("array"))
		arg(1, &shape{})
	case "States.ArrayRange", "States.MathAdd", "States.MathRandom":
		for i := range c.Args {
			arg(i, wanting("seconds"))
		}
	case "States.StringSplit":
		asked := wanting("string")
		if len(c.Args) == 2 && c.Args[1].Literal.Kind() == value.String {
			asked.literals(pieces(c.Args[1].Literal.Str()))
		}
		arg(0, asked)
		arg(1, wanting("string"))
	case "States.Base64Decode":
		asked := wanting("string")
		asked.literals(value.OfString("aGVsbG8="))
		arg(0, asked)
	case "States.Base64Encode", "States.Hash":
		arg(0, wanting("string"))
	case "States.Format":
		for i := range c.Args {
			if i == 0 && c.Args[0].Path != nil {
				asked := wanting("string")
				asked.literals(value.OfString(strings.Repeat("{} ", len(c.Args)-1)))
				arg(0, asked)
				continue
			}
			arg(i, wanting("scalar"))
		}
	default: // States.UUID takes nothing
		for i := range c.Args {
			arg(i, &shape{})
		}
	}
}

// pieces is a text that a separator splits in many.
func pieces(separator string) value.Value {
	if separator == "" {
		separator = "-"
	}
	one := separator[:1]
	parts := make([]string, 12)
	for i := range parts {
		parts[i] = "p" + string(rune('a'+i))
	}
	return value.OfString(strings.Join(parts, one))
}

// equals finds in a filter what a member is compared with.
var equals = regexp.MustCompile(`@((?:\.\w+|\['[^']*'\])+)\s*==\s*(?:'([^']*)'|"([^"]*)")`)

var steps = regexp.MustCompile(`\w+`)

// filterShape notes what a filter compares the members of items with.
func filterShape(item *shape, text string) {
	for _, m := range equals.FindAllStringSubmatch(text, -1) {
		at := item
		for _, name := range steps.FindAllString(m[1], -1) {
			at = at.member(name)
		}
		at.literals(value.OfString(m[2] + m[3]))
	}
}
