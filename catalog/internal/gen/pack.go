package main

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// pack lays services out so that one can be read without the others: the notice, an empty
// line, a line a service (`id TAB folder TAB endpoint prefix TAB signing name TAB protocol
// TAB length`), an empty line, the length of the packed dictionary as 4 bytes big endian,
// the dictionary, and the services, each deflated with the dictionary.
func pack(notice string, models []*model, reduce func(*model) string) []byte {
	texts := make([]string, len(models))
	for i, m := range models {
		texts[i] = reduce(m)
	}
	dict := dictionary(texts)
	packedDict := deflate(dict, nil)
	var index strings.Builder
	var chunks bytes.Buffer
	for i, m := range models {
		chunk := deflate([]byte(texts[i]), dict)
		meta := m.Metadata
		fmt.Fprintf(&index, "%s\t%s\t%s\t%s\t%s\t%d\n", meta.ServiceID, m.Folder, meta.EndpointPrefix, cmp.Or(meta.SigningName, meta.EndpointPrefix), meta.Protocol, len(chunk))
		chunks.Write(chunk)
	}
	out := []byte(notice + "\n" + index.String() + "\n")
	out = binary.BigEndian.AppendUint32(out, uint32(len(packedDict)))
	out = append(out, packedDict...)
	return append(out, chunks.Bytes()...)
}

// dictionary is what services share: the pieces that most services hold, the most common
// last, where deflate finds them at the least distance.
func dictionary(texts []string) []byte {
	in := map[string]int{}
	for _, text := range texts {
		seen := map[string]bool{}
		for _, line := range strings.Split(text, "\n") {
			for _, column := range strings.Split(line, "\t") {
				for _, piece := range strings.Split(column, ",") {
					if len(piece) > 4 && !seen[piece] {
						seen[piece] = true
						in[piece]++
					}
				}
			}
		}
	}
	pieces := slices.SortedFunc(maps.Keys(in), func(a, b string) int {
		return cmp.Or(cmp.Compare(in[b]*len(b), in[a]*len(a)), strings.Compare(a, b))
	})
	var chosen []string
	size := 0
	for _, p := range pieces {
		if in[p] < 3 || size+len(p)+1 > 16<<10 {
			break
		}
		chosen = append(chosen, p)
		size += len(p) + 1
	}
	slices.Reverse(chosen)
	return []byte(strings.Join(chosen, ","))
}

func deflate(data, dict []byte) []byte {
	var b bytes.Buffer
	// The level is valid and a Buffer takes everything: nothing can fail.
	w, err := flate.NewWriterDict(&b, flate.BestCompression, dict)
	if err != nil {
		panic(err)
	}
	if _, err := w.Write(data); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
