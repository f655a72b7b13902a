package golines

import (
	"bytes"
	"debug/elf"
	"debug/macho"
	"encoding/binary"
	"errors"
	"os"
	"runtime"
	"sort"
)

// table is the executable's line table, in the layout of cmd/link and
// runtime/symtab.go since Go 1.20: a header, and behind it parts that the header
// gives the offsets of.
type table struct {
	data    []byte
	order   binary.ByteOrder
	quantum uintptr // of what the differences of counters are multiples
	count   int     // of functions
	text    uintptr // where the functions begin in this process
	names   uint64  // offsets of the parts
	units   uint64
	files   uint64
	values  uint64
	funcs   uint64
	named   map[uint32]string // file names by their offset
}

// function is an entry of the table; the counters are this process's.
type function struct {
	entry, end   uintptr
	files, lines uint32 // where their differences begin
	unit         uint32
}

const (
	magic      = 0xfffffff1 // Go 1.20 and later
	headerSize = 8 + 8*8
	entrySize  = 8 // of the list of functions: two offsets
)

var (
	errFormat   = errors.New("the executable's line table has another format")
	errPlatform = errors.New("executables of this platform are not read")
)

// open reads the table of the program that runs.
func open() (*table, error) {
	data, order, err := section()
	if err != nil {
		return nil, err
	}
	t := &table{data: data, order: order, named: map[uint32]string{}}
	if len(data) < headerSize || order.Uint32(data) != magic || data[7] != 8 {
		return nil, errFormat
	}
	t.quantum = uintptr(data[6])
	word := func(i int) uint64 { return order.Uint64(data[8+8*i:]) }
	n := word(0)
	t.names, t.units, t.files, t.values, t.funcs = word(3), word(4), word(5), word(6), word(7)
	size := uint64(len(data))
	if n > size || max(t.names, t.units, t.files, t.values, t.funcs) > size || t.funcs+n*entrySize+4 > size {
		return nil, errFormat
	}
	t.count = int(n)
	return t, t.locate()
}

// section is the line table as it stands in the file.
func section() ([]byte, binary.ByteOrder, error) {
	switch runtime.GOOS {
	case "linux":
		// Not os.Executable, whose file may be another one by now.
		f, err := elf.Open("/proc/self/exe")
		if err != nil {
			return nil, nil, err
		}
		defer f.Close()
		s := f.Section(".gopclntab")
		if s == nil {
			s = f.Section(".data.rel.ro.gopclntab")
		}
		if s == nil {
			return nil, nil, errFormat
		}
		data, err := s.Data()
		return data, f.ByteOrder, err
	case "darwin":
		name, err := os.Executable()
		if err != nil {
			return nil, nil, err
		}
		f, err := macho.Open(name)
		if err != nil {
			return nil, nil, err
		}
		defer f.Close()
		s := f.Section("__gopclntab")
		if s == nil {
			return nil, nil, errFormat
		}
		data, err := s.Data()
		return data, f.ByteOrder, err
	}
	return nil, nil, errPlatform
}

// locate finds where the functions begin in this process: a function's entry is
// known to the runtime, and how far it is from the beginning to the table.
func (t *table) locate() error {
	var pcs [1]uintptr
	if runtime.Callers(1, pcs[:]) == 0 {
		return errFormat
	}
	here := runtime.FuncForPC(pcs[0] - 1)
	if here == nil {
		return errFormat
	}
	frame, _ := runtime.CallersFrames(pcs[:]).Next()
	if frame.Entry != here.Entry() || frame.Function != here.Name() {
		return errFormat // it stands within another function
	}
	for i := range t.count {
		at := t.funcs + uint64(t.u32(t.funcs+uint64(i)*entrySize+4))
		if string(t.textAt(t.names+uint64(t.u32(at+4)))) == here.Name() {
			t.text = here.Entry() - uintptr(t.u32(at))
			return nil
		}
	}
	return errFormat
}

// u32 is the number at an offset, 0 behind the end.
func (t *table) u32(at uint64) uint32 {
	if at+4 > uint64(len(t.data)) {
		return 0
	}
	return t.order.Uint32(t.data[at:])
}

// textAt is the text at an offset, which ends with a zero.
func (t *table) textAt(at uint64) []byte {
	if at >= uint64(len(t.data)) {
		return nil
	}
	text, _, _ := bytes.Cut(t.data[at:], []byte{0})
	return text
}

// function is the one that holds a counter.
func (t *table) function(pc uintptr) (function, bool) {
	if pc < t.text {
		return function{}, false
	}
	off := uint64(pc - t.text)
	entry := func(i int) uint64 { return uint64(t.u32(t.funcs + uint64(i)*entrySize)) }
	i := sort.Search(t.count, func(i int) bool { return entry(i) > off }) - 1
	if i < 0 || off >= entry(i+1) {
		return function{}, false
	}
	at := t.funcs + uint64(t.u32(t.funcs+uint64(i)*entrySize+4))
	return function{entry: t.text + uintptr(entry(i)), end: t.text + uintptr(entry(i+1)),
		files: t.u32(at + 20), lines: t.u32(at + 24), unit: t.u32(at + 32)}, true
}

// fileName is the file of a number within a function's compilation unit.
func (t *table) fileName(fn function, number int32) (string, bool) {
	if number < 0 {
		return "", false
	}
	at := t.u32(t.units + 4*(uint64(fn.unit)+uint64(number)))
	name, known := t.named[at]
	if !known {
		name = string(t.textAt(t.files + uint64(at)))
		t.named[at] = name
	}
	return name, name != ""
}

// deltas reads a list of differences: a value holds until the counter it ends at.
type deltas struct {
	rest    []byte
	quantum uintptr
	until   uintptr
	value   int32
	begun   bool
}

func (t *table) deltas(fn function, at uint32) *deltas {
	d := &deltas{quantum: t.quantum, until: fn.entry, value: -1}
	if from := t.values + uint64(at); at != 0 && from < uint64(len(t.data)) {
		d.rest = t.data[from:]
	}
	return d
}

// at is the value at a counter, which is not below the last one asked about.
func (d *deltas) at(pc uintptr) (int32, bool) {
	for pc >= d.until {
		change, n := binary.Uvarint(d.rest)
		if n <= 0 || change == 0 && d.begun {
			return 0, false
		}
		d.rest = d.rest[n:]
		length, n := binary.Uvarint(d.rest)
		if n <= 0 {
			return 0, false
		}
		d.rest = d.rest[n:]
		d.value += int32(-(uint32(change) & 1) ^ uint32(change)>>1)
		d.until += uintptr(length) * d.quantum
		d.begun = true
	}
	return d.value, true
}
