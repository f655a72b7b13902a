// Package golden compares what a test made with a file that is kept.
//
// A definition is read in review, so it should lie in the repository as it will
// be deployed; a test then holds it to that. Files are written anew by
//
//	GOLDEN='*' go test ./...
//
// where the pattern picks files by name, and a test that writes a file fails, so
// that no run both blesses and passes.
//
//	func TestDefinition(t *testing.T) {
//		golden.Workflow(t, order.Workflow(), "testdata/order.asl.json")
//	}
//
// This folder also holds the definitions of the project's own examples, each
// beside one an expert wrote by hand for comparison.
package golden
