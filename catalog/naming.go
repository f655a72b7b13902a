package catalog

import (
	"regexp"
	"strings"
	"unicode"
)

// FieldName is how Step Functions names a member of an API's shape: the name the AWS SDK
// for Java 2 gives to it, with a capital letter first. "DBInstanceIdentifier" becomes
// "DbInstanceIdentifier", "taskDefinition" "TaskDefinition", "SSEKMSKeyId" "SsekmsKeyId".
func FieldName(member string) string {
	if renamed, ok := renamedMembers[member]; ok {
		return renamed
	}
	r := []rune(member)
	if len(r) == 0 {
		return ""
	}
	// The SDK lowers the first letter and the capitals after it, except the one that a
	// small letter follows (it begins the next word).
	for i := 1; i < len(r) && unicode.IsUpper(r[i]) && (i+1 >= len(r) || !unicode.IsLower(r[i+1])); i++ {
		r[i] = unicode.ToLower(r[i])
	}
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}

// renamedMembers are names that Java reserves or that its SDK's customizations change.
var renamedMembers = map[string]string{
	"NULL":    "Nul",
	"equals":  "EqualsValue",
	"Equals":  "EqualsValue",
	"default": "DefaultValue",
	"class":   "ClassValue",
}

// splits are the word boundaries of the SDK's code generator, in its order.
var splits = []struct {
	at   *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`[^A-Za-z0-9]+`), " "},
	{regexp.MustCompile(`([^a-z]{2,})v([0-9]+)`), "$1 v$2 "},
	{regexp.MustCompile(`([^A-Z]{2,})V([0-9]+)`), "$1 V$2 "},
	{regexp.MustCompile(`([a-z])([A-Z][a-zA-Z0-9])`), "$1 $2"},
	{regexp.MustCompile(`([A-Z]+)([A-Z][a-z])`), "$1 $2"},
	{regexp.MustCompile(`([0-9])([a-zA-Z])`), "$1 $2"},
}

// className is name as a Java class: "DynamoDB" gives "DynamoDb", "IoT" "Iot".
func className(name string) string {
	if plainWords(name) {
		return strings.ReplaceAll(name, " ", "")
	}
	for _, s := range splits {
		name = s.at.ReplaceAllString(name, s.with)
	}
	var b strings.Builder
	for _, word := range strings.Fields(name) {
		b.WriteString(strings.ToUpper(word[:1]))
		b.WriteString(strings.ToLower(word[1:]))
	}
	return b.String()
}

// plainWords reports whether a name is capitalized words of letters, which no rule
// splits: most are, and opening the catalog is spared the expressions.
func plainWords(name string) bool {
	for word := range strings.SplitSeq(name, " ") {
		for i := range len(word) {
			if lower := 'a' <= word[i] && word[i] <= 'z'; lower == (i == 0) || !lower && (word[i] < 'A' || word[i] > 'Z') {
				return false
			}
		}
	}
	return true
}

// clientName is the Java client of a service id: without "Amazon" or "AWS" before and
// "Service" after it.
func clientName(id string) string {
	name := className(id)
	for _, prefix := range []string{"Amazon", "Aws"} {
		name = strings.TrimPrefix(name, prefix)
	}
	return strings.TrimSuffix(name, "Service")
}

// ErrorName is the name by which a Task of an SDK integration fails with the API's error:
// the client, a dot, and an exception's name ("Sqs.QueueDoesNotExistException" for
// QueueDoesNotExist, "Rds.DbInstanceNotFoundException" for DBInstanceNotFoundFault).
func (s *Service) ErrorName(apiError string) string {
	return s.Client + "." + exceptionName(apiError)
}

func exceptionName(apiError string) string {
	base, isFault := strings.CutSuffix(apiError, "Fault")
	name := className(base)
	if !isFault && strings.HasSuffix(name, "Exception") {
		return name
	}
	return name + "Exception"
}

// actionName is the operation as a Resource writes it, "GetItem" as "getItem". Java's rule
// for methods is that of variables: "DescribeDBInstances" stays "describeDBInstances".
func actionName(operation string) string {
	r := []rune(operation)
	r[0] = unicode.ToLower(r[0])
	for i := 1; i < len(r) && unicode.IsUpper(r[i]) && (i+1 >= len(r) || !unicode.IsLower(r[i+1])); i++ {
		r[i] = unicode.ToLower(r[i])
	}
	return string(r)
}
