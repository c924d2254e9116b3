package io.github.redissession.actuate;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.github.redissession.SessionToken;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;

/**
 * The store as a whole, its checks and its size, and one session by its id.
 */
@Endpoint(id = "sessionstore")
public final class SessionStoreEndpoint {

	/** So that a typing error does not take an instance out of service for days. */
	private static final Duration MAX_DRILL = Duration.ofHours(1);

	private final StoreInspector inspector;

	private final SessionDescriber describer;

	private final Show showValues;

	/**
	 * Creates the endpoint.
	 * @param inspector describes the store as a whole
	 * @param settings how attributes are read
	 * @param policy decides when sessions end
	 * @param sanitizers hide values that would be shown otherwise
	 * @param showValues whether values of attributes are shown
	 */
	public SessionStoreEndpoint(StoreInspector inspector, SessionSettings settings, ExpiryPolicy policy,
			Iterable<SanitizingFunction> sanitizers, Show showValues) {
		this.inspector = inspector;
		this.describer = new SessionDescriber(settings, new ExpiryExplanation(policy, inspector.policies()),
				new Sanitizer(sanitizers));
		this.showValues = showValues;
	}

	/**
	 * Returns the store at a glance.
	 * @return the overview
	 */
	@ReadOperation
	public StoreOverview overview() {
		return this.inspector.overview();
	}

	/**
	 * Returns one thing in detail. An id has 22 characters, so it is never mistaken for a
	 * word.
	 * @param what {@code checks}, {@code sizing} or the id of a session
	 * @param sessions the number of sessions to compute the size for, {@code null} for
	 * the current number
	 * @return the results of the checks, the sizing or the session; {@code null} if there
	 * is no such session
	 */
	@ReadOperation
	public @Nullable Object detail(@Selector String what, @Nullable Integer sessions) {
		return detail(what, sessions, this.showValues.isShown(true));
	}

	@Nullable Object detail(String what, @Nullable Integer sessions, boolean showValue) {
		if (sessions != null && sessions < 1 && what.equals("sizing")) {
			throw Parameter.bad("'sessions' must be at least 1, but was %d".formatted(sessions));
		}
		return switch (what) {
			case "checks" -> this.inspector.runChecks();
			case "sizing" -> this.inspector.sizing(sessions);
			default -> SessionToken.isId(what) ? session(what, showValue) : null;
		};
	}

	private @Nullable SessionDescriptor session(String id, boolean showValue) {
		SessionRecord record = this.inspector.budget().await("find session " + id, this.inspector.store().find(id));
		return (record != null) ? this.describer.describe(record, showValue) : null;
	}

	/**
	 * Makes this instance behave as if Redis were unavailable, so that a team can
	 * practise.
	 * @param drill for how long, such as {@code 30s} or {@code PT30S}, at most an hour;
	 * zero ends a drill at once
	 * @return the circuit
	 */
	@WriteOperation
	public StoreOverview.Circuit drill(@Nullable String drill) {
		this.inspector.circuit()
			.drill(new Parameter("drill", drill).duration(MAX_DRILL, "drill=30s, or drill=0s to end a drill"));
		return StoreOverview.Circuit.of(this.inspector.circuit());
	}

	/**
	 * Ends a session.
	 * @param id its id
	 * @return how many sessions were ended, 0 or 1
	 */
	@DeleteOperation
	public EndedSessions end(@Selector String id) {
		return EndedSessions.one(SessionToken.isId(id) && this.inspector.budget()
			.await("end session " + id,
					this.inspector.store().delete(new SessionEnd(id, SessionEnd.Reason.SIGN_OUT, Map.of()))) != null);
	}

}
