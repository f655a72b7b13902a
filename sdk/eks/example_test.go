package eks_test

import (
	"fmt"
	"log"

	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/eks"
	"github.com/lockstep-go/lockstep/simtest"
)

// A Kubernetes job runs to its end in a cluster.
func ExampleRunJobSync() {
	type Release struct {
		Version string `json:"version"`
	}
	w := sdk.New("migrate", func(b *sdk.Block, in sdk.Value[Release]) {
		eks.RunJobSync(b, "Migrate").
			ClusterName("shop").
			CertificateAuthority("LS0t…").
			Endpoint("https://0A1B.gr7.us-east-1.eks.amazonaws.com").
			Job(sdk.Object{
				"apiVersion": "batch/v1", "kind": "Job",
				"metadata": sdk.Object{"name": "migrate"},
				"spec": sdk.Object{"backoffLimit": 0, "template": sdk.Object{"spec": sdk.Object{
					"restartPolicy": "Never",
					"containers": sdk.Array{sdk.Object{
						"name": "migrate", "image": sdk.Format("shop/migrate:{}", in.At("version")),
					}},
				}}},
			})
		b.Return(in.At("version"))
	})

	env, err := simtest.Open(w)
	if err != nil {
		log.Fatal(err)
	}
	env.Mock("Migrate").Return(map[string]any{})
	fmt.Println(env.Run(Release{"1.4.0"}))
	// Output:
	// Migrate: SUCCEEDED "1.4.0"
}
