package dataflow

// known is a built-in function that can be judged: what it answers, and what of its
// arguments keeps it from failing. The arguments' kinds that are not in takes make it fail;
// an undefined first argument makes the answer undefined where passes is set.
type known struct {
	answers Kinds
	takes   []Kinds // by argument; the last holds for those after it
	passes  bool
}

var builtins = map[string]known{
	"exists":       {answers: Bool, takes: []Kinds{Any | Function}},
	"type":         {answers: String, takes: []Kinds{Any}, passes: true},
	"string":       {answers: String, takes: []Kinds{Any}, passes: true},
	"boolean":      {answers: Bool, takes: []Kinds{Any}, passes: true},
	"not":          {answers: Bool, takes: []Kinds{Any}, passes: true},
	"count":        {answers: Number, takes: []Kinds{Any}},
	"length":       {answers: Number, takes: []Kinds{String}, passes: true},
	"uppercase":    {answers: String, takes: []Kinds{String}, passes: true},
	"lowercase":    {answers: String, takes: []Kinds{String}, passes: true},
	"trim":         {answers: String, takes: []Kinds{String}, passes: true},
	"substring":    {answers: String, takes: []Kinds{String, Number}, passes: true},
	"append":       {answers: Any, takes: []Kinds{Any}},
	"merge":        {answers: Mapping, takes: []Kinds{0}},
	"floor":        {answers: Number, takes: []Kinds{Number}, passes: true},
	"parse":        {answers: Any, takes: []Kinds{0}, passes: true},
	"split":        {answers: List, takes: []Kinds{String, String}, passes: true},
	"base64encode": {answers: String, takes: []Kinds{String}, passes: true},
	"base64decode": {answers: String, takes: []Kinds{0}, passes: true},
	"now":          {answers: String, takes: []Kinds{0}},
	"millis":       {answers: Number, takes: []Kinds{0}},
	"random":       {answers: Number, takes: []Kinds{0}},
	"uuid":         {answers: String, takes: []Kinds{0}},
	"error":        {answers: 0, takes: []Kinds{0}},
	"reduce":       {answers: Any, takes: []Kinds{0}},
	"filter":       {answers: Any, takes: []Kinds{0}, passes: true},
	"zip":          {answers: List, takes: []Kinds{Any}},
	"hash":         {answers: String | Undefined, takes: []Kinds{0}, passes: true},
	"range":        {answers: Any, takes: []Kinds{0}},
}

var volatileFunctions = []string{"now", "millis", "random", "uuid", "shuffle"}
