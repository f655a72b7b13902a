package awstask

import (
	"fmt"
	"reflect"
	"strings"

	bedrock "github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	dynamodb "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/lockstep-go/lockstep/internal/value"
)

// unions are the types of the SDK's interfaces that stand for a choice of members: Go can't
// list what implements an interface. A member is a struct with one field, Value.
var unions = map[reflect.Type][]any{
	reflect.TypeFor[dynamodb.AttributeValue](): {
		dynamodb.AttributeValueMemberS{}, dynamodb.AttributeValueMemberN{}, dynamodb.AttributeValueMemberB{}, dynamodb.AttributeValueMemberSS{},
		dynamodb.AttributeValueMemberNS{}, dynamodb.AttributeValueMemberBS{}, dynamodb.AttributeValueMemberM{}, dynamodb.AttributeValueMemberL{},
		dynamodb.AttributeValueMemberNULL{}, dynamodb.AttributeValueMemberBOOL{},
	},
	reflect.TypeFor[bedrock.ContentBlock]():       {bedrock.ContentBlockMemberText{}, bedrock.ContentBlockMemberImage{}, bedrock.ContentBlockMemberDocument{}},
	reflect.TypeFor[bedrock.SystemContentBlock](): {bedrock.SystemContentBlockMemberText{}},
	reflect.TypeFor[bedrock.ImageSource]():        {bedrock.ImageSourceMemberBytes{}},
	reflect.TypeFor[bedrock.DocumentSource]():     {bedrock.DocumentSourceMemberBytes{}},
}

// memberName is the name of a union's member: what stands behind "Member" in its type.
func memberName(t reflect.Type) string {
	_, name, _ := strings.Cut(t.Name(), "Member")
	return name
}

// fillUnion sets a choice from an object with one member.
func fillUnion(to reflect.Value, v value.Value, at string) error {
	members, ok := unions[to.Type()]
	if !ok {
		return fmt.Errorf("%s: a %s can't be set", at, to.Type())
	}
	if v.Kind() != value.Object || v.Len() != 1 {
		return fmt.Errorf("%s: an object with one member is expected", at)
	}
	m := v.Members()[0]
	for _, x := range members {
		t := reflect.TypeOf(x)
		name := memberName(t)
		// The SDK for Java calls DynamoDB's NULL "Nul".
		if strings.EqualFold(name, m.Key) || name == "NULL" && strings.EqualFold(m.Key, "Nul") {
			p := reflect.New(t)
			if err := fill(p.Elem().FieldByName("Value"), m.Value, at+"/"+m.Key); err != nil {
				return err
			}
			to.Set(p)
			return nil
		}
	}
	return fmt.Errorf("%s: the member %s is not known", at, m.Key)
}
