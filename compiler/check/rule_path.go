package check

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/diag"
	"github.com/lockstep-go/lockstep/internal/intrinsic"
	"github.com/lockstep-go/lockstep/internal/jsonpath"
	"github.com/lockstep-go/lockstep/internal/nearest"
	"github.com/lockstep-go/lockstep/internal/value"
)

// Codes about paths, calls and templates of JSONPath states.
const (
	CodePath          = "ASL2001"
	CodeReferencePath = "ASL2002"
	CodeIntrinsic     = "ASL2003"
	CodeTemplateValue = "ASL2004"
	CodeTemplateKey   = "ASL2005"
	CodeLooksLikePath = "ASL2006"
	CodeStrayJSONata  = "ASL2007"
	CodeStaticResult  = "ASL2008"
	CodeBareWord      = "ASL2009"
	CodeArguments     = "ASL2016"
)

var rulePath = &rule{
	name: "parse-paths",
	records: []Record{
		{
			Code: CodePath, AWS: awsSchema, Title: "a text is no JSONPath", Since: "0.1.0",
			Why:  "Step Functions refuses a path that its JSONPath library (Jayway's) can't read.",
			Bad:  states(`"A": {"Type": "Pass", "InputPath": "$.a[", "End": true}`),
			Good: states(`"A": {"Type": "Pass", "InputPath": "$.a[0]", "End": true}`),
		},
		{
			Code: CodeReferencePath, AWS: awsSchema, Title: "a text is no reference path", Since: "0.1.0",
			Why:  "ResultPath and other fields name one place: a reference path has names and single indexes only, no wildcards, slices or filters, and begins at the input.",
			Bad:  states(`"A": {"Type": "Pass", "ResultPath": "$.a[*]", "End": true}`),
			Good: states(`"A": {"Type": "Pass", "ResultPath": "$.a", "End": true}`),
		},
		{
			Code: CodeIntrinsic, AWS: awsSchema, Title: "a text is no call of an intrinsic function", Since: "0.1.0",
			Why:  "The value of a key that ends in .$ is a path or a call such as States.Format('{}', $.name). Texts inside a call stand in single quotes.",
			Bad:  states(`"A": {"Type": "Pass", "Parameters": {"id.$": "States.Uuid()"}, "End": true}`),
			Good: states(`"A": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "End": true}`),
		},
		{
			Code: CodeTemplateValue, AWS: awsSchema, Title: "the value of a key that ends in .$ is no text", Since: "0.1.0",
			Why:  "Such a key announces a path or an intrinsic function, which is a text.",
			Bad:  states(`"A": {"Type": "Pass", "Parameters": {"n.$": 5}, "End": true}`),
			Good: states(`"A": {"Type": "Pass", "Parameters": {"n": 5}, "End": true}`),
		},
		{
			Code: CodeTemplateKey, AWS: awsSchema, Title: "two keys are the same once .$ is cut off", Since: "0.1.0",
			Why:  "The suffix is removed when the template is filled, and both would be written to the same place.",
			Bad:  states(`"A": {"Type": "Pass", "Parameters": {"n": 5, "n.$": "$.n"}, "End": true}`),
			Good: states(`"A": {"Type": "Pass", "Parameters": {"n.$": "$.n"}, "End": true}`),
		},
		{
			Code: CodeLooksLikePath, AWS: "NO_DOLLAR", Title: "a value looks like a path, but its key doesn't end in .$", Since: "0.1.0",
			Why:  "Without the suffix the text is passed on as it stands: the callee gets \"$.name\" and not the name.",
			Bad:  states(`"A": {"Type": "Pass", "Parameters": {"name": "$.name"}, "End": true}`),
			Good: states(`"A": {"Type": "Pass", "Parameters": {"name.$": "$.name"}, "End": true}`),
		},
		{
			Code: CodeStrayJSONata, Title: "a JSONPath state has a JSONata expression", Since: "0.1.0",
			Why:  "{% … %} means something only in states whose query language is JSONata. Here it is passed on as text.",
			Bad:  states(`"A": {"Type": "Pass", "Parameters": {"name": "{% $states.input.name %}"}, "End": true}`),
			Good: states(`"A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": {"name": "{% $states.input.name %}"}, "End": true}`),
		},
		{
			Code: CodeStaticResult, AWS: "PASS_RESULT_IS_STATIC", Title: "the Result of a Pass state looks like a template", Since: "0.1.0",
			Why:  "Result is taken as it stands; paths and intrinsic functions are filled in only by Parameters.",
			Bad:  states(`"A": {"Type": "Pass", "Result": {"name.$": "$.name"}, "End": true}`),
			Good: states(`"A": {"Type": "Pass", "Parameters": {"name.$": "$.name"}, "End": true}`),
		},
		{
			Code: CodeBareWord, Title: "a word in a filter has no quotes", Since: "0.1.0",
			Why:  "Step Functions accepts the definition, but the path then fails or selects nothing: a text to compare with stands in quotes.",
			Bad:  states(`"A": {"Type": "Pass", "InputPath": "$.jobs[?(@.status==FAILED)]", "End": true}`),
			Good: states(`"A": {"Type": "Pass", "InputPath": "$.jobs[?(@.status=='FAILED')]", "End": true}`),
		},
		{
			Code: CodeArguments, Title: "an intrinsic function can't take these arguments", Since: "0.1.0",
			Why:  "The definition is accepted, and the state fails each time it runs: the number or the types of the arguments are wrong.",
			Bad:  states(`"A": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd(1, 'two')"}, "End": true}`),
			Good: states(`"A": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd(1, 2)"}, "End": true}`),
		},
	},
	check: func(p *pass) {
		for _, t := range p.allTexts() {
			if t.form != formJSONata {
				p.checkText(t)
				p.checkArguments(t)
			}
		}
		for _, s := range p.objects {
			if s.state != nil && p.languageOf(s) == asl.JSONPath {
				p.checkTemplates(s)
			}
		}
	},
}

