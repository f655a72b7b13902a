package simulator

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"math"
	"math/big"
	"strconv"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/lockstep-go/lockstep/internal/value"
)

// parquetNode is a column of a Parquet file or a group of columns: how its values become
// JSON. Lists and maps are arrays and objects, decimals numbers with their digits; dates and
// times are the integers that the file holds.
type parquetNode struct {
	name         string
	kind         parquetKind
	optional     bool
	repeated     bool
	leaf, leaves int // its columns
	fields       []*parquetNode
	logical      format.LogicalTypeValue
	scale        int
}

// parquetKind is the shape of a node.
type parquetKind uint8

const (
	parquetLeaf parquetKind = iota
	parquetGroup
	parquetList // a group around a repeated one
	parquetMap
)

var errDamagedRow = errors.New("a row of the Parquet file does not fit its schema")

func newParquetNode(c *parquet.Column, leaves *int) *parquetNode {
	n := &parquetNode{name: c.Name(), optional: c.Optional(), repeated: c.Repeated(), leaf: *leaves}
	if t := c.Type(); t != nil {
		if l := t.LogicalType(); l != nil {
			n.logical = l.Value
		}
	}
	if d, ok := n.logical.(*format.DecimalType); ok {
		n.scale = int(d.Scale)
	}
	if c.Leaf() {
		*leaves++
		n.leaves = 1
		return n
	}
	n.kind = parquetGroup
	for _, f := range c.Columns() {
		n.fields = append(n.fields, newParquetNode(f, leaves))
	}
	n.leaves = *leaves - n.leaf
	if len(n.fields) != 1 || !n.fields[0].repeated {
		return n
	}
	switch inner := n.fields[0]; n.logical.(type) {
	case *format.ListType:
		n.kind = parquetList
	case *format.MapType:
		if len(inner.fields) == 2 {
			n.kind = parquetMap
		}
	}
	return n
}

// read makes JSON of the values of a node's columns in one row, or in one element of the
// repeated group around it. repetition and definition are the levels of the node around it
// (Parquet's documentation, "Nested Encoding").
func (n *parquetNode) read(columns [][]parquet.Value, repetition, definition int) (value.Value, error) {
	if len(columns) == 0 || len(columns[0]) == 0 {
		return value.Value{}, errDamagedRow
	}
	switch {
	case n.optional:
		if definition++; columns[0][0].DefinitionLevel() < definition {
			return value.NullValue, nil
		}
	case n.repeated:
		var elems []value.Value
		err := n.each(columns, repetition, definition, func(element [][]parquet.Value, repetition, definition int) error {
			v, err := n.plain(element, repetition, definition)
			elems = append(elems, v)
			return err
		})
		return value.OfArray(elems), err
	}
	return n.plain(columns, repetition, definition)
}

// each goes through the elements of a repeated node.
func (n *parquetNode) each(columns [][]parquet.Value, repetition, definition int, do func([][]parquet.Value, int, int) error) error {
	repetition++
	definition++
	if columns[0][0].DefinitionLevel() < definition {
		return nil
	}
	rest := append([][]parquet.Value(nil), columns...)
	element := make([][]parquet.Value, len(columns))
	for len(rest[0]) > 0 {
		for i, column := range rest {
			if len(column) == 0 {
				return errDamagedRow
			}
			k := 1
			for k < len(column) && column[k].RepetitionLevel() > repetition {
				k++
			}
			element[i], rest[i] = column[:k], column[k:]
		}
		if err := do(element, repetition, definition); err != nil {
			return err
		}
	}
	return nil
}

