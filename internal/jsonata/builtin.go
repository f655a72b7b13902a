package jsonata

import "github.com/lockstep-go/lockstep/internal/value"

// builtin is one line of a function table.
type builtin struct {
	name string
	sig  string
	// formals is how many arguments impl reads, arity how many of them higher-order
	// functions hand over.
	formals, arity int
	impl           func(st *state, a []value.Value) (value.Value, *Error)
}

// builtins are the functions of JSONata 2.0.6.
var builtins = []builtin{
	{"sum", "<a<n>:n>", 1, 1, fnSum},
	{"count", "<a:n>", 1, 1, fnCount},
	{"max", "<a<n>:n>", 1, 1, fnMax},
	{"min", "<a<n>:n>", 1, 1, fnMin},
	{"average", "<a<n>:n>", 1, 1, fnAverage},
	{"string", "<x-b?:s>", 2, 1, fnString},
	{"substring", "<s-nn?:s>", 3, 3, fnSubstring},
	{"substringBefore", "<s-s:s>", 2, 2, fnSubstringBefore},
	{"substringAfter", "<s-s:s>", 2, 2, fnSubstringAfter},
	{"lowercase", "<s-:s>", 1, 1, fnLowercase},
	{"uppercase", "<s-:s>", 1, 1, fnUppercase},
	{"length", "<s-:n>", 1, 1, fnLength},
	{"trim", "<s-:s>", 1, 1, fnTrim},
	{"pad", "<s-ns?:s>", 3, 3, fnPad},
	{"match", "<s-f<s:o>n?:a<o>>", 3, 3, fnMatch},
	{"contains", "<s-(sf):b>", 2, 2, fnContains},
	{"replace", "<s-(sf)(sf)n?:s>", 4, 4, fnReplace},
	{"split", "<s-(sf)n?:a<s>>", 3, 3, fnSplit},
	{"join", "<a<s>s?:s>", 2, 2, fnJoin},
	{"formatNumber", "<n-so?:s>", 3, 3, fnFormatNumber},
	{"formatBase", "<n-n?:s>", 2, 2, fnFormatBase},
	{"formatInteger", "<n-s:s>", 2, 2, fnFormatInteger},
	{"parseInteger", "<s-s:n>", 2, 2, fnParseInteger},
	{"number", "<(nsb)-:n>", 1, 1, fnNumber},
	{"floor", "<n-:n>", 1, 1, fnFloor},
	{"ceil", "<n-:n>", 1, 1, fnCeil},
	{"round", "<n-n?:n>", 2, 2, fnRound},
	{"abs", "<n-:n>", 1, 1, fnAbs},
	{"sqrt", "<n-:n>", 1, 1, fnSqrt},
	{"power", "<n-n:n>", 2, 2, fnPower},
	{"random", "<:n>", 0, 0, fnRandom},
	{"boolean", "<x-:b>", 1, 1, fnBoolean},
	{"not", "<x-:b>", 1, 1, fnNot},
	{"map", "<af>", 2, 2, fnMap},
	{"zip", "<a+>", 0, 0, fnZip},
	{"filter", "<af>", 2, 2, fnFilter},
	{"single", "<af?>", 2, 2, fnSingle},
	{"reduce", "<afj?:j>", 3, 3, fnReduce},
	{"sift", "<o-f?:o>", 2, 2, fnSift},
	{"keys", "<x-:a<s>>", 1, 1, fnKeys},
	{"lookup", "<x-s:x>", 2, 2, fnLookup},
	{"append", "<xx:a>", 2, 2, fnAppend},
	{"exists", "<x:b>", 1, 1, fnExists},
	{"spread", "<x-:a<o>>", 1, 1, fnSpread},
	{"merge", "<a<o>:o>", 1, 1, fnMerge},
	{"reverse", "<a:a>", 1, 1, fnReverse},
	{"each", "<o-f:a>", 2, 2, fnEach},
	{"error", "<s?:x>", 1, 1, fnError},
	{"assert", "<bs?:x>", 2, 2, fnAssert},
	{"type", "<x:s>", 1, 1, fnType},
	{"sort", "<af?:a>", 2, 2, fnSort},
	{"shuffle", "<a:a>", 1, 1, fnShuffle},
	{"distinct", "<x:x>", 1, 1, fnDistinct},
	{"base64encode", "<s-:s>", 1, 1, fnBase64Encode},
	{"base64decode", "<s-:s>", 1, 1, fnBase64Decode},
	{"encodeUrlComponent", "<s-:s>", 1, 1, fnEncodeURLComponent},
	{"encodeUrl", "<s-:s>", 1, 1, fnEncodeURL},
	{"decodeUrlComponent", "<s-:s>", 1, 1, fnDecodeURLComponent},
	{"decodeUrl", "<s-:s>", 1, 1, fnDecodeURL},
	{"eval", "<sx?:x>", 2, 2, fnEval},
	{"toMillis", "<s-s?:n>", 2, 2, fnToMillis},
	{"fromMillis", "<n-s?s?:s>", 3, 3, fnFromMillis},
	{"clone", "<(oa)-:o>", 1, 1, fnClone},
	{"now", "<s?s?:s>", 2, 2, fnNow},
	{"millis", "<:n>", 0, 0, fnMillis},
}

// volatile are the functions whose answers change from one evaluation to the next.
var volatile = map[string]bool{"now": true, "millis": true, "random": true, "shuffle": true, "uuid": true}

// newFunctions makes the functions of tables; a later table hides an earlier one.
func newFunctions(tables ...[]builtin) map[string]value.Value {
	out := map[string]value.Value{}
	for _, table := range tables {
		for _, b := range table {
			f := &function{name: b.name, arity: b.arity, formals: b.formals, sig: mustSignature(b.sig), impl: b.impl}
			out[b.name] = f.value()
		}
	}
	return out
}

func mustSignature(text string) *signature {
	sig, err := parseSignature(text)
	if err != nil {
		panic("jsonata: bad signature " + text)
	}
	return sig
}
