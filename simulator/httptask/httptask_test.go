package httptask_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/simulator"
	"github.com/lockstep-go/lockstep/simulator/httptask"
)

func TestHTTPTask(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(410)
		case "/teapot":
			w.WriteHeader(418)
			fmt.Fprint(w, "short and stout")
		case "/away":
			http.Redirect(w, r, "http://example.org/", http.StatusFound)
		case "/near":
			http.Redirect(w, r, "/a", http.StatusFound)
		case "/binary":
			fmt.Fprint(w, "\xff\xfe")
		default:
			fmt.Fprintf(w, `{"method":%q,"query":%q,"type":%q,"token":%q,"agent":%q,"body":%q}`, r.Method, r.URL.RawQuery, r.Header.Get("Content-Type"), r.Header.Get("Authorization"), r.UserAgent(), body)
		}
	}))
	defer s.Close()
	web := httptask.New(httptask.Config{
		Allow: httptask.Hosts("localhost", "127.0.0.1"),
		Connection: func(arn string) (httptask.Connection, error) {
			return httptask.Connection{Headers: map[string]string{"Authorization": "secret of " + arn}}, nil
		},
	})
	for _, c := range []struct{ name, parameters, want string }{
		{"POST", `"ApiEndpoint":"SERVER/a","Method":"POST","RequestBody":{"a":[1,2]},"QueryParameters":{"q":["x","y"]}`,
			`SUCCEEDED {"method":"POST","query":"q=x&q=y","type":"application/json","token":"secret of c","agent":"Amazon|StepFunctions|HttpInvoke|us-east-1","body":"{\"a\":[1,2]}"}`},
		{"a form", `"ApiEndpoint":"SERVER/a","Method":"POST","RequestBody":{"a":{"b":[1,"z"]}},"Transform":{"RequestBodyEncoding":"URL_ENCODED","RequestEncodingOptions":{"ArrayFormat":"BRACKETS"}}`,
			`SUCCEEDED {"method":"POST","query":"","type":"application/x-www-form-urlencoded","token":"secret of c","agent":"Amazon|StepFunctions|HttpInvoke|us-east-1","body":"a%5Bb%5D%5B%5D=1&a%5Bb%5D%5B%5D=z"}`},
		{"a status", `"ApiEndpoint":"SERVER/teapot","Method":"GET"`, `FAILED States.Http.StatusCode.418 short and stout`},
		{"a status without text", `"ApiEndpoint":"SERVER/gone","Method":"GET"`, `FAILED States.Http.StatusCode.410 Gone`},
		{"binary", `"ApiEndpoint":"SERVER/binary","Method":"GET"`, `FAILED States.Runtime The response of the HTTP task is binary, which is not supported`},
		{"a forbidden header", `"ApiEndpoint":"SERVER/a","Method":"GET","Headers":{"host":"x"}`, `FAILED States.Runtime the header host must not be set by an HTTP task`},
		{"another host", `"ApiEndpoint":"http://example.org/","Method":"GET"`, `FAILED States.Runtime calls of example.org are not allowed`},
		{"a scheme that is not the web's", `"ApiEndpoint":"file://127.0.0.1/etc/hosts","Method":"GET"`, `FAILED States.Runtime the ApiEndpoint "file://127.0.0.1/etc/hosts" is no URL`},
		{"a redirect", `"ApiEndpoint":"SERVER/near","Method":"GET"`,
			`SUCCEEDED {"method":"GET","query":"","type":"","token":"secret of c","agent":"Amazon|StepFunctions|HttpInvoke|us-east-1","body":""}`},
		{"a redirect to another host", `"ApiEndpoint":"SERVER/away","Method":"GET"`, `FAILED States.Http.Socket Get "http://example.org/": calls of example.org are not allowed`},
		{"no method", `"ApiEndpoint":"SERVER/a","Method":"FETCH"`, `FAILED States.Runtime the Method "FETCH" is not supported`},
		{"no server", `"ApiEndpoint":"http://127.0.0.1:1/","Method":"GET"`, `FAILED States.Http.Socket `},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, list := asl.DecodeJSON("task", []byte(`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::http:invoke","Parameters":{"InvocationConfig":{"ConnectionArn":"c"},`+
				strings.ReplaceAll(c.parameters, "SERVER", s.URL)+`},"OutputPath":"$.ResponseBody","End":true}}}`))
			if m == nil {
				t.Fatal(list)
			}
			p, err := simulator.Load(m)
			if err != nil {
				t.Fatal(err)
			}
			e, err := simulator.New(simulator.WithResolver(web)).Execute(t.Context(), simulator.Start{Machine: simulator.Machine{Program: p, Name: "m"}})
			if err != nil {
				t.Fatal(err)
			}
			d := e.Describe()
			got := d.Status.String()
			for _, x := range []*string{d.Output, d.Error, d.Cause} {
				if x != nil {
					got += " " + *x
				}
			}
			if got != c.want && !(strings.HasSuffix(c.want, " ") && strings.HasPrefix(got, c.want)) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestHosts(t *testing.T) {
	for _, c := range []struct {
		hosts    []string
		endpoint string
		want     bool
	}{
		{nil, "https://a.example/x", false},
		{[]string{"*"}, "https://a.example/x", true},
		{[]string{"A.example"}, "https://a.example:8443/x", true},
		{[]string{"a.example:443"}, "https://a.example:8443/x", false},
		{[]string{"b.example", "a.example:8443"}, "https://a.example:8443/x", true},
		{[]string{"example"}, "https://a.example/x", false},
	} {
		u, err := url.Parse(c.endpoint)
		if err != nil {
			t.Fatal(err)
		}
		if got := httptask.Hosts(c.hosts...)(u); got != c.want {
			t.Errorf("%v and %s: got %v", c.hosts, c.endpoint, got)
		}
	}
}
