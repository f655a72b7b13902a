package transcoding

import (
	"context"
	"fmt"
	"strings"
)

// Upload is the input of the workflow.
type Upload struct {
	ID   string `json:"id"`
	File string `json:"file"` // s3://bucket/key
}

// Media is what Probe finds out about a file.
type Media struct {
	Height     int         `json:"height"`
	Renditions []Rendition `json:"renditions"`
}

// Rendition is one form in which a video is offered.
type Rendition struct {
	Name    string `json:"name"`
	Height  int    `json:"height"`
	Bitrate int    `json:"bitrate"`
}

// NotAVideo is the error of a file that holds something else.
type NotAVideo struct{ File string }

// Error names the file.
func (e *NotAVideo) Error() string { return e.File + " is no video" }

// Publication is what Publish is asked for.
type Publication struct {
	ID    string   `json:"id"`
	Files []string `json:"files"`
}

// ladder are the renditions that are offered, the best first.
var ladder = []Rendition{{"full-hd", 1080, 6_000_000}, {"hd", 720, 3_000_000}, {"phone", 360, 800_000}}

// Probe is the Lambda function probe: it never asks for more than the file has.
func Probe(_ context.Context, u Upload) (Media, error) {
	if !strings.HasSuffix(u.File, ".mov") && !strings.HasSuffix(u.File, ".mp4") {
		return Media{}, &NotAVideo{File: u.File}
	}
	m := Media{Height: 720}
	for _, r := range ladder {
		if r.Height <= m.Height {
			m.Renditions = append(m.Renditions, r)
		}
	}
	return m, nil
}

// Publish is the Lambda function publish; it answers where the video plays.
func Publish(_ context.Context, p Publication) (string, error) {
	if len(p.Files) == 0 {
		return "", fmt.Errorf("nothing to publish of %s", p.ID)
	}
	return "https://videos.example.com/" + p.ID, nil
}
