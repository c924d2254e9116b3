package com.example.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Dimension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That the checkout asks for the password again after a pause, and the rest of the shop
 * does not.
 */
class StepUpIT {

	private static final String REASON = "Please log in again to check out";

	private static ShopPair shops;

	@BeforeAll
	static void open() {
		shops = ShopPair.start("redis-session.expiry.touch-interval=100ms",
				"redis-session.expiry.sensitive[0].paths=/checkout/**",
				"redis-session.expiry.sensitive[0].idle-timeout=1s");
	}

	@AfterAll
	static void close() {
		shops.close();
	}

	@Test
	void theCheckoutWantsANewLoginAfterAPauseAndTheCartIsKept() {
		ShopClient visitor = shops.visitor();
		visitor.login("alice");
		visitor.addToCart("dates", 2);
		assertThat(visitor.get("/checkout").statusCode()).isEqualTo(200);

		pause(visitor);
		assertThat(visitor.get("/cart").body()).contains(">alice</span>", "Medjool dates");
		assertThat(visitor.get("/login").body()).doesNotContain(REASON);

		HttpResponse<String> refused = visitor.get("/checkout");
		assertThat(refused.statusCode()).isEqualTo(302);
		assertThat(refused.headers().firstValue("Location").orElseThrow()).endsWith("/login");
		ShopClient elsewhere = visitor.at(shops.b());
		assertThat(elsewhere.me()).isEmpty();
		assertThat(elsewhere.get("/login").body()).contains(REASON);
		assertThat(elsewhere.get("/cart").body()).contains("Medjool dates", "Log in").doesNotContain("alice");

		URI next = URI.create(elsewhere.login("alice").headers().firstValue("Location").orElseThrow());
		assertThat(next.getPath()).isEqualTo("/checkout");
		assertThat(visitor.get("/checkout").body()).contains("Medjool dates", ">alice</span>");
	}

	@ParameterizedTest
	@CsvSource({ "desktop, 1280, 900", "phone, 390, 844" })
	void aBrowserIsAskedAgainAndComesBackToTheCheckout(String device, int width, int height, @TempDir Path profile)
			throws IOException {
		shops.redis().flushdb();
		try (ShopBrowser browser = new ShopBrowser(shops, device, new Dimension(width, height), profile)) {
			browser.openAtA("/login");
			browser.login("password");
			browser.openAtB("/");
			browser.click("add-dates");
			String key = shops.sessionKeys().get(0);
			long fresh = shops.redis().pttl(key);
			Awaitility.await().until(() -> shops.redis().pttl(key) < fresh - 1200);
			browser.openAtA("/checkout");
			assertThat(browser.text("main")).contains(REASON);
			browser.show("step-up", "Log in");
			browser.login("password");
			browser.show("step-up-done", "Checkout");
			assertThat(browser.text("main")).contains("Medjool dates");
		}
	}

	@Test
	void whoHasNeverLoggedInIsNotAskedToDoItAgain() {
		ShopClient visitor = shops.visitor();
		visitor.addToCart("dates", 2);
		visitor.get("/checkout");
		assertThat(visitor.get("/login").body()).doesNotContain(REASON);
	}

	/**
	 * Polls, as a page that is left open does, until Redis counts the session as idle.
	 */
	private static void pause(ShopClient visitor) {
		String key = "session-shop:" + visitor.me().orElseThrow().get("sessionId").stringValue();
		long fresh = shops.redis().pttl(key);
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
			assertThat(visitor.ping().get("loggedIn").booleanValue()).isTrue();
			return shops.redis().pttl(key) < fresh - 1200;
		});
	}

}
