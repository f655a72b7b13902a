package sdk_test

import (
	"context"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/dynamodb"
	"github.com/lockstep-go/lockstep/sdk/glue"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/sqs"
)

// Each function below holds one mistake. The comment behind the line says which
// diagnostic it must give and what stands at its column, and it must give no
// other.

type customer struct {
	Name string `json:"name"`
	Mail string `json:"mail,omitempty"`
}

type purchase struct {
	ID       string    `json:"id"`
	Total    float64   `json:"total"`
	Status   status    `json:"status"`
	Customer *customer `json:"customer"`
	Tags     []string  `json:"tags"`
	Matrix   [][]int   `json:"matrix"`
	At       time.Time `json:"at"`
	secret   string
}

type status string

func (status) Values() []string { return []string{"OPEN", "CLOSED"} }

type bill struct {
	Order string `json:"order"`
	Cents int    `json:"cents"`
}

func sendBill(context.Context, bill) (bill, error) { return bill{}, nil }

type in = sdk.Value[purchase]

var mistakes = []func() *sdk.Workflow{
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Wait("Pause").Seconds(in.At("totl")) // want ASL4901 at "totl": "`totl` is not a field of sdk_test.purchase; did you mean `total`?"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(in.At("customer.nmae")) // want ASL4901 at "customer.nmae": "`customer.nmae` is not a field of"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(in.At("total.cents")) // want ASL4901 at "total.cents": "asks for a member of a number, which has none"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(in.At("id[0]")) // want ASL4901 at "id[0]": "indexes a string, which is no array"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(in.At("tags[")) // want ASL4902 at "tags[": "`[` is not closed"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(in.At("tags[-1]")) // want ASL4902 at "tags[-1]": "use sdk.Last"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.Field(in, func(p *purchase) *string { return new(string) })) // want ASL4903 at Field: "an address outside of its argument"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.Field(in, func(p *purchase) *string { return &p.secret })) // want ASL4903 at Field: "`secret`, which is not in the JSON"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.Field(in, func(p *purchase) *string { panic("no") })) // want ASL4903 at Field: "the selector panics: no"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(in.At("customer.name")) // want ASL2904 at "customer.name": "`customer` may be missing"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Choice("Customer?").When(sdk.IsPresent(in.At("customer")), func(b *sdk.Block) {
				b.Return(in.At("customer.mail")) // want ASL2904 at "customer.mail": "`customer.mail` may be missing"
			})
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Choice("Customer?").When(sdk.IsPresent(in.At("customer")), func(b *sdk.Block) { b.Pass("One") }).
				Otherwise(func(b *sdk.Block) {
					b.Fail("Nobody").Cause(in.At("customer.name")) // want ASL2904 at "customer.name": "`customer` may be missing"
				})
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			lambda.Invoke(b, "Bill", sendBill).Payload(sdk.Object{"order": in.At("total"), "cents": 1}) // want ASL4904 at "order": "at `order` is a number where a string is wanted"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			lambda.Invoke(b, "Bill", sendBill).Payload(sdk.Object{"order": "1", "cent": 1}) // want ASL4904 at "cent": "at `cent` is not a field of sdk_test.bill; did you mean `cents`?"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			lambda.Invoke(b, "Bill", sendBill).Payload(in.At("id")) // want ASL4904 at Payload: "is a string where sdk_test.bill is wanted"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			lambda.Invoke(b, "Bill", sendBill) // want ASL2908 at Invoke: "has no `Payload`"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			sqs.SendMessage(b, "Send").MessageBody(in) // want ASL2908 at SendMessage: "has no `QueueUrl`"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			lambda.Invoke(b, "Ask", sendBill).Payload(bill{}).WaitForTaskToken() // want ASL2908 at Invoke: "hands it to nobody"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Choice("Dear?").When(sdk.GreaterThan(in.At("total"), "1000"), func(b *sdk.Block) { b.Pass("Yes") }) // want ASL4905 at GreaterThan: "compares a number with a string"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Choice("Open?").When(sdk.Equals(in.At("status"), "OPNE"), func(b *sdk.Block) { b.Pass("Yes") }) // want ASL4906 at "OPNE": "`OPNE` is no value of sdk_test.status; did you mean `OPEN`?"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Choice("Total?").When(in.At("total"), func(b *sdk.Block) { b.Pass("Yes") }) // want ASL4905 at When: "the condition is a number and must be a boolean"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.Add(in.At("id"), 1)) // want ASL4905 at Add: "`Add` takes a number, and this is a string"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.Format("{} and {}", in.At("id"))) // want ASL4908 at "{} and {}": "the template has 2 {} and there are 1 arguments"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.Format("{", in.At("id"))) // want ASL4908 at "{": "has a lone `{`"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.Format("{}", in.At("tags"))) // want ASL4905 at Format: "`Format` takes strings"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(func() {}) // want ASL4907 at Return: "can't be a value of the workflow"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			sdk.ForEach(b, "Each", sdk.As[[]string](in.At("id")), func(b *sdk.Block, _ sdk.Value[string]) { b.Pass("One") }) // want ASL4904 at As: "is a string where an array of string is wanted"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			var sent sdk.Value[bill]
			b.Choice("Dear?").When(sdk.GreaterThan(in.At("total"), 1), func(b *sdk.Block) {
				sent = lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).Result()
			})
			b.Pass("Gap")
			b.Return(sent.At("cents")) // want ASL2901 at At: "`Bill` is not assigned on every path"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			sent := lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).
				CatchAll(func(b *sdk.Block, e sdk.Caught) { b.Pass("Never mind") }).Result()
			b.Wait("Pause").Seconds(1)
			b.Wait("Rest").Seconds(sent.At("cents")) // want ASL2901 at At: "is not there when its step failed and the handler has ended"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			var inner sdk.Value[bill]
			sdk.ForEach(b, "Each", sdk.At[[]string](in, "tags"), func(b *sdk.Block, tag sdk.Value[string]) {
				inner = lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).Result()
			})
			b.Return(inner.At("cents")) // want ASL2902 at At: "used outside of the Map `Each`"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			n := sdk.Var[int](b, "n", 0)
			sdk.ForEach(b, "Each", sdk.At[[]string](in, "tags"), func(b *sdk.Block, tag sdk.Value[string]) {
				b.Pass("One")
				n.Set(b, sdk.Add(n, 1)) // want ASL2903 at Set: "`n` belongs to an enclosing scope"
			})
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			id := sdk.UUID()
			b.Pass("One").Output(id)
			b.Pass("Two").Output(id) // want ASL2905 at Output: "one `UUID` is used in two places"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Pass("One")
			b.Pass("One") // want ASL1902 at "One": "two steps are named `One`"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Pass("") // want ASL1901 at Pass: "has no name"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Pass(strings.Repeat("long ", 17)) // want ASL1901 at Pass: "has 85 characters"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w w", func(b *sdk.Block, in in) { b.Pass("One") }) // want ASL1901 at "w w": "`w w`, is not one that AWS takes"
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(outer *sdk.Block, in in) {
			outer.Choice("Dear?").When(sdk.GreaterThan(in.At("total"), 1), func(b *sdk.Block) {
				b.Pass("Right")
				outer.Pass("Wrong") // want ASL1903 at Pass: "`Wrong` is recorded on the Block of an enclosing function"
			})
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Fail("No")
			b.Pass("After") // want ASL1905 at Pass: "nothing leads to the step `After`"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Pass("One")
			b.GoTo("Oen") // want ASL1906 at "Oen": "there is no step `Oen`; did you mean `One`?"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).
				CatchAll(func(b *sdk.Block, e sdk.Caught) { b.Fail("All") }).
				Catch("NoMoney", func(b *sdk.Block, e sdk.Caught) { b.Fail("Poor") }) // want ASL1905 at Catch: "the catcher of `NoMoney` is never used"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Try("Quiet", func(b *sdk.Block) { b.Pass("One") }).
				CatchAll(func(b *sdk.Block, e sdk.Caught) { b.Fail("All") }) // want ASL1905 at CatchAll: "nothing in the Try `Quiet` can fail"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			glue.StartJobRun(b, "Compact").JobName("compact").Arguments(sdk.Object{"--day": "1"}) // want ASL1908 at Arguments: "replaces `JobName`"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).Timeout(1500 * time.Millisecond) // want ASL1908 at Timeout: "counts whole seconds"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).Retry(sdk.Retry("E").BackoffRate(0.5)) // want ASL1908 at Retry: "`BackoffRate` is 0.5"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Wait("Pause").Timestamp(in.At("total")) // want ASL1908 at Timestamp: "`Timestamp` is a number"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			var nothing sdk.Value[string]
			b.Return(nothing) // want ASL2907 at Return: "never given anything"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.Transform(sdk.At[[][]int](in, "matrix"), func(row sdk.Value[[]int]) sdk.Value[[]int] { return row })) // want ASL4905 at Transform: "array of arrays"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Pass("One")
			b.Return(sdk.Multiply(in.At("total"), 2)) // want ASL2906 at Multiply: "JSONPath has no intrinsic function for `Multiply`"
		}, sdk.UseJSONPath())
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.JSONata("$a-tag", sdk.Object{"a-tag": in.At("tags")})) // want ASL1908 at "a-tag": "`a-tag` can't be the name of a variable"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.JSONata("$sum * 2", sdk.Object{"sum": in.At("total")})) // want ASL1908 at "sum": "a variable `sum` hides what JSONata means by `$sum`"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			sdk.DistributedMap(b, "Each", sdk.At[[]string](in, "tags"), func(b *sdk.Block, tag sdk.Value[string]) sdk.Value[any] {
				b.Pass("One").Output(in.At("id")) // want ASL2902 at At: "can't see `input`, and the Map has an ItemSelector of its own"
				return sdk.Const[any](1)
			}).ItemSelector(sdk.Object{"a": 1})
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			total := sdk.Var[int](b, "total", 0)
			b.Pass("One")
			total.Set(b, in.At("id")) // want ASL4904 at Set: "what `total` is set to is a string where an integer is wanted"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.Default(sdk.At[string](in, "customer.mail"), 7)) // want ASL4904 at Default: "the default is an integer where a string is wanted"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			sqs.SendMessage(b, "Send").QueueUrl(in.At("tags")).MessageBody("x") // want ASL4909 at QueueUrl: "`QueueUrl` takes a text, and this is an array of string"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			dynamodb.GetItem(b, "Look up").TableName("t").
				Key(in.At("id")) // want ASL4909 at Key: "`Key` takes an object, and this is a string"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.Object{"page": strings.Repeat("x", 300_000), "id": in.At("id")}) // want ASL5901 at Return: "this has at least 3000"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			name := in.At("customer.name")
			b.Pass("One")
			b.Fail("No").Cause(name) // want ASL2904 at Cause: "`customer` may be missing"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.Concat(in.At("id"), sdk.Concat(in.At("totl"), in.At("id")))) // want ASL4901 at "totl": "`totl` is not a field"
		})
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			b.Return(sdk.Add(sdk.Add(1, 2), sdk.Add(in.At("id"), 3))) // want ASL4905 at Add(sdk.Add(1: "`Add` takes a number, and this is a string"
		})
	},
	func() *sdk.Workflow {
		var again func(b *sdk.Block)
		again = func(b *sdk.Block) {
			b.Pass("Again") // want ASL1909 at Pass: "records more than 30000 steps"
			again(b)
		}
		return sdk.New("w", func(b *sdk.Block, in in) { again(b) })
	},
	func() *sdk.Workflow {
		return sdk.New("w", func(b *sdk.Block, in in) {
			lambda.Invoke(b, "Bill", sendBill).Payload(bill{}).Catch("E", nil) // want ASL1907 at Catch: "the handler is nil"
		})
	},
	func() *sdk.Workflow {
		return sdk.New[purchase]("w", nil) // want ASL1907 at New: "the workflow's function is nil"
	},
}

