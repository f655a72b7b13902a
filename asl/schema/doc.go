// Package schema describes the States Language to other programs: as a JSON Schema (draft
// 2020-12), which editors complete and check by while somebody types, and as a page of
// reference. Both are made from the one table of fields of package asl, so that they can't
// say anything else than the decoder and the checker do.
//
//	var settings = map[string]any{"json.schemas": []any{map[string]any{
//		"fileMatch": []string{"*.asl.json"}, "url": "./asl.schema.json",
//	}}}
//	os.WriteFile("asl.schema.json", schema.JSON(), 0o644)
//
// A schema sees one place at a time. Whether a transition leads anywhere, a path can be
// parsed or a variable is assigned, only package check of the compiler can tell.
package schema
