package awstask

import (
	"context"
	"net/http"
	"reflect"
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
}

// capture is the option of a call that keeps its response: a func(*Options) of the client's
// package.
func (r *rawResponse) capture(client reflect.Value) any {
	method, _ := client.Type().MethodByName("Options")
	options := method.Type.Out(0)
	add := func(stack *middleware.Stack) error {
		return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("lockstepCapture", func(ctx context.Context, in middleware.DeserializeInput,
			next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
			out, metadata, err := next.HandleDeserialize(ctx, in)
			if raw, ok := out.RawResponse.(*smithyhttp.Response); ok {
				r.status, r.header = raw.StatusCode, raw.Header
			}
			return out, metadata, err
		}), middleware.After)
	}
	return reflect.MakeFunc(reflect.FuncOf([]reflect.Type{reflect.PointerTo(options)}, nil, false), func(args []reflect.Value) []reflect.Value {
		list := args[0].Elem().FieldByName("APIOptions")
		list.Set(reflect.Append(list, reflect.ValueOf(add)))
		return nil
	}).Interface()
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
