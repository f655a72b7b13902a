package api

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// field is one member of a structure, read once from its tags.
type field struct {
	name     string
	index    int
	required bool
	rules    rules
	each     rules // of a list's elements
	pattern  string
}

// rules are the constraints of the model on one value. Lengths count characters or
// elements, ranges are of numbers.
type rules struct {
	min, max  *int64
	enum      []string
	sensitive bool
	int32     bool
}

// plans caches the fields of every structure by its type.
var plans sync.Map // reflect.Type → []field

var (
	jsonType      = reflect.TypeFor[JSON]()
	timestampType = reflect.TypeFor[Timestamp]()
)

func fieldsOf(t reflect.Type) []field {
	if cached, ok := plans.Load(t); ok {
		return cached.([]field)
	}
	fields := make([]field, 0, t.NumField())
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		f := field{name: tag.Get("json"), index: i, pattern: tag.Get("pattern")}
		into := &f.rules
		for _, rule := range strings.Split(tag.Get("shape"), ",") {
			key, arg, _ := strings.Cut(rule, "=")
			switch key {
			case "":
			case "required":
				f.required = true
			case "each":
				into = &f.each
			case "min":
				into.min = bound(t, arg)
			case "max":
				into.max = bound(t, arg)
			case "enum":
				into.enum = strings.Split(arg, "|")
			case "sensitive":
				into.sensitive = true
			case "int32":
				into.int32 = true
			default:
				panic(fmt.Sprintf("api: %s has the unknown rule %q", t, rule))
			}
		}
		fields = append(fields, f)
	}
	cached, _ := plans.LoadOrStore(t, fields)
	return cached.([]field)
}

func bound(t reflect.Type, text string) *int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(fmt.Sprintf("api: %s has the bound %q", t, text))
	}
	return &n
}

// matchers decides the patterns of the model. They are Java's, with constructs that Go's
// regexp lacks, and few; a test finds a pattern without a line here.
var matchers = map[string]func(text string) bool{
	`^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$`: func(text string) bool {
		named := false
		for _, c := range []byte(text) {
			digit := c >= '0' && c <= '9'
			letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '-' || c == '.'
			if !digit && !letter {
				return false
			}
			named = named || letter
		}
		return named
	},
	`[!-~]+`: func(text string) bool {
		return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r < '!' || r > '~' })
	},
	`\p{ASCII}*`: func(text string) bool {
		return !strings.ContainsFunc(text, func(r rune) bool { return r > 127 })
	},
}

// Patterns lists the patterns of the model that can be decided.
func Patterns() []string {
	patterns := make([]string, 0, len(matchers))
	for p := range matchers {
		patterns = append(patterns, p)
	}
	return patterns
}
