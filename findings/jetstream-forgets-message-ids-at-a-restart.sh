#!/usr/bin/env bash
# Guess: within its duplicate window (two minutes by default) JetStream does not store a message again that is published
#   again with the same `Nats-Msg-Id`, also after a restart, as its streams are on disk.
# Seen: after a restart it knows only the ids of the messages that are still in the stream. A message that was replaced
#   by a newer one of its subject, or taken from a work queue, is stored a second time: the old value of a subject
#   becomes its newest, and the work is done again. Before the restart both are reported as duplicates.
# Versions: nats-server 2.15.3, nats.go 1.55.0, Go 1.26.
# Why it matters: a restart of the server is what makes publishers send again, so the guard is gone when it is needed.
# Feedhorn: a source publishes what the stream has, in its order, so such an update arrives again, unless `key` names
#   the message (docs/sources.md). The keys of Feedhorn's durable feeds outlive their updates.
source "$(dirname "$0")/support/go-module.sh" \
  github.com/nats-io/nats-server/v2@v2.15.3 github.com/nats-io/nats.go@v1.55.0
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

var ctx = context.Background()

// must returns a value, or ends the program if there is an error.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// start runs a server with the streams in a folder, and returns what stops it.
func start(folder string) (jetstream.JetStream, func()) {
	broker := must(server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: folder, NoLog: true, NoSigs: true}))
	broker.Start()
	if !broker.ReadyForConnections(20 * time.Second) {
		panic("the server does not start")
	}
	connection := must(nats.Connect(broker.ClientURL()))
	return must(jetstream.New(connection)), func() {
		connection.Close()
		broker.Shutdown()
		broker.WaitForShutdown()
	}
}

// duplicates publishes a message again on each stream and reports where it is known, and what the streams then have.
func duplicates(stream jetstream.JetStream) string {
	known := ""
	for _, subject := range []string{"all", "newest", "work"} {
		answer := must(stream.Publish(ctx, subject, []byte("first"), jetstream.WithMsgID("1")))
		known += fmt.Sprintf(" %s:%v", subject, answer.Duplicate)
	}
	newest := must(must(stream.Stream(ctx, "newest")).GetLastMsgForSubject(ctx, "newest"))
	work := must(must(stream.Stream(ctx, "work")).Info(ctx))
	return fmt.Sprintf("known%s; newest is the %s; %d to do", known, newest.Data, work.State.Msgs)
}

func main() {
	folder := must(os.MkdirTemp(".", "streams"))
	stream, stop := start(folder)
	for _, config := range []jetstream.StreamConfig{
		{Name: "all", Subjects: []string{"all"}},
		{Name: "newest", Subjects: []string{"newest"}, MaxMsgsPerSubject: 1},
		{Name: "work", Subjects: []string{"work"}, Retention: jetstream.WorkQueuePolicy},
	} {
		must(stream.CreateStream(ctx, config))
		must(stream.Publish(ctx, config.Name, []byte("first"), jetstream.WithMsgID("1")))
	}
	must(stream.Publish(ctx, "newest", []byte("second"), jetstream.WithMsgID("2")))
	config := jetstream.ConsumerConfig{AckPolicy: jetstream.AckExplicitPolicy}
	worker := must(stream.CreateConsumer(ctx, "work", config))
	if err := must(worker.Next()).DoubleAck(ctx); err != nil {
		panic(err)
	}
	before := duplicates(stream)
	stop()
	stream, stop = start(folder)
	after := duplicates(stream)
	stop()
	fmt.Println("before the restart:", before)
	fmt.Println("after the restart: ", after)
	if before != "known all:true newest:true work:true; newest is the second; 0 to do" ||
		after != "known all:true newest:false work:false; newest is the first; 1 to do" {
		os.Exit(1)
	}
}
GO
go build -mod=mod -o experiment main.go > log 2>&1 || cannot_try "go cannot build: $(cat log)"
timeout 60 ./experiment
