package value

import "fmt"

// itemScan finds where a value ends. It goes on where it stopped when there is more text.
type itemScan struct {
	depth, maxDepth int
	quoted, escaped bool
	bare            bool // inside a number or word
}

// scalar reports whether the value may end with the text.
func (s *itemScan) scalar() bool { return s.bare && s.depth == 0 }

// scan takes text up to the end of the value, or all of it.
func (s *itemScan) scan(text []byte) (n int, done bool, problem string) {
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case s.escaped:
			s.escaped = false
		case s.quoted:
			for i < len(text) && plain[text[i]] {
				i++
			}
			if i == len(text) {
				return i, false, ""
			}
			switch text[i] {
			case '\\':
				s.escaped = true
			case '"':
				s.quoted = false
				if s.depth == 0 {
					return i + 1, true, ""
				}
			}
		case c == '"':
			if s.scalar() {
				return i, true, ""
			}
			s.quoted = true
		case c == '[' || c == '{':
			if s.scalar() {
				return i, true, ""
			}
			if s.depth++; s.depth > s.maxDepth {
				return i, false, fmt.Sprintf("nested deeper than %d levels", s.maxDepth)
			}
		case c == ']' || c == '}':
			if s.depth == 0 {
				if s.bare {
					return i, true, ""
				}
				return i, false, "a value is expected"
			}
			if s.depth--; s.depth == 0 {
				return i + 1, true, ""
			}
		case c == ',' || c == ':' || c == ' ' || c == '\t' || c == '\n' || c == '\r':
			if s.depth > 0 {
				continue
			}
			if s.bare {
				return i, true, ""
			}
			return i, false, "a value is expected"
		default:
			s.bare = s.bare || s.depth == 0
		}
	}
	return len(text), false, ""
}
