package jsonata

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

var (
	smallNumbers = []string{
		"Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
		"Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
	}
	smallOrdinals = []string{
		"Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
		"Eleventh", "Twelfth", "Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth",
	}
	decades    = []string{"Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety", "Hundred"}
	magnitudes = []string{"Thousand", "Million", "Billion", "Trillion"}

	wordValues, wordOrder = newWordValues()
)

// newWordValues are the numbers that words stand for, and the words in the order in which
// the reference looks for them.
func newWordValues() (values map[string]float64, order []string) {
	values = map[string]float64{}
	add := func(word string, v float64) {
		values[word] = v
		order = append(order, word)
	}
	for _, list := range [][]string{smallNumbers, smallOrdinals} {
		for i, w := range list {
			add(strings.ToLower(w), float64(i))
		}
	}
	for i, d := range decades {
		w := strings.ToLower(d)
		add(w, float64(i+2)*10)
		add(w[:len(w)-1]+"ieth", float64(i+2)*10)
	}
	add("hundredth", 100)
	for i, m := range magnitudes {
		w := strings.ToLower(m)
		add(w, math.Pow10((i+1)*3))
		add(w+"th", values[w])
	}
	return values, order
}

// toWords is a number in English.
func toWords(f float64, ordinal bool) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return ""
	}
	return words(f, false, ordinal)
}

// words writes f; follows says that a larger part stands before it.
func words(f float64, follows, ordinal bool) string {
	link := func(s string) string {
		if follows {
			return s
		}
		return ""
	}
	switch {
	case f <= 19:
		if ordinal {
			return link(" and ") + smallOrdinals[int(f)]
		}
		return link(" and ") + smallNumbers[int(f)]
	case f < 100:
		out := link(" and ") + decades[int(f/10)-2]
		if rest := math.Mod(f, 10); rest > 0 {
			return out + "-" + words(rest, false, ordinal)
		}
		if ordinal {
			return out[:len(out)-1] + "ieth"
		}
		return out
	case f < 1000:
		return link(", ") + smallNumbers[int(f/100)] + " Hundred" + wordsRest(math.Mod(f, 100), ordinal)
	}
	mag := min(int(math.Floor(math.Log10(f)/3)), len(magnitudes))
	factor := math.Pow10(mag * 3)
	mant := math.Floor(f / factor)
	return link(", ") + words(mant, false, false) + " " + magnitudes[mag-1] + wordsRest(f-mant*factor, ordinal)
}

func wordsRest(rest float64, ordinal bool) string {
	if rest > 0 {
		return words(rest, true, ordinal)
	}
	if ordinal {
		return "th"
	}
	return ""
}

var wordBreak = regexp.MustCompile(`,\s|\sand\s|[\s\\-]`)

// fromWords reads an English number in lower case.
func fromWords(s string) float64 {
	segments := []float64{0}
	for _, w := range wordBreak.Split(s, -1) {
		v, ok := wordValues[w]
		if !ok {
			return math.NaN()
		}
		top := segments[len(segments)-1]
		if v < 100 {
			if top >= 1000 {
				segments = append(segments, v)
			} else {
				segments[len(segments)-1] = top + v
			}
		} else {
			segments[len(segments)-1] = top * v
		}
	}
	sum := 0.0
	for _, s := range segments {
		sum += s
	}
	return sum
}

func parseDecimal(digits string) float64 {
	f, _ := strconv.ParseFloat(digits, 64)
	return f
}
