package asl

import "github.com/lockstep-go/lockstep/internal/value"

// ItemReader says where a distributed Map reads its items from (developer guide:
// "ItemReader").
type ItemReader struct {
	Node
	Resource     string        `asl:"Resource,required,text"` // s3:getObject or s3:listObjectsV2
	Parameters   value.Value   `asl:"Parameters,jsonpath,template"`
	Arguments    value.Value   `asl:"Arguments,jsonata,expr,template"`
	ReaderConfig *ReaderConfig `asl:"ReaderConfig"`
}

// ReaderConfig says how an [ItemReader] takes its data apart.
type ReaderConfig struct {
	Node
	InputType         string      `asl:"InputType,enum=CSV|JSON|JSONL|PARQUET|MANIFEST"`
	Transformation    string      `asl:"Transformation,enum=NONE|LOAD_AND_FLATTEN"`
	ManifestType      string      `asl:"ManifestType,enum=ATHENA_DATA|S3_INVENTORY"`
	CSVDelimiter      string      `asl:"CSVDelimiter,enum=COMMA|PIPE|SEMICOLON|SPACE|TAB"`
	CSVHeaderLocation string      `asl:"CSVHeaderLocation,enum=FIRST_ROW|GIVEN"`
	CSVHeaders        []string    `asl:"CSVHeaders"`
	ItemsPointer      string      `asl:"ItemsPointer,text"` // a JSON Pointer
	MaxItems          value.Value `asl:"MaxItems,expr,int,min=0,max=100000000,atmost=MaxItems"`
	MaxItemsPath      string      `asl:"MaxItemsPath,jsonpath,refpath,atmost=MaxItems"`
}

// ItemBatcher joins items to batches (developer guide: "ItemBatcher").
type ItemBatcher struct {
	Node
	BatchInput                value.Value `asl:"BatchInput,expr,template"`
	MaxItemsPerBatch          value.Value `asl:"MaxItemsPerBatch,expr,int,min=0,atmost=MaxItemsPerBatch"`
	MaxItemsPerBatchPath      string      `asl:"MaxItemsPerBatchPath,jsonpath,refpath,atmost=MaxItemsPerBatch"`
	MaxInputBytesPerBatch     value.Value `asl:"MaxInputBytesPerBatch,expr,int,min=0,max=262144,atmost=MaxInputBytesPerBatch"`
	MaxInputBytesPerBatchPath string      `asl:"MaxInputBytesPerBatchPath,jsonpath,refpath,atmost=MaxInputBytesPerBatch"`
}

// ResultWriter says where the results of a distributed Map go, and in what form (developer
// guide: "ResultWriter").
type ResultWriter struct {
	Node
	Resource     string        `asl:"Resource,text"` // s3:putObject
	Parameters   value.Value   `asl:"Parameters,jsonpath,template"`
	Arguments    value.Value   `asl:"Arguments,jsonata,expr,template"`
	WriterConfig *WriterConfig `asl:"WriterConfig"`
}

// WriterConfig is the form a [ResultWriter] gives the results.
type WriterConfig struct {
	Node
	Transformation string `asl:"Transformation,enum=NONE|COMPACT|FLATTEN"`
	OutputType     string `asl:"OutputType,required,enum=JSON|JSONL"`
}
