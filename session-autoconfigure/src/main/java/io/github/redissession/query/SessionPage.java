package io.github.redissession.query;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of the sessions that match a query.
 *
 * @param sessions the sessions in the requested order
 * @param total the number of matching sessions when the first page was read
 * @param cursor the position at which the next page begins, {@code null} on the last page
 */
public record SessionPage(List<SessionSummary> sessions, long total, @Nullable String cursor) {

}
