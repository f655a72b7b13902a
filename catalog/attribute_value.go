package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
)

// attributeTypes are the members that an attribute value has one of (DynamoDB API reference:
// "AttributeValue"), as optimized integrations and the AWS SDK's spell them.
var attributeTypes = []string{"S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL", "Ss", "Ns", "Bs", "Nul", "Null", "Bool"}

// attributeParameters are the parameters of DynamoDB's actions whose members are attribute
// values: an item's `{"id": {"S": "o-1"}}`.
var attributeParameters = []string{"Item", "Key", "ExpressionAttributeValues", "ExclusiveStartKey"}

// HoldsAttributes reports whether the members of a parameter are DynamoDB's attribute values.
func (a *Action) HoldsAttributes(parameter string) bool {
	return a.Resource.Service == "dynamodb" && slices.Contains(attributeParameters, parameter)
}

// PlainText reports whether a text may stand for an attribute value: AWS publishes samples of
// the optimized integration that pass texts.
func (a *Action) PlainText() bool { return a.Resource.Kind == ResourceOptimized }

// plainAttributes are the members of a parameter that surely are no attribute values.
func (a *Action) plainAttributes(parameter string, v value.Value) (problems []Problem) {
	if !a.HoldsAttributes(parameter) {
		return nil
	}
	for _, m := range v.Members() {
		if strings.HasSuffix(m.Key, ".$") || isDynamic(m.Value) || isAttributeValue(m.Value) || m.Value.Kind() == value.String && a.PlainText() {
			continue
		}
		problems = append(problems, Problem{Kind: PlainAttribute, Path: []string{parameter, m.Key}, Name: m.Key,
			Message: fmt.Sprintf("`%s` in `%s` is %s, and `%s:%s` takes attribute values there", m.Key, parameter, article(m.Value.Kind()), a.Resource.Service, a.Resource.Action),
			Help:    "say its type: `{\"S\": …}` for a text, `{\"N\": …}` for the text of a number"})
	}
	return problems
}

func isAttributeValue(v value.Value) bool {
	members := v.Members()
	return len(members) == 1 && slices.Contains(attributeTypes, strings.TrimSuffix(members[0].Key, ".$"))
}
