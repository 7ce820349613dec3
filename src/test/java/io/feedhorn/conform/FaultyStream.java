package io.feedhorn.conform;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Forwards an event stream with one fault. Owned by its event loop. */
final class FaultyStream {
  private final ServerFault fault;
  private final ServerFault.Injector injector;
  private final Consumer<String> out;
  private final RecordParser lines = RecordParser.newDelimited("\n", this::line);
  private final List<String> block = new ArrayList<>();

  /**
   * @param out receives the forwarded text
   */
  FaultyStream(ServerFault fault, Consumer<String> out) {
    this.fault = fault;
    this.injector = new ServerFault.Injector(fault);
    this.out = out;
  }

  void read(Buffer bytes) {
    lines.handle(bytes);
  }

  private void line(Buffer bytes) {
    String line = bytes.toString();
    if (line.isEmpty()) {
      forward(String.join("\n", block));
      block.clear();
    } else if (line.startsWith(":")) {
      forwardComment(line);
    } else if (line.startsWith("retry:") && fault == ServerFault.SPLITS_BLOCKS) {
      out.accept(line + "\n\n");
    } else {
      block.add(line);
    }
  }

  /** Forwards a comment at once, because the rest of its block may arrive much later. */
  private void forwardComment(String line) {
    if (fault != ServerFault.SENDS_NO_HEARTBEAT) {
      out.accept(line + (fault == ServerFault.SPLITS_BLOCKS ? "\n\n" : "\n"));
    }
  }

  private void forward(String block) {
    boolean moves = block.contains("event: cursor");
    boolean dropped =
        (fault == ServerFault.REPORTS_FALSE_RECOVERY && block.contains("event: reset"))
            || (fault == ServerFault.SENDS_NO_HEARTBEAT && moves && !block.contains("retry:"));
    if (dropped) {
      return;
    }
    String text =
        fault == ServerFault.SENDS_IDS_WITHOUT_DATA && moves
            ? block.replaceAll("(?m)^(event|data): .*\n?", "").strip()
            : block;
    List<String> forwarded =
        text.contains("event: update") ? injector.forward(List.of(text)) : List.of(text);
    forwarded.forEach(each -> out.accept(each + "\n\n"));
  }
}
