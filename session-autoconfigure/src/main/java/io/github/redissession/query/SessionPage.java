package io.github.redissession.query;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A part of an answer.
 *
 * @param sessions the sessions in the order that was asked for
 * @param total how many sessions there were in all when the first page was answered
 * @param cursor where the next page begins, {@code null} if there is none
 */
public record SessionPage(List<SessionSummary> sessions, long total, @Nullable String cursor) {

}
