package ecmaregexp

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// canonical is the form in which the flag i compares a unit: its upper case, if that is a
// single unit and not one of ASCII for one that is none (ECMA-262, 22.2.2.7.3).
func canonical(u uint16) uint16 {
	if u < utf8.RuneSelf {
		if 'a' <= u && u <= 'z' {
			u -= 'a' - 'A'
		}
		return u
	}
	return canonicals().form[u]
}

// equivalents are the units with the canonical form u.
func equivalents(u uint16) []uint16 {
	if list := canonicals().same[u]; list != nil {
		return list
	}
	return []uint16{u}
}

type foldTable struct {
	form [1 << 16]uint16
	same map[uint16][]uint16 // of forms that several units have
}

var canonicals = sync.OnceValue(func() *foldTable {
	t := &foldTable{same: map[uint16][]uint16{}}
	for i := range t.form {
		u := uint16(i)
		t.form[u] = u
		if upper := unicode.ToUpper(rune(u)); upper <= 0xFFFF && !(i >= utf8.RuneSelf && upper < utf8.RuneSelf) && !growsInUpperCase(u) {
			t.form[u] = uint16(upper)
		}
	}
	for i := range t.form {
		u := uint16(i)
		if f := t.form[u]; f != u {
			if t.same[f] == nil {
				t.same[f] = []uint16{f}
			}
			t.same[f] = append(t.same[f], u)
		}
	}
	return t
})

// growsInUpperCase reports whether the upper case of u is several characters, though a
// single one exists too: Greek letters with a iota subscript.
func growsInUpperCase(u uint16) bool {
	switch u {
	case 0x1FB3, 0x1FC3, 0x1FF3:
		return true
	}
	return u >= 0x1F80 && u <= 0x1FAF
}
