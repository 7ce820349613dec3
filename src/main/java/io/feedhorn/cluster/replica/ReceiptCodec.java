package io.feedhorn.cluster.replica;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.publish.Receipt;

/** The binary form of a receipt. */
public final class ReceiptCodec {
  private ReceiptCodec() {}

  public static void write(Receipt receipt, BinaryWriter out) {
    out.text(receipt.topic().name()).text(receipt.epoch());
    out.number(receipt.offset()).number(receipt.seq()).number(receipt.micros());
  }

  public static Receipt read(BinaryReader in) {
    return new Receipt(LogEntry.topic(in.text()), in.text(), in.number(), in.number(), in.number());
  }
}
