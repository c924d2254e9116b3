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
 * Decides whether a login of Spring Security is within the user's limit, at a point where
 * it can still be refused with an {@code AuthenticationException} that the login page
 * shows. It runs after the strategy that changes the session's id, because the new id
 * counts.
 */
public final class LimitedSessionStrategy implements SessionAuthenticationStrategy {

	private final Supplier<UserAdmission> admission;

	private final UserPolicy users;

	private final TimeBudget budget;

	/**
	 * Creates the strategy.
	 * @param admission decides; called only for users who have a limit
	 * @param users knows the limits
	 * @param timeout how long to wait for the decision, positive
	 */
	public LimitedSessionStrategy(Supplier<UserAdmission> admission, UserPolicy users, Duration timeout) {
		this.admission = admission;
		this.users = users;
		this.budget = new TimeBudget(timeout);
	}

	/**
	 * Admits or refuses a login.
	 * @throws SessionStoreException if the store fails or does not answer in time
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
	 * Returns the decision, or {@code null} if the store is unavailable and the request
	 * goes on without it. If that login is kept, the decision is made once the store is
	 * available again.
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