// checkText reports a path or call that can't be read.
func (p *pass) checkText(t *text) {
	if t.err == nil {
		for _, word := range t.bare {
			p.at(t, p.report(t.site, CodeBareWord, fmt.Sprintf("the word %s has no quotes", quote(word))), strings.Index(t.raw, word)).
				help("write '" + word + "'").as(diag.Warning)
		}
		if t.form == formReference {
			p.checkReference(t)
		}
		return
	}
	offset, message := reason(t.err)
	switch {
	case t.inTemplate: // a member of a template
		code, what := CodePath, "path"
		if t.form == formIntrinsic {
			code, what = CodeIntrinsic, "call of an intrinsic function"
		}
		f := p.at(t, p.report(t.site, code, fmt.Sprintf("%s is no %s: %s", quote(t.raw), what, message)), offset).
			aws(awsSchema, "The value for the field '"+t.rest.Base()+"' must be a valid JSONPath or a valid intrinsic function call", t.holder().under(t.template).path())
		if t.form == formIntrinsic {
			f.help(intrinsicHelp(t.raw))
		}
	case t.form == formReference:
		sentence := "Value is not a Reference Path"
		if !strings.HasPrefix(t.raw, "$") {
			sentence += ": Reference path didn't start with '$'"
		}
		p.at(t, p.report(t.site, CodeReferencePath, fmt.Sprintf("%s is no reference path: %s", quote(t.raw), message)), offset).
			help("name one place below the input, such as `$.result`").
			aws(awsSchema, sentence, t.site.path())
	case t.form == formIntrinsic:
		p.at(t, p.report(t.site, CodeIntrinsic, fmt.Sprintf("%s is no call of an intrinsic function: %s", quote(t.raw), message)), offset).
			help(intrinsicHelp(t.raw)).
			aws(awsSchema, "Value must be a valid JSONPath or a valid intrinsic function call.", t.site.path())
	default:
		f := p.at(t, p.report(t.site, CodePath, fmt.Sprintf("%s is no path: %s", quote(t.raw), message)), offset).
			aws(awsSchema, "Value must be a valid JSONPath.", t.site.path())
		switch {
		case intrinsic.IsCall(t.raw):
			f.help(fmt.Sprintf("%s takes a path only; call functions in `Parameters`, `ResultSelector` or `Assign`", quote(t.field)))
		case !strings.HasPrefix(t.raw, "$"):
			f.help("a path begins with `$`")
		}
	}
}

