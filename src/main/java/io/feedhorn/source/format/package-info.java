/** The formats of messages: JSON, NDJSON, CSV and plain text. */
@NullMarked
package io.feedhorn.source.format;

import org.jspecify.annotations.NullMarked;
