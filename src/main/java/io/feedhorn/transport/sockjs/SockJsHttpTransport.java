package io.feedhorn.transport.sockjs;

import io.vertx.core.buffer.Buffer;

/** The frame formats of SockJS's transports over HTTP (the SockJS protocol 0.3.3). */
enum SockJsHttpTransport {
  /** {@code xhr}: one frame in each response. */
  XHR("application/javascript", 0) {
    @Override
    Buffer block(Buffer frame, String callback) {
      return frame.appendByte((byte) '\n');
    }
  },

  /** {@code xhr_streaming}. Browsers deliver no part of a response before its first 2 KiB. */
  XHR_STREAMING("application/javascript", SockJsHttpTransport.MAX_STREAMED_BYTES) {
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
  EVENTSOURCE("text/event-stream", SockJsHttpTransport.MAX_STREAMED_BYTES) {
    @Override
    String prelude(String callback) {
      return "\r\n";
    }

    @Override
    Buffer block(Buffer frame, String callback) {
      return Buffer.buffer("data: ").appendBuffer(frame).appendString("\r\n\r\n");
    }
  },

  /**
   * {@code htmlfile}: scripts in a page that does not end, for old versions of Internet Explorer.
   */
  HTMLFILE("text/html", SockJsHttpTransport.MAX_STREAMED_BYTES) {
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

  /** {@code jsonp}: one frame in each response, as a script. */
  JSONP("application/javascript", 0) {
    @Override
    Buffer block(Buffer frame, String callback) {
      // The comment prevents that a browser reads the response as a Flash file.
      return Buffer.buffer("/**/" + callback + "(" + script(frame) + ");\r\n");
    }
  };

  private static final int MAX_STREAMED_BYTES = 128 * 1024;

  private final String contentType;
  private final int maxBytes;

  SockJsHttpTransport(String contentType, int maxBytes) {
    this.contentType = contentType;
    this.maxBytes = maxBytes;
  }

  String contentType() {
    return contentType + "; charset=UTF-8";
  }

  /** Returns the bytes after which a response ends and the client sends the next request. */
  int maxBytes() {
    return maxBytes;
  }

  /** Returns the bytes before the first frame. */
  String prelude(String callback) {
    return "";
  }

  /**
   * Returns a frame as it is written. May change the given buffer.
   *
   * @param callback the function of the page that receives the frame; empty if there is none
   */
  abstract Buffer block(Buffer frame, String callback);

  /** Returns a frame as a JavaScript string that cannot end the script that contains it. */
  private static String script(Buffer frame) {
    return SockJsFrames.string(frame).toString().replace("<", "\\u003c");
  }
}
