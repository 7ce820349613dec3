package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageProducer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frequent requests between nodes and their answers. All that this node has for another one at
 * the end of a turn of the event loop, of all feeds, is one message of the event bus. Owned by the
 * writer's event loop.
 *
 * <p>A message has the format version and the name of the sender, and then frames: a type, a
 * number, and the fields with their length. A request has its kind before its fields.
 */
final class NodeFrames {
  private static final Logger LOG = LoggerFactory.getLogger(NodeFrames.class);
  private static final String ADDRESS = "feedhorn.frames@";
  private static final long CHECK_MILLIS = 50;
  private static final byte REQUEST = 0;
  private static final byte ANSWER = 1;
  private static final byte FAILURE = 2;

  /** Answers the requests (port). */
  interface Receiver {
    /** Returns true if this node knows the format version of a sender. */
    boolean accepts(byte version, String from);

    Future<Buffer> answer(MessageKind kind, String from, BinaryReader request);
  }

  private final Vertx vertx;
  private final byte version;
  private final String self;
  private final Receiver receiver;
  private final LongSupplier nanos;
  private final Map<String, Outgoing> outgoing = new HashMap<>();
  private final Map<Long, Unanswered> unanswered = new HashMap<>();
  private long lastNumber;
  private boolean sending;

  /** The frames that wait for the end of the turn, for one node. */
  private static final class Outgoing {
    private final MessageProducer<Buffer> producer;
    private BinaryWriter frames;
    private List<Long> requests = new ArrayList<>();

    Outgoing(MessageProducer<Buffer> producer, BinaryWriter frames) {
      this.producer = producer;
      this.frames = frames;
    }
  }

  private record Unanswered(String node, Promise<BinaryReader> answer, long until) {}

  /**
   * Creates the frames of a node.
   *
   * @param nanos the monotonic time
   */
  NodeFrames(Vertx vertx, byte version, String self, Receiver receiver, LongSupplier nanos) {
    this.vertx = vertx;
    this.version = version;
    this.self = self;
    this.receiver = receiver;
    this.nanos = nanos;
  }

  /** Starts to accept messages. */
  void start() {
    vertx.eventBus().<Buffer>consumer(ADDRESS + self, this::receive);
    vertx.setPeriodic(CHECK_MILLIS, timer -> checkTimeouts());
  }

  /** Sends a request at the end of the turn; fails if there is no answer in time. */
  Future<BinaryReader> request(String node, MessageKind kind, Buffer fields, long timeoutMillis) {
    long number = ++lastNumber;
    Promise<BinaryReader> answer = Promise.promise();
    unanswered.put(
        number, new Unanswered(node, answer, nanos.getAsLong() + timeoutMillis * 1_000_000));
    Outgoing to = outgoing(node);
    to.requests.add(number);
    to.frames.octet(REQUEST).number(number).text(kind.name()).bytes(fields);
    return answer.future();
  }

  private Outgoing outgoing(String node) {
    if (!sending) {
      sending = true;
      vertx.runOnContext(turn -> send());
    }
    return outgoing.computeIfAbsent(
        node, name -> new Outgoing(vertx.eventBus().sender(ADDRESS + name), emptyMessage()));
  }

  private BinaryWriter emptyMessage() {
    return new BinaryWriter(1024).octet(version).text(self);
  }

  private void send() {
    sending = false;
    int empty = emptyMessage().sizeBytes();
    // A copy: a failure is known at once, and its receiver may send to another node.
    for (Outgoing to : List.copyOf(outgoing.values())) {
      if (to.frames.sizeBytes() > empty) {
        send(to);
      }
    }
  }

  private void send(Outgoing to) {
    Buffer message = to.frames.toBuffer();
    List<Long> requests = to.requests;
    to.frames = emptyMessage();
    to.requests = new ArrayList<>();
    try {
      to.producer.write(message).onFailure(failure -> fail(requests, failure));
    } catch (IllegalStateException alreadyFailed) {
      // As in NodeMessaging: the connection to a node that died is being closed.
      fail(requests, alreadyFailed);
    }
  }

  private void fail(List<Long> requests, Throwable failure) {
    for (long number : requests) {
      Unanswered request = unanswered.remove(number);
      if (request != null) {
        complete(request, answer -> answer.tryFail(failure));
      }
    }
  }

  /** Completes an answer. A fault of its receiver must not stop the others, also of other feeds. */
  private static void complete(Unanswered request, Consumer<Promise<BinaryReader>> completion) {
    try {
      completion.accept(request.answer);
    } catch (RuntimeException failure) {
      LOG.warn("Handling an answer of node {} failed", request.node, failure);
    }
  }

  private void checkTimeouts() {
    long now = nanos.getAsLong();
    failIf(request -> now - request.until > 0, "another node did not answer in time");
  }

  private void failIf(Predicate<Unanswered> isLost, String reason) {
    List<Long> lost = new ArrayList<>(0);
    unanswered.forEach(
        (number, request) -> {
          if (isLost.test(request)) {
            lost.add(number);
          }
        });
    if (!lost.isEmpty()) {
      fail(lost, new RetryableException(reason));
    }
  }

  /** Forgets the nodes that are not members any more: they will not answer. */
  void retain(Collection<String> members) {
    outgoing.keySet().retainAll(members);
    failIf(request -> !members.contains(request.node), "the other node is not a member any more");
  }

  private void receive(Message<Buffer> message) {
    Buffer body = message.body();
    try {
      BinaryReader in = new BinaryReader(body);
      byte theirs = in.octet();
      String from = in.text();
      if (receiver.accepts(theirs, from)) {
        while (in.hasMore()) {
          readFrame(in, from);
        }
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
      LOG.warn("A malformed message between nodes was refused: {}", malformed.toString());
    }
  }

  private void readFrame(BinaryReader in, String from) {
    byte type = in.octet();
    long number = in.number();
    if (type == REQUEST) {
      MessageKind kind = MessageKind.valueOf(in.text());
      BinaryReader fields = in.part();
      receiver
          .answer(kind, from, fields)
          .onSuccess(answer -> outgoing(from).frames.octet(ANSWER).number(number).bytes(answer))
          .onFailure(
              failure ->
                  outgoing(from)
                      .frames
                      .octet(FAILURE)
                      .number(number)
                      .bytes(Buffer.buffer(String.valueOf(failure.getMessage()))));
      return;
    }
    BinaryReader fields = in.part();
    Unanswered request = unanswered.get(number);
    if (request != null && request.node.equals(from)) {
      unanswered.remove(number);
      complete(
          request,
          answer -> {
            if (type == ANSWER) {
              answer.tryComplete(fields);
            } else {
              answer.tryFail(new RetryableException(fields.rest()));
            }
          });
    }
  }
}
