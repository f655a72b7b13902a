package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
)

// Codes about Map states.
const (
	CodeDistributedOnly = "ASL1050"
	CodeReader          = "ASL1051"
	CodePointer         = "ASL1052"
	CodeLabel           = "ASL1053"
	CodeDuplicateLabel  = "ASL1054"
	CodeBatcher         = "ASL1055"
)

var ruleMap = &rule{
	name: "check-maps",
	records: []Record{
		{
			Code: CodeDistributedOnly, Title: "a field counts only in a distributed map", Since: "0.1.0",
			Why:  "Readers, batches, result writers, tolerated failures and labels belong to a Map whose mode is DISTRIBUTED. An inline Map does without them.",
			Bad:  states(`"A": {"Type": "Map", "ToleratedFailureCount": 1, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}, "End": true}`),
			Good: states(`"A": {"Type": "Map", "ToleratedFailureCount": 1, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}, "End": true}`),
		},
		{
			Code: CodeReader, AWS: awsSchema, Title: "an item reader's configuration doesn't fit its input", Since: "0.1.0",
			Why:  "CSV needs to know where the header is, a given header has to be written out, and other formats have neither.",
			Bad:  reader(`{"InputType": "CSV"}`),
			Good: reader(`{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}`),
		},
		{
			Code: CodePointer, AWS: awsSchema, Title: "ItemsPointer is no JSON Pointer", Since: "0.1.0",
			Why:  "A JSON Pointer (RFC 6901) begins with a slash.",
			Bad:  reader(`{"InputType": "JSON", "ItemsPointer": "data/items"}`),
			Good: reader(`{"InputType": "JSON", "ItemsPointer": "/data/items"}`),
		},
		{
			Code: CodeLabel, AWS: "INVALID_LABEL_NAME", Title: "a label is too long or has characters it can't have", Since: "0.1.0",
			Why:  "The label becomes a part of ARNs: at most 40 characters, no white space, wildcards, brackets or punctuation that ARNs use.",
			Bad:  distributed(`"Label": "all items"`),
			Good: distributed(`"Label": "all-items"`),
		},
		{
			Code: CodeDuplicateLabel, AWS: awsLabel, Title: "two maps have the same label", Since: "0.1.0",
			Why:  "Labels tell the Map Runs of a machine apart.",
			Bad:  distributed(`"Label": "items"`, `"Label": "items"`),
			Good: distributed(`"Label": "items"`, `"Label": "lines"`),
		},
		{
			Code: CodeBatcher, AWS: awsSchema, Title: "an item batcher has no bound", Since: "0.1.0",
			Why:  "A batch ends at a number of items or of bytes; one of them has to be given.",
			Bad:  distributed(`"ItemBatcher": {"BatchInput": {}}`),
			Good: distributed(`"ItemBatcher": {"MaxItemsPerBatch": 10}`),
		},
	},
	check: func(p *pass) {
		labels := make(map[string]site)
		for _, s := range p.objects {
			switch o := s.object.(type) {
			case *asl.Map:
				p.checkMap(s, o)
				p.checkLabel(s, o, labels)
			case *asl.ReaderConfig:
				p.checkReader(s, o)
			case *asl.ItemBatcher:
				p.checkBatcher(s, o)
			case *asl.ResultWriter:
				if len(o.SourceKeys()) == 0 && o.Resource == "" && o.WriterConfig == nil {
					p.reportEmpty(s, "ResultWriter")
				}
			}
		}
	},
}

// distributed is a definition with distributed maps that have the given members.
func distributed(members ...string) string {
	var maps []string
	for i, m := range members {
		next := `"End": true`
		if i+1 < len(members) {
			next = fmt.Sprintf(`"Next": "M%d"`, i+1)
		}
		maps = append(maps, fmt.Sprintf(`"M%d": {"Type": "Map", %s, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "S%d", "States": {"S%d": {"Type": "Succeed"}}}, %s}`, i, m, i, i, next))
	}
	return states(strings.Join(maps, ",\n"))
}

func reader(config string) string {
	return distributed(`"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": ` + config + `, "Parameters": {"Bucket": "b", "Key": "k"}}`)
}

func (p *pass) checkMap(s site, m *asl.Map) {
	if body := m.Body(); body != nil {
		config := body.ProcessorConfig
		if config != nil && config.Mode == asl.ModeDistributed && config.ExecutionType == "" && config.ExtraValue("ExecutionType").IsUndefined() {
			at := s.key("ItemProcessor")
			if m.ItemProcessor == nil {
				at = s.key("Iterator")
			}
			inner := at.key("ProcessorConfig").inner(config)
			p.reportKey(inner, CodeRequired, "a distributed map needs `ExecutionType`").
				help("add \"ExecutionType\": \"STANDARD\" or \"EXPRESS\"").
				aws(awsSchema, "The field 'ExecutionType' is required", inner.path())
		}
	}
	if m.Distributed() || m.Body() == nil {
		return
	}
	for f := range s.fields() {
		if f.Distributed {
			p.reportKey(s.key(f.Name), CodeDistributedOnly, fmt.Sprintf("%s counts only in a distributed map", quote(f.Name))).
				help("add \"ProcessorConfig\": {\"Mode\": \"DISTRIBUTED\", \"ExecutionType\": \"STANDARD\"} to the item processor, or remove the field").
				as(diag.Warning)
		}
	}
}

