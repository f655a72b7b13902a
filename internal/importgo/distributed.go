package importgo

import (
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/sdk"
)

// reference writes a field of JSONPath mode that holds a path, or an intrinsic call: as
// an argument of the method that takes constants, too; else as text.
func (c *chain) reference(method, otherwise string) func(value.Value) (string, bool) {
	return func(v value.Value) (string, bool) {
		if v.Kind() != value.String || v.Str() == "" {
			return "", false
		}
		c.w.count.Values++
		if t, ok := jsonPathTerm(v.Str(), ofInput); ok && gives(asl.JSONPath, t.value, v) && !isRaw(t.code) {
			return method + "(" + t.code + ")", true
		}
		c.w.count.RawValues++
		return otherwise + "(" + quote(v.Str()) + ")", otherwise != ""
	}
}

// credentials writes the role of another account.
func (c *chain) credentials(v value.Value) (string, bool) {
	if v.Kind() != value.Object || v.Len() != 1 {
		return "", false
	}
	key, t, ok := c.member(v.Members()[0])
	return "Credentials(" + t.code + ")", ok && key == "RoleArn"
}

// distributedMap writes the fields that only a distributed Map has.
func (c *chain) distributedMap() {
	c.when("Label", text("Label"))
	for _, key := range []string{"ToleratedFailurePercentage", "ToleratedFailureCount"} {
		c.when(key, c.amount(key))
		c.when(key+"Path", c.reference(key, ""))
	}
	c.when("ItemBatcher", c.batcher)
	c.when("ItemReader", c.reader)
	c.when("ResultWriter", c.writer)
}

// amount writes a field that is a number or an expression.
func (c *chain) amount(method string) func(value.Value) (string, bool) {
	return func(v value.Value) (string, bool) {
		if v.Kind() == value.Number && v.Float() >= 0 || v.Kind() == value.String && c.lang == asl.JSONata {
			return method + "(" + c.expression(v) + ")", true
		}
		return "", false
	}
}

// batcher writes an ItemBatcher.
func (c *chain) batcher(v value.Value) (string, bool) {
	inner := &chain{w: c.w, lang: c.lang, members: slices.Clone(v.Members())}
	for _, key := range []string{"MaxItemsPerBatch", "MaxInputBytesPerBatch"} {
		inner.when(key, inner.amount(key))
		inner.when(key+"Path", inner.reference(key, ""))
	}
	inner.when("BatchInput", func(v value.Value) (string, bool) {
		return "BatchInput(" + inner.expression(v) + ")", v.Kind() == value.Object
	})
	return strings.Join(inner.calls, ".\n"), len(inner.members) == 0 && len(inner.calls) > 0
}

// location takes a bucket and what it holds out of the arguments of an ItemReader or a
// ResultWriter; rest are the others.
func (c *chain) location(v value.Value, name string) (bucket, inside term, rest map[string]term, ok bool) {
	arguments := v.Get("Parameters")
	if c.lang == asl.JSONata {
		arguments = v.Get("Arguments")
	}
	rest = map[string]term{}
	inside = term{code: "nil"}
	if !c.fits(arguments, []string{"Bucket"}) {
		return bucket, inside, nil, false
	}
	for _, m := range arguments.Members() {
		key, t, _ := c.member(m)
		switch key {
		case "Bucket":
			if m.Key == key && c.isConstant(m.Value) {
				t.code = c.w.named(m.Value.Str(), key)
			}
			bucket = t
		case name:
			inside = t
		default:
			rest[key] = t
		}
	}
	return bucket, inside, rest, true
}

// reader writes an ItemReader.
func (c *chain) reader(v value.Value) (string, bool) {
	before := c.w.mark()
	code, r, ok := c.itemReader(v)
	if !ok || !value.Equal(c.mapField("ItemReader", func(m *sdk.AnyMap) { m.ItemReader(r) }), v) {
		c.w.reset(before)
		return "", false
	}
	return "ItemReader(" + code + ")", true
}

