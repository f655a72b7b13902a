package ingestion

import (
	"context"
	"strings"
)

// Document is the input of the workflow: an upload.
type Document struct {
	ID       string `json:"id"`
	Bucket   string `json:"bucket"`
	Key      string `json:"key"`
	Uploader string `json:"uploader"`
}

// Text is what a document says.
type Text struct {
	Title string `json:"title"`
	Kind  string `json:"kind"`
	Pages int    `json:"pages"`
}

// Unreadable is the error of a document that can't be parsed.
type Unreadable struct{ Key string }

// Error names the document.
func (e *Unreadable) Error() string { return e.Key + " can't be parsed" }

// ParseDocument is the Lambda function parse-document.
func ParseDocument(_ context.Context, d Document) (Text, error) {
	name, format, _ := strings.Cut(d.Key, ".")
	if format != "pdf" && format != "docx" {
		return Text{}, &Unreadable{Key: d.Key}
	}
	kind := "letter"
	if strings.HasPrefix(name, "invoice") {
		kind = "invoice"
	}
	return Text{Title: name, Kind: kind, Pages: 1}, nil
}
