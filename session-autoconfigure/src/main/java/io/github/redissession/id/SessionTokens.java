package io.github.redissession.id;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionToken;
import io.github.redissession.StoredSession;
import io.github.redissession.core.SessionRequest;
import io.github.redissession.spi.SessionObserver;

/**
 * Converts tokens to ids and, for the session of the current request, the id to its
 * token. Behind the token a client may send the route to a node, as load balancers with
 * sticky sessions use it.
 */
final class SessionTokens {

	/** Marks requests, whose tokens Spring Session reads several times. */
	static final String READ_ATTRIBUTE = SessionTokens.class.getName() + ".READ";

	/** Separates a token from the route to a node, and occurs in no token. */
	private static final char ROUTE = '.';

	private static final int MAX_IDS = 5;

	private final SessionObserver observer;

	SessionTokens(SessionObserver observer) {
		this.observer = observer;
	}

	/**
	 * Returns the ids of the tokens that a client sent. Omits values that are not tokens,
	 * and tokens beyond the first few: a browser sends two or three cookies of one name
	 * at most, and each id may cost a round trip.
	 * @param first whether this is the first call in a request, of which the observer is
	 * notified
	 */
	List<String> ids(List<String> values, boolean first) {
		List<String> ids = new ArrayList<>(MAX_IDS);
		for (String value : values) {
			SessionToken token = token(value);
			if (token == null) {
				if (first) {
					this.observer.foreignIdRefused();
				}
			}
			else if (ids.size() < MAX_IDS) {
				ids.add(token.id());
			}
		}
		return ids;
	}

	private static @Nullable SessionToken token(String value) {
		int route = value.indexOf(ROUTE);
		return SessionToken.parse((route >= 0) ? value.substring(0, route) : value);
	}

	/**
	 * Remembers if a client's token names the route to a node. The route to this one was
	 * removed by the serializer that has appended it.
	 * @param request the attribute {@link SessionRequest#ATTRIBUTE} of the request
	 */
	static void rememberRoute(List<String> values, @Nullable Object request) {
		if (request instanceof SessionRequest known && values.stream().anyMatch(SessionTokens::isRouted)) {
			known.rememberRoute();
		}
	}

	private static boolean isRouted(String value) {
		return value.indexOf(ROUTE) >= 0;
	}

	/**
	 * Returns the token of an id that a client sent with the route to another node.
	 * @return the token, {@code null} if there is none
	 */
	static @Nullable String routed(List<String> values, String id) {
		for (String value : values) {
			SessionToken token = isRouted(value) ? token(value) : null;
			if (token != null && token.id().equals(id)) {
				return token.value();
			}
		}
		return null;
	}

	/**
	 * Returns the token of an id, if this request has created the session or changed its
	 * id.
	 * @param session reads the attributes of the request's session
	 * @return the token, or {@code null} if the client has it already, or must not
	 * receive one because the session has ended
	 */
	@Nullable String token(String id, Function<String, @Nullable Object> session) {
		if (session.apply(StoredSession.SELF) instanceof StoredSession stored) {
			SessionToken token = stored.getToken();
			return (token != null && token.id().equals(id)) ? token.value() : null;
		}
		return null;
	}

	/**
	 * Returns whether a client keeps its token, although the request has no session for
	 * it.
	 * @param request the attribute {@link SessionRequest#ATTRIBUTE} of the request
	 */
	static boolean keepsToken(@Nullable Object request) {
		return request instanceof SessionRequest sessionRequest && sessionRequest.keepsToken();
	}

}
