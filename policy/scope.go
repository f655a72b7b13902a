package policy

import (
	"net/url"
	"strings"
)

// scope are the resources of a need, and why they are no narrower.
type scope struct {
	arns []string
	why  string
}

// scope resolves a rule's resource (see [rule.on]). It is empty if the parameter that names
// the resource is absent.
func (c Call) scope(env Env, on, otherwise string) scope {
	if on == "*" {
		return scope{arns: []string{"*"}, why: noNarrower}
	}
	kind, rest, _ := strings.Cut(on, " ")
	if strings.Contains(kind, ":") {
		s := scope{arns: []string{env.arn(on)}}
		if strings.Contains(on, "*") {
			s.why = wholeKind
		}
		return s
	}
	param, suffix, _ := strings.Cut(rest, " ")
	names := c.arguments(param)
	switch {
	case kind == "http":
		return scope{arns: []string{env.machineARN()}}
	case kind == "api":
		return c.apiScope(env)
	case kind == "object":
		return c.objectScope(env, param, suffix)
	case param == "":
		names = []argument{{text: otherwise, known: otherwise != "*"}}
	case len(names) == 0 && otherwise != "":
		names = []argument{{absent: true}}
	}
	var s scope
	for _, name := range names {
		if name.absent {
			if otherwise == "" {
				continue
			}
			name = argument{text: otherwise, known: true}
		}
		s.arns = append(s.arns, c.arnsOf(env, kind, suffix, name)...)
		if !name.known {
			s.why = atRunTime
		}
	}
	return s
}

// arnsOf are the ARNs of a named resource of a kind.
func (c Call) arnsOf(env Env, kind, suffix string, name argument) []string {
	text := name.or("*")
	isARN := strings.HasPrefix(text, "arn:")
	switch kind {
	case "function":
		return []string{c.functionARN(env, name)}
	case "queue":
		return []string{queueARN(env, name)}
	case "topic", "endpointarn", "phone":
		switch {
		case kind == "phone":
			return []string{"*"} // a phone number is no resource
		case isARN:
			return []string{text}
		}
		return []string{env.arn("sns:{r}:{a}:*")}
	case "machine", "executions":
		return []string{machineOf(env, kind, text)}
	case "execution":
		if isARN {
			return []string{text}
		}
		return []string{env.arn("states:{r}:{a}:execution:*")}
	case "index":
		return c.indexARNs(env, name)
	case "bucket":
		if isARN {
			return []string{text}
		}
		return []string{env.arn("s3:::" + text)}
	case "s3uri":
		if path, ok := strings.CutPrefix(text, "s3://"); ok {
			return []string{env.arn("s3:::" + path)}
		}
		return []string{env.arn("s3:::*")}
	case "copysource":
		if name.known {
			path, _, _ := strings.Cut(strings.TrimPrefix(text, "/"), "?")
			return []string{env.arn("s3:::" + path)}
		}
		return []string{env.arn("s3:::*")}
	case "model":
		return modelARNs(env, name)
	case "guardrail":
		if isARN {
			return []string{text}
		}
		return []string{env.arn("bedrock:{r}:{a}:guardrail/" + text)}
	case "secret":
		if isARN || !name.known {
			return []string{orARN(env, text, "secretsmanager:{r}:{a}:secret:*")}
		}
		// Secrets Manager puts six random letters behind a name.
		return []string{env.arn("secretsmanager:{r}:{a}:secret:" + text + "-??????")}
	case "parameter":
		return []string{orARN(env, text, "ssm:{r}:{a}:parameter/"+strings.TrimPrefix(text, "/"))}
	case "taskdef", "jobdef":
		return definitionARNs(env, kind, text)
	case "secrets":
		// EventBridge names the secret of a connection after it.
		connection := "*"
		if _, rest, ok := strings.Cut(text, ":connection/"); ok {
			connection, _, _ = strings.Cut(rest, "/")
			connection += "/*"
		}
		return []string{env.arn("secretsmanager:{r}:{a}:secret:events!connection/" + connection)}
	case "key":
		if strings.HasPrefix(text, "alias/") {
			return []string{env.arn("kms:{r}:{a}:key/*")} // rights are given on keys, not on their aliases
		}
	}
	if isARN {
		return []string{text}
	}
	return []string{env.arn(strings.Replace(kinds[kind], "{}", suffix+text, 1))}
}

// definitionARNs are the revisions of a task or job definition that a call may run: the one
// it names, or whichever is the newest. Batch asks for a definition without a revision too.
func definitionARNs(env Env, kind, text string) []string {
	arn := orARN(env, text, strings.Replace(kinds[kind], "{}", text, 1))
	_, name, _ := strings.Cut(arn, "definition/")
	switch {
	case strings.Contains(name, ":") || name == "*":
		return []string{arn}
	case kind == "jobdef":
		return []string{arn, arn + ":*"}
	}
	return []string{arn + ":*"}
}

