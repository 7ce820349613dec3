/**
 * The store in a journal of Apache Artemis.
 *
 * <p>A journal is a sequence of files of fixed size to which records are appended. A record has an
 * id and is removed by appending its id again; files without live records are deleted, and files
 * with few of them are compacted, both by a thread of the journal. {@link
 * io.feedhorn.store.artemis.ArtemisStore} appends each write in this order:
 *
 * <pre>
 *   new records   first marker, with the ids to be removed   removals   second marker   (force)
 * </pre>
 *
 * Ids that do not fit in the marker, which must fit in a file, are in records before it. The
 * records up to the first marker reach the operating system with one call, the rest with a second
 * one. A write counts if one of its two markers is readable: while the journal is loaded, records
 * of a later write are dropped, and the removals of the last write are completed. The journal's own
 * transactions are not used, because one damaged record header loses the whole transaction.
 *
 * <p>The markers of a write are removed behind the first marker of the next one, also after an
 * opening, so that there is a readable marker at any time. If there is none although there are
 * records of several writes, damage has taken both markers of the last one: then all records count,
 * and the checks below report what is missing.
 *
 * <p>The journal has no checksums. Each record begins with a CRC32C of its kind and content. A
 * record whose header is damaged disappears; the number and the sum of the offsets that are stored
 * with each feed show that, and the offset of a single missing update.
 */
@NullMarked
package io.feedhorn.store.artemis;

import org.jspecify.annotations.NullMarked;
