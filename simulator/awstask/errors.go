package awstask

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"reflect"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"github.com/lockstep-go/lockstep/catalog"
	"github.com/lockstep-go/lockstep/simulator"
)

// failure is what Step Functions makes of an error of the SDK: the names and texts of the
// SDK for Java, in its first version for optimized integrations, its second for aws-sdk.
func failure(s *service, isSDK bool, err error) simulator.Answer {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return connection(s, isSDK, err)
	}
	status, request, extended := 400, "", ""
	if r, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		status, request = r.HTTPStatusCode(), r.ServiceRequestID()
		extended = r.Response.Header.Get("X-Amz-Id-2")
	}
	if isSDK {
		return sdkFailure(s, api, status, request, extended)
	}
	// What a service's errors have in common in the SDK for Java: AWSGlueException of AWSGlue.
	name := "Amazon" + s.prefix + "Exception"
	if strings.HasPrefix(s.legacy, "AWS") {
		name = s.legacy + "Exception"
	}
	if modelled(api) {
		name = exceptionName(reflect.TypeOf(api).Elem().Name())
	} else if s.sdk == "lambda" {
		name = exceptionName(api.ErrorCode())
	}
	return simulator.Fail(s.prefix+"."+name, fmt.Sprintf("%s (Service: %s; Status Code: %d; Error Code: %s; Request ID: %s; Proxy: null)",
		api.ErrorMessage(), s.legacy, status, api.ErrorCode(), request))
}

func sdkFailure(s *service, api smithy.APIError, status int, request, extended string) simulator.Answer {
	client := s.prefix
	name := ""
	if c, ok := catalog.LookupService(s.sdk); ok {
		client = c.Client
		name = c.ErrorName(api.ErrorCode())
	}
	if name == "" || !modelled(api) && s.sdk != "s3" {
		name = client + "." + client + "Exception"
	}
	cause := fmt.Sprintf("%s (Service: %s, Status Code: %d, Request ID: %s", api.ErrorMessage(), client, status, request)
	if extended != "" {
		cause += ", Extended Request ID: " + extended
	}
	return simulator.Fail(name, cause+") (SDK Attempt Count: 1)")
}

// modelled reports whether the service's model knows the error.
func modelled(err smithy.APIError) bool {
	_, generic := err.(*smithy.GenericAPIError)
	return !generic && reflect.TypeOf(err).Kind() == reflect.Pointer
}

// exceptionName is the Java class of an error.
func exceptionName(name string) string {
	name = strings.TrimSuffix(name, "Fault")
	if strings.HasSuffix(name, "Exception") {
		return name
	}
	return name + "Exception"
}

// connection is an endpoint that can't be reached.
func connection(s *service, isSDK bool, err error) simulator.Answer {
	cause := err.Error()
	if u, ok := errors.AsType[*url.Error](err); ok {
		cause = u.Err.Error()
		if d, ok := errors.AsType[*net.DNSError](err); ok {
			cause = d.Name + ": Name or service not known"
		}
	}
	prefix := s.prefix
	if c, ok := catalog.LookupService(s.sdk); ok && isSDK {
		prefix = c.Client
	}
	return simulator.Fail(prefix+".SdkClientException", "Unable to execute HTTP request: "+cause)
}
