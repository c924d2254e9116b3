package com.example.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.lettuce.core.Range;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What the shop gains from keeping its sessions in Redis: any instance serves any
 * visitor.
 */
@ExtendWith(OutputCaptureExtension.class)
class TwoInstancesIT {

	private static ShopPair shops;

	private ShopClient atA;

	private ShopClient atB;

	@BeforeAll
	static void open() {
		shops = ShopPair.start("logging.level.io.github.redissession=trace",
				"logging.level.org.springframework.session=trace");
	}

	@AfterAll
	static void close() {
		shops.close();
	}

	@BeforeEach
	void aVisitorComes() {
		this.atA = shops.visitor();
		this.atB = this.atA.at(shops.b());
	}

	@AfterEach
	void everyKeyHasATtl() {
		assertThat(shops.keys()).allSatisfy((key) -> assertThat(shops.redis().pttl(key)).as(key).isNotEqualTo(-1));
	}

	@Test
	void loginAndCartAreTheSameOnBoth() {
		this.atA.login("alice");
		this.atA.addToCart("apple", 2);
		assertThat(this.atB.get("/cart").body()).contains("shop-b", ">alice</span>", ">north</span>", "Apples",
				"$4.80");
		assertThat(this.atB.cart()).hasToString("{\"lines\":[{\"sku\":\"apple\",\"quantity\":2}],\"total\":4.8}")
			.isEqualTo(this.atA.cart());
	}

	@Test
	void logoutOnOneEndsTheSessionOnTheOther() {
		this.atA.login("alice");
		String key = key(this.atA.me().orElseThrow());
		assertThat(shops.redis().exists(key)).isOne();
		this.atB.copy().logout();
		assertThat(this.atA.sessionCookie()).isPresent();
		assertThat(this.atA.me()).isEmpty();
		assertThat(this.atA.get("/checkout").statusCode()).isEqualTo(302);
		assertThat(shops.redis().exists(key)).isZero();
	}

	@Test
	void anAnonymousCartStaysThroughALoginOnTheOther() {
		this.atA.addToCart("dates", 3);
		String anonymous = cookie();
		List<String> sessions = shops.sessionKeys();
		this.atB.login("bob");
		assertThat(cookie()).isNotEqualTo(anonymous);
		assertThat(this.atA.cart().at("/lines/0/sku").stringValue()).isEqualTo("dates");
		assertThat(shops.sessionKeys()).hasSameSizeAs(sessions).contains(key(this.atA.me().orElseThrow()));
	}

	@Test
	void aLoginOnTheOtherGoesOnToTheCheckout() {
		this.atA.addToCart("eggs", 1);
		assertThat(this.atA.get("/checkout").statusCode()).isEqualTo(302);
		URI next = URI.create(this.atB.login("bob").headers().firstValue("Location").orElseThrow());
		assertThat(next.getPath()).isEqualTo("/checkout");
		assertThat(this.atB.get("/checkout?" + next.getQuery()).body()).contains("shop-b", "Free-range eggs", "bob");
	}

	@Test
	void bothTellTheSameAboutTheSession() {
		this.atA.login("carol");
		JsonNode a = this.atA.me().orElseThrow();
		JsonNode b = this.atB.me().orElseThrow();
		assertThat(a.get("instance").stringValue()).isEqualTo("shop-a");
		assertThat(b.get("instance").stringValue()).isEqualTo("shop-b");
		assertThat(a.get("sessionId").stringValue()).hasSize(22).isNotEqualTo(cookie());
		assertThat(List.of("user", "sessionId", "createdAt", "maxLifetimeEndsAt"))
			.allSatisfy((name) -> assertThat(b.get(name)).isEqualTo(a.get(name)));
		assertThat(time(b, "maxLifetimeEndsAt")).isEqualTo(time(b, "createdAt").plus(Duration.ofHours(12)));
		assertThat(time(b, "expiresAt")).isCloseTo(time(b, "lastAccessedAt").plus(Duration.ofMinutes(30)),
				within(1, ChronoUnit.MILLIS));
	}

	/**
	 * The cart is one attribute, so of two changes at the same moment the later one wins.
	 */
	@Test
	void concurrentChangesDoNotFail() throws Exception {
		this.atA.addToCart("bread", 1);
		ExecutorService hands = Executors.newFixedThreadPool(8);
		try {
			List<Future<HttpResponse<String>>> answers = IntStream.range(0, 64)
				.mapToObj((n) -> hands
					.submit(() -> ((n % 2 == 0) ? this.atA : this.atB).addToCart((n % 4 < 2) ? "apple" : "coffee", n)))
				.toList();
			for (Future<HttpResponse<String>> answer : answers) {
				assertThat(answer.get().statusCode()).isEqualTo(302);
			}
		}
		finally {
			hands.shutdownNow();
		}
		assertThat(this.atB.cart().at("/lines/0")).hasToString("{\"sku\":\"bread\",\"quantity\":1}");
		assertThat(this.atA.cart()).isEqualTo(this.atB.cart());
	}

	@Test
	void theCookieIsKnownToTheVisitorAlone(CapturedOutput output) {
		this.atA.addToCart("apple", 1);
		String anonymous = cookie();
		this.atB.login("alice", "guess");
		this.atB.login("alice");
		this.atA.get("/checkout");
		String everything = stored() + output.getAll() + this.atA.me() + this.atB.me() + this.atA.cart()
				+ this.atB.ping() + this.atB.get("/cart").body();
		assertThat(everything).contains("alice", "apple", this.atA.me().orElseThrow().get("sessionId").stringValue())
			.doesNotContain(anonymous, cookie());
	}

	@Test
	void thoseWhoJustLookCostRedisNothing() throws Exception {
		List<String> keys = shops.sessionKeys();
		HttpClient crawler = HttpClient.newHttpClient();
		for (int i = 0; i < 500; i++) {
			assertThat(look(crawler, shops.a())).isEqualTo(200);
			assertThat(look(crawler, shops.b())).isEqualTo(200);
		}
		assertThat(shops.sessionKeys()).containsExactlyInAnyOrderElementsOf(keys);
	}

	private static int look(HttpClient crawler, URI shop) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(shop).header("Accept", "text/html").build();
		return crawler.send(request, BodyHandlers.discarding()).statusCode();
	}

	private static String stored() {
		return shops.keys().stream().map((key) -> key + "=" + value(key)).collect(Collectors.joining("\n"));
	}

	private static Object value(String key) {
		String type = shops.redis().type(key);
		return switch (type) {
			case "hash" -> shops.redis().hgetall(key);
			case "zset" -> shops.redis().zrange(key, 0, -1);
			case "set" -> shops.redis().smembers(key);
			case "string" -> shops.redis().get(key);
			case "stream" -> shops.redis().xrange(key, Range.unbounded());
			default -> throw new AssertionError(key + " is a " + type);
		};
	}

	private static String key(JsonNode me) {
		return "session-shop:" + me.get("sessionId").stringValue();
	}

	private static Instant time(JsonNode me, String name) {
		return Instant.parse(me.get(name).stringValue());
	}

	private String cookie() {
		return this.atA.sessionCookie().orElseThrow().getValue();
	}

}
