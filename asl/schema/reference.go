package schema

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
)

// Reference is the page of all fields by object, in Markdown.
func Reference() []byte {
	var b bytes.Buffer
	b.WriteString("# The fields of the States Language\n\n")
	b.WriteString("Written by `go generate ./asl/schema` from the table of fields; do not edit. The same as a JSON Schema: [asl.schema.json](asl.schema.json).\n")
	b.WriteString("\"Expression\" means that a JSONata state may have `{% … %}` there.\n")
	for _, o := range objects() {
		fmt.Fprintf(&b, "\n## %s\n\n| field | value | query language | |\n| --- | --- | --- | --- |\n", nameOf(o))
		if s, ok := o.(asl.State); ok {
			fmt.Fprintf(&b, "| `Type` | `%s` | both | required |\n", s.Type())
		}
		fields := asl.FieldsOf(o)
		for i := range fields {
			writeField(&b, fields, &fields[i])
		}
	}
	return b.Bytes()
}

func objects() []asl.Object {
	all := []asl.Object{&asl.Machine{}}
	for _, t := range asl.Types() {
		all = append(all, asl.New(t))
	}
	return append(all, &asl.ChoiceRule{}, &asl.Retrier{}, &asl.Catcher{}, &asl.Branch{}, &asl.Processor{}, &asl.ProcessorConfig{},
		&asl.ItemReader{}, &asl.ReaderConfig{}, &asl.ItemBatcher{}, &asl.ResultWriter{}, &asl.WriterConfig{})
}

var kinds = map[asl.Kind]string{
	asl.KindAny: "any JSON", asl.KindText: "text", asl.KindString: "text", asl.KindTarget: "name of a state of the same graph",
	asl.KindBoolean: "true or false", asl.KindInt: "integer", asl.KindNumber: "number", asl.KindTimestamp: "time in RFC 3339",
	asl.KindPath: "JSONPath", asl.KindRefPath: "Reference Path", asl.KindTemplate: "template", asl.KindStrings: "array of texts",
	asl.KindObject: "object, below", asl.KindObjects: "array of objects, below", asl.KindStates: "object of states",
}

func writeField(b *bytes.Buffer, fields []asl.Field, f *asl.Field) {
	if f.Kind == asl.KindComparator {
		var names []string
		for _, c := range asl.Comparators() {
			names = append(names, "`"+string(c)+"`")
		}
		fmt.Fprintf(b, "| one of %s | what is compared with | JSONPath | |\n", strings.Join(names, ", "))
		return
	}
	what := kinds[f.Kind]
	if len(f.Enum) > 0 {
		what = "`" + strings.Join(f.Enum, "`, `") + "`"
	}
	switch {
	case f.Min != "" && f.Max != "":
		what += " from " + f.Min + " to " + f.Max
	case f.Min != "":
		what += " from " + f.Min
	}
	if f.Intrinsic {
		what += " or intrinsic function"
	}
	if f.Null {
		what += ", or null"
	}
	if f.Expr {
		what += "; expression"
	}
	language := string(f.Language)
	if language == "" {
		language = "both"
	}
	fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", f.Name, what, language, strings.Join(notes(fields, f), "; "))
}

func notes(fields []asl.Field, f *asl.Field) []string {
	var all []string
	if f.Required {
		all = append(all, "required")
	}
	if f.NonEmpty {
		all = append(all, "not empty")
	}
	var others []string
	for i := range fields {
		if o := &fields[i]; o.Name != f.Name && f.OneOf+f.AtMost != "" && o.OneOf+o.AtMost == f.OneOf+f.AtMost {
			others = append(others, "`"+o.Name+"`")
		}
	}
	switch {
	case f.OneOf != "":
		all = append(all, "this or "+strings.Join(others, " or "))
	case len(others) > 0:
		all = append(all, "not with "+strings.Join(others, " or "))
	}
	if f.Distributed {
		all = append(all, "distributed maps")
	}
	if f.Deprecated != "" {
		all = append(all, "deprecated: `"+f.Deprecated+"`")
	}
	return all
}
