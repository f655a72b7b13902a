package explain

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Document is docs/codes.md: every code with its reason and its examples, in Markdown.
func Document() []byte {
	var b bytes.Buffer
	b.WriteString("# Codes\n\n")
	b.WriteString("What lockstep reports, by code. Written by `go generate ./internal/explain` from the records beside the rules; do not edit.\n\n")
	b.WriteString("ASL1xxx is structure, 2xxx data flow, 3xxx errors and retry, 4xxx types and what tasks call, 5xxx limits, 6xxx Go code, 9xxx lockstep's own faults; DEP is deployment.\n")
	b.WriteString("The x9xx of each are found while a workflow is recorded in Go. `lockstep explain CODE` prints the same on a terminal.\n\n")
	b.WriteString("| code | what is wrong | Step Functions' code |\n| --- | --- | --- |\n")
	all := All()
	for _, e := range all {
		aws := "–"
		if e.AWS != "" {
			aws = "`" + e.AWS + "`"
		}
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", e.Code, strings.ToLower(e.Code), e.Title, aws)
	}
	for _, e := range all {
		fmt.Fprintf(&b, "\n## %s\n\n**%s.** %s\n", e.Code, sentence(e.Title), sentence(e.Why))
		writeExample(&b, "Gives it", e.Bad, e.Language)
		writeExample(&b, "Does not", e.Good, e.Language)
	}
	return b.Bytes()
}

// sentence begins with a capital letter.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func writeExample(b *bytes.Buffer, title, text, language string) {
	if text == "" {
		return
	}
	if language == "json" {
		text = indented(text)
	}
	fmt.Fprintf(b, "\n%s:\n\n```%s\n%s\n```\n", title, language, strings.TrimRight(text, "\n"))
}

// indented is the text indented if it is JSON; a text that is not is the point of its
// example.
func indented(text string) string {
	v, err := value.DecodeString(text)
	if err != nil {
		return strings.ToValidUTF8(text, "\uFFFD")
	}
	return string(asl.AppendIndented(nil, v))
}
