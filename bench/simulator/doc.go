// Command simulator measures the simulator: against a loop that does only the unavoidable
// data work, and, if it can be had, against the npm package aws-local-stepfunctions.
//
//	go run ./bench/simulator                 # ours and the loop
//	npm install --prefix DIR aws-local-stepfunctions@3.0.0
//	go run ./bench/simulator -peer DIR       # and the peer, in the same run
//
//	go run ./bench/simulator -large -scale 10 # memory: Maps of 1,000,000 and 10,000,000 items, 10,000 executions
//
// Every figure comes from a process of its own, so that memory (the peak of its resident set) is
// that of one scenario. Ours run in three ways: without a history, as lockstep run does, with one
// that is kept and not read, and with one that is read as the API writes it. Within a process
// executions are thrown away for half a second, then timed for at least one; the figure is the
// median. The peer is treated alike, validation switched off, and its input is parsed before its
// clock starts, which ours is not.
package main
