package diag

import (
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
)

// SARIFOptions names the tool and describes its rules. The zero value is lockstep without
// a version or rule texts.
type SARIFOptions struct {
	Version string                   // of lockstep
	Title   func(code string) string // what a code means, on one line; may be nil
	Why     func(code string) string // what follows from it, in whole sentences; may be nil
	HelpURI func(code string) string // where a code is explained; may be nil
}

// The parts of SARIF 2.1.0 (OASIS, section 3) that code hosts read.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string     `json:"id"`
		ShortDescription *sarifText `json:"shortDescription,omitempty"`
		FullDescription  *sarifText `json:"fullDescription,omitempty"`
		Help             *sarifText `json:"help,omitempty"`
		HelpURI          string     `json:"helpUri,omitempty"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID           string          `json:"ruleId"`
		RuleIndex        int             `json:"ruleIndex"`
		Level            string          `json:"level"`
		Message          sarifText       `json:"message"`
		Locations        []sarifLocation `json:"locations,omitempty"`
		RelatedLocations []sarifLocation `json:"relatedLocations,omitempty"`
	}
	sarifLocation struct {
		Physical *sarifPhysical `json:"physicalLocation,omitempty"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
		Message  *sarifText     `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
	sarifLogical struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
	}
)

// WriteSARIF writes the findings as a SARIF 2.1.0 log with one run.
func WriteSARIF(w io.Writer, l List, opts SARIFOptions) error {
	codes := make([]string, 0, len(l))
	for i := range l {
		codes = append(codes, l[i].Code)
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	rules := make([]sarifRule, len(codes))
	for i, code := range codes {
		rules[i].ID = code
		if opts.Title != nil {
			rules[i].ShortDescription = &sarifText{opts.Title(code)}
		}
		if opts.Why != nil { // code hosts show these two beside each finding
			rules[i].FullDescription = &sarifText{opts.Why(code)}
			rules[i].Help = &sarifText{opts.Why(code) + " `lockstep explain " + code + "` shows examples."}
		}
		if opts.HelpURI != nil {
			rules[i].HelpURI = opts.HelpURI(code)
		}
	}
	results := make([]sarifResult, 0, len(l))
	for i := range l {
		results = append(results, sarifOf(&l[i], codes))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs: []sarifRun{{
			Tool: sarifTool{sarifDriver{
				Name: "lockstep", Version: opts.Version,
				InformationURI: "https://github.com/lockstep-go/lockstep", Rules: rules,
			}},
			ColumnKind: "unicodeCodePoints",
			Results:    results,
		}},
	})
}

func sarifOf(d *Diagnostic, codes []string) sarifResult {
	text := d.Message
	if d.Help != "" {
		text += ". " + d.Help
	}
	index, _ := slices.BinarySearch(codes, d.Code)
	r := sarifResult{
		RuleID: d.Code, RuleIndex: index, Level: d.Severity.String(), Message: sarifText{text},
	}
	if place := sarifPlace(d.Origin, d.Path); place.Physical != nil || place.Logical != nil {
		r.Locations = []sarifLocation{place}
	}
	if d.Severity == Info {
		r.Level = "note"
	}
	for _, rel := range d.Related {
		place := sarifPlace(rel.Origin, rel.Path)
		place.Message = &sarifText{rel.Message}
		r.RelatedLocations = append(r.RelatedLocations, place)
	}
	return r
}

func sarifPlace(o Origin, path string) sarifLocation {
	var loc sarifLocation
	if o.File != "" {
		loc.Physical = &sarifPhysical{Artifact: sarifArtifact{fileURI(o.File)}}
		if o.Line > 0 {
			loc.Physical.Region = &sarifRegion{o.Line, o.Column}
		}
	}
	if path != "" {
		loc.Logical = []sarifLogical{{path}}
	}
	return loc
}

// fileURI is the reference to a file: relative to the root of the sources, as code hosts
// want it, unless the path is absolute.
func fileURI(file string) string {
	u := url.URL{Path: strings.TrimPrefix(filepath.ToSlash(file), "./")}
	if filepath.IsAbs(file) {
		u.Scheme = "file"
	}
	return u.String()
}
