package sdk

// ItemReader says where a distributed Map reads its items: see [S3Object] and
// [S3Objects]. It is immutable; methods answer a changed copy.
type ItemReader struct {
	resource  string
	arguments Object
	config    Object
	headers   []string
}

// S3Object reads the items from one object in S3; bucket and key are texts or Values
// of one. Say its format by one of the methods JSON, JSONL, CSV, Parquet. A run fails
// with States.ItemReaderFailed if the object is not there or can't be read.
func S3Object(bucket, key any) ItemReader {
	return ItemReader{resource: "arn:aws:states:::s3:getObject", arguments: Object{"Bucket": bucket, "Key": key}, config: Object{}}
}

// S3Objects reads the list of objects whose keys begin with prefix. An item has
// Key, Size, Etag, LastModified and StorageClass; see [S3ObjectItem]. Without a
// prefix, nil, it is the list of all objects of the bucket.
func S3Objects(bucket, prefix any) ItemReader {
	return ItemReader{resource: "arn:aws:states:::s3:listObjectsV2", arguments: inBucket(bucket, prefix), config: Object{}}
}

func inBucket(bucket, prefix any) Object {
	if prefix == nil {
		return Object{"Bucket": bucket}
	}
	return Object{"Bucket": bucket, "Prefix": prefix}
}

// S3ObjectItem is an item of [S3Objects].
type S3ObjectItem struct {
	Etag         string
	Key          string
	LastModified float64 // seconds since 1970
	Size         int64   // bytes
	StorageClass string
}

func (r ItemReader) with(name string, v any) ItemReader {
	c := Object{name: v}
	for k, x := range r.config {
		if k != name {
			c[k] = x
		}
	}
	r.config = c
	return r
}

// JSON reads an object that holds a JSON array, or another value that ItemsPointer
// leads from to one.
func (r ItemReader) JSON() ItemReader { return r.with("InputType", "JSON") }

// ItemsPointer is the JSON Pointer of the array within a JSON object.
func (r ItemReader) ItemsPointer(pointer string) ItemReader { return r.with("ItemsPointer", pointer) }

// JSONL reads an object with one JSON value a line.
func (r ItemReader) JSONL() ItemReader { return r.with("InputType", "JSONL") }

// Parquet reads a Parquet file.
func (r ItemReader) Parquet() ItemReader { return r.with("InputType", "PARQUET") }

// CSV reads comma-separated values: the names of the columns, or none if they stand in
// the first row. An item is an object whose members are texts, so its Go type has
// string fields.
func (r ItemReader) CSV(headers ...string) ItemReader {
	r = r.with("InputType", "CSV")
	if len(headers) == 0 {
		return r.with("CSVHeaderLocation", "FIRST_ROW")
	}
	r.headers = headers
	return r.with("CSVHeaderLocation", "GIVEN")
}

// CSVDelimiter is COMMA, PIPE, SEMICOLON, SPACE or TAB.
func (r ItemReader) CSVDelimiter(name string) ItemReader { return r.with("CSVDelimiter", name) }

// S3Inventory reads the objects that an S3 Inventory manifest lists.
func (r ItemReader) S3Inventory() ItemReader {
	return r.with("InputType", "MANIFEST").with("ManifestType", "S3_INVENTORY")
}

// AthenaManifest reads the rows of the files an Athena manifest lists; inputType
// is CSV, JSONL or PARQUET.
func (r ItemReader) AthenaManifest(inputType string) ItemReader {
	return r.with("InputType", inputType).with("ManifestType", "ATHENA_DATA")
}

// LoadAndFlatten reads the contents of all listed objects as one list of items.
func (r ItemReader) LoadAndFlatten() ItemReader { return r.with("Transformation", "LOAD_AND_FLATTEN") }

// MaxItems bounds how many items are read: a number up to 100,000,000, or a Value of
// one.
func (r ItemReader) MaxItems(n any) ItemReader { return r.with("MaxItems", n) }

// VersionId reads one version of the object.
func (r ItemReader) VersionId(id any) ItemReader { return r.argument("VersionId", id) }

// ExpectedBucketOwner is the account that must own the bucket.
func (r ItemReader) ExpectedBucketOwner(account any) ItemReader {
	return r.argument("ExpectedBucketOwner", account)
}

func (r ItemReader) argument(name string, v any) ItemReader {
	a := Object{name: v}
	for k, x := range r.arguments {
		if k != name {
			a[k] = x
		}
	}
	r.arguments = a
	return r
}

// ResultWriter says where a distributed Map writes its results, and how. It is
// immutable; methods answer a changed copy.
type ResultWriter struct {
	arguments Object
	config    Object
}

// WriteToS3 writes results and a manifest into a bucket under prefix, nil being none.
// The folder under prefix has the Map Run's id as its name: manifest.json, and files
// of what SUCCEEDED, FAILED and is PENDING.
func WriteToS3(bucket, prefix any) ResultWriter {
	return ResultWriter{arguments: inBucket(bucket, prefix)}
}

// FormatResults changes the form of the results without writing them to S3.
func FormatResults() ResultWriter { return ResultWriter{} }

// Transformation is NONE, the outputs with the metadata of their executions; COMPACT,
// the outputs alone; or FLATTEN, the outputs with arrays taken apart.
func (w ResultWriter) Transformation(name string) ResultWriter { return w.with("Transformation", name) }

// OutputType is the form of the files: JSON, an array, or JSONL, a value a line.
func (w ResultWriter) OutputType(name string) ResultWriter { return w.with("OutputType", name) }

func (w ResultWriter) with(name string, v any) ResultWriter {
	c := Object{name: v}
	for k, x := range w.config {
		if k != name {
			c[k] = x
		}
	}
	w.config = c
	return w
}