var want = regexp.MustCompile("// want (ASL[0-9]{4}) at (.*?): \"(.*)\"$")

func TestMistakes(t *testing.T) {
	expectOne(t, "mistakes_test.go", mistakes, false)
}

// expectOne builds workflows that each give the one diagnostic that a comment in
// the file wants of it, in order. Advice leaves a machine, a mistake doesn't.
func expectOne(t *testing.T, file string, workflows []func() *sdk.Workflow, builds bool) {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	type expectation struct {
		line                 int
		code, place, message string
	}
	var wanted []expectation
	for _, group := range parsed.Comments {
		for _, c := range group.List {
			if m := want.FindStringSubmatch(c.Text); m != nil {
				wanted = append(wanted, expectation{fset.Position(c.Pos()).Line, m[1], m[2], m[3]})
			}
		}
	}
	if len(wanted) != len(workflows) {
		t.Fatalf("%d mistakes and %d expectations", len(workflows), len(wanted))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	for i, w := range wanted {
		t.Run(fmt.Sprintf("line%d", w.line), func(t *testing.T) {
			m, list := workflows[i]().Build()
			if (m != nil) != builds {
				t.Errorf("a machine is built: %v, want %v", m != nil, builds)
			}
			if len(list) != 1 {
				t.Fatalf("want one diagnostic, got %d:\n%v", len(list), list)
			}
			d := list[0]
			at := ""
			if n := d.Origin.Column; n > 0 && d.Origin.Line == w.line {
				at = string([]rune(lines[w.line-1])[n-1:])
			}
			if !strings.HasPrefix(at, w.place) {
				t.Errorf("column %d is at %s\nwant %s", d.Origin.Column, at, w.place)
			}
			if d.Code != w.code || d.Origin.Line != w.line || filepath.Base(d.Origin.File) != file || !strings.Contains(d.Message, w.message) {
				t.Errorf("got  %s:%d %s %s\nwant %s:%s %s %s", filepath.Base(d.Origin.File), d.Origin.Line, d.Code, d.Message, file, strconv.Itoa(w.line), w.code, w.message)
			}
		})
	}
}
