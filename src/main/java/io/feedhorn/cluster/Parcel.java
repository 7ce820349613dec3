package io.feedhorn.cluster;

import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;
import io.feedhorn.publish.Answer;
import io.feedhorn.publish.Append;
import io.feedhorn.publish.Receipt;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What one node has to publish on one feed, sent to the feed's owner as one. Immutable. Kept whole
 * or not at all.
 *
 * @param source the {@link Ingress} it comes from
 * @param number larger than those of the parcels before it from that source; the same when the same
 *     parcel is sent again
 */
record Parcel(String feed, long source, long number, List<Append> appends) {
  Parcel {
    appends = List.copyOf(appends);
  }

  Buffer bytes() {
    Packing out = new Packing(64 + appends.size() * 256);
    out.text(feed).number(source).number(number).count(appends.size());
    for (Append append : appends) {
      out.text(append.topic().name()).bytes(append.data()).text(append.idempotencyKey());
    }
    return out.done();
  }

  static Parcel read(Unpacking in) {
    String feed = in.text();
    long source = in.number();
    long number = in.number();
    int size = in.count();
    List<Append> appends = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      appends.add(new Append(Entry.topic(in.text()), in.bytes(), in.textOrNull()));
    }
    return new Parcel(feed, source, number, appends);
  }

  static Buffer bytes(List<Answer> answers) {
    Packing out = new Packing(16 + answers.size() * 64);
    out.count(answers.size());
    for (Answer answer : answers) {
      Receipt receipt = answer.receipt();
      Refusal refusal = answer.refusal();
      out.flag(receipt != null);
      if (receipt != null) {
        pack(receipt, out);
      } else if (refusal != null) {
        out.text(refusal.code().name()).text(refusal.reason());
      }
    }
    return out.done();
  }

  static List<Answer> readAnswers(Unpacking in) {
    int size = in.count();
    List<Answer> answers = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      answers.add(
          in.flag()
              ? new Answer(receipt(in), null)
              : new Answer(null, new Refusal(Code.valueOf(in.text()), in.text())));
    }
    return answers;
  }

  static void pack(Receipt receipt, Packing out) {
    out.text(receipt.topic().name()).text(receipt.epoch());
    out.number(receipt.offset()).number(receipt.seq()).number(receipt.micros());
  }

  static Receipt receipt(Unpacking in) {
    return new Receipt(Entry.topic(in.text()), in.text(), in.number(), in.number(), in.number());
  }
}
