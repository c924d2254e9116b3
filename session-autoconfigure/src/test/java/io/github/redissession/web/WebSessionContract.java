package io.github.redissession.web;

import java.util.List;
import java.util.Objects;

import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How a {@code WebSession} behaves over HTTP, which is the same for WebFlux' own sessions
 * in memory and for ours; {@code docs/webflux.md} lists what is not.
 */
abstract class WebSessionContract {

	static final String UNKNOWN = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

	/** The cookie of the client, {@code null} if it has none. */
	@Nullable String cookie;

	abstract ConfigurableApplicationContext application();

	@Test
	void aRequestThatUsesNoSessionGetsNoCookie() {
		assertThat(get("/none")).isEqualTo(new Answer(200, "none", List.of()));
	}

	@Test
	void aSessionThatIsOnlyLookedAtIsNotStarted() {
		assertThat(get("/look")).isEqualTo(new Answer(200, "false false", List.of()));
		assertThat(get("/read")).isEqualTo(new Answer(200, "false {}", List.of()));
	}

	@Test
	void anAttributeStartsTheSession() {
		Answer answer = get("/set?value=1");
		assertThat(answer.body()).isEqualTo("false true");
		assertThat(answer.cookies()).singleElement().asString().startsWith("SESSION=");
		assertThat(get("/read")).isEqualTo(new Answer(200, "true {value=1}", List.of()));
	}

	@Test
	void theCookieHasTheSameAttributes() {
		assertThat(get("/set?value=1").cookies().get(0).replaceFirst("=[^;]+", "=x"))
			.isEqualTo("SESSION=x; Path=/; HTTPOnly");
	}

	@Test
	void aSessionCanBeStartedWithoutAttributes() {
		Answer answer = get("/start");
		assertThat(answer.body()).isEqualTo("true");
		assertThat(answer.cookies()).hasSize(1);
		String id = get("/id").body();
		assertThat(get("/id")).isEqualTo(new Answer(200, id, List.of()));
		assertThat(get("/look").body()).isEqualTo("true false");
	}

	@Test
	void theAttributesAreAMap() {
		assertThat(get("/map").body()).isEqualTo("1 2 false 5 2 [b, c]");
		assertThat(get("/read").body()).isEqualTo("true {b=2, c=4}");
		assertThat(get("/clear").body()).isEqualTo("true true");
		assertThat(get("/read")).isEqualTo(new Answer(200, "true {}", List.of()));
	}

	@Test
	void aValueThatIsChangedInPlaceIsKept() {
		get("/list?add=apple");
		assertThat(get("/list?add=pear").body()).isEqualTo("[apple, pear]");
		assertThat(get("/read").body()).isEqualTo("true {list=[apple, pear]}");
	}

	@Test
	void aNewIdKeepsTheAttributesAndMakesTheOldCookieUnknown() {
		get("/set?value=1");
		String id = get("/id").body();
		String before = this.cookie;
		Answer answer = get("/change-id");
		assertThat(answer.body()).isEqualTo("true true 1");
		assertThat(answer.cookies()).hasSize(1);
		assertThat(this.cookie).isNotEqualTo(before);
		assertThat(get("/id").body()).isNotEqualTo(id);
		assertThat(get("/read").body()).isEqualTo("true {value=1}");
		this.cookie = before;
		assertThat(get("/read").body()).isEqualTo("false {}");
	}

	@Test
	void aSessionThatIsInvalidatedTakesItsCookieAway() {
		get("/set?value=1");
		String before = this.cookie;
		Answer answer = get("/invalidate");
		assertThat(answer.body()).isEqualTo("true");
		assertThat(answer.cookies()).singleElement().asString().startsWith("SESSION=;").contains("Max-Age=0");
		this.cookie = before;
		assertThat(get("/read").body()).isEqualTo("false {}");
	}

	@Test
	void aRequestHasOneSessionEvenAfterItsEnd() {
		assertThat(get("/twice").body()).isEqualTo("true");
		get("/set?value=1");
		assertThat(get("/invalidate-and-look").body()).isEqualTo("true false true");
	}

	@Test
	void whatIsSetAfterTheEndIsLost() {
		get("/set?value=1");
		String before = this.cookie;
		Answer answer = get("/invalidate-and-set");
		assertThat(answer.body()).isEqualTo("true");
		assertThat(answer.cookies()).singleElement().asString().contains("Max-Age=0");
		this.cookie = before;
		assertThat(get("/read").body()).isEqualTo("false {}");
	}

	@Test
	void aSessionThatBeginsAndEndsInOneRequestGetsNoCookie() {
		assertThat(get("/start-and-invalidate")).isEqualTo(new Answer(200, "invalidated", List.of()));
	}

	@Test
	void anUnknownCookieIsTakenAwayWhenTheSessionIsUsed() {
		this.cookie = UNKNOWN;
		assertThat(get("/none")).isEqualTo(new Answer(200, "none", List.of()));
		Answer answer = get("/look");
		assertThat(answer.body()).isEqualTo("false false");
		assertThat(answer.cookies()).singleElement().asString().contains("Max-Age=0");
	}