// plain is the value of a node that is there.
func (n *parquetNode) plain(columns [][]parquet.Value, repetition, definition int) (value.Value, error) {
	part := func(f *parquetNode) [][]parquet.Value { return columns[f.leaf-n.leaf:][:f.leaves] }
	switch n.kind {
	case parquetList:
		inner := n.fields[0]
		if len(inner.fields) != 1 || inner.name == "array" || inner.name == n.name+"_tuple" {
			return inner.read(columns, repetition, definition)
		}
		var elems []value.Value
		err := inner.each(columns, repetition, definition, func(element [][]parquet.Value, repetition, definition int) error {
			v, err := inner.fields[0].read(element, repetition, definition)
			elems = append(elems, v)
			return err
		})
		return value.OfArray(elems), err
	case parquetMap:
		inner := n.fields[0]
		b := value.NewBuilder(0)
		err := inner.each(columns, repetition, definition, func(entry [][]parquet.Value, repetition, definition int) error {
			keys := inner.fields[0].leaves
			k, err := inner.fields[0].read(entry[:keys], repetition, definition)
			if err != nil {
				return err
			}
			v, err := inner.fields[1].read(entry[keys:], repetition, definition)
			b.Set(plainText(k), v)
			return err
		})
		return b.Value(), err
	case parquetGroup:
		members := make([]value.Member, len(n.fields))
		for i, f := range n.fields {
			v, err := f.read(part(f), repetition, definition)
			if err != nil {
				return value.Value{}, err
			}
			members[i] = value.Member{Key: f.name, Value: v}
		}
		return value.OfObject(members), nil
	}
	return n.scalar(columns[0][0]), nil
}

// scalar is a leaf's value.
func (n *parquetNode) scalar(v parquet.Value) value.Value {
	if v.IsNull() {
		return value.NullValue
	}
	switch v.Kind() {
	case parquet.Boolean:
		return value.OfBool(v.Boolean())
	case parquet.Int32, parquet.Int64:
		return n.integer(v)
	case parquet.Int96:
		return value.OfNumberText(v.Int96().String())
	case parquet.Float:
		return float(float64(v.Float()), 32)
	case parquet.Double:
		return float(v.Double(), 64)
	}
	return n.bytes(v.ByteArray())
}

// float is a number of so many bits by its shortest text. JSON has none for NaN and the
// infinities, so those are text, as they are elsewhere in a workflow.
func float(f float64, bits int) value.Value {
	switch {
	case math.IsNaN(f):
		return value.OfString("NaN")
	case math.IsInf(f, 1):
		return value.OfString("Infinity")
	case math.IsInf(f, -1):
		return value.OfString("-Infinity")
	}
	return value.OfNumberText(strconv.FormatFloat(f, 'g', -1, bits))
}

func (n *parquetNode) integer(v parquet.Value) value.Value {
	signed := v.Int64()
	if v.Kind() == parquet.Int32 {
		signed = int64(v.Int32())
	}
	switch t := n.logical.(type) {
	case *format.DecimalType:
		return decimal(big.NewInt(signed), n.scale)
	case *format.IntType:
		if t.IsSigned {
			break
		}
		if v.Kind() == parquet.Int32 {
			return value.OfInt(int64(uint32(signed)))
		}
		return value.OfNumberText(strconv.FormatUint(uint64(signed), 10))
	}
	return value.OfInt(signed)
}

// bytes are text where they are UTF-8, and in Base64 otherwise.
func (n *parquetNode) bytes(b []byte) value.Value {
	switch n.logical.(type) {
	case *format.DecimalType:
		i := new(big.Int).SetBytes(b)
		if len(b) > 0 && b[0] >= 0x80 { // two's complement
			i.Sub(i, new(big.Int).Lsh(big.NewInt(1), uint(len(b))*8))
		}
		return decimal(i, n.scale)
	case *format.UUIDType:
		if len(b) == 16 {
			h := hex.EncodeToString(b)
			return value.OfString(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
		}
	}
	if utf8.Valid(b) {
		return value.OfString(string(b))
	}
	return value.OfString(base64.StdEncoding.EncodeToString(b))
}

// decimal is a number of so many digits after the point.
func decimal(i *big.Int, scale int) value.Value {
	text := i.Text(10)
	if scale <= 0 || scale > 100 {
		return value.OfNumberText(text)
	}
	sign := ""
	if i.Sign() < 0 {
		sign, text = "-", text[1:]
	}
	for len(text) <= scale {
		text = "0" + text
	}
	return value.OfNumberText(sign + text[:len(text)-scale] + "." + text[len(text)-scale:])
}
