package sdk

import (
	"fmt"
	"reflect"

	"github.com/lockstep-go/lockstep/asl"
)

// mapping is what a Map runs over.
type mapping struct {
	items       *expr // nil where an ItemReader has them
	selector    *expr // ItemSelector of the author
	selectorAt  origin
	distributed bool
	execution   string // STANDARD or EXPRESS
	batched     bool
	item        *source
}

// MapStep is a step that runs the same steps for each element of an array, in inline
// mode (States Language, "Map State"): R is what one iteration gives. See [Map] and
// [ForEach].
type MapStep[R any] struct{ Work[*MapStep[R]] }

// Map records a Map state in inline mode: up to 40 iterations at a time, all in
// the workflow's own history. define records the steps for one item and returns
// what the iteration gives. It reads the values of earlier steps.
//
//	labels := sdk.Map(b, "Ship items", items, func(b *sdk.Block, item sdk.Value[Item]) sdk.Value[Label] {
//		return lambda.Invoke(b, "Make label", MakeLabel).Payload(item).Result()
//	}).MaxConcurrency(10).Result()
func Map[T, R any](b *Block, name string, items Value[[]T], define func(b *Block, item Value[T]) Value[R]) *MapStep[R] {
	m := &MapStep[R]{}
	s := newMap[T, R](b, name, operand(items), define)
	m.Work = Work[*MapStep[R]]{newState(s, m)}
	return m
}

// ForEach is [Map] for steps that are there for what they do.
func ForEach[T any](b *Block, name string, items Value[[]T], define func(b *Block, item Value[T])) *MapStep[any] {
	return Map(b, name, items, func(b *Block, item Value[T]) Value[any] {
		if define != nil {
			define(b, item)
		}
		return Value[any]{e: noValue}
	})
}

// noValue is the result of an iteration that is there for what it does.
var noValue = &expr{kind: exprLiteral, typ: schemaAny}

func newMap[T, R any](b *Block, name string, items *expr, define func(b *Block, item Value[T]) Value[R]) *step {
	s := b.add(stepMap, name)
	s.over = &mapping{items: items}
	elem := schemaOf(reflect.TypeFor[T]())
	if items != nil {
		elem = elemOf[T](items)
		if k := items.typ.kind; items.fault == nil && k != kindAny && k != kindArray {
			s.report(codeOperandType, "the Map runs over "+article(items.typ.String())+" and takes an array", "give it an array, or the field that holds one")
		}
	}
	s.process(elem, func(b *Block, item *expr) *expr {
		if define == nil {
			s.report(codeNilFunction, "the iteration's function is nil", "pass the function that records its steps")
			return noValue
		}
		return operand(define(b, Value[T]{e: item}))
	}, false)
	s.src.typ = &schema{kind: kindArray, elem: s.resultType(schemaOf(reflect.TypeFor[R]()))}
	return s
}

// process records a Map's processor.
func (s *step) process(elem *schema, define func(b *Block, item *expr) *expr, distributed bool) {
	sc := &scope{parent: s.block.scope, owner: s, distributed: distributed}
	sc.input = &source{kind: sourceScope, scope: sc, typ: elem, name: s.name + " item", at: s.at, step: s}
	s.over.item, s.over.distributed = sc.input, distributed
	s.body = s.view.child(sc)
	sc.block = s.body.record
	item := &expr{kind: exprSource, src: sc.input, typ: elem, at: s.at}
	s.body.record.run(func() {
		e := define(s.body, item)
		if e != noValue {
			s.body.record.result = e
		}
	})
}

func (s *step) resultType(declared *schema) *schema {
	if r := s.body.record.result; r != nil && r.typ.kind != kindAny {
		return r.typ
	}
	return declared
}

// MaxConcurrency bounds how many iterations run at a time: a number, or a Value of
// one. 1 runs them in order; 0, the default, runs up to 40.
func (m *MapStep[R]) MaxConcurrency(n any) *MapStep[R] { m.s.count("MaxConcurrency", n); return m }