// maxLabel is the longest label in characters.
const maxLabel = 40

// labelRefuses are the characters that a label can't have besides white space and control
// characters (developer guide: "Map state in distributed mode").
const labelRefuses = "?*<>{}[]:;,\\|^~$#%&`\""

func (p *pass) checkLabel(s site, m *asl.Map, labels map[string]site) {
	if m.Label == "" {
		return
	}
	at := s.key("Label")
	if i := strings.IndexFunc(m.Label, func(r rune) bool {
		return r <= ' ' || r >= 0x7F && r <= 0x9F || strings.ContainsRune(labelRefuses, r)
	}); i >= 0 && !p.isSubstitution(m.Label) {
		p.report(at, CodeLabel, fmt.Sprintf("the label %s has a character it can't have, %q", quote(m.Label), []rune(m.Label[i:])[0])).
			help("use letters, digits, dashes and underscores").
			aws("INVALID_LABEL_NAME", "Invalid label name: "+m.Label, at.path())
	} else if n := len([]rune(m.Label)); n > maxLabel {
		p.report(at, CodeLabel, fmt.Sprintf("the label %s has %d characters, more than %d", quote(m.Label), n, maxLabel)).
			help("shorten it").
			aws("INVALID_LABEL_NAME", "Invalid label name: "+m.Label, at.path())
	}
	if first, again := labels[m.Label]; again {
		p.report(at, CodeDuplicateLabel, fmt.Sprintf("another map has the label %s too", quote(m.Label))).
			help("give one of them another label").
			related(first, "the other one").
			aws(awsLabel, "Duplicate Label name: "+m.Label, at.path())
	} else {
		labels[m.Label] = at
	}
}

// checkReader follows the service's rules on what goes with what (developer guide:
// "ItemReader"; sentences measured).
func (p *pass) checkReader(s site, c *asl.ReaderConfig) {
	csv := c.InputType == "CSV"
	switch {
	case csv && c.CSVHeaderLocation == "" && c.ExtraValue("CSVHeaderLocation").IsUndefined():
		p.reportKey(s, CodeReader, "CSV needs `CSVHeaderLocation`").
			help("add FIRST_ROW, or GIVEN and `CSVHeaders`").
			aws(awsSchema, "The field 'CSVHeaderLocation' is required", s.path())
	case csv && c.CSVHeaderLocation == "GIVEN" && c.CSVHeaders == nil && c.ExtraValue("CSVHeaders").IsUndefined():
		p.reportKey(s, CodeReader, "a given header needs `CSVHeaders`").
			help("add the names of the columns").
			aws(awsSchema, "These fields are required: [CSVHeaders]", s.path())
	case c.Transformation == "LOAD_AND_FLATTEN" && c.InputType == "":
		p.reportKey(s, CodeReader, "LOAD_AND_FLATTEN needs `InputType`").
			help("say how to read the objects: CSV, JSON, JSONL or PARQUET").
			aws(awsSchema, "The field 'InputType' is required", s.path())
	case c.ManifestType == "ATHENA_DATA" && c.InputType == "":
		p.reportKey(s, CodeReader, "ATHENA_DATA needs `InputType`").
			help("say how to read the results: CSV, JSONL or PARQUET").
			aws(awsSchema, "The field 'InputType' is required", s.path())
	}
	if c.InputType != "" && !csv { // without InputType the reader lists objects or reads an inventory
		for _, name := range []string{"CSVHeaderLocation", "CSVHeaders", "CSVDelimiter"} {
			if !member(c, name).IsUndefined() {
				p.reportUnsupported(s, name, c.InputType+" has no header and no delimiter")
			}
		}
	}
	if c.ManifestType == "ATHENA_DATA" && slices.Contains([]string{"JSON", "MANIFEST"}, c.InputType) {
		p.reportUnsupported(s, "ManifestType", "Athena writes CSV, JSONL or PARQUET")
	}
	if c.ItemsPointer != "" && !strings.HasPrefix(c.ItemsPointer, "/") && !p.isSubstitution(c.ItemsPointer) {
		at := s.key("ItemsPointer")
		p.report(at, CodePointer, fmt.Sprintf("%s is no JSON Pointer", quote(c.ItemsPointer))).
			help("begin with a slash").
			aws(awsSchema, "Invalid input: JSON Pointer expression must start with '/': \""+c.ItemsPointer+"\"", at.path())
	}
}

func (p *pass) reportUnsupported(s site, name, why string) {
	p.reportKey(s.key(name), CodeReader, fmt.Sprintf("%s doesn't go with this input: %s", quote(name), why)).
		help("remove it").
		aws(awsSchema, "Field '"+name+"' is not supported", s.path())
}

func (p *pass) checkBatcher(s site, b *asl.ItemBatcher) {
	for _, name := range []string{"MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"} {
		if !member(b, name).IsUndefined() {
			return
		}
	}
	p.reportKey(s, CodeBatcher, "an item batcher needs `MaxItemsPerBatch` or `MaxInputBytesPerBatch`").
		help("add one of them").
		aws(awsSchema, "This object should have at least one of the following fields: [MaxItemsPerBatch, MaxItemsPerBatchPath, MaxInputBytesPerBatch, MaxInputBytesPerBatchPath]", s.path())
}
