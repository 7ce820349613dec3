package io.feedhorn.cluster;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What one node has to publish on one feed, sent to the feed's owner as one. Immutable. Kept whole
 * or not at all.
 *
 * @param source the {@link PublishForwarder} it comes from
 * @param number larger than those of the parcels before it from that source; the same when the same
 *     parcel is sent again
 */
record PublishBatch(String feed, long source, long number, List<PublishCommand> appends) {
  PublishBatch {
    appends = List.copyOf(appends);
  }

  Buffer bytes() {
    BinaryWriter out = new BinaryWriter(64 + appends.size() * 256);
    out.text(feed).number(source).number(number).count(appends.size());
    for (PublishCommand command : appends) {
      out.text(command.topic().name()).bytes(command.data()).text(command.idempotencyKey());
    }
    return out.done();
  }

  static PublishBatch read(BinaryReader in) {
    String feed = in.text();
    long source = in.number();
    long number = in.number();
    int size = in.count();
    List<PublishCommand> appends = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      appends.add(new PublishCommand(LogEntry.topic(in.text()), in.bytes(), in.textOrNull()));
    }
    return new PublishBatch(feed, source, number, appends);
  }

  static Buffer bytes(List<PublishResult> answers) {
    BinaryWriter out = new BinaryWriter(16 + answers.size() * 64);
    out.count(answers.size());
    for (PublishResult result : answers) {
      Receipt receipt = result.receipt();
      FeedException exception = result.exception();
      out.flag(receipt != null);
      if (receipt != null) {
        pack(receipt, out);
      } else if (exception != null) {
        out.text(exception.code().name()).text(exception.reason());
      }
    }
    return out.done();
  }

  static List<PublishResult> readAnswers(BinaryReader in) {
    int size = in.count();
    List<PublishResult> answers = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      answers.add(
          in.flag()
              ? new PublishResult(receipt(in), null)
              : new PublishResult(
                  null, new FeedException(ErrorCode.valueOf(in.text()), in.text())));
    }
    return answers;
  }

  static void pack(Receipt receipt, BinaryWriter out) {
    out.text(receipt.topic().name()).text(receipt.epoch());
    out.number(receipt.offset()).number(receipt.seq()).number(receipt.micros());
  }

  static Receipt receipt(BinaryReader in) {
    return new Receipt(LogEntry.topic(in.text()), in.text(), in.number(), in.number(), in.number());
  }
}