func (c *chain) itemReader(v value.Value) (code string, r sdk.ItemReader, ok bool) {
	function, name, reader := "S3Object", "Key", sdk.S3Object
	if strings.HasSuffix(v.Get("Resource").Str(), ":s3:listObjectsV2") {
		function, name, reader = "S3Objects", "Prefix", sdk.S3Objects
	}
	bucket, inside, rest, ok := c.location(v, name)
	if !ok {
		return "", r, false
	}
	code, r = "sdk."+function+"("+bucket.code+", "+inside.code+")", reader(bucket.value, inside.value)
	set := func(method string, t term, with func(any) sdk.ItemReader) {
		code, r = code+"."+method+"("+t.code+")", with(t.value)
	}
	if t, given := rest["VersionId"]; given {
		set("VersionId", t, r.VersionId)
	}
	if t, given := rest["ExpectedBucketOwner"]; given {
		set("ExpectedBucketOwner", t, r.ExpectedBucketOwner)
	}
	config := v.Get("ReaderConfig")
	switch config.Get("InputType").Str() {
	case "JSON":
		code, r = code+".JSON()", r.JSON()
	case "JSONL":
		code, r = code+".JSONL()", r.JSONL()
	case "PARQUET":
		code, r = code+".Parquet()", r.Parquet()
	case "MANIFEST":
		code, r = code+".S3Inventory()", r.S3Inventory()
	case "CSV":
		var headers, quoted []string
		for _, h := range config.Get("CSVHeaders").Elems() {
			headers, quoted = append(headers, h.Str()), append(quoted, quote(h.Str()))
		}
		code, r = code+".CSV("+strings.Join(quoted, ", ")+")", r.CSV(headers...)
	}
	if text := config.Get("CSVDelimiter"); text.Kind() == value.String {
		code, r = code+".CSVDelimiter("+quote(text.Str())+")", r.CSVDelimiter(text.Str())
	}
	if text := config.Get("ItemsPointer"); text.Kind() == value.String {
		code, r = code+".ItemsPointer("+quote(text.Str())+")", r.ItemsPointer(text.Str())
	}
	if config.Get("Transformation").Str() == "LOAD_AND_FLATTEN" {
		code, r = code+".LoadAndFlatten()", r.LoadAndFlatten()
	}
	if n := config.Get("MaxItems"); !n.IsUndefined() {
		t, _ := c.template(n)
		set("MaxItems", t, r.MaxItems)
	}
	if p := config.Get("MaxItemsPath"); p.Kind() == value.String {
		set("MaxItems", c.pathString(p), r.MaxItems)
	}
	return code, r, true
}

// writer writes a ResultWriter.
func (c *chain) writer(v value.Value) (string, bool) {
	before := c.w.mark()
	code, r, ok := "sdk.FormatResults()", sdk.FormatResults(), true
	if !v.Get("Resource").IsUndefined() {
		var bucket, prefix term
		bucket, prefix, _, ok = c.location(v, "Prefix")
		code, r = "sdk.WriteToS3("+bucket.code+", "+prefix.code+")", sdk.WriteToS3(bucket.value, prefix.value)
	}
	if text := v.Get("WriterConfig").Get("Transformation"); text.Kind() == value.String {
		code, r = code+".Transformation("+quote(text.Str())+")", r.Transformation(text.Str())
	}
	if text := v.Get("WriterConfig").Get("OutputType"); text.Kind() == value.String {
		code, r = code+".OutputType("+quote(text.Str())+")", r.OutputType(text.Str())
	}
	if !ok || !value.Equal(c.mapField("ResultWriter", func(m *sdk.AnyMap) { m.ResultWriter(r) }), v) {
		c.w.reset(before)
		return "", false
	}
	return "ResultWriter(" + code + ")", true
}

// mapField is the field that set gives a distributed Map.
func (c *chain) mapField(key string, set func(m *sdk.AnyMap)) value.Value {
	var options []sdk.Option
	if c.lang == asl.JSONPath {
		options = append(options, sdk.UseJSONPath())
	}
	s := built(func(b *sdk.Block) {
		set(b.Map("p", func(b *sdk.Block) { b.Pass("q") }).Distributed(asl.ExecutionStandard))
	}, options...)
	if s == nil {
		return value.Value{}
	}
	return asl.ValueOf(s).Get(key)
}
