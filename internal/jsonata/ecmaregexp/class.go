package ecmaregexp

import "slices"

// class is a set of code units.
type class struct {
	negated bool
	ranges  [][2]uint16 // in order, without gaps of nothing
	low     [4]uint32   // the units below 128 as bits
}

// add puts in the units from..to, or all of a set.
func (c *class) add(from, to uint16, set *class) {
	if set == nil {
		c.ranges = append(c.ranges, [2]uint16{from, to})
		return
	}
	if !set.negated {
		c.ranges = append(c.ranges, set.ranges...)
		return
	}
	next := 0
	for _, r := range set.ranges {
		if int(r[0]) > next {
			c.ranges = append(c.ranges, [2]uint16{uint16(next), r[0] - 1})
		}
		next = int(r[1]) + 1
	}
	if next <= 0xFFFF {
		c.ranges = append(c.ranges, [2]uint16{uint16(next), 0xFFFF})
	}
}

// finish orders and joins the ranges.
func (c *class) finish() *class {
	slices.SortFunc(c.ranges, func(a, b [2]uint16) int { return int(a[0]) - int(b[0]) })
	joined := c.ranges[:0]
	for _, r := range c.ranges {
		if n := len(joined); n > 0 && int(r[0]) <= int(joined[n-1][1])+1 {
			joined[n-1][1] = max(joined[n-1][1], r[1])
			continue
		}
		joined = append(joined, r)
	}
	c.ranges = joined
	for u := range uint16(128) {
		if c.search(u) {
			c.low[u/32] |= 1 << (u % 32)
		}
	}
	return c
}

func (c *class) search(u uint16) bool {
	_, found := slices.BinarySearchFunc(c.ranges, u, func(r [2]uint16, u uint16) int {
		switch {
		case r[1] < u:
			return -1
		case r[0] > u:
			return 1
		}
		return 0
	})
	return found
}

// has reports whether the set, before it is negated, holds u.
func (c *class) has(u uint16) bool {
	if u < 128 {
		return c.low[u/32]&(1<<(u%32)) != 0
	}
	return c.search(u)
}

func newClass(negated bool, pairs ...uint16) *class {
	c := &class{negated: negated}
	for i := 0; i < len(pairs); i += 2 {
		c.add(pairs[i], pairs[i+1], nil)
	}
	return c.finish()
}

var (
	spaces = []uint16{
		'\t', '\r', ' ', ' ', 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A,
		0x2028, 0x2029, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000, 0xFEFF, 0xFEFF,
	}
	digit      = newClass(false, '0', '9')
	notDigit   = newClass(true, '0', '9')
	word       = newClass(false, '0', '9', 'A', 'Z', '_', '_', 'a', 'z')
	notWord    = newClass(true, '0', '9', 'A', 'Z', '_', '_', 'a', 'z')
	space      = newClass(false, spaces...)
	notSpace   = newClass(true, spaces...)
	notLineEnd = newClass(true, '\n', '\n', '\r', '\r', 0x2028, 0x2029)
)

// classEscape is the set that \c stands for, nil if it is a character.
func classEscape(c int) *class {
	switch c {
	case 'd':
		return digit
	case 'D':
		return notDigit
	case 'w':
		return word
	case 'W':
		return notWord
	case 's':
		return space
	case 'S':
		return notSpace
	}
	return nil
}
