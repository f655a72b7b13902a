package asl

import (
	"strconv"
	"strings"
)

// Path addresses a node of a definition as a JSON Pointer (RFC 6901). "" is the whole
// document. Paths key diagnostics, origins, diffs and coverage.
type Path string

var (
	pointerEscape   = strings.NewReplacer("~", "~0", "/", "~1")
	pointerUnescape = strings.NewReplacer("~1", "/", "~0", "~")
)

// Key is the path of the member named key.
func (p Path) Key(key string) Path {
	if strings.ContainsAny(key, "~/") {
		key = pointerEscape.Replace(key)
	}
	return p + "/" + Path(key)
}

// Index is the path of array element i.
func (p Path) Index(i int) Path { return p + "/" + Path(strconv.Itoa(i)) }

// Segments are the unescaped parts of the path, nil for "".
func (p Path) Segments() []string {
	if p == "" {
		return nil
	}
	parts := strings.Split(strings.TrimPrefix(string(p), "/"), "/")
	for i, part := range parts {
		if strings.Contains(part, "~") {
			parts[i] = pointerUnescape.Replace(part)
		}
	}
	return parts
}

// Parent is the path without its last part; "" for the document.
func (p Path) Parent() Path {
	return p[:max(0, strings.LastIndexByte(string(p), '/'))]
}

// Base is the last part of the path, unescaped; "" for the document.
func (p Path) Base() string {
	return pointerUnescape.Replace(string(p[strings.LastIndexByte(string(p), '/')+1:]))
}
