/** The measurements as Markdown tables and SVG charts in the documentation. */
@NullMarked
package io.feedhorn.bench.report;

import org.jspecify.annotations.NullMarked;
