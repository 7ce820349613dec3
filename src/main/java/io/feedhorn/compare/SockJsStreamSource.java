package io.feedhorn.compare;

import java.io.EOFException;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code sockjs-xhr-streaming}: long answers that are asked for anew when they have grown enough.
 */
final class SockJsStreamSource implements Source {
  private final Run run;
  private final Target target;
  private final Tally tally;
  private final BusMessages messages;
  private String session = "";
  private volatile @Nullable Connection streaming;
  private volatile @Nullable Connection sending;
  private @Nullable Chunks chunks;

  SockJsStreamSource(Run run, Target target, Tally tally) {
    this.run = run;
    this.target = target;
    this.tally = tally;
    this.messages = new BusMessages(tally);
  }

  @Override
  public void open() throws IOException {
    long began = run.clock().micros();
    session = "/eventbus/000/" + UUID.randomUUID();
    SockJsRequest requests = new SockJsRequest(run, target, tally.ledger());
    sending = requests.connection();
    requests.info();
    Connection opened = new Connection(target, tally.ledger(), run.clock(), Part.HANDSHAKE);
    streaming = opened;
    Chunks stream = ask(opened, Part.HANDSHAKE);
    chunks = stream;
    stream.line(Part.HANDSHAKE);
    stream.line(Part.HANDSHAKE);
    for (String register : BusMessages.registering(run.plan().topics())) {
      requests.send(session, register, Part.HANDSHAKE);
    }
    opened.every(
        BusMessages.PING_EVERY, () -> requests.send(session, BusMessages.PING, Part.HEADERS));
    tally.ledger().handshakeDone(run.clock().micros() - began);
  }

  private Chunks ask(Connection connection, Part part) throws IOException {
    tally.ledger().requested(part, run.clock().micros());
    connection.send(target.request("POST", session + "/xhr_streaming", ""), part);
    HttpHead.read(connection, part).must(200, "the stream of SockJS");
    return new Chunks(connection);
  }

  @Override
  public void next() throws IOException {
    Chunks open = chunks;
    Connection connection = streaming;
    if (open == null || connection == null) {
      throw new IOException("not connected");
    }
    String frame;
    try {
      frame = open.line(Part.FRAMING);
    } catch (EOFException ended) {
      if (!open.hasEnded()) {
        throw ended;
      }
      chunks = ask(connection, Part.HEADERS);
      return;
    }
    if (!frame.isEmpty() && frame.charAt(0) != 'h') {
      messages.take(frame, connection.arrivedAt());
    }
  }

  @Override
  public void close() {
    Connection first = streaming;
    Connection second = sending;
    if (first != null) {
      first.close();
    }
    if (second != null) {
      second.close();
    }
  }
}
