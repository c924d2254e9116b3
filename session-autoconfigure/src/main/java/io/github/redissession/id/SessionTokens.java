package io.github.redissession.id;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionToken;
import io.github.redissession.StoredSession;
import io.github.redissession.core.SessionRequest;
import io.github.redissession.index.LegacySessions;
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

	private final LegacySessions legacy;

	SessionTokens(SessionObserver observer, LegacySessions legacy) {
		this.observer = observer;
		this.legacy = legacy;
	}

	/**
	 * Returns the ids of the tokens that a client sent. Omits values that are not tokens,
	 * and tokens beyond the first few: a browser sends two or three cookies of one name
	 * at most, and each id may cost a round trip.
	 * @param first whether this is the first call in a request, of which the observer is
	 * notified
	 * @param request the attribute {@link SessionRequest#ATTRIBUTE} of the request
	 */
	List<String> ids(List<String> values, boolean first, @Nullable Object request) {
		List<String> ids = new ArrayList<>(MAX_IDS);
		for (String value : values) {
			SessionToken token = token(value);
			String id = (token != null) ? token.id() : legacy(value, request);
			if (id == null) {
				if (first) {
					this.observer.foreignIdRefused();
				}
			}
			else if (ids.size() < MAX_IDS) {
				ids.add(id);
			}
		}
		return ids;
	}

	/**
	 * Returns an id that stands for one of another store within the request, which alone
	 * knows the other one, because that is a credential.
	 */
	private @Nullable String legacy(String value, @Nullable Object request) {
		String legacyId = this.legacy.id(value);
		if (legacyId == null || !(request instanceof SessionRequest known)) {
			return null;
		}
		SessionToken standIn = SessionToken
			.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(legacyId)));
		String id = Objects.requireNonNull(standIn).id();
		known.rememberLegacyId(id, legacyId);
		return id;
	}

	private static byte[] sha256(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
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
