package io.github.redissession.query;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.redissession.Device;

/**
 * The facts about a session that queries return. They do not allow access to the session.
 *
 * @param id the session's id
 * @param principal the stored name of the user who is logged in, a hash with
 * {@code redis-session.users.hash-principal}; {@code null} without a login
 * @param device the device from which the user logged in
 * @param created when the session began
 * @param lastAccess the last recorded access
 * @param expires when the session ends unless it is used again, {@code null} for never
 * @param values the values of the declared attributes by name, without attributes that
 * have none; a very long value is cut to its beginning
 */
public record SessionSummary(String id, @Nullable String principal, Device device, Instant created, Instant lastAccess,
		@Nullable Instant expires, Map<String, List<String>> values) {

}