func (p *pass) checkReference(t *text) {
	root, name := t.route.Root()
	switch {
	case root == jsonpath.RootContext:
		p.report(t.site, CodeReferencePath, fmt.Sprintf("%s reads the context object, which a reference path can't", quote(t.raw))).
			help("begin at the input: `$.…`").
			aws(awsSchema, "Value is not a Reference Path", t.site.path())
	case root == jsonpath.RootVariable && t.field == "ResultPath":
		p.report(t.site, CodeReferencePath, fmt.Sprintf("`ResultPath` can't write to the variable %s", quote("$"+name))).
			help("use `Assign`").
			aws(awsSchema, "Value is not a Reference Path", t.site.path())
	}
}

// checkArguments reports calls that fail whatever the input is: too few or too many
// arguments, and literals that the function doesn't take.
func (p *pass) checkArguments(t *text) {
	if t.call == nil || t.err != nil {
		return
	}
	for _, c := range t.call.Functions() {
		n, f := len(c.Args), c.Function
		if n < f.MinArgs || f.MaxArgs >= 0 && n > f.MaxArgs {
			p.at(t, p.report(t.site, CodeArguments, fmt.Sprintf("%s takes %s, not %d", quote(f.Name), arity(f), n)), c.Offset).
				help("the state would fail each time")
			continue
		}
		if message := p.failsAlways(t, &c); message != "" {
			p.at(t, p.report(t.site, CodeArguments, sentence(message)), c.Offset).help("the state would fail each time")
		}
	}
}

func arity(f *intrinsic.Function) string {
	switch {
	case f.MinArgs == f.MaxArgs && f.MinArgs == 1:
		return "1 argument"
	case f.MinArgs == f.MaxArgs:
		return fmt.Sprintf("%d arguments", f.MinArgs)
	case f.MaxArgs < 0:
		return fmt.Sprintf("at least %d", f.MinArgs)
	}
	return fmt.Sprintf("%d to %d arguments", f.MinArgs, f.MaxArgs)
}

// failsAlways evaluates a call whose arguments are all literals, and says why it fails.
func (p *pass) failsAlways(t *text, c *intrinsic.Call) string {
	for _, a := range c.Args {
		if a.Call != nil || a.Path != nil {
			return ""
		}
	}
	if len(t.bare) > 0 || c.End > len(t.raw) {
		return "" // offsets are those of another text
	}
	expr, err := intrinsic.Compile(t.raw[c.Offset:c.End])
	if err != nil {
		return ""
	}
	if _, err := expr.Eval(&intrinsic.Env{}); err != nil {
		return err.Error()
	}
	return ""
}

// reason is where and why a text could not be read.
func reason(err error) (offset int, message string) {
	if e, ok := errors.AsType[*jsonpath.SyntaxError](err); ok {
		return e.Offset, e.Message
	}
	if e, ok := errors.AsType[*intrinsic.SyntaxError](err); ok {
		return e.Offset, e.Message
	}
	return 0, err.Error()
}

func intrinsicHelp(raw string) string {
	if !intrinsic.IsCall(raw) {
		return "write a path that begins with `$`, or a call such as States.Format('{}', $.name)"
	}
	name := strings.TrimSpace(raw)
	if i := strings.IndexByte(name, '('); i >= 0 {
		name = name[:i]
	}
	var names []string
	for _, f := range intrinsic.All() {
		names = append(names, f.Name)
	}
	for _, known := range names {
		if known == name {
			return "texts stand in single quotes; a quote, brace or backslash in one is escaped by a backslash"
		}
	}
	if near := nearest.Name(name, names); near != "" {
		return "did you mean " + quote(near) + "?"
	}
	return "the functions are " + list(names, "and")
}

