package value

import (
	"math"
	"strconv"
)

// AppendJavaDouble appends f as Java's Double.toString writes it, which is how Step
// Functions prints fractions that it has read and not passed through: 5.0, 1.0E10, NaN.
func AppendJavaDouble(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	case f == 0:
		if math.Signbit(f) {
			dst = append(dst, '-')
		}
		return append(dst, "0.0"...)
	}
	if abs := math.Abs(f); abs >= 1e-3 && abs < 1e7 {
		from := len(dst)
		dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
		for _, c := range dst[from:] {
			if c == '.' {
				return dst
			}
		}
		return append(dst, ".0"...)
	}
	// Go writes 1.5e+10 and 1e-05; Java 1.5E10 and 1.0E-5.
	var buf [32]byte
	text := strconv.AppendFloat(buf[:0], f, 'e', -1, 64)
	dot := false
	for i, c := range text {
		if c == '.' {
			dot = true
		}
		if c != 'e' {
			dst = append(dst, c)
			continue
		}
		if !dot {
			dst = append(dst, ".0"...)
		}
		n, _ := strconv.Atoi(string(text[i+1:]))
		dst = append(dst, 'E')
		return strconv.AppendInt(dst, int64(n), 10)
	}
	return dst
}
