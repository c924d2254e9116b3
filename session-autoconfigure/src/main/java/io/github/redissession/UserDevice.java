package io.github.redissession;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A session of a user, as the user sees it: a device on which they are logged in. Times
 * are of the store's clock.
 *
 * @param id the session's id, with which it can be signed out; it lets nobody in
 * @param created when the session began
 * @param lastAccess the last recorded use, at most one touch interval before the last one
 * @param expires when the session ends unless it is used again, {@code null} for never
 * @param address the network address from which the user logged in, {@code null} if it
 * was not recorded
 * @param userAgent what the device said it was, {@code null} if it was not recorded
 * @param name a readable name such as "Firefox on Linux"
 * @param current whether this is the device that asks
 */
public record UserDevice(String id, Instant created, Instant lastAccess, @Nullable Instant expires,
		@Nullable String address, @Nullable String userAgent, String name, boolean current) {

}
