package sdk_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/simtest"
)

type Finding struct {
	Detail struct {
		Severity  float64  `json:"severity"`
		Instances []string `json:"instance-ids"`
	} `json:"detail"`
}

// At takes a part by a path, which is checked against the type. The function of
// the same name says the type of the part, too.
func ExampleValue_At() {
	w := sdk.New("finding", func(b *sdk.Block, finding sdk.Value[Finding]) {
		severity := finding.At("detail.severity")
		instance := sdk.At[string](finding, "detail['instance-ids'][0]")
		b.Return(sdk.Format("{} on {}", severity, sdk.Uppercase(instance)))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	var f Finding
	f.Detail.Severity, f.Detail.Instances = 7, []string{"i-0a1b"}
	fmt.Println(env.Run(f).Output)
	// Output:
	// "7 on I-0A1B"
}
