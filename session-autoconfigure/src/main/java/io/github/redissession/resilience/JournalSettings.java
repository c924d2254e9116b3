package io.github.redissession.resilience;

/**
 * How much an instance remembers.
 *
 * @param maxBytes the size of all remembered sessions together, and once more of those
 * that have changes
 * @param maxJournal how many sessions may have changes that are not stored yet
 */
public record JournalSettings(long maxBytes, int maxJournal) {

}
