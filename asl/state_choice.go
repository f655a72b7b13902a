package asl

// Choice goes on by the first rule that holds, else by Default (spec: "Choice State").
type Choice struct {
	Common
	Data                  // Output and Assign count only when no rule holds
	Choices []*ChoiceRule `asl:"Choices,required,nonempty"`
	Default string        `asl:"Default,target"`
}

// Type is [TypeChoice].
func (*Choice) Type() Type { return TypeChoice }