// ItemSelector is what an iteration gets as its input instead of its item. It may use
// the item and its index, sdk.Context("Map.Item.Value") and
// sdk.Context("Map.Item.Index"). Values that the iteration uses need none.
func (m *MapStep[R]) ItemSelector(template any) *MapStep[R] {
	m.s.over.selector, m.s.over.selectorAt = operand(template), here()
	return m
}

// ItemsPath is the path of the array in the state's input (JSONPath), in place of the
// array given to [Map].
func (m *MapStep[R]) ItemsPath(path any) *MapStep[R] { m.s.set("ItemsPath", path); return m }

// MaxConcurrencyPath is the path of the bound in the state's input (JSONPath); see
// MaxConcurrency.
func (m *MapStep[R]) MaxConcurrencyPath(path string) *MapStep[R] {
	m.s.set("MaxConcurrencyPath", path)
	return m
}

// Result is the array of what the iterations give, in the order of the items. An
// iteration that fails fails the Map.
func (m *MapStep[R]) Result() Value[[]R] {
	v := result[[]R](m.s)
	v.e.typ = m.s.src.typ
	return v
}

func (s *step) count(name string, n any) {
	if i, ok := n.(int); ok && i < 0 {
		s.report(codeSetting, fmt.Sprintf("`%s` is %d", name, i), "give 0 or more")
	}
	s.set(name, n)
}

// DistributedMapStep is a Map whose items run as executions of their own, up to
// 10,000 at a time.
type DistributedMapStep[R any] struct {
	Work[*DistributedMapStep[R]]
}

// DistributedMap records a Map in distributed mode over an array. Child
// executions see nothing of the workflow, so what define uses of earlier steps
// is handed to them by the ItemSelector; that is done by itself.
func DistributedMap[T, R any](b *Block, name string, items Value[[]T], define func(b *Block, item Value[T]) Value[R]) *DistributedMapStep[R] {
	return newDistributed(b, name, operand(items), nil, define)
}

// DistributedMapOver is [DistributedMap] over what a reader finds in S3.
func DistributedMapOver[T, R any](b *Block, name string, reader ItemReader, define func(b *Block, item Value[T]) Value[R]) *DistributedMapStep[R] {
	return newDistributed(b, name, nil, &reader, define)
}

// DistributedBatches is [DistributedMapOver] with batches of up to size items:
// define gets the items of one batch.
func DistributedBatches[T, R any](b *Block, name string, reader ItemReader, size any, define func(b *Block, items Value[[]T]) Value[R]) *DistributedMapStep[R] {
	m := newDistributedBatch(b, name, nil, &reader, define)
	m.s.count("MaxItemsPerBatch", size)
	return m
}

func newDistributed[T, R any](b *Block, name string, items *expr, reader *ItemReader, define func(b *Block, item Value[T]) Value[R]) *DistributedMapStep[R] {
	s := b.add(stepMap, name)
	elem := schemaOf(reflect.TypeFor[T]())
	if items != nil {
		elem = elemOf[T](items)
	}
	return finishDistributed[R](s, items, reader, elem, func(b *Block, item *expr) *expr {
		if define == nil {
			s.report(codeNilFunction, "the iteration's function is nil", "pass the function that records its steps")
			return noValue
		}
		return operand(define(b, Value[T]{e: item}))
	})
}

func newDistributedBatch[T, R any](b *Block, name string, items *expr, reader *ItemReader, define func(b *Block, items Value[[]T]) Value[R]) *DistributedMapStep[R] {
	s := b.add(stepMap, name)
	s.batched = true
	batch := &schema{kind: kindArray, elem: schemaOf(reflect.TypeFor[T]())}
	typ := &schema{kind: kindObject, open: true, fields: []schemaField{{name: "Items", schema: batch}}}
	return finishDistributed[R](s, items, reader, typ, func(b *Block, item *expr) *expr {
		if define == nil {
			s.report(codeNilFunction, "the iteration's function is nil", "pass the function that records its steps")
			return noValue
		}
		return operand(define(b, Value[[]T]{e: item.get([]pathStep{{name: "Items"}}, batch, s.at)}))
	})
}

