package diag

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TextOptions says how [WriteText] prints. The zero value prints no source lines and no
// colour.
type TextOptions struct {
	Source func(file string) []byte // text of a file, nil if it can't be read; may be nil
	Color  bool                     // mark severity and caret with terminal colours
}

// maxLine is the longest piece of a source line that is shown; a definition may stand on
// one line of a megabyte.
const maxLine = 120

// WriteText prints the findings for people: the place, severity, code and message on a
// line, the source line with the token underlined, help, and related places. A summary
// ends it. An empty list prints nothing.
func WriteText(w io.Writer, l List, opts TextOptions) error {
	var b bytes.Buffer
	for i := range l {
		writeOne(&b, &l[i], opts)
	}
	if len(l) > 0 {
		fmt.Fprintf(&b, "%s\n", summary(l))
	}
	_, err := w.Write(b.Bytes())
	return err
}

func writeOne(b *bytes.Buffer, d *Diagnostic, opts TextOptions) {
	place := d.Origin.String()
	if place == "" {
		place = d.Path
	}
	if place == "" {
		place = "definition"
	}
	fmt.Fprintf(b, "%s: %s %s: %s\n", place, paint(opts, d.Severity, d.Severity.String()), d.Code, d.Message)
	excerpt(b, d, opts)
	if d.Path != "" && d.Origin.Line > 0 {
		fmt.Fprintf(b, "    at %s\n", d.Path)
	}
	if d.Help != "" {
		fmt.Fprintf(b, "    help: %s\n", d.Help)
	}
	for _, r := range d.Related {
		where := r.Origin.String()
		if where == "" {
			where = r.Path
		}
		fmt.Fprintf(b, "    %s: %s\n", where, r.Message)
	}
}

// excerpt prints the line of the origin and underlines the token that begins there.
func excerpt(b *bytes.Buffer, d *Diagnostic, opts TextOptions) {
	if opts.Source == nil || d.Origin.Line <= 0 || d.Origin.Column <= 0 {
		return
	}
	line, ok := lineOf(opts.Source(d.Origin.File), d.Origin.Line)
	if !ok {
		return
	}
	runes := []rune(strings.ToValidUTF8(line, "\uFFFD"))
	at := min(d.Origin.Column-1, len(runes))
	length := tokenLength(runes[at:])
	from := 0
	if at+length > maxLine {
		from = max(0, at-maxLine/3)
	}
	to := min(len(runes), from+maxLine)
	piece := make([]rune, 0, to-from)
	for _, r := range runes[from:to] {
		piece = append(piece, shown(r))
	}
	if from > 0 {
		piece[0] = '…'
	}
	if to < len(runes) {
		piece[len(piece)-1] = '…'
	}
	length = min(length, to-at)
	under := max(1, columns(piece[at-from:at-from+length]))
	gutter := fmt.Sprintf("%5d", d.Origin.Line)
	fmt.Fprintf(b, "%s | %s\n", gutter, string(piece))
	caret := "^" + strings.Repeat("~", under-1)
	fmt.Fprintf(b, "%s | %s%s\n", strings.Repeat(" ", len(gutter)), strings.Repeat(" ", columns(piece[:at-from])), paint(opts, d.Severity, caret))
}

// tokenLength is the length of the JSON string or word that s begins with.
func tokenLength(s []rune) int {
	if len(s) == 0 {
		return 1
	}
	if s[0] == '"' {
		for i := 1; i < len(s); i++ {
			switch s[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
		return len(s)
	}
	n := 0
	for n < len(s) && (unicode.IsLetter(s[n]) || unicode.IsDigit(s[n]) || strings.ContainsRune("._-+$", s[n])) {
		n++
	}
	return max(1, n)
}

func lineOf(src []byte, line int) (string, bool) {
	src = bytes.TrimPrefix(src, []byte("\uFEFF")) // no place counts it
	for ; line > 1; line-- {
		i := bytes.IndexByte(src, '\n')
		if i < 0 {
			return "", false
		}
		src = src[i+1:]
	}
	if len(src) == 0 {
		return "", false
	}
	if i := bytes.IndexByte(src, '\n'); i >= 0 {
		src = src[:i]
	}
	const enough = 1 << 20 // bytes; the excerpt is cut from this
	if len(src) > enough {
		src = src[:enough]
		for len(src) > 0 && !utf8.Valid(src[len(src)-1:]) {
			src = src[:len(src)-1]
		}
	}
	return strings.TrimRight(string(src), "\r"), true
}

func paint(opts TextOptions, s Severity, text string) string {
	if !opts.Color {
		return text
	}
	color := [...]string{Error: "31", Warning: "33", Info: "36"}[s]
	return "\x1b[1;" + color + "m" + text + "\x1b[0m"
}

func summary(l List) string {
	var parts []string
	for _, s := range [...]Severity{Error, Warning} {
		if n := l.Count(s); n > 0 {
			parts = append(parts, plural(n, s.String()))
		}
	}
	if n := l.Count(Info); n > 0 {
		parts = append(parts, plural(n, "note"))
	}
	return strings.Join(parts, ", ")
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
