package io.github.redissession.resilience;

/**
 * How much an instance remembers for outages.
 *
 * @param maxBytes the size of all remembered sessions in bytes, and again of those with
 * changes
 * @param maxJournal the number of sessions that may have changes that are not stored yet
 */
public record JournalSettings(long maxBytes, int maxJournal) {

}