func finishDistributed[R any](s *step, items *expr, reader *ItemReader, elem *schema, define func(b *Block, item *expr) *expr) *DistributedMapStep[R] {
	s.over = &mapping{items: items, execution: asl.ExecutionStandard, batched: s.batched}
	s.reader = reader
	s.process(elem, define, true)
	s.src.typ = &schema{kind: kindArray, elem: s.resultType(schemaOf(reflect.TypeFor[R]()))}
	m := &DistributedMapStep[R]{}
	m.Work = Work[*DistributedMapStep[R]]{newState(s, m)}
	return m
}

// Express runs the child executions as Express workflows: at most five minutes,
// at least once, and cheaper.
func (m *DistributedMapStep[R]) Express() *DistributedMapStep[R] {
	m.s.over.execution = asl.ExecutionExpress
	return m
}

// MaxConcurrency bounds how many child executions run at a time: a number, or a Value
// of one; 0, the default, is 10,000.
func (m *DistributedMapStep[R]) MaxConcurrency(n any) *DistributedMapStep[R] {
	m.s.count("MaxConcurrency", n)
	return m
}

// ToleratedFailurePercentage is how many percent of the items, 0 to 100, may fail
// before the Map fails with States.ExceedToleratedFailureThreshold: a number, or a
// Value of one.
func (m *DistributedMapStep[R]) ToleratedFailurePercentage(n any) *DistributedMapStep[R] {
	if i, ok := n.(int); ok && i > 100 {
		m.s.report(codeSetting, fmt.Sprintf("`ToleratedFailurePercentage` is %d", i), "give 0 to 100")
	}
	m.s.count("ToleratedFailurePercentage", n)
	return m
}

// ToleratedFailureCount is how many items may fail before the Map fails with
// States.ExceedToleratedFailureThreshold: a number, or a Value of one. 0 is the
// default.
func (m *DistributedMapStep[R]) ToleratedFailureCount(n any) *DistributedMapStep[R] {
	m.s.count("ToleratedFailureCount", n)
	return m
}

// Label is the part of the Map Run's ARN that names this Map; at most 40
// characters.
func (m *DistributedMapStep[R]) Label(label string) *DistributedMapStep[R] {
	m.s.set("Label", label)
	return m
}

// MaxInputBytesPerBatch bounds a batch by its size in bytes, up to 262,144: a number,
// or a Value of one.
func (m *DistributedMapStep[R]) MaxInputBytesPerBatch(n any) *DistributedMapStep[R] {
	m.s.count("MaxInputBytesPerBatch", n)
	return m
}

// ItemSelector is what a child execution gets instead of its item. What the
// iteration uses of earlier steps must then be in it.
func (m *DistributedMapStep[R]) ItemSelector(template any) *DistributedMapStep[R] {
	m.s.over.selector, m.s.over.selectorAt = operand(template), here()
	return m
}

// ResultWriter writes the results to S3 instead of answering them.
func (m *DistributedMapStep[R]) ResultWriter(w ResultWriter) *DistributedMapStep[R] {
	m.s.writer = &w
	return m
}

// Result is the array of what the child executions give, in the order of the
// items. With a [ResultWriter] to S3 use [DistributedMapStep.Written].
func (m *DistributedMapStep[R]) Result() Value[[]R] {
	v := result[[]R](m.s)
	v.e.typ = m.s.src.typ
	return v
}

// WriterResult says where a ResultWriter has put the results.
type WriterResult struct {
	MapRunArn           string
	ResultWriterDetails struct{ Bucket, Key string }
}

// Written is the result of a Map with a [ResultWriter] to S3.
func (m *DistributedMapStep[R]) Written() Value[WriterResult] { return result[WriterResult](m.s) }

// AnyMap is a Map written state by state, with every field of the States
// Language; [Map] and [DistributedMap] are the typed ones.
type AnyMap struct{ Work[*AnyMap] }

