package io.github.redissession.core;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.redissession.Device;
import io.github.redissession.spi.Admission;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;

/**
 * Adds a login or a logout to the delta of its session.
 */
final class SessionLogin {

	private final SessionSettings settings;

	private final SessionRequest request;

	private @Nullable Admitted admitted;

	SessionLogin(SessionSettings settings, SessionRequest request) {
		this.settings = settings;
		this.request = request;
	}

	/**
	 * Records that a login has been admitted before it is saved.
	 */
	void admit(String principal, Admission admission) {
		Admission earlier = (this.admitted != null) ? this.admitted.of(principal) : null;
		this.admitted = new Admitted(principal, (earlier != null) ? admission.after(earlier) : admission);
	}

	/**
	 * Finds out whether a user has logged in or out.
	 * @param session the session
	 * @param isPossible whether an attribute that contains the login has changed
	 * @param hasNewId whether the session gets a new id; together with a change of the
	 * login this means that a user has logged in, possibly the same one again
	 */
	Change change(RequestSession session, boolean isPossible, boolean hasNewId) {
		String before = session.getPrincipal();
		String user = isPossible ? this.settings.principalResolver().apply(session) : null;
		String after = (user != null) ? this.settings.users().storedName().apply(user) : isPossible ? null : before;
		return new Change(user, after, !Objects.equals(after, before) || (isPossible && hasNewId));
	}

	void addTo(SessionDelta.Builder delta, Change change) {
		if (!change.isToRecord()) {
			return;
		}
		delta.detail(SessionRecord.PRINCIPAL, change.principal());
		device(change.principal()).details().forEach(delta::changedDetail);
		delta.limit((change.user() != null) ? this.settings.users().limit().apply(change.user()) : null,
				(this.admitted != null) ? this.admitted.of(change.principal()) : null);
	}

	private Device device(@Nullable String principal) {
		return (principal != null && this.settings.users().recordsDevice()) ? this.request.device() : Device.UNKNOWN;
	}

	/**
	 * A login or a logout, or neither.
	 *
	 * @param user the user who has logged in, or {@code null}
	 * @param principal the user who is logged in now, by the stored name
	 * @param isToRecord whether there is anything to record
	 */
	record Change(@Nullable String user, @Nullable String principal, boolean isToRecord) {

	}

	/**
	 * A login that was admitted.
	 */
	private record Admitted(String principal, Admission admission) {

		@Nullable Admission of(@Nullable String loggedIn) {
			return this.principal.equals(loggedIn) ? this.admission : null;
		}

	}

}
