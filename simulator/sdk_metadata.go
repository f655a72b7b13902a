package simulator

import (
	"slices"
	"strings"
	"time"

	"github.com/lockstep-go/lockstep/internal/value"
)

// httpHeader is a header of a service's HTTP response.
type httpHeader struct{ name, value string }

func httpDate(t time.Time) string { return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT") }

// sdkMetadata is what the AWS SDK for Java adds to a response and optimized integrations
// pass on.
func sdkMetadata(headers []httpHeader, status int, requestID string) []value.Member {
	all := make([]value.Member, len(headers))
	plain := make([]value.Member, len(headers))
	for i, h := range headers {
		all[i] = value.Member{Key: h.name, Value: value.ArrayOf(value.OfString(h.value))}
		plain[i] = value.Member{Key: h.name, Value: value.OfString(h.value)}
	}
	slices.SortStableFunc(plain, func(a, b value.Member) int {
		return strings.Compare(strings.ToLower(a.Key), strings.ToLower(b.Key))
	})
	return []value.Member{
		{Key: "SdkHttpMetadata", Value: value.ObjectOf(
			value.Member{Key: "AllHttpHeaders", Value: value.OfObject(all)},
			value.Member{Key: "HttpHeaders", Value: value.OfObject(plain)},
			value.Member{Key: "HttpStatusCode", Value: value.OfInt(int64(status))})},
		{Key: "SdkResponseMetadata", Value: value.ObjectOf(value.Member{Key: "RequestId", Value: value.OfString(requestID)})},
	}
}
