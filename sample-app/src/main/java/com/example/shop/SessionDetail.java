package com.example.shop;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.redissession.actuate.SessionDescriptor;
import io.github.redissession.actuate.SessionDescriptor.End;

/**
 * One session as the operations page explains it.
 *
 * @param session the description that the library provides
 * @param own whether it is the administrator's own session
 */
record SessionDetail(SessionDescriptor session, boolean own) {

	/** Public for the templates. */
	public String user() {
		return (this.session.principal() != null) ? this.session.principal() : "visitor";
	}

	/** Public for the templates. */
	public String ends() {
		return (this.session.end().at() != null) ? "Ends at " + Times.clock(this.session.end().at()) : "Never ends";
	}

	/** Public for the templates. Continues the sentence of {@link #ends}. */
	public String because() {
		End end = this.session.end();
		return switch (end.reason()) {
			case "idle-timeout" -> "because it was last used at %s, and may go unused for %s"
				.formatted(Times.clock(this.session.lastAccess()), words(end.idleTimeout()))
					+ (!end.touchInterval().isZero() ? " (and " + words(end.touchInterval())
							+ ", because accesses are recorded no more often than that)" : "");
			case "max-lifetime" ->
				"however much it is used, because it began at %s".formatted(Times.minutes(this.session.created()));
			default -> "because it has neither an idle timeout nor a maximum lifetime";
		};
	}

	/** Public for the templates. */
	public String latest() {
		Instant deadline = this.session.end().deadline();
		return (deadline != null) ? Times.minutes(deadline) : "never";
	}

	/** Public for the templates. */
	public String time(@Nullable Instant time) {
		return Times.minutes(time);
	}

	private static String words(@Nullable Duration duration) {
		return (duration != null) ? Times.words(duration) : "any time";
	}

}
