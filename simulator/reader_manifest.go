package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/internal/value"
)

// maxManifest bounds a manifest that is read whole.
const maxManifest = 16 << 20

// openManifest reads the objects that a manifest names: S3 Inventory's, which lists CSV
// files of objects, or Athena's, which is a list of the files that UNLOAD wrote.
func openManifest(storage Storage, bucket, key string, c *asl.ReaderConfig) (itemSource, error) {
	body, err := storage.Open(bucket, key, "")
	if err != nil {
		return nil, err
	}
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, maxManifest+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxManifest {
		return nil, fmt.Errorf("the manifest is larger than %d bytes", maxManifest)
	}
	if c.ManifestType == "ATHENA_DATA" {
		return athenaManifest(storage, string(text), c)
	}
	var m struct {
		FileSchema string `json:"fileSchema"`
		FileFormat string `json:"fileFormat"`
		Files      []struct {
			Key string `json:"key"`
		} `json:"files"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, errors.New("the manifest is no S3 Inventory manifest")
	}
	if m.FileFormat != "" && m.FileFormat != "CSV" {
		return nil, fmt.Errorf("the inventory's file format must be CSV, not %s", m.FileFormat)
	}
	columns := strings.Split(m.FileSchema, ",")
	for i := range columns {
		columns[i] = strings.TrimSpace(columns[i])
	}
	files := make([]fileName, len(m.Files))
	for i, f := range m.Files {
		files[i] = fileName{bucket, f.Key}
	}
	return &fileSource{storage: storage, files: files, from: "S3://" + bucket + "/" + key,
		config: &asl.ReaderConfig{InputType: "CSV", CSVHeaderLocation: "GIVEN", CSVHeaders: columns}}, nil
}

// athenaManifest reads a manifest of Athena's UNLOAD: a line for each file, an s3 URI.
func athenaManifest(storage Storage, text string, c *asl.ReaderConfig) (itemSource, error) {
	var files []fileName
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		u, err := url.Parse(line)
		if err != nil || u.Scheme != "s3" {
			return nil, errors.New("a line of the manifest is no s3 URI: " + line)
		}
		files = append(files, fileName{u.Host, strings.TrimPrefix(u.Path, "/")})
	}
	config := *c
	config.ManifestType = ""
	return &fileSource{storage: storage, files: files, config: &config}, nil
}

type fileName struct{ bucket, key string }

// fileSource reads the items of a list of objects.
type fileSource struct {
	storage Storage
	files   []fileName
	config  *asl.ReaderConfig
	from    string
	current itemSource
}

func (s *fileSource) next() (item, key value.Value, ok bool, err error) {
	for {
		if s.current != nil {
			item, key, ok, err = s.current.next()
			if ok || err != nil {
				return item, key, ok, err
			}
			s.current.close()
			s.current = nil
		}
		if len(s.files) == 0 {
			return value.Value{}, value.Value{}, false, nil
		}
		f := s.files[0]
		s.files = s.files[1:]
		if s.current, err = openObject(s.storage, f.bucket, f.key, "", s.config); err != nil {
			return value.Value{}, value.Value{}, false, err
		}
	}
}

func (s *fileSource) total() int64 { return 0 }

func (s *fileSource) name() string {
	if s.from == "" && s.current != nil {
		return s.current.name()
	}
	return s.from
}

func (s *fileSource) close() {
	if s.current != nil {
		s.current.close()
	}
}
