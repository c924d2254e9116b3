package io.github.redissession.health;

import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.LegacyStore;

/**
 * How far the takeover of the sessions of another store has got.
 *
 * @param today the day by the application's clock
 * @param until the last day of the takeover, {@code null} if none is configured
 * @param left the sessions that the other store still has, {@code null} if the server
 * does not allow to count them
 */
public record TakeoverFacts(LocalDate today, @Nullable LocalDate until, LegacyStore.@Nullable Count left) {

}
