#!/usr/bin/env bash
# Guess: a key of a NATS bucket that is created with a time to live of a second is gone after it. The time for which the
#   bucket keeps the markers of such ends is that of the markers.
# Seen: so it is if the bucket keeps one value of a key. If it keeps more, the server raises the time of the key to that
#   of the markers, without an error: with markers for an hour the key is there for an hour. In a stream without markers
#   the message ends in time, and the value before it becomes the newest one of its subject again. No consumer hears of
#   that.
# Versions: nats-server 2.15.3, nats.go 1.55.0, Go 1.26.
# Why it matters: keys with a time to live say who is online, or which prices are valid. A bucket that was given a history
#   shows them for an hour too long, or shows the value before as if it were new, while those who watch it have another.
# Feedhorn: a source of the type nats deletes a topic when the marker of the end of its key arrives. Without a marker the
#   topic keeps the value (docs/sources.md).
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

// afterItsTime creates a key that lives for a second in a bucket, and reports if the bucket has it after ten.
func afterItsTime(stream jetstream.JetStream, history uint8) bool {
	bucket := must(stream.CreateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: fmt.Sprintf("online%d", history), History: history, LimitMarkerTTL: time.Hour}))
	must(bucket.Create(ctx, "ann", []byte("online"), jetstream.KeyTTL(time.Second)))
	end := time.Now().Add(10 * time.Second)
	for time.Now().Before(end) {
		if _, err := bucket.Get(ctx, "ann"); err != nil {
			return false
		}
		time.Sleep(100 * time.Millisecond)
	}
	return true
}

// newest publishes a value, and another one that lives for a second. It returns the newest values of the subject before
// and after that second, and what a consumer of the stream has got.
func newest(streams jetstream.JetStream) (values []string, consumed []string) {
	stream := must(streams.CreateStream(ctx, jetstream.StreamConfig{
		Name: "prices", Subjects: []string{"prices", "end"}, MaxMsgsPerSubject: 2, AllowMsgTTL: true}))
	consumer := must(stream.CreateConsumer(ctx, jetstream.ConsumerConfig{AckPolicy: jetstream.AckNonePolicy}))
	received := make(chan string, 10)
	consuming := must(consumer.Consume(func(message jetstream.Msg) { received <- string(message.Data()) }))
	defer consuming.Stop()
	must(streams.Publish(ctx, "prices", []byte("old")))
	must(streams.Publish(ctx, "prices", []byte("special"), jetstream.WithMsgTTL(time.Second)))
	for i := 0; i < 100 && len(values) < 2; i++ {
		value := string(must(stream.GetLastMsgForSubject(ctx, "prices")).Data)
		if len(values) == 0 || values[0] != value {
			values = append(values, value)
		}
		time.Sleep(100 * time.Millisecond)
	}
	must(streams.Publish(ctx, "end", []byte("end")))
	for value := range received {
		consumed = append(consumed, value)
		if value == "end" {
			break
		}
	}
	return values, consumed
}

func main() {
	broker := must(server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: must(os.MkdirTemp(".", "streams")), NoLog: true, NoSigs: true}))
	broker.Start()
	if !broker.ReadyForConnections(20 * time.Second) {
		panic("the server does not start")
	}
	connection := must(nats.Connect(broker.ClientURL()))
	streams := must(jetstream.New(connection))
	one, five := afterItsTime(streams, 1), afterItsTime(streams, 5)
	values, consumed := newest(streams)
	connection.Close()
	broker.Shutdown()
	broker.WaitForShutdown()
	fmt.Printf("a key that lives for a second is there after ten: history 1: %v, history 5: %v\n", one, five)
	fmt.Printf("newest values of a subject: %v; a consumer got %v\n", values, consumed)
	if one || !five || fmt.Sprint(values, consumed) != "[special old] [old special end]" {
		os.Exit(1)
	}
}
GO
go build -mod=mod -o experiment main.go > log 2>&1 || cannot_try "go cannot build: $(cat log)"
timeout 60 ./experiment
