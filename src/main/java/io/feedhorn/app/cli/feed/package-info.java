/**
 * The commands that are clients of a server: {@code publish}, {@code subscribe}, {@code topics} and
 * {@code history}. They use {@code io.feedhorn.client} and load no class of the server, so that
 * they start fast.
 *
 * <pre>
 *  PublishValuesCommand ─▶ PublishInput, BatchSender    ┐
 *  SubscribeCommand ─▶ ReconnectingReader, UpdateFormat ├─▶ ServerCall ─▶ client.FeedhornClient
 *  TopicsCommand, HistoryCommand, DeleteCommand         ┘   (options, one-line errors, exit codes)
 * </pre>
 */
@NullMarked
package io.feedhorn.app.cli.feed;

import org.jspecify.annotations.NullMarked;
