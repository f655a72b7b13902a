// Command serve loads a running `lockstep serve` and prints what it bore: executions started
// per second with their latencies, and how much memory idle connections cost.
//
//	go build -o lockstep ./cmd/lockstep
//	go run ./bench/serve -start './lockstep serve --listen {listen} --time virtual'
//
// Everything is bounded: the requests, the connections, and a minute for each part.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func main() {
	start := flag.String("start", "", "the command that starts the server; {listen} becomes its address")
	requests := flag.Int("requests", 10_000, "StartExecution requests")
	connections := flag.Int("connections", 64, "connections that send them")
	idle := flag.Int("idle", 10_000, "idle connections; file descriptors bound them")
	flag.Parse()
	if err := run(*start, *requests, *connections, *idle); err != nil {
		log.Fatal(err)
	}
}

func run(command string, requests, connections, idle int) error {
	if command == "" {
		return errors.New("-start is missing")
	}
	addr, err := freeAddress()
	if err != nil {
		return err
	}
	words := strings.Fields(strings.ReplaceAll(command, "{listen}", addr))
	server := exec.Command(words[0], words[1:]...)
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		return err
	}
	defer server.Wait()
	defer server.Process.Signal(syscall.SIGTERM)

	l := &load{url: "http://" + addr + "/", client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConns: connections, MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}}}
	if err := l.ready(); err != nil {
		return err
	}
	machine, err := l.machine()
	if err != nil {
		return err
	}
	fmt.Printf("memory at rest: %s\n", memory(server.Process.Pid))
	if err := l.starts(machine, requests, connections); err != nil {
		return err
	}
	fmt.Printf("memory with %d executions: %s\n", requests, memory(server.Process.Pid))
	return l.idle(addr, machine, idle, server.Process.Pid)
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

type load struct {
	url    string
	client *http.Client
}

// call sends one request and returns the decoded answer.
func (l *load) call(op string, params any) (map[string]any, error) {
	body, err := json.Marshal(params)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AWSStepFunctions."+op)
	resp, err := l.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s: %s", op, resp.Status, text)
	}
	var out map[string]any
	return out, json.Unmarshal(text, &out)
}

func (l *load) ready() error {
	var err error
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		if _, err = l.call("ListStateMachines", struct{}{}); err == nil {
			return nil
		}
	}
	return err
}

const definition = `{"StartAt":"A","States":{
	"A":{"Type":"Pass","Result":{"n":1},"ResultPath":"$.a","Next":"B"},
	"B":{"Type":"Choice","Choices":[{"Variable":"$.a.n","NumericEquals":1,"Next":"C"}],"Default":"C"},
	"C":{"Type":"Succeed"}}}`

func (l *load) machine() (string, error) {
	out, err := l.call("CreateStateMachine", map[string]string{"name": "load", "definition": definition, "roleArn": "arn:aws:iam::123456789012:role/r"})
	if err != nil {
		return "", err
	}
	return out["stateMachineArn"].(string), nil
}

// starts sends the requests from the connections and prints how that went.
func (l *load) starts(machine string, requests, connections int) error {
	took := make([]time.Duration, requests)
	var next atomic.Int64
	var failed atomic.Int64
	var first atomic.Pointer[error]
	begun := time.Now()
	var wg sync.WaitGroup
	for range connections {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(requests); i = next.Add(1) - 1 {
				at := time.Now()
				_, err := l.call("StartExecution", map[string]string{"stateMachineArn": machine, "input": `{"order":"1234","items":[1,2,3]}`})
				took[i] = time.Since(at)
				if err != nil {
					failed.Add(1)
					first.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	wg.Wait()
	total := time.Since(begun)
	slices.Sort(took)
	at := func(q float64) time.Duration { return took[int(q*float64(len(took)-1))].Round(10 * time.Microsecond) }
	fmt.Printf("%d StartExecution over %d connections: %.0f requests/s, p50 %v, p99 %v, max %v, %d errors\n",
		requests, connections, float64(requests)/total.Seconds(), at(0.5), at(0.99), at(1), failed.Load())
	if err := first.Load(); err != nil {
		return *err
	}
	return nil
}

// idle opens connections that send one request and then nothing, and calls past them.
func (l *load) idle(addr, machine string, n, pid int) error {
	conns := make([]net.Conn, 0, n)
	defer func() {
		for _, c := range conns {
			c.Close()
		}
	}()
	request := []byte("POST / HTTP/1.1\r\nHost: " + addr + "\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AWSStepFunctions.ListStateMachines\r\nContent-Length: 2\r\n\r\n{}")
	answer := make([]byte, 4096)
	for range n {
		c, err := net.DialTimeout("tcp", addr, 10*time.Second)
		if err != nil {
			return fmt.Errorf("after %d idle connections: %w", len(conns), err)
		}
		conns = append(conns, c)
		c.SetDeadline(time.Now().Add(10 * time.Second))
		if _, err := c.Write(request); err != nil {
			return err
		}
		if _, err := c.Read(answer); err != nil {
			return err
		}
	}
	begun := time.Now()
	if _, err := l.call("StartExecution", map[string]string{"stateMachineArn": machine}); err != nil {
		return err
	}
	fmt.Printf("memory with %d idle connections: %s; a request took %v\n", n, memory(pid), time.Since(begun).Round(10*time.Microsecond))
	return nil
}

// memory is the resident memory of a process, where the system tells it.
func memory(pid int) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strings.TrimSpace(rest)
		}
	}
	return "unknown"
}
