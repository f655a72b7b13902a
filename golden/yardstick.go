package golden

import (
	"os"
	"testing"

	"github.com/lockstep-go/lockstep/asl"
	"github.com/lockstep-go/lockstep/compiler"
	"github.com/lockstep-go/lockstep/sdk"
)

// Yardstick compiles a workflow and compares it with a definition of the same
// process that somebody who knows the States Language well has written by hand:
// the compiled one may have no more states, those of branches and iterations
// included. The definition must pass the checker, so that it is a fair measure.
func Yardstick(t testing.TB, w *sdk.Workflow, file string, opts ...compiler.Option) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	byHand, problems := asl.Decode(file, data)
	if byHand == nil || problems.HasErrors() {
		t.Fatalf("%s is no definition:\n%v", file, problems)
	}
	if artifact, problems := compiler.Compile(byHand, compiler.WithLevel(compiler.LevelNone)); artifact == nil {
		t.Fatalf("%s does not pass the checker:\n%v", file, problems)
	}
	compiled, problems := asl.Decode(w.Name(), compile(t, w, opts))
	if compiled == nil {
		t.Fatalf("the definition of %s can't be read back:\n%v", w.Name(), problems)
	}
	if got, want := states(compiled), states(byHand); got > want {
		t.Errorf("%s compiles to %d states; by hand it has %d", w.Name(), got, want)
	}
}

func states(m *asl.Machine) int {
	n := 0
	for range asl.Walk(m) {
		n++
	}
	return n
}
