package catalog_test

import (
	"testing"

	"github.com/lockstep-go/lockstep/catalog"
)

// Any text is taken apart or refused with a message; what can be resolved says what it is.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"arn:aws:states:::sqs:sendMessage.waitForTaskToken", "arn:aws:states:::aws-sdk:dynamodb:putItem", "${Function}",
		"arn:${AWS::Partition}:states:::lambda:invoke", "arn:aws:lambda:us-east-1:123456789012:function:a:b", "arn:aws:states:::a:b.sync:2",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := catalog.Parse(text)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without a message")
			}
			return
		}
		if r.ARN != text || r.Kind == 0 {
			t.Errorf("%+v", r)
		}
		if a, err := r.Resolve(); err == nil && !a.Unchecked && len(a.Parameters) == 0 && a.Operation == nil {
			t.Errorf("%+v names nothing", a)
		}
	})
}
