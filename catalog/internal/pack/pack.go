// Package pack reads the generated data of the catalog: a text index of services and one
// deflated chunk a service, so that asking for one service costs one service.
package pack

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// Service is a line of the index.
type Service struct {
	// ID is the model's serviceId, as "DynamoDB" or "CloudWatch Logs".
	ID string
	// Folder is botocore's name, as "stepfunctions".
	Folder string
	// EndpointPrefix and SigningName name the service in host names and in signatures.
	EndpointPrefix, SigningName string
	// Protocol is the wire protocol, as "json" or "rest-xml".
	Protocol string

	chunk []byte
}

// File is an opened file of services.
type File struct {
	// Notice says where the data is from and under which licence.
	Notice   string
	Services []Service

	packedDict []byte
	dict       func() ([]byte, error)
}

// Open reads the index of data. Chunks stay packed until [File.Text] asks for one.
func Open(data []byte) (*File, error) {
	notice, rest, ok := bytes.Cut(data, []byte("\n\n"))
	index, rest, ok2 := bytes.Cut(rest, []byte("\n\n"))
	if !ok || !ok2 || len(rest) < 4 {
		return nil, fmt.Errorf("catalog data is cut short")
	}
	n := int(binary.BigEndian.Uint32(rest))
	rest = rest[4:]
	if n > len(rest) {
		return nil, fmt.Errorf("catalog data is cut short in its dictionary")
	}
	f := &File{Notice: string(notice), packedDict: rest[:n]}
	f.dict = sync.OnceValues(func() ([]byte, error) { return inflate(f.packedDict, nil) })
	rest = rest[n:]
	for line := range strings.Lines(string(index)) {
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(columns) != 6 {
			return nil, fmt.Errorf("catalog data has an index line of %d columns", len(columns))
		}
		size, err := strconv.Atoi(columns[5])
		if err != nil || size < 0 || size > len(rest) {
			return nil, fmt.Errorf("catalog data is cut short at %s", columns[0])
		}
		f.Services = append(f.Services, Service{
			ID: columns[0], Folder: columns[1], EndpointPrefix: columns[2], SigningName: columns[3], Protocol: columns[4],
			chunk: rest[:size:size],
		})
		rest = rest[size:]
	}
	return f, nil
}

// Text unpacks a service's chunk.
func (f *File) Text(s *Service) (string, error) {
	dict, err := f.dict()
	if err != nil {
		return "", fmt.Errorf("catalog dictionary: %w", err)
	}
	text, err := inflate(s.chunk, dict)
	if err != nil {
		return "", fmt.Errorf("catalog data of %s: %w", s.ID, err)
	}
	return string(text), nil
}

func inflate(data, dict []byte) ([]byte, error) {
	return io.ReadAll(flate.NewReaderDict(bytes.NewReader(data), dict))
}