// checkTemplates looks at the templates of an object.
func (p *pass) checkTemplates(s site) {
	for f := range s.fields() {
		if p.otherLanguage(s, f) {
			continue
		}
		switch {
		case f.Kind == asl.KindTemplate:
			p.checkTemplate(s.field(f), f.Value(s.object))
		case f.Name == "Result":
			if at, found := findPathKey(s.key("Result"), f.Value(s.object)); found {
				p.reportKey(at, CodeStaticResult, fmt.Sprintf("%s is not filled in: `Result` is taken as it stands", quote(at.rest.Base()))).
					help("use `Parameters`").as(diag.Warning).warn("PASS_RESULT_IS_STATIC", s.key("Result").path())
			}
		}
	}
}

// warn notes a warning of the service.
func (f *Finding) warn(code string, location asl.Path) *Finding {
	f.AWSCode = code
	f.AWS = append(f.AWS, AWSText{Code: code, Message: warnings[code], Location: location, Warning: true})
	return f
}

// warnings are the service's sentences to its warning codes (API reference:
// "ValidateStateMachineDefinitionDiagnostic").
var warnings = map[string]string{
	"NO_DOLLAR":             "No .$ on a field that appears to be a JSONPath or Intrinsic Function.",
	"PASS_RESULT_IS_STATIC": "Attempt to use a path in the result of a pass state.",
}

func findPathKey(at site, v value.Value) (site, bool) {
	for _, m := range v.Members() {
		if strings.HasSuffix(m.Key, ".$") && isPathOrCall(m.Value.Str()) {
			return at.key(m.Key), true
		}
		if found, ok := findPathKey(at.key(m.Key), m.Value); ok {
			return found, true
		}
	}
	return site{}, false
}

func (p *pass) checkTemplate(at site, v value.Value) {
	for i, e := range v.Elems() {
		if e.Len() > 0 {
			p.checkTemplate(at.index(i), e)
		}
	}
	for _, m := range v.Members() {
		plain, dollar := strings.CutSuffix(m.Key, ".$")
		switch {
		case dollar && m.Value.Kind() != value.String:
			p.report(at.key(m.Key), CodeTemplateValue, fmt.Sprintf("%s must be a path or a call, this is %s", quote(m.Key), kindName(m.Value))).
				help("cut off .$ to pass the value on as it stands").
				aws(awsSchema, "The value for the field '"+m.Key+"' must be a valid JSONPath or a valid intrinsic function call", at.path())
		case dollar && v.Has(plain):
			p.reportKey(at.key(m.Key), CodeTemplateKey, fmt.Sprintf("%s and %s would be written to the same place", quote(plain), quote(m.Key))).
				help("remove one of the two").
				aws(awsSchema, "The field '"+plain+"' is duplicated", at.path())
		case !dollar && m.Value.Kind() == value.String:
			p.checkPlainText(at, m.Key, m.Value.Str())
		case !dollar && m.Value.Len() > 0:
			p.checkTemplate(at.key(m.Key), m.Value)
		}
	}
}

// checkPlainText advises on a text, the member key of an object, that is passed on as it
// stands and looks as if it should not be.
func (p *pass) checkPlainText(object site, key, s string) {
	switch {
	case strings.HasPrefix(s, "{%") && strings.HasSuffix(s, "%}"):
		p.report(object.key(key), CodeStrayJSONata, "this state is in JSONPath: the expression is passed on as text").
			help("set the state's `QueryLanguage` to JSONata, or use a path").as(diag.Warning)
	case isPathOrCall(s):
		at := object.key(key)
		p.report(at, CodeLooksLikePath, fmt.Sprintf("%s is passed on as text: the key does not end in .$", quote(s))).
			help("rename the key to "+quote(key+".$")).as(diag.Warning).rename(key+".$").
			warn("NO_DOLLAR", at.path())
	}
}

// isPathOrCall reports whether a text is surely meant as a path or a call.
func isPathOrCall(s string) bool {
	if strings.HasPrefix(s, "$.") || strings.HasPrefix(s, "$$.") || strings.HasPrefix(s, "$[") || s == "$" {
		_, err := jsonpath.Compile(s)
		return err == nil
	}
	if intrinsic.IsCall(s) {
		_, err := intrinsic.Compile(s)
		return err == nil
	}
	return false
}
