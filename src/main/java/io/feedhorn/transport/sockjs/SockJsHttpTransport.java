package io.feedhorn.transport.sockjs;

import io.vertx.core.buffer.Buffer;

/** How SockJS's transports over HTTP write their frames (the SockJS protocol 0.3.3). */
enum SockJsHttpTransport {
  /** {@code xhr}: one frame an answer. */
  XHR("application/javascript", 0) {
    @Override
    Buffer block(Buffer frame, String callback) {
      return frame.appendByte((byte) '\n');
    }
  },

  /** {@code xhr_streaming}. Browsers hand on nothing of an answer before some bytes are there. */
  XHR_STREAMING("application/javascript", SockJsHttpTransport.STREAMED_BYTES) {
    @Override
    String prelude(String callback) {
      return "h".repeat(2048) + "\n";
    }

    @Override
    Buffer block(Buffer frame, String callback) {
      return XHR.block(frame, callback);
    }
  },

  /** {@code eventsource}. */
  EVENTSOURCE("text/event-stream", SockJsHttpTransport.STREAMED_BYTES) {
    @Override
    String prelude(String callback) {
      return "\r\n";
    }

    @Override
    Buffer block(Buffer frame, String callback) {
      return Buffer.buffer("data: ").appendBuffer(frame).appendString("\r\n\r\n");
    }
  },

  /** {@code htmlfile}: scripts in a page that does not end, for old Internet Explorers. */
  HTMLFILE("text/html", SockJsHttpTransport.STREAMED_BYTES) {
    @Override
    String prelude(String callback) {
      String page =
          """
          <!doctype html>
          <html><head>
            <meta http-equiv="X-UA-Compatible" content="IE=edge" />
            <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
          </head><body><h2>Don't panic!</h2>
            <script>
              document.domain = document.domain;
              var c = parent.%s;
              c.start();
              function p(d) {c.message(d);};
              window.onload = function() {c.stop();};
            </script>"""
              .formatted(callback);
      return page + " ".repeat(Math.max(0, 1024 - page.length())) + "\r\n";
    }

    @Override
    Buffer block(Buffer frame, String callback) {
      return Buffer.buffer("<script>\np(" + script(frame) + ");\n</script>\r\n");
    }
  },

  /** {@code jsonp}: one frame an answer, as a script. */
  JSONP("application/javascript", 0) {
    @Override
    Buffer block(Buffer frame, String callback) {
      // The comment keeps the answer from being taken for a Flash file.
      return Buffer.buffer("/**/" + callback + "(" + script(frame) + ");\r\n");
    }
  };

  private static final int STREAMED_BYTES = 128 * 1024;

  private final String contentType;
  private final int mostBytes;

  SockJsHttpTransport(String contentType, int mostBytes) {
    this.contentType = contentType;
    this.mostBytes = mostBytes;
  }

  String contentType() {
    return contentType + "; charset=UTF-8";
  }

  /** After so many bytes the answer ends and the client asks again; 0: after each frame. */
  int mostBytes() {
    return mostBytes;
  }

  /** What comes before the first frame. */
  String prelude(String callback) {
    return "";
  }

  /**
   * A frame as it is written.
   *
   * @param callback the function of the page that takes it; empty where there is none
   */
  abstract Buffer block(Buffer frame, String callback);

  /** A frame as a string of JavaScript that cannot end the script it stands in. */
  private static String script(Buffer frame) {
    return SockJsFrames.string(frame).toString().replace("<", "\\u003c");
  }
}
