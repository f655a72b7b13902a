// Command simulator measures the simulator: against a loop that does only the unavoidable
// data work, and, if it can be had, against the npm package aws-local-stepfunctions.
//
//	go run ./bench/simulator                 # ours and the loop
//	npm install --prefix DIR aws-local-stepfunctions@3.0.0
//	go run ./bench/simulator -peer DIR       # and the peer, in the same run
//
// Every figure comes from a process of its own, so that memory is that of one scenario;
// times are the median of several executions within it, after one that is not counted.
package main
