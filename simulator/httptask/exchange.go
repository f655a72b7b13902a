package httptask

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/internal/value"
	"github.com/lockstep-go/lockstep/simulator"
)

// exchange is what TestState tells of a request and its response. reveal says whether what
// the connection adds is shown; where it replaces a value of the task that is hidden too,
// since it was not sent (API reference, TestState, revealSecrets).
func exchange(request *http.Request, p value.Value, c Connection, reveal bool, response *http.Response, body string) *simulator.HTTPExchange {
	x := &simulator.HTTPExchange{
		Request: simulator.HTTPRequest{Protocol: request.URL.Scheme, Method: request.Method, URL: shownURL(request.URL, c, reveal), Headers: shownHeaders(request.Header, c, reveal)},
		Response: simulator.HTTPResponse{Protocol: request.URL.Scheme, StatusCode: strconv.Itoa(response.StatusCode), StatusMessage: http.StatusText(response.StatusCode),
			Headers: shownHeaders(response.Header, Connection{}, true), Body: body},
	}
	if !reveal {
		if sent := p.Get("RequestBody"); sent.Kind() == value.Object {
			for k := range c.Body {
				sent = sent.Without(k)
			}
			p = p.With("RequestBody", sent)
		}
		c.Body = nil
	}
	x.Request.Body, _, _ = requestBody(p, c) // it was made before
	return x
}

func shownURL(u *url.URL, c Connection, reveal bool) string {
	if reveal || len(c.QueryParameters) == 0 {
		return u.String()
	}
	query := u.Query()
	for k := range c.QueryParameters {
		query.Del(k)
	}
	shown := *u
	shown.RawQuery = query.Encode()
	return shown.String()
}

// shownHeaders writes headers as Java prints a list of them: the API has one text for all, and
// nothing says in which form (ADR 0043).
func shownHeaders(h http.Header, c Connection, reveal bool) string {
	secret := map[string]bool{}
	if !reveal {
		for k := range c.Headers {
			secret[http.CanonicalHeaderKey(k)] = true
		}
	}
	var shown []string
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, v := range h[name] {
			if !secret[name] {
				shown = append(shown, name+": "+v)
			}
		}
	}
	return "[" + strings.Join(shown, ", ") + "]"
}
