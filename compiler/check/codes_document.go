package check

import (
	"bytes"
	"fmt"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

//go:generate go run ./internal/codes ../../docs/codes.md

// CodesDocument is docs/codes.md: every code with its reason and its examples.
func CodesDocument() []byte {
	var b bytes.Buffer
	b.WriteString("# Codes\n\n")
	b.WriteString("What `lockstep check` reports, by code. Written by `go generate ./compiler/check` from the records beside the rules; do not edit.\n\n")
	b.WriteString("ASL1xxx is structure, 2xxx data flow, 3xxx errors and retry, 4xxx what tasks call, 5xxx limits, 9xxx lockstep's own faults.\n")
	b.WriteString("`lockstep explain CODE` prints the same on a terminal.\n\n| code | what is wrong | Step Functions' code |\n| --- | --- | --- |\n")
	records := Records()
	for _, r := range records {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", r.Code, anchor(r.Code), r.Title, codeOf(r.AWS))
	}
	for _, r := range records {
		fmt.Fprintf(&b, "\n## %s\n\n**%s.** %s\n", r.Code, capital(r.Title), r.Why)
		writeExample(&b, "Gives it", r.Bad, r.YAML)
		writeExample(&b, "Does not", r.Good, r.YAML)
	}
	return b.Bytes()
}

func anchor(code string) string { return "asl" + code[len("ASL"):] }

func codeOf(aws string) string {
	if aws == "" {
		return "–"
	}
	return "`" + aws + "`"
}

func capital(s string) string { return string(bytes.ToUpper([]byte(s[:1]))) + s[1:] }

func writeExample(b *bytes.Buffer, title, text string, yaml bool) {
	if text == "" {
		return
	}
	language := "json"
	if yaml {
		language = "yaml"
	} else {
		text = pretty(text)
	}
	fmt.Fprintf(b, "\n%s:\n\n```%s\n%s\n```\n", title, language, bytes.TrimRight([]byte(text), "\n"))
}

// pretty is the text indented if it is JSON; a text that is not is the point of its
// example.
func pretty(text string) string {
	v, err := value.DecodeString(text)
	if err != nil {
		return string(bytes.ToValidUTF8([]byte(text), []byte("\uFFFD")))
	}
	return string(asl.AppendIndented(nil, v))
}
