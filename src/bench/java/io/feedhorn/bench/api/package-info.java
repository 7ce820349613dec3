/** A program that checks the API descriptions with linters, generated clients and Schemathesis. */
@NullMarked
package io.feedhorn.bench.api;

import org.jspecify.annotations.NullMarked;
