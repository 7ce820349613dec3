/** Sources over HTTP: polling, event streams and WebSockets. */
@NullMarked
package io.feedhorn.source.http;

import org.jspecify.annotations.NullMarked;
