package io.github.redissession.query;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.redissession.Device;

/**
 * What a question tells of a session. Nothing of it lets anybody in.
 *
 * @param id the session's id
 * @param principal the user who is logged in as the store has the name, a hash with
 * {@code redis-session.users.hash-principal}; {@code null} if nobody is
 * @param device from where the user has logged in
 * @param created when the session began
 * @param lastAccess the last recorded access
 * @param expires when it ends unless it is used again, {@code null} for never
 * @param values the values of the declared attributes by name, without those that have
 * none; of a very long one its beginning
 */
public record SessionSummary(String id, @Nullable String principal, Device device, Instant created, Instant lastAccess,
		@Nullable Instant expires, Map<String, List<String>> values) {

}
