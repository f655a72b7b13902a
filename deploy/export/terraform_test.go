package export_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The types of the package @cdktf/provider-aws are made from the AWS provider's schema: an
// interface a resource or block, with what each takes and must have. Where
// LOCKSTEP_TERRAFORM_TYPES names the package's folder lib, templates are held to them.
func TestTerraformFitsTheProvider(t *testing.T) {
	lib := os.Getenv("LOCKSTEP_TERRAFORM_TYPES")
	if lib == "" {
		t.Skip("LOCKSTEP_TERRAFORM_TYPES is not set: Terraform templates are not held to the provider's schema")
	}
	files, err := filepath.Glob("testdata/*.tf.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	for _, file := range files {
		var template struct {
			Resource map[string]map[string]map[string]any
		}
		readJSON(t, file, &template)
		s := &schema{lib: lib, t: t}
		for kind, instances := range template.Resource {
			for _, resource := range instances {
				s.check(file, kind, s.config(kind), resource)
			}
		}
		if s.checked == 0 {
			t.Errorf("%s: nothing was checked", file)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range reference.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(s.source(m[1]), "get "+camel(m[3])+"(") {
				t.Errorf("%s: %s has no attribute %s", file, m[1], m[3])
			}
			if _, ok := template.Resource[m[1]][m[2]]; !ok {
				t.Errorf("%s: there is no %s.%s", file, m[1], m[2])
			}
		}
	}
}

// reference is "${aws_KIND.NAME.ATTRIBUTE}".
var reference = regexp.MustCompile(`\$\{(aws_[a-z_]+)\.([a-z_0-9]+)\.([a-z_]+)\}`)

// The schema's check is no check if it takes everything.
func TestTerraformSchemaRefuses(t *testing.T) {
	lib := os.Getenv("LOCKSTEP_TERRAFORM_TYPES")
	if lib == "" {
		t.Skip("LOCKSTEP_TERRAFORM_TYPES is not set")
	}
	for _, c := range []struct{ resource, want string }{
		{`{"role_arn":"r"}`, "definition"},
		{`{"role_arn":"r","definition":"d","deffinition":"d"}`, "deffinition"},
		{`{"role_arn":"r","definition":{}}`, "definition"},
		{`{"role_arn":"r","definition":"d","logging_configuration":{"levle":"ALL"}}`, "levle"},
		{`{"role_arn":"r","definition":"d","publish":"yes"}`, "publish"},
	} {
		var resource map[string]any
		if err := json.Unmarshal([]byte(c.resource), &resource); err != nil {
			t.Fatal(err)
		}
		s := &schema{lib: lib, t: t, quiet: true}
		s.check("", "aws_sfn_state_machine", s.config("aws_sfn_state_machine"), resource)
		if !strings.Contains(strings.Join(s.found, "\n"), c.want) {
			t.Errorf("%s: %q", c.resource, s.found)
		}
	}
}

// Terraform itself, where LOCKSTEP_TERRAFORM names the command, reads the templates. It has
// no provider here, so it checks their syntax and structure only.
func TestTerraformReads(t *testing.T) {
	command := os.Getenv("LOCKSTEP_TERRAFORM")
	if command == "" {
		t.Skip("LOCKSTEP_TERRAFORM is not set: templates are not read by Terraform")
	}
	files, err := filepath.Glob("testdata/*.tf.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		dir := t.TempDir()
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "main.tf.json"), data, 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(command, "-chdir="+dir, "providers")
		cmd.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE=", "CHECKPOINT_DISABLE=1", "HOME="+dir)
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "hashicorp/aws") {
			t.Errorf("%s: %v\n%s", file, err, out)
		}
	}
}

// schema reads the types of a provider.
type schema struct {
	lib     string
	t       *testing.T
	checked int
	quiet   bool
	found   []string
}

func (s *schema) wrong(format string, args ...any) {
	s.t.Helper()
	s.found = append(s.found, fmt.Sprintf(format, args...))
	if !s.quiet {
		s.t.Errorf(format, args...)
	}
}

// source is the types of a kind of resource: aws_sfn_alias is in sfn-alias.
func (s *schema) source(kind string) string {
	s.t.Helper()
	folder := strings.ReplaceAll(strings.TrimPrefix(kind, "aws_"), "_", "-")
	data, err := os.ReadFile(filepath.Join(s.lib, folder, "index.d.ts"))
	if err != nil {
		s.t.Fatalf("the provider has no %s: %v", kind, err)
	}
	return string(data)
}

// config is the name of the interface of a kind.
func (s *schema) config(kind string) string {
	name := camel(strings.TrimPrefix(kind, "aws_"))
	return strings.ToUpper(name[:1]) + name[1:] + "Config"
}

var property = regexp.MustCompile(`(?m)^    readonly (\w+)(\??): ([^;{]+|\{[^}]*\});`)

// check holds a resource or a block to an interface.
func (s *schema) check(file, kind, iface string, have map[string]any) {
	s.t.Helper()
	source := s.source(kind)
	_, body, ok := strings.Cut(source, "export interface "+iface+" ")
	if !ok {
		s.t.Fatalf("%s has no interface %s", kind, iface)
	}
	body, _, _ = strings.Cut(body, "\n}\n")
	takes := map[string]string{}
	for _, p := range property.FindAllStringSubmatch(body, -1) {
		takes[snake(p[1])] = p[3]
		if _, ok := have[snake(p[1])]; !ok && p[2] == "" {
			s.wrong("%s: %s lacks %s", file, kind, snake(p[1]))
		}
	}
	for name, v := range have {
		if name == "depends_on" || name == "lifecycle" {
			continue // of every resource
		}
		s.checked++
		typ, ok := takes[name]
		if !ok {
			s.wrong("%s: %s takes no %s", file, kind, name)
			continue
		}
		s.value(file, kind, name, typ, v)
	}
}

func (s *schema) value(file, kind, name, typ string, v any) {
	s.t.Helper()
	block := regexp.MustCompile(`[A-Z]\w+`).FindString(strings.ReplaceAll(typ, "cdktf.IResolvable", ""))
	fits := false
	switch v := v.(type) {
	case string:
		fits = strings.Contains(typ, "string") && !strings.Contains(typ, "[")
	case float64:
		fits = strings.Contains(typ, "number")
	case bool:
		fits = strings.Contains(typ, "boolean")
	case []any:
		fits = strings.Contains(typ, "[]")
		for _, e := range v {
			if inner, ok := e.(map[string]any); ok && block != "" {
				s.check(file, kind, block, inner)
			}
		}
	case map[string]any:
		fits = strings.Contains(typ, "[key: string]") || block != ""
		if block != "" {
			s.check(file, kind, block, v)
		}
	}
	if !fits {
		s.wrong("%s: %s of %s is %T, the provider takes %s", file, name, kind, v, typ)
	}
}

func camel(name string) string {
	parts := strings.Split(name, "_")
	for i := 1; i < len(parts); i++ {
		parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
	}
	return strings.Join(parts, "")
}

func snake(name string) string {
	return strings.ToLower(regexp.MustCompile(`[A-Z]`).ReplaceAllString(name, "_$0"))
}

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}
