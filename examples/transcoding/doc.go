// Package transcoding turns an uploaded video into what browsers and phones play,
// with MediaConvert. See README.md.
package transcoding
