package awstask

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/lockstep-go/lockstep/internal/value"
)

// rawResponse is the HTTP response of a call, which optimized integrations show.
type rawResponse struct {
	status int
	header http.Header
	sent   value.Value // the body where it is JSON, undefined where it is not
}

// maxJSON bounds the body that is kept to see which members were sent.
const maxJSON = 8 << 20

type responseKey struct{}

// capturing is the context of a call that keeps its response in r.
func (r *rawResponse) capturing(ctx context.Context) context.Context {
	return context.WithValue(ctx, responseKey{}, r)
}

// capture is the middleware of every client that keeps a response for those who ask for it.
func capture(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("lockstepCapture", func(ctx context.Context, in middleware.DeserializeInput,
		next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		r, asked := ctx.Value(responseKey{}).(*rawResponse)
		if raw, ok := out.RawResponse.(*smithyhttp.Response); ok && asked {
			r.keep(raw)
		}
		return out, metadata, err
	}), middleware.After)
}

// keep notes what came. A JSON body is read ahead, and left to be read again.
func (r *rawResponse) keep(raw *smithyhttp.Response) {
	r.status, r.header, r.sent = raw.StatusCode, raw.Header, value.Value{}
	if raw.Body == nil || !strings.Contains(raw.Header.Get("Content-Type"), "json") {
		return
	}
	body, err := io.ReadAll(io.LimitReader(raw.Body, maxJSON+1))
	if err == nil && len(body) <= maxJSON {
		r.sent, _ = value.Decode(body)
	}
	raw.Body = &again{io.MultiReader(bytes.NewReader(body), raw.Body), raw.Body}
}

// again is a body of which a part was read already.
type again struct {
	io.Reader
	io.Closer
}

// envelope adds SdkHttpMetadata and SdkResponseMetadata to a result.
func (r *rawResponse) envelope(out value.Value) value.Value {
	names := make([]string, 0, len(r.header))
	request := ""
	for name := range r.header {
		names = append(names, name)
		if strings.EqualFold(name, "x-amzn-RequestId") || strings.EqualFold(name, "x-amz-request-id") {
			request = r.header.Get(name)
		}
	}
	slices.Sort(names)
	var all, plain []value.Member
	for _, name := range names {
		shown := headerName(name)
		all = append(all, value.Member{Key: shown, Value: value.ArrayOf(value.OfString(r.header.Get(name)))})
		plain = append(plain, value.Member{Key: shown, Value: value.OfString(r.header.Get(name))})
	}
	members := append([]value.Member(nil), out.Members()...)
	members = append(members,
		value.Member{Key: "SdkHttpMetadata", Value: value.ObjectOf(
			value.Member{Key: "AllHttpHeaders", Value: value.OfObject(all)},
			value.Member{Key: "HttpHeaders", Value: value.OfObject(plain)},
			value.Member{Key: "HttpStatusCode", Value: value.OfInt(int64(r.status))})},
		value.Member{Key: "SdkResponseMetadata", Value: value.ObjectOf(value.Member{Key: "RequestId", Value: value.OfString(request)})})
	slices.SortStableFunc(members, func(a, b value.Member) int { return strings.Compare(a.Key, b.Key) })
	return value.OfObject(members)
}

// headerName writes a header as AWS's services send it; Go changes the letters of the
// request id's.
func headerName(name string) string {
	switch name {
	case "X-Amzn-Requestid":
		return "x-amzn-RequestId"
	case "X-Amz-Crc32":
		return "x-amz-crc32"
	case "Connection":
		return "connection"
	}
	return name
}
