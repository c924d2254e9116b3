package io.github.redissession.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One session. {@code docs/operations.md} specifies the JSON.
 *
 * @param id its id
 * @param principal the user who is logged in, as stored; {@code null} if there is none
 * @param created when it began
 * @param lastAccess the last recorded access
 * @param bytes the size of all encoded attributes
 * @param attributes its attributes by name
 * @param end when it ends, and why then
 */
public record SessionDescriptor(String id, @Nullable String principal, Instant created, Instant lastAccess, long bytes,
		List<Attribute> attributes, End end) {

	/**
	 * An attribute.
	 *
	 * @param name its name
	 * @param type its class, {@code null} if it cannot be read
	 * @param bytes the size of its encoded value
	 * @param value its value; hidden unless values are shown
	 */
	public record Attribute(String name, @Nullable String type, int bytes, @Nullable Object value) {

	}

	/**
	 * When a session ends, and why then.
	 *
	 * @param at when it ends unless it is used again, {@code null} for never
	 * @param reason {@code idle-timeout}, {@code max-lifetime} or {@code never}
	 * @param source what determines that
	 * @param idleTimeout the effective idle timeout, {@code null} if there is none
	 * @param idleTimeoutSource where it comes from
	 * @param touchInterval how much longer the session may live, because accesses are
	 * recorded no more often than that
	 * @param deadline when the session ends however much it is used, {@code null} for
	 * never
	 * @param deadlineSource where that comes from
	 */
	public record End(@Nullable Instant at, String reason, String source, @Nullable Duration idleTimeout,
			String idleTimeoutSource, Duration touchInterval, @Nullable Instant deadline, String deadlineSource) {

	}

}
