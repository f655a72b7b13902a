# Everything here is one command of the Go tool; make only remembers it.

.PHONY: build test race golden generate lint ci tidy

build: ## the command, in bin/
	go build -o bin/lockstep ./cmd/lockstep

test: ## what the README says
	go test ./...

race:
	go test -race ./...

golden: ## writes all golden files anew; read the diff before you commit it
	GOLDEN='*' go test ./... || true
	git --no-pager diff --stat

generate:
	go generate ./...

lint:
	gofmt -l .
	go vet ./...
	go tool -modfile=tools/go.mod staticcheck ./...
	go tool -modfile=tools/go.mod go-check-sumtype ./...

tidy:
	go mod tidy

ci:
	.ci/run
