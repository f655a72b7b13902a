package catalog

import (
	_ "embed"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/lockstep-go/lockstep/catalog/internal/pack"
)

//go:generate go run ./internal/gen -out .

//go:embed names.bin
var names []byte

// Kind is the JSON type that a parameter or a member of a result takes.
type Kind byte

// The kinds. Step Functions writes blobs and timestamps as strings.
const (
	KindAny       Kind = '*'
	KindString    Kind = 's'
	KindInteger   Kind = 'i'
	KindFloat     Kind = 'f'
	KindBoolean   Kind = 'b'
	KindBlob      Kind = 'x'
	KindTimestamp Kind = 't'
	KindList      Kind = '['
	KindMap       Kind = '<'
	KindStructure Kind = '{'
	// KindPayload is lambda:invoke's Payload: any JSON but a number and a boolean.
	KindPayload Kind = 'p'
)

// Parameter is a top-level input of an action.
type Parameter struct {
	// Name is the name as Step Functions spells it, in PascalCase.
	Name string
	// Member is the name in the API's model, as "taskDefinition".
	Member   string
	Required bool
	Kind     Kind
}

// Operation is an operation of a service's API.
type Operation struct {
	// Name is the API's name, as "SendMessage".
	Name string
	// Action is the name in a Resource, as "sendMessage".
	Action     string
	Parameters []Parameter
	// Errors are the modelled errors by their names in the API.
	Errors []string
	// Streams says that it needs an event stream, which Step Functions has not.
	Streams bool
}

// Service is a service that SDK integrations can call.
type Service struct {
	// Segment is the name in "arn:aws:states:::aws-sdk:SEGMENT:action".
	Segment string
	// Client is the Java client's name and the prefix of error names, as "DynamoDb".
	Client string
	// ID is the model's serviceId.
	ID string
	// Folder is botocore's name of the service, and the AWS CLI's.
	Folder string
	// EndpointPrefix begins the host name, SigningName names the service in signatures.
	EndpointPrefix, SigningName string
	Protocol                    string

	load func() ([]Operation, error)
}

// index is the opened data, by segment and by folder.
type index struct {
	notice    string
	services  []*Service
	bySegment map[string]*Service
	byFolder  map[string]*Service
}

var open = sync.OnceValue(func() *index {
	file, err := pack.Open(names)
	if err != nil {
		// The data is compiled in and a test reads all of it.
		panic(fmt.Sprintf("catalog: %v", err))
	}
	ix := &index{notice: file.Notice, bySegment: map[string]*Service{}, byFolder: map[string]*Service{}}
	for i := range file.Services {
		packed := &file.Services[i]
		client := clientName(packed.ID)
		s := &Service{
			Segment: strings.ToLower(client), Client: client, ID: packed.ID, Folder: packed.Folder,
			EndpointPrefix: packed.EndpointPrefix, SigningName: packed.SigningName, Protocol: packed.Protocol,
		}
		s.load = sync.OnceValues(func() ([]Operation, error) {
			text, err := file.Text(packed)
			if err != nil {
				return nil, err
			}
			return readOperations(text), nil
		})
		ix.services = append(ix.services, s)
		ix.bySegment[s.Segment] = s
		ix.byFolder[s.Folder] = s
	}
	return ix
})

// Notice says where the data is from: package, version, licence.
func Notice() string { return open().notice }

// Services are all services with a model, in the order of their folders.
func Services() iter.Seq[*Service] { return slices.Values(open().services) }

// LookupService finds a service by its segment in an SDK integration's Resource.
func LookupService(segment string) (*Service, bool) {
	s, ok := open().bySegment[segment]
	return s, ok
}

// Operations are the service's operations, in order of their names.
func (s *Service) Operations() []Operation {
	ops, err := s.load()
	if err != nil {
		panic(fmt.Sprintf("catalog: %v", err)) // compiled in, as in open
	}
	return ops
}

// Operation finds an operation by its name in the API or in a Resource.
func (s *Service) Operation(name string) (*Operation, bool) {
	ops := s.Operations()
	for i := range ops {
		if ops[i].Name == name || ops[i].Action == name {
			return &ops[i], true
		}
	}
	return nil, false
}

// Parameter finds a parameter by its name in Step Functions.
func (o *Operation) Parameter(name string) (Parameter, bool) {
	for _, p := range o.Parameters {
		if p.Name == name {
			return p, true
		}
	}
	return Parameter{}, false
}

// readOperations reads a service's text (see catalog/internal/gen: namesOf).
func readOperations(text string) []Operation {
	var ops []Operation
	for line := range strings.Lines(text) {
		columns := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
		name, streams := strings.CutSuffix(columns[0], "~")
		o := Operation{Name: name, Action: actionName(name), Streams: streams}
		o.Parameters = readParameters(columns[1])
		if columns[2] != "" {
			o.Errors = strings.Split(columns[2], ",")
		}
		ops = append(ops, o)
	}
	return ops
}

// readParameters reads `Name!k,namek`: a name, `!` if required, a kind's letter.
func readParameters(text string) []Parameter {
	if text == "" {
		return nil
	}
	pieces := strings.Split(text, ",")
	out := make([]Parameter, len(pieces))
	for i, piece := range pieces {
		member, required := strings.CutSuffix(piece[:len(piece)-1], "!")
		out[i] = Parameter{Name: FieldName(member), Member: member, Required: required, Kind: Kind(piece[len(piece)-1])}
	}
	return out
}
