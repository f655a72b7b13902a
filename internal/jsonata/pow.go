package jsonata

import "math"

// pow is JavaScript's Math.pow as V8 computes it, by the method of FreeBSD's e_pow.c: the
// logarithm to base 2 in two parts, times y, and back. math.Pow differs from it in the last
// bit now and then, which would show in results.
func pow(x, y float64) float64 {
	switch {
	case y == 0:
		return 1
	case math.IsNaN(x) || math.IsNaN(y) || math.Abs(x) == 1 && math.IsInf(y, 0):
		return math.NaN() // where JavaScript leaves IEEE 754
	case math.IsInf(x, 0) || math.IsInf(y, 0) || x == 0 || y == 1 || y == 2 || y == 0.5:
		if y == 2 {
			return x * x
		}
		return math.Pow(x, y)
	case y == -1:
		return 1 / x
	}
	sign := 1.0
	if x < 0 {
		if y != math.Trunc(y) {
			return math.NaN()
		}
		if math.Abs(y) < maxSafe && int64(y)%2 != 0 {
			sign = -1
		}
	}
	ax := math.Abs(x)
	if ax == 1 {
		return sign
	}
	if math.Abs(y) > 1<<31 {
		return math.Pow(x, y)
	}
	t1, t2 := log2Parts(ax)
	// Split y*log2(x) so that the product of the high parts is exact.
	y1 := high(y)
	pl := (y-y1)*t1 + y*t2
	ph := y1 * t1
	z := pl + ph
	const overflow, underflow = 1024, -1075
	if z >= overflow {
		if z > overflow || pl+8.0085662595372944372e-17 > z-ph {
			return sign * math.Inf(1)
		}
	}
	if z <= underflow {
		if z < underflow || pl <= z-ph {
			return sign * 0
		}
	}
	return sign * exp2Parts(ph, pl, z)
}

// high is f with the low half of its bits cleared.
func high(f float64) float64 { return math.Float64frombits(math.Float64bits(f) &^ 0xFFFFFFFF) }

func highWord(f float64) int32 { return int32(math.Float64bits(f) >> 32) }

func withHighWord(f float64, h int32) float64 {
	return math.Float64frombits(uint64(uint32(h))<<32 | math.Float64bits(f)&0xFFFFFFFF)
}

// log2Parts is log2(ax) as the sum of a short high part and a low part.
func log2Parts(ax float64) (t1, t2 float64) {
	const (
		l1, l2, l3  = 5.99999999999994648725e-01, 4.28571428578550184252e-01, 3.33333329818377432918e-01
		l4, l5, l6  = 2.72728123808534006489e-01, 2.30660745775561754067e-01, 2.06975017800338417784e-01
		cp          = 9.61796693925975554329e-01
		cpHigh      = 9.61796700954437255859e-01
		cpLow       = -7.02846165095275826516e-09
		dpHigh      = 5.84962487220764160156e-01
		dpLow       = 1.35003920212974897128e-08
		mantissaTop = 0x000FFFFF
	)
	n := int32(0)
	ix := highWord(ax)
	if ix < 0x00100000 { // subnormal
		ax *= maxSafe
		n -= 53
		ix = highWord(ax)
	}
	n += ix>>20 - 0x3FF
	j := ix & mantissaTop
	ix = j | 0x3FF00000
	k := 0
	switch {
	case j <= 0x3988E: // |x| < sqrt(3/2)
	case j < 0xBB67A: // |x| < sqrt(3)
		k = 1
	default:
		n++
		ix -= 0x00100000
	}
	ax = withHighWord(ax, ix)
	bp, dh, dl := 1.0, 0.0, 0.0
	if k == 1 {
		bp, dh, dl = 1.5, dpHigh, dpLow
	}
	u := ax - bp
	v := 1 / (ax + bp)
	ss := u * v
	sHigh := high(ss)
	tHigh := math.Float64frombits(uint64(uint32((ix>>1|0x20000000)+0x00080000+int32(k)<<18)) << 32)
	tLow := ax - (tHigh - bp)
	sLow := v * ((u - sHigh*tHigh) - sHigh*tLow)
	s2 := ss * ss
	r := s2 * s2 * (l1 + s2*(l2+s2*(l3+s2*(l4+s2*(l5+s2*l6)))))
	r += sLow * (sHigh + ss)
	s2 = sHigh * sHigh
	tHigh = high(3.0 + s2 + r)
	tLow = r - ((tHigh - 3.0) - s2)
	u = sHigh * tHigh
	v = sLow*tHigh + tLow*ss
	pHigh := high(u + v)
	pLow := v - (pHigh - u)
	zHigh := cpHigh * pHigh
	zLow := cpLow*pHigh + pLow*cp + dl
	t := float64(n)
	t1 = high(((zHigh + zLow) + dh) + t)
	t2 = zLow - (((t1 - t) - dh) - zHigh)
	return t1, t2
}

// exp2Parts is 2^(ph+pl), where z is the sum rounded.
func exp2Parts(ph, pl, z float64) float64 {
	const (
		p1, p2, p3 = 1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05
		p4, p5     = -1.65339022054652515390e-06, 4.13813679705723846039e-08
		ln2        = 6.93147180559945286227e-01
		ln2High    = 6.93147182464599609375e-01
		ln2Low     = -1.90465429995776804525e-09
	)
	n := int32(0)
	if math.Abs(z) > 0.5 {
		i := highWord(z)
		k := i&0x7FFFFFFF>>20 - 0x3FF
		j := i + 0x00100000>>(k+1)
		k = j&0x7FFFFFFF>>20 - 0x3FF
		t := math.Float64frombits(uint64(uint32(j&^(0x000FFFFF>>k))) << 32)
		n = (j&0x000FFFFF | 0x00100000) >> (20 - k)
		if i < 0 {
			n = -n
		}
		ph -= t
	}
	t := high(pl + ph)
	u := t * ln2High
	v := (pl-(t-ph))*ln2 + t*ln2Low
	z = u + v
	w := v - (z - u)
	t = z * z
	t1 := z - t*(p1+t*(p2+t*(p3+t*(p4+t*p5))))
	r := (z*t1)/(t1-2) - (w + z*w)
	z = 1 - (r - z)
	if j := highWord(z) + n<<20; j>>20 <= 0 {
		return math.Ldexp(z, int(n))
	} else {
		return withHighWord(z, j)
	}
}
