package io.github.redissession.chaos;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.testing.Browser;

/**
 * A user with a cookie jar, who logs in, browses and logs out, and notices if a response
 * does not fit what has been acknowledged. Only one thread uses it.
 */
final class ChaosUser {

	static final int MAX = 200;

	/** How long a node may serve a session that another one has ended. */
	static final Duration STALENESS = Duration.ofSeconds(1);

	/** How long the cookie of an ended session is tried again. */
	private static final Duration MEMORY = Duration.ofMinutes(1);

	private final String name;

	private final List<ChaosNode> nodes;

	private final ChaosReport report;

	private final Random random;

	private Browser browser = new Browser();

	private State state = State.LOGGED_OUT;

	private @Nullable String endedCookie;

	private long ended;

	ChaosUser(int number, List<ChaosNode> nodes, ChaosReport report, long seed) {
		this.name = "user" + number;
		this.nodes = nodes;
		this.report = report;
		this.random = new Random(seed + number);
	}

	/**
	 * Sends a request or two.
	 */
	void step() {
		switch (this.state) {
			case LOGGED_OUT -> login();
			case LOGGED_IN -> {
				if (this.random.nextInt(20) == 0) {
					logout();
				}
				else {
					browse();
				}
			}
			case UNKNOWN -> browse();
		}
		tryEndedCookie();
	}

	private void login() {
		this.browser = new Browser();
		HttpResponse<String> response = send(
				(node) -> this.browser.post(node.uri("/login"), Map.of("username", this.name, "password", "password")),
				false);
		if (response != null && location(response).endsWith("/text") && cookie() != null) {
			this.state = State.LOGGED_IN;
			this.report.loggedIn();
		}
		else if (response != null) {
			this.report.failed();
		}
	}

	private void logout() {
		String cookie = cookie();
		HttpResponse<String> response = send((node) -> this.browser.get(node.uri("/invalidate")), false);
		if (response != null && response.statusCode() == 200) {
			this.endedCookie = cookie;
			this.ended = System.nanoTime();
			this.state = State.LOGGED_OUT;
			this.report.loggedOut();
		}
		else {
			this.state = State.UNKNOWN;
		}
	}

	private void browse() {
		HttpResponse<String> response = send((node) -> this.browser.get(node.uri("/private/text")), true);
		if (response == null) {
			return;
		}
		if (response.statusCode() == 200) {
			this.state = State.LOGGED_IN;
			return;
		}
		if (this.state == State.LOGGED_IN) {
			this.report.violation("%s was logged out without having logged out (%d, %s)".formatted(this.name,
					response.statusCode(), location(response)));
		}
		this.state = State.LOGGED_OUT;
	}

	private void tryEndedCookie() {
		if (this.endedCookie == null || System.nanoTime() - this.ended < STALENESS.toNanos()) {
			return;
		}
		Browser former = new Browser();
		former.setCookie("SESSION", this.endedCookie);
		HttpResponse<String> response = send((node) -> former.get(node.uri("/private/text")), true);
		if (response != null && response.statusCode() == 200) {
			this.report.violation("%s is logged in %d ms after having logged out".formatted(this.name,
					Duration.ofNanos(System.nanoTime() - this.ended).toMillis()));
			this.endedCookie = null;
		}
		else if (System.nanoTime() - this.ended > MEMORY.toNanos()) {
			this.endedCookie = null;
		}
	}

	/**
	 * Sends a request to one of the nodes, as a load balancer does.
	 * @param again whether it may be sent to the other node if this one does not answer
	 * @return the response, {@code null} if the request has failed
	 */
	private @Nullable HttpResponse<String> send(Function<ChaosNode, HttpResponse<String>> request, boolean again) {
		int first = this.random.nextInt(this.nodes.size());
		for (int i = 0; i < this.nodes.size(); i++) {
			ChaosNode node = this.nodes.get((first + i) % this.nodes.size());
			try {
				if (node.isServing()) {
					HttpResponse<String> response = request.apply(node);
					if (response.statusCode() >= 500) {
						this.report.failed();
						return null;
					}
					this.report.answered();
					return response;
				}
			}
			catch (UncheckedIOException | IllegalArgumentException ex) {
				if (!again) {
					break;
				}
			}
		}
		this.report.failed();
		return null;
	}

	private static String location(HttpResponse<String> response) {
		return response.headers().firstValue("Location").orElse("");
	}

	/**
	 * Returns the session cookie, {@code null} if there is none.
	 */
	@Nullable String cookie() {
		return this.browser.cookie("SESSION");
	}

	boolean isLoggedIn() {
		return this.state == State.LOGGED_IN;
	}

	/**
	 * What the user knows.
	 */
	private enum State {

		/** A login has been acknowledged, and no logout requested. */
		LOGGED_IN,
		/** A logout has been acknowledged, or no login. */
		LOGGED_OUT,
		/** A request for a logout has failed. */
		UNKNOWN

	}

}