// Map records a Map whose processor are the steps of body. Without items it runs
// over its input.
func (b *Block) Map(name string, body func(b *Block)) *AnyMap {
	m := &AnyMap{}
	s := b.add(stepMap, name)
	s.over = &mapping{}
	s.process(schemaAny, func(b *Block, _ *expr) *expr {
		if body == nil {
			s.report(codeNilFunction, "the iteration's function is nil", "pass the function that records its steps")
			return noValue
		}
		body(b)
		return noValue
	}, false)
	s.src.typ = &schema{kind: kindArray, elem: schemaAny}
	m.Work = Work[*AnyMap]{newState(s, m)}
	return m
}

// Distributed runs the items as executions of their own, of type STANDARD or
// EXPRESS.
func (m *AnyMap) Distributed(executionType string) *AnyMap {
	m.s.over.distributed, m.s.over.execution = true, executionType
	m.s.body.record.scope.distributed = true
	return m
}

// Inline says the default mode in the definition.
func (m *AnyMap) Inline() *AnyMap { m.s.config = true; return m }

// Iterator writes the processor under its old name.
func (m *AnyMap) Iterator() *AnyMap { m.s.iterator = true; return m }

// Items is the array to run over (JSONata).
func (m *AnyMap) Items(v any) *AnyMap { m.s.over.items = operand(v); return m }

// ItemsPath is the path of the array in the state's input (JSONPath). Without it the
// input itself is the array.
func (m *AnyMap) ItemsPath(path string) *AnyMap { m.s.set("ItemsPath", path); return m }

// ItemSelector is what an iteration gets instead of its item.
func (m *AnyMap) ItemSelector(template any) *AnyMap {
	m.s.over.selector, m.s.over.selectorAt = operand(template), here()
	return m
}

// MaxConcurrency bounds how many iterations run at a time: a number, or a Value of
// one. 0, the default, is as many as there can be: 40 in inline mode, 10,000 in
// distributed mode.
func (m *AnyMap) MaxConcurrency(n any) *AnyMap { m.s.count("MaxConcurrency", n); return m }

// MaxConcurrencyPath is the path of the bound in the state's input (JSONPath); see
// MaxConcurrency.
func (m *AnyMap) MaxConcurrencyPath(path string) *AnyMap {
	m.s.set("MaxConcurrencyPath", path)
	return m
}

// ToleratedFailurePercentage is how many percent of the items may fail.
func (m *AnyMap) ToleratedFailurePercentage(n any) *AnyMap {
	m.s.count("ToleratedFailurePercentage", n)
	return m
}

// ToleratedFailureCount is how many items may fail.
func (m *AnyMap) ToleratedFailureCount(n any) *AnyMap {
	m.s.count("ToleratedFailureCount", n)
	return m
}

// Label is the part of the Map Run's ARN that names this Map.
func (m *AnyMap) Label(label string) *AnyMap { m.s.set("Label", label); return m }

// ItemReader reads the items from S3.
func (m *AnyMap) ItemReader(r ItemReader) *AnyMap { m.s.reader = &r; return m }

// ResultWriter writes the results to S3 instead of answering them.
func (m *AnyMap) ResultWriter(w ResultWriter) *AnyMap { m.s.writer = &w; return m }

// MaxItemsPerBatch hands the items over in batches of at most so many.
func (m *AnyMap) MaxItemsPerBatch(n any) *AnyMap {
	m.s.batched = true
	m.s.count("MaxItemsPerBatch", n)
	return m
}

// MaxInputBytesPerBatch bounds a batch by its size in bytes.
func (m *AnyMap) MaxInputBytesPerBatch(n any) *AnyMap {
	m.s.batched = true
	m.s.count("MaxInputBytesPerBatch", n)
	return m
}

// BatchInput goes along with every batch.
func (m *AnyMap) BatchInput(template any) *AnyMap {
	m.s.batched = true
	m.s.set("BatchInput", template)
	return m
}

// Result is the array of what the iterations give.
func (m *AnyMap) Result() Value[[]any] { return result[[]any](m.s) }
