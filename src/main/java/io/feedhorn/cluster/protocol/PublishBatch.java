package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.replica.LogEntry;
import io.feedhorn.cluster.replica.ReceiptCodec;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishes of one node on one feed, forwarded to the feed's owner together. Committed completely
 * or not at all. Immutable.
 *
 * @param source the forwarder of the node, a number that no other forwarder has
 * @param number larger than the numbers of earlier batches of this source; a repetition has the
 *     same number
 */
public record PublishBatch(String feed, long source, long number, List<PublishCommand> commands) {
  public PublishBatch {
    commands = List.copyOf(commands);
  }

  public Buffer bytes() {
    BinaryWriter out = new BinaryWriter(64 + commands.size() * 256);
    out.text(feed).number(source).number(number).count(commands.size());
    for (PublishCommand command : commands) {
      out.text(command.topic().name())
          .bytes(command.data())
          .text(command.idempotencyKey())
          .number(command.previousSeq());
    }
    TraceList traces = new TraceList();
    for (int i = 0; i < commands.size(); i++) {
      traces.add(i, commands.get(i).trace());
    }
    traces.write(out);
    return out.toBuffer();
  }

  public static PublishBatch read(BinaryReader in) {
    String feed = in.text();
    long source = in.number();
    long number = in.number();
    int size = in.count();
    List<PublishCommand> commands = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      commands.add(
          new PublishCommand(LogEntry.topic(in.text()), in.bytes(), in.textOrNull(), in.number()));
    }
    if (in.hasMore()) {
      TraceList.read(in, (index, trace) -> commands.set(index, commands.get(index).in(trace)));
    }
    return new PublishBatch(feed, source, number, commands);
  }

  /** Returns the binary form of the results of a batch, in the order of its publishes. */
  public static Buffer bytes(List<PublishResult> results) {
    BinaryWriter out = new BinaryWriter(16 + results.size() * 64);
    out.count(results.size());
    for (PublishResult result : results) {
      Receipt receipt = result.receipt();
      FeedException exception = result.exception();
      out.flag(receipt != null);
      if (receipt != null) {
        ReceiptCodec.write(receipt, out);
      } else if (exception != null) {
        out.text(exception.code().name()).text(exception.reason());
      }
    }
    return out.toBuffer();
  }

  public static List<PublishResult> readResults(BinaryReader in) {
    int size = in.count();
    List<PublishResult> results = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      results.add(
          in.flag()
              ? new PublishResult(ReceiptCodec.read(in), null)
              : new PublishResult(
                  null, new FeedException(ErrorCode.valueOf(in.text()), in.text())));
    }
    return results;
  }
}
