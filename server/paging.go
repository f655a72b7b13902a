package server

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// tokenLife is how long a paging token is good for (API reference, nextToken).
const tokenLife = 24 * time.Hour

// defaultPage is the size of a page when maxResults is absent or 0.
const defaultPage = 100

// pager cuts lists into pages. Its tokens say after which key a page begins, so that what
// is added or removed meanwhile neither repeats nor hides an entry.
type pager struct {
	w    *world
	list string // which list: operation and filters; a token of another list is refused
	size int
	from string // the key that the page begins after; "" for the first page
}

// page reads what a request says of paging. list names what is listed.
func (w *world) page(list string, maxResults *int64, token *string) (*pager, error) {
	p := &pager{w: w, list: list, size: defaultPage}
	if maxResults != nil && *maxResults > 0 {
		p.size = int(*maxResults)
	}
	if token != nil {
		from, ok := p.open(*token)
		if !ok {
			return nil, refuse("InvalidToken", "Invalid Token: 'Invalid token'")
		}
		p.from = from
	}
	return p, nil
}

// next is the token for what follows the entry with this key.
func (p *pager) next(key string) *string {
	text := binary.BigEndian.AppendUint64(nil, uint64(time.Now().Unix()))
	text = append(text, key...)
	return new(base64.RawURLEncoding.EncodeToString(append(p.sign(text), text...)))
}

// open reads a token, unless somebody else made it, for another list, or too long ago.
func (p *pager) open(token string) (from string, ok bool) {
	data, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(data) < tokenMAC+8 {
		return "", false
	}
	mac, text := data[:tokenMAC], data[tokenMAC:]
	made := time.Unix(int64(binary.BigEndian.Uint64(text)), 0)
	return string(text[8:]), hmac.Equal(mac, p.sign(text)) && time.Since(made) < tokenLife
}

const tokenMAC = 16

func (p *pager) sign(text []byte) []byte {
	h := hmac.New(sha256.New, p.w.server.secret)
	for _, part := range []string{p.w.account, p.w.region, p.list} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	h.Write(text)
	return h.Sum(nil)[:tokenMAC]
}

// pageOf is the page of list that the pager asks for, and the token of the next one. The
// list is in the order of after: after(key, entry) reports whether entry comes behind key.
func pageOf[T any](p *pager, list []T, key func(T) string, after func(key string, entry T) bool) ([]T, *string) {
	begin := 0
	if p.from != "" {
		for begin < len(list) && !after(p.from, list[begin]) {
			begin++
		}
	}
	end := min(begin+p.size, len(list))
	page := list[begin:end]
	if end == len(list) || len(page) == 0 {
		return page, nil
	}
	return page, p.next(key(page[len(page)-1]))
}
