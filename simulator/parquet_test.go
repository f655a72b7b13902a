package simulator_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/lockstep-go/lockstep/simulator"
)

type parquetInner struct {
	Z int32  `parquet:"z"`
	A string `parquet:"a"`
}

// parquetRow has a column of every kind.
type parquetRow struct {
	Zed      string           `parquet:"zed"`
	Time     time.Time        `parquet:"time,timestamp(millisecond)"`
	Date     int32            `parquet:"date,date"`
	Decimal  int64            `parquet:"decimal,decimal(2:18)"`
	Small    int32            `parquet:"small,decimal(3:9)"`
	Optional *string          `parquet:"optional,optional"`
	In       *parquetInner    `parquet:"in,optional"`
	List     []int32          `parquet:"list,list"`
	Groups   []parquetInner   `parquet:"groups,list"`
	Repeated []string         `parquet:"repeated"`
	Map      map[string]int32 `parquet:"map"`
	Bytes    []byte           `parquet:"bytes"`
	Float    float32          `parquet:"float"`
	Double   float64          `parquet:"double"`
	Unsigned uint64           `parquet:"unsigned"`
	UUID     [16]byte         `parquet:"uuid,uuid"`
}

func manyColumns(t *testing.T) []byte {
	here := "here"
	var b bytes.Buffer
	w := parquet.NewGenericWriter[parquetRow](&b)
	_, err := w.Write([]parquetRow{
		{
			Zed: "z", Time: time.UnixMilli(1741064767089), Date: 20000, Decimal: 12345, Small: -5, Optional: &here, In: &parquetInner{2, "b"}, List: []int32{1, 2}, Groups: []parquetInner{{3, "c"}, {4, "d"}},
			Repeated: []string{"r"}, Map: map[string]int32{"k": 1}, Bytes: []byte{0xff, 1}, Float: 0.1, Double: 0.1, Unsigned: 1<<63 + 1,
		}, {Time: time.UnixMilli(0)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readParquet(t *testing.T, data []byte) string {
	sim := simulator.New(simulator.WithStorage(memory{"b": {"x": data}}))
	return outcome(execute(t, sim, distributedMap(`"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"PARQUET"},"Parameters":{"Bucket":"b","Key":"x"}},`), ""))
}

func TestParquetColumns(t *testing.T) {
	want := `SUCCEEDED [{"zed":"z","time":1741064767089,"date":20000,"decimal":123.45,"small":-0.005,"optional":"here","in":{"z":2,"a":"b"},"list":[1,2],"groups":[{"z":3,"a":"c"},{"z":4,"a":"d"}],` +
		`"repeated":["r"],"map":{"k":1},"bytes":"/wE=","float":0.1,"double":0.1,"unsigned":9223372036854775809,"uuid":"00000000-0000-0000-0000-000000000000"},` +
		`{"zed":"","time":0,"date":0,"decimal":0.00,"small":0.000,"optional":null,"in":null,"list":[],"groups":[],` +
		`"repeated":[],"map":{},"bytes":"","float":0,"double":0,"unsigned":0,"uuid":"00000000-0000-0000-0000-000000000000"}]`
	if diff := cmp.Diff(want, readParquet(t, manyColumns(t))); diff != "" {
		t.Error(diff)
	}
}

// A file that lies about itself ends in a failure of the reader, or in other rows, and never
// takes the memory it asks for.
func TestDamagedParquetFiles(t *testing.T) {
	good := manyColumns(t)
	footer := func(n uint32) []byte {
		bad := bytes.Clone(good)
		binary.LittleEndian.PutUint32(bad[len(bad)-8:], n)
		return bad
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "the object is no Parquet file: it does not begin and end with PAR1"},
		{"only the letters", []byte("PAR1PAR1"), "the object is no Parquet file: it does not begin and end with PAR1"},
		{"other letters", append([]byte("ORC1"), good[4:]...), "the object is no Parquet file: it does not begin and end with PAR1"},
		{"a footer longer than the file", footer(uint32(len(good))), "the object is no Parquet file: its footer is longer than the file"},
		{"a footer beyond the quota", footer(0x7fffffff), "the footer of the Parquet file is larger than 5242880 bytes"},
	} {
		if diff := cmp.Diff("FAILED States.ItemReaderFailed "+c.want, readParquet(t, c.data)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		bad := bytes.Clone(good)
		for range 1 + random.IntN(4) {
			from := 4
			if random.IntN(2) == 0 {
				from = len(bad) - 8 - int(binary.LittleEndian.Uint32(good[len(good)-8:]))
			}
			bad[from+random.IntN(len(bad)-from-8)] = byte(random.IntN(256))
		}
		readParquet(t, bad)
	}
}