	@Test
	void anUnknownCookieIsNotAdopted() {
		this.cookie = UNKNOWN;
		assertThat(get("/set?value=1").cookies()).hasSize(1);
		assertThat(this.cookie).isNotEqualTo(UNKNOWN);
		assertThat(get("/read").body()).isEqualTo("true {value=1}");
	}

	@Test
	void theFirstOfSeveralCookiesThatIsKnownCounts() {
		get("/set?value=1");
		this.cookie = UNKNOWN + "; SESSION=" + this.cookie;
		assertThat(get("/read").body()).isEqualTo("true {value=1}");
	}

	@Test
	void theIdleTimeIsKept() {
		assertThat(get("/idle?millis=600000").body()).isEqualTo("PT30M PT10M");
		get("/set?value=1");
		assertThat(get("/idle?millis=600000").body()).isEqualTo("PT30M PT10M");
		assertThat(get("/idle").body()).isEqualTo("PT10M PT10M");
	}

	@Test
	void aSessionEndsAfterItsIdleTime() {
		get("/set?value=1");
		get("/idle?millis=1000");
		String before = Objects.requireNonNull(this.cookie);
		long end = System.currentTimeMillis() + 1600;
		await().until(() -> System.currentTimeMillis() > end);
		Answer answer = get("/read");
		assertThat(answer.body()).isEqualTo("false {}");
		assertThat(answer.cookies()).singleElement().asString().contains("Max-Age=0");
		this.cookie = before;
		get("/set?value=2");
		assertThat(this.cookie).isNotEqualTo(before);
	}

	@Test
	void aNegativeIdleTimeIsNone() {
		get("/set?value=1");
		get("/idle?millis=-1000");
		assertThat(get("/idle").body()).matches("PT-\\d.* PT-\\d.*");
		assertThat(get("/read").body()).isEqualTo("true {value=1}");
	}

	@Test
	void timesGoForward() {
		get("/set?value=1");
		String[] first = get("/times").body().split(" ");
		await().until(() -> {
			String[] later = get("/times").body().split(" ");
			return later[0].equals(first[0]) && Long.parseLong(later[1]) > Long.parseLong(first[1]);
		});
	}

	@Test
	void aSessionCanBeSavedAtOnce() {
		Answer answer = get("/save");
		assertThat(answer.body()).isEqualTo("saved");
		assertThat(answer.cookies()).hasSize(1);
		assertThat(get("/read").body()).isEqualTo("true {value=saved}");
	}

	@Test
	void aFailureKeepsWhatWasSetBefore() {
		Answer answer = get("/fail");
		assertThat(answer.status()).isEqualTo(500);
		assertThat(answer.cookies()).hasSize(1);
		assertThat(get("/read").body()).isEqualTo("true {value=before the failure}");
	}

	@Test
	void aRedirectKeepsWhatWasSetBefore() {
		Answer answer = get("/redirect");
		assertThat(answer.status()).isEqualTo(302);
		assertThat(answer.cookies()).hasSize(1);
		assertThat(get("/read").body()).isEqualTo("true {value=before the redirect}");
	}

	@Test
	void aHeadRequestBeginsASession() {
		Answer answer = send(HttpMethod.HEAD, "/set?value=1");
		assertThat(answer.cookies()).hasSize(1);
		assertThat(get("/read").body()).isEqualTo("true {value=1}");
	}

	@Test
	void whatIsSetWhileAResponseIsStreamedIsKept() {
		Answer answer = get("/events");
		assertThat(answer.body()).contains("data:one", "data:two");
		assertThat(answer.cookies()).hasSize(1);
		await().untilAsserted(() -> assertThat(get("/read").body()).isEqualTo("true {value=late}"));
		get("/set?value=1");
		assertThat(get("/events").cookies()).isEmpty();
		await().untilAsserted(() -> assertThat(get("/read").body()).isEqualTo("true {value=late}"));
	}

	@Test
	void aSessionThatBeginsTooLateIsUnknownToTheClient() {
		assertThat(get("/late-events").cookies()).isEmpty();
		assertThat(get("/read").body()).isEqualTo("false {}");
		get("/set?value=1");
		get("/late-events");
		await().untilAsserted(() -> assertThat(get("/read").body()).isEqualTo("true {value=too late}"));
	}

	Answer get(String path) {
		return send(HttpMethod.GET, path);
	}

	/** A connection for each request, because some answers arrive in pieces. */
	private Answer send(HttpMethod method, String path) {
		int port = Objects.requireNonNull(((WebServerApplicationContext) application()).getWebServer()).getPort();
		Answer answer = HttpClient.newConnection().headers((headers) -> {
			if (this.cookie != null) {
				headers.set("Cookie", "SESSION=" + this.cookie);
			}
		})
			.request(method)
			.uri("http://127.0.0.1:" + port + path)
			.responseSingle((response, body) -> body.asString()
				.defaultIfEmpty("")
				.map((text) -> new Answer(response.status().code(), text,
						List.copyOf(response.responseHeaders().getAll("Set-Cookie")))))
			.block();
		for (String header : Objects.requireNonNull(answer).cookies()) {
			String value = header.replaceFirst("SESSION=([^;]*).*", "$1");
			this.cookie = value.isEmpty() ? null : value;
		}
		return answer;
	}

	record Answer(int status, String body, List<String> cookies) {

	}

}
