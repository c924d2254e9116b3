package io.github.redissession.user;

import java.time.Duration;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;

import io.github.redissession.SessionStoreException;
import io.github.redissession.StoredSession;
import io.github.redissession.core.RequestSession;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.core.UserPolicy;
import io.github.redissession.spi.Admission;
import io.github.redissession.spi.SessionLimit;
import io.github.redissession.spi.SessionRecord;

/**
 * Decides about a login of Spring Security while it can still be refused: as an
 * {@code AuthenticationException} it reaches the login page. It comes after the strategy
 * that changes the session's id, because the new id is what counts.
 */
public final class LimitedSessionStrategy implements SessionAuthenticationStrategy {

	private final Supplier<UserAdmission> admission;

	private final UserPolicy users;

	private final TimeBudget budget;

	/**
	 * Creates the strategy.
	 * @param admission decides; asked for only when somebody has a limit
	 * @param users knows the limits
	 * @param timeout how long to wait for the decision
	 */
	public LimitedSessionStrategy(Supplier<UserAdmission> admission, UserPolicy users, Duration timeout) {
		this.admission = admission;
		this.users = users;
		this.budget = new TimeBudget(timeout);
	}

	/**
	 * Decides about a login.
	 * @throws SessionStoreException if the store failed or did not answer in time
	 */
	@Override
	public void onAuthentication(Authentication authentication, HttpServletRequest request,
			HttpServletResponse response) {
		String user = authentication.getName();
		SessionLimit limit = this.users.limit().apply(user);
		if (limit != null && request.getSession().getAttribute(StoredSession.SELF) instanceof RequestSession session) {
			String principal = this.users.storedName().apply(user);
			boolean counts = principal.equals(session.getDetails().get(SessionRecord.PRINCIPAL));
			Admission decision = decide(session, principal, limit, counts);
			if (decision == null) {
				return;
			}
			if (!decision.admitted()) {
				throw this.users.refusal().apply(user);
			}
			session.admit(principal, decision);
		}
	}

	/**
	 * The decision; {@code null} if the store is away and the request goes on. If the
	 * login is kept, it is decided when the store is back.
	 */
	private @Nullable Admission decide(RequestSession session, String principal, SessionLimit limit, boolean counts) {
		try {
			return this.budget.await("admit session " + session.getId(), this.admission.get()
				.admit(principal, limit, session.getId(), counts ? session.getStoredId() : null));
		}
		catch (SessionStoreException ex) {
			if (session.goesOnWithoutStore(ex)) {
				return null;
			}
			throw ex;
		}
	}

}
