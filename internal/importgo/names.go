package importgo

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Declared are the names that a file of Go declares for its package, for
// [Options.Taken].
func Declared(file *ast.File) []string {
	var names []string
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name.Name)
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

// declaration is a constant or variable of the package that stands for a resource.
type declaration struct{ name, text string }

// resourceParameters end the names of parameters whose constants name something in
// the account.
var resourceParameters = []string{"Arn", "TableName", "QueueUrl", "JobQueue", "JobDefinition", "JobName", "Cluster", "ClusterId", "TaskDefinition", "EventBusName", "Bucket", "ProjectName", "WorkGroup", "ModelId", "ApiEndpoint"}

// namesResource reports whether a constant for that parameter deserves a name.
func namesResource(parameter string) bool {
	return slices.ContainsFunc(resourceParameters, func(s string) bool { return strings.HasSuffix(parameter, s) })
}

// named is the constant that stands for a text; role says what the text is where it
// does not say so itself.
func (w *writer) named(text, role string) string {
	if text == "" {
		return quote(text)
	}
	return w.declare(&w.constants, text, identifier(text, kindOf(role)))
}

// functionOf is the variable that stands for a Lambda function.
func (w *writer) functionOf(text string) string {
	w.use("lambda")
	return w.declare(&w.functions, text, identifier(text, "Function"))
}

// declare gives a text a name of its own.
func (w *writer) declare(list *[]declaration, text, name string) string {
	for _, d := range *list {
		if d.text == text {
			return d.name
		}
	}
	unique := name
	for i := 2; w.taken[unique] || token.IsKeyword(unique); i++ {
		unique = fmt.Sprintf("%s%d", name, i)
	}
	w.taken[unique] = true
	*list = append(*list, declaration{unique, text})
	return unique
}

// kindOf is what a parameter's name says of the thing it names: TopicArn is a topic.
func kindOf(parameter string) string {
	for _, suffix := range []string{"Arn", "Name", "Url", "Id", "Endpoint"} {
		if kind, ok := strings.CutSuffix(parameter, suffix); ok && kind != "" {
			return kind
		}
	}
	return parameter
}

// placeholder is a substitution of CloudFormation.
var placeholder = regexp.MustCompile(`\$\{[^}]*\}`)

// identifier makes a name of the telling part of an ARN, a URL or a placeholder, and
// adds the kind where the part does not end with it.
func identifier(text, kind string) string {
	part := text
	if strings.HasPrefix(text, "arn:") {
		part = placeholder.ReplaceAllStringFunc(text, func(p string) string { return strings.ReplaceAll(p, ":", "-") })
		// A version or alias behind a function's name tells less than the name.
		if fields := strings.Split(part, ":"); len(fields) > 7 && (fields[5] == "function" || fields[5] == "activity" || fields[5] == "stateMachine") {
			part = fields[6]
		} else {
			part = part[strings.LastIndexAny(part, ":/")+1:]
		}
	} else if i := strings.LastIndexByte(strings.TrimRight(text, "/"), '/'); i >= 0 && strings.Contains(text, "://") {
		part = text[i+1:]
	}
	for _, noise := range []string{"AWS::", "AWS--", "$LATEST", "Arn", "ARN"} {
		part = strings.ReplaceAll(part, noise, "")
	}
	name := strings.TrimSuffix(camel(part), "Arn")
	if name == "" {
		return lowerFirst(camel(kind))
	}
	said := strings.Contains(strings.ToLower(name), strings.ToLower(kind))
	if kind == "Resource" {
		for _, k := range []string{"function", "lambda", "activity", "task"} {
			said = said || strings.Contains(strings.ToLower(name), k)
		}
	}
	if !said {
		name += kind
	}
	if r := rune(name[0]); unicode.IsDigit(r) {
		name = lowerFirst(kind) + name
	}
	return name
}

// camel joins the words of a text: "orders-table" is ordersTable. It is "" for a
// text without letters or digits, and at most 60 characters long.
func camel(text string) string {
	var b strings.Builder
	up := false
	for _, r := range text {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			up = b.Len() > 0
			continue
		}
		if b.Len() >= 60 {
			break
		}
		if up {
			r = unicode.ToUpper(r)
			up = false
		}
		b.WriteRune(r)
	}
	return lowerFirst(b.String())
}

// lowerFirst makes the first word lower case: "SNSTopic" is snsTopic.
func lowerFirst(s string) string {
	runes := []rune(s)
	for i, r := range runes {
		if !unicode.IsUpper(r) || i > 0 && i+1 < len(runes) && unicode.IsLower(runes[i+1]) {
			break
		}
		runes[i] = unicode.ToLower(r)
	}
	return string(runes)
}