func orARN(env Env, text, template string) string {
	if strings.HasPrefix(text, "arn:") {
		return text
	}
	return env.arn(template)
}

// functionARN is the ARN that an invocation is checked against: with its qualifier, if it
// has one. A function is named by name, ARN, or "ACCOUNT:function:NAME".
func (c Call) functionARN(env Env, name argument) string {
	text := name.or("*")
	arn := text
	if !strings.HasPrefix(text, "arn:") {
		if i := strings.Index(text, ":function:"); i >= 0 {
			text = text[i+len(":function:"):]
		}
		arn = env.arn("lambda:{r}:{a}:function:" + text)
	}
	if q := c.arguments("Qualifier"); len(q) == 1 {
		return arn + ":" + q[0].or("*")
	}
	return arn
}

// queueARN reads a queue's URL: https://sqs.REGION.amazonaws.com/ACCOUNT/NAME.
func queueARN(env Env, name argument) string {
	if u, err := url.Parse(name.text); name.known && err == nil {
		parts := strings.Split(strings.Trim(u.Path, "/"), "/")
		host := strings.Split(u.Host, ".")
		if len(parts) >= 2 {
			region := orStar(env.Region)
			if len(host) > 2 && host[0] == "sqs" && host[1] != "" {
				region = host[1]
			}
			return env.arn("sqs:" + region + ":" + parts[len(parts)-2] + ":" + parts[len(parts)-1])
		}
	}
	return env.arn("sqs:{r}:{a}:*")
}

// machineOf is the ARN that starting a machine is checked against, which is the machine's
// even for a version or an alias; or that of its executions.
func machineOf(env Env, kind, text string) string {
	arn := env.arn("states:{r}:{a}:stateMachine:*")
	if strings.HasPrefix(text, "arn:") {
		parts := strings.Split(text, ":")
		arn = strings.Join(parts[:min(len(parts), 7)], ":")
	}
	if kind == "executions" {
		return strings.Replace(arn, ":stateMachine:", ":execution:", 1) + ":*"
	}
	return arn
}

// indexARNs are a table's index, if the call names one; none otherwise, so that the next
// scope is asked.
func (c Call) indexARNs(env Env, table argument) []string {
	index := c.arguments("IndexName")
	if len(index) == 0 {
		return nil
	}
	arn := orARN(env, table.or("*"), "dynamodb:{r}:{a}:table/"+table.or("*"))
	return []string{arn + "/index/" + index[0].or("*")}
}

// modelARNs are those of a Bedrock model. An inference profile ("eu.anthropic.…") calls
// the model in several regions.
func modelARNs(env Env, name argument) []string {
	text := name.or("*")
	if strings.HasPrefix(text, "arn:") {
		return []string{text}
	}
	region, model, _ := strings.Cut(text, ".")
	switch region {
	case "us", "eu", "apac", "global", "us-gov", "jp", "au":
		return []string{env.arn("bedrock:{r}:{a}:inference-profile/" + text), env.arn("bedrock:*::foundation-model/" + model)}
	}
	if !name.known {
		return []string{env.arn("bedrock:*::foundation-model/*"), env.arn("bedrock:{r}:{a}:*")}
	}
	return []string{env.arn("bedrock:{r}::foundation-model/" + text)}
}

// objectScope are the objects of a bucket; key is a parameter, and may end in a wildcard of
// the rule's.
func (c Call) objectScope(env Env, bucketParam, key string) scope {
	buckets := c.arguments(bucketParam)
	if len(buckets) == 0 {
		return scope{}
	}
	param, under := strings.CutSuffix(key, "/*")
	keys := c.arguments(param)
	name := "*"
	known := buckets[0].known
	if len(keys) == 1 && keys[0].known {
		name = strings.TrimSuffix(keys[0].text, "/")
		if under {
			name += "/*"
		}
	} else if len(keys) == 1 {
		known = false
	}
	bucket := strings.TrimPrefix(buckets[0].or("*"), "arn:aws:s3:::")
	s := scope{arns: []string{env.arn("s3:::" + bucket + "/" + name)}}
	if !known {
		s.why = atRunTime
	}
	return s
}

// apiScope is an API's method: api-id/stage/VERB/path.
func (c Call) apiScope(env Env) scope {
	var s scope
	part := func(param, otherwise string) string {
		a := c.arguments(param)
		switch {
		case len(a) == 0:
			return otherwise
		case !a[0].known:
			s.why = atRunTime
			return "*"
		}
		return strings.Trim(a[0].text, "/")
	}
	api, _, _ := strings.Cut(part("ApiEndpoint", "*"), ".")
	s.arns = []string{env.arn("execute-api:{r}:{a}:" + api + "/" + part("Stage", "*") + "/" + part("Method", "*") + "/" + part("Path", ""))}
	return s
}
