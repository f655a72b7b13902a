package deploy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/lockstep-go/lockstep/diag"
)

// configFile is the form of lockstep.yaml: settings that hold everywhere, and those of each
// environment over them.
type configFile struct {
	Config       `yaml:",inline"`
	Environments map[string]yaml.Node `yaml:"environments"`
}

// maxConfig bounds the bytes of a configuration; no real one comes near it.
const maxConfig = 1 << 20

// DecodeConfig reads a configuration file (YAML or JSON) for an environment. An empty
// environment takes the settings at the top. Unknown settings are errors.
func DecodeConfig(file string, data []byte, environment string) (*Config, diag.List) {
	if len(data) > maxConfig {
		return nil, diag.List{{Code: CodeConfigFile, Severity: diag.Error, Origin: diag.Origin{File: file}, Message: fmt.Sprintf("the configuration has %d bytes, more than %d", len(data), maxConfig)}}
	}
	var f configFile
	if err := decodeYAML(data, &f); err != nil {
		return nil, yamlDiagnostics(file, err)
	}
	c := f.Config
	if environment != "" {
		node, ok := f.Environments[environment]
		if !ok {
			names := slices.Sorted(maps.Keys(f.Environments))
			return nil, diag.List{{Code: CodeConfigFile, Severity: diag.Error, Origin: diag.Origin{File: file},
				Message: fmt.Sprintf("there is no environment `%s`", environment), Help: "the file has: " + strings.Join(names, ", ")}}
		}
		// yaml.Node.Decode has no strict form: the node is written and read again, and its
		// lines are counted from where it stands.
		text, err := yaml.Marshal(&node)
		if err != nil {
			return nil, yamlDiagnostics(file, err)
		}
		if err := decodeYAML(text, &c); err != nil {
			list := yamlDiagnostics(file, err)
			for i := range list {
				list[i].Origin.Line += max(0, node.Line-1)
			}
			return nil, list
		}
	}
	c.Environment, c.File = environment, file
	return &c, nil
}

func decodeYAML(data []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

var (
	yamlLine    = regexp.MustCompile(`(?:^yaml: )?line (\d+): (.*)`)
	yamlUnknown = regexp.MustCompile(`field (\S+) not found in type .*`)
)

// yamlDiagnostics are the library's errors with their lines.
func yamlDiagnostics(file string, err error) diag.List {
	messages := []string{err.Error()}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		messages = typed.Errors
	}
	var list diag.List
	for _, text := range messages {
		d := diag.Diagnostic{Code: CodeConfigFile, Severity: diag.Error, Origin: diag.Origin{File: file}, Message: text}
		if m := yamlLine.FindStringSubmatch(text); m != nil {
			d.Origin.Line, _ = strconv.Atoi(m[1]) // digits
			d.Message = m[2]
		}
		if m := yamlUnknown.FindStringSubmatch(d.Message); m != nil {
			d.Message = fmt.Sprintf("there is no setting `%s`", m[1])
		}
		list = append(list, d)
	}
	return list
}
