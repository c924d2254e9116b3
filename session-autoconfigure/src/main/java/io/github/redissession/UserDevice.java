package io.github.redissession;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A session as its user sees it: a device on which they are logged in. Times are those of
 * the store's clock.
 *
 * @param id the session's id, with which it can be signed out; it does not grant access
 * @param created when the session began
 * @param lastAccess the last recorded access, at most one touch interval before the
 * actual one
 * @param expires when the session ends unless it is used again, {@code null} if never
 * @param address the network address from which the user logged in, {@code null} if not
 * recorded
 * @param userAgent the device's {@code User-Agent} header at the login, at most 256
 * characters, {@code null} if not recorded
 * @param name a readable name such as "Firefox on Linux"
 * @param current whether this is the caller's device
 */
public record UserDevice(String id, Instant created, Instant lastAccess, @Nullable Instant expires,
		@Nullable String address, @Nullable String userAgent, String name, boolean current) {

}
